//! LDAP and Dovecot: a scheme in braces, in any case, and that scheme's hash. Spring Security's ids look the same.
//!
//! <https://doc.dovecot.org/main/core/config/auth/schemes.html>, <https://datatracker.ietf.org/doc/html/rfc2307#section-5.3>

use super::fields::{hex, number, output_of, parts};
use super::hash::Hash;
use super::{
    FormatError, MALFORMED, Pbkdf2, Spelling, StoredHash, UNKNOWN, argon2, bcrypt, md5_crypt, pbkdf2,
    salted_digest, sha_crypt, spring,
};

/// Parses a text that begins with a brace.
pub(super) fn scheme(text: &str) -> Result<StoredHash, FormatError> {
    match spring::delegating(text) {
        Err(UNKNOWN) => {}
        known => return known,
    }
    let (scheme, hash) = text.get(1..).and_then(|it| it.split_once('}')).ok_or(MALFORMED)?;
    match &*scheme.to_ascii_uppercase() {
        "CRYPT" | "BLF-CRYPT" | "MD5-CRYPT" | "SHA256-CRYPT" | "SHA512-CRYPT" => crypt(hash),
        "ARGON2" | "ARGON2I" | "ARGON2ID" => argon2::phc(hash),
        "SMD5" => salted_digest::ldap(Hash::Md5, hash),
        "SSHA" => salted_digest::ldap(Hash::Sha1, hash),
        "SSHA256" => salted_digest::ldap(Hash::Sha256, hash),
        "SSHA512" => salted_digest::ldap(Hash::Sha512, hash),
        "PBKDF2" if hash.starts_with("$1$") => dovecot_pbkdf2(hash),
        "PBKDF2" | "PBKDF2-SHA1" => pbkdf2::modular(&format!("$pbkdf2${hash}")),
        "PBKDF2-SHA256" => pbkdf2::modular(&format!("$pbkdf2-sha256${hash}")),
        "PBKDF2-SHA512" => pbkdf2::modular(&format!("$pbkdf2-sha512${hash}")),
        _ => Err(UNKNOWN),
    }
    .map(StoredHash::not_normalized)
}

fn crypt(text: &str) -> Result<StoredHash, FormatError> {
    match text.get(..3) {
        Some("$1$") => md5_crypt::unix(text),
        Some("$5$") => sha_crypt::sha256(text),
        Some("$6$") => sha_crypt::sha512(text),
        Some("$2a" | "$2b" | "$2y") => bcrypt::modular(text),
        _ => Err(UNKNOWN),
    }
}

/// Parses Dovecot's `$1$<salt>$<rounds>$<hex>`.
fn dovecot_pbkdf2(text: &str) -> Result<StoredHash, FormatError> {
    let [_, _, salt, rounds, hash] = parts(text, '$')?;
    let output = output_of(Hash::Sha1.length(), &hex(hash)?)?;
    Pbkdf2::stored(Hash::Sha1, number(rounds)?, salt.as_bytes(), Spelling::Typed, output)
}
