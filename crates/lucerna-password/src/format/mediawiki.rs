//! MediaWiki: the type between colons, its parameters, and the salt and the output in base64.
//!
//! <https://www.mediawiki.org/wiki/Manual:User_table#user_password>

use super::fields::{after, base64, hex, number, output, parts};
use super::hash::Hash;
use super::{FormatError, IMPOSSIBLE, Pbkdf2, SaltedDigest, Spelling, StoredHash, argon2 as phc};
use base64ct::Base64;

/// Parses `:A:<hex>`, the MD5 of the password. Such passwords were stored before 2006.
pub(super) fn type_a(text: &str) -> Result<StoredHash, FormatError> {
    SaltedDigest::new(Hash::Md5, b"", b"").stored(&hex(after(":A:", text)?)?)
}

/// Parses `:B:<salt>:<hex>`, the MD5 of the salt, a hyphen, and the password's MD5 in hexadecimal digits.
pub(super) fn type_b(text: &str) -> Result<StoredHash, FormatError> {
    let [salt, hash] = parts(after(":B:", text)?, ':')?;
    SaltedDigest::new(Hash::Md5, format!("{salt}-").as_bytes(), b"").of_hex_md5().stored(&hex(hash)?)
}

/// Parses `:pbkdf2:sha512:30000:64:salt:output`.
pub(super) fn pbkdf2(text: &str) -> Result<StoredHash, FormatError> {
    let [name, rounds, length, salt, hash] = parts(after(":pbkdf2:", text)?, ':')?;
    let (derived, salt) = (base64::<Base64>(hash)?, base64::<Base64>(salt)?);
    if u32::try_from(derived.len()) != Ok(number(length)?) {
        return Err(IMPOSSIBLE);
    }
    let (hash, rounds) = (Hash::named(name)?, number(rounds)?);
    match derived.len() {
        // Versions 1.24 to 1.30 wrote 128 bytes.
        128 => Pbkdf2::stored_longer(hash, rounds, &salt, Spelling::Typed, &derived),
        _ => Pbkdf2::stored(hash, rounds, &salt, Spelling::Typed, output(&derived)?),
    }
}

/// Parses `:argon2:$argon2id$…`.
pub(super) fn argon2(text: &str) -> Result<StoredHash, FormatError> {
    Ok(phc::phc(after(":argon2:", text)?)?.not_normalized())
}
