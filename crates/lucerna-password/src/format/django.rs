//! Django: the algorithm's name, its parameters, the salt as text and the output in base64, with `$` between them.
//!
//! An account without a password has `!` and a random text, which matches no password.
//! <https://docs.djangoproject.com/en/stable/topics/auth/passwords/>

use super::bcrypt::{self, Prehash};
use super::fields::{after, base64, number, output_of, parts};
use super::hash::Hash;
use super::{FormatError, Pbkdf2, Scrypt, Spelling, StoredHash};
use base64ct::Base64;

/// Parses `pbkdf2_sha256$1000000$salt$output`.
pub(super) fn pbkdf2(text: &str) -> Result<StoredHash, FormatError> {
    let [name, rounds, salt, hash] = parts(text, '$')?;
    let function = Hash::named(after("pbkdf2_", name)?)?;
    let output = output_of(function.length(), &base64::<Base64>(hash)?)?;
    Pbkdf2::stored(function, number(rounds)?, salt.as_bytes(), Spelling::Typed, output)
}

/// Parses `scrypt$16384$salt$8$5$output`, whose salt is between N and r.
pub(super) fn scrypt(text: &str) -> Result<StoredHash, FormatError> {
    let [_, n, salt, r, p, hash] = parts(text, '$')?;
    let function = Scrypt::new(number(n)?, number(r)?, number(p)?, salt.as_bytes())?;
    Ok(function.stored(Spelling::Typed, output_of(64, &base64::<Base64>(hash)?)?))
}

/// Parses `argon2$argon2id$v=19$…`.
pub(super) fn argon2(text: &str) -> Result<StoredHash, FormatError> {
    Ok(super::argon2::phc(after("argon2", text)?)?.not_normalized())
}

/// Parses `bcrypt$$2b$12$…`.
pub(super) fn bcrypt(text: &str) -> Result<StoredHash, FormatError> {
    Ok(bcrypt::modular(after("bcrypt$", text)?)?.not_normalized())
}

/// Parses `bcrypt_sha256$$2b$12$…`.
pub(super) fn bcrypt_sha256(text: &str) -> Result<StoredHash, FormatError> {
    bcrypt::stored(after("bcrypt_sha256$", text)?, Prehash::HexSha256, Spelling::Typed)
}
