//! Werkzeug and Flask: the method with its parameters, the salt as text and the output in hexadecimal digits.
//!
//! <https://werkzeug.palletsprojects.com/en/stable/utils/#module-werkzeug.security>

use super::fields::{hex, number, output_of, parts};
use super::hash::Hash;
use super::{FormatError, Pbkdf2, Scrypt, Spelling, StoredHash};

/// Parses `scrypt:32768:8:1$salt$output`.
pub(super) fn scrypt(text: &str) -> Result<StoredHash, FormatError> {
    let [method, salt, hash] = parts(text, '$')?;
    let [_, n, r, p] = parts(method, ':')?;
    let function = Scrypt::new(number(n)?, number(r)?, number(p)?, salt.as_bytes())?;
    Ok(function.stored(Spelling::Typed, output_of(64, &hex(hash)?)?))
}

/// Parses `pbkdf2:sha256:600000$salt$output`.
pub(super) fn pbkdf2(text: &str) -> Result<StoredHash, FormatError> {
    let [method, salt, hash] = parts(text, '$')?;
    let [_, name, rounds] = parts(method, ':')?;
    let function = Hash::named(name)?;
    let output = output_of(function.length(), &hex(hash)?)?;
    Pbkdf2::stored(function, number(rounds)?, salt.as_bytes(), Spelling::Typed, output)
}
