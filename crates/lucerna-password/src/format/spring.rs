//! Spring Security's `DelegatingPasswordEncoder`: `{id}` and that encoder's hash, with its default parameters.
//!
//! Each encoder used alone writes no `{id}`. `{noop}` and the plain digests are not verified.
//! <https://docs.spring.io/spring-security/reference/features/authentication/password-storage.html>

use super::fields::{base64, hex, output_of, parts};
use super::hash::Hash;
use super::{
    FormatError, MALFORMED, Pbkdf2, SaltedDigest, Scrypt, Spelling, StoredHash, UNKNOWN, argon2, bcrypt,
};
use base64ct::Base64;

const OUTPUT_BYTES: usize = 32;

pub(super) fn delegating(text: &str) -> Result<StoredHash, FormatError> {
    let (id, encoded) = text.split_once('}').ok_or(MALFORMED)?;
    match id {
        "{bcrypt" => Ok(bcrypt::modular(encoded)?.not_normalized()),
        "{argon2" | "{argon2@SpringSecurity_v5_8" => Ok(argon2::phc(encoded)?.not_normalized()),
        "{scrypt" | "{scrypt@SpringSecurity_v5_8" => scrypt(encoded),
        "{pbkdf2" => pbkdf2_5_0(encoded),
        "{pbkdf2@SpringSecurity_v5_8" => pbkdf2_5_8(encoded),
        "{sha256" => standard(encoded),
        _ => Err(UNKNOWN),
    }
}

/// Parses the hexadecimal digits of `Pbkdf2PasswordEncoder` or of `StandardPasswordEncoder`, which wrote no `{id}`.
pub(super) fn pbkdf2_without_prefix(encoded: &str) -> Result<StoredHash, FormatError> {
    match encoded.len() {
        80 => Ok(standard(encoded)?.or(pbkdf2_5_0(encoded)?)),
        _ => pbkdf2_5_8(encoded),
    }
}

fn pbkdf2_5_0(encoded: &str) -> Result<StoredHash, FormatError> {
    pbkdf2(Hash::Sha1, 185_000, 8, encoded)
}

fn pbkdf2_5_8(encoded: &str) -> Result<StoredHash, FormatError> {
    pbkdf2(Hash::Sha256, 310_000, 16, encoded)
}

/// Parses `StandardPasswordEncoder`, 1,024 rounds of SHA-256 over the salt and the password.
fn standard(encoded: &str) -> Result<StoredHash, FormatError> {
    let bytes = hex(encoded)?;
    let (salt, derived) = bytes.split_at_checked(8).ok_or(MALFORMED)?;
    SaltedDigest::new(Hash::Sha256, salt, b"").repeated(1024).stored(derived)
}

/// Parses the salt and the output in hexadecimal digits.
fn pbkdf2(hash: Hash, rounds: u32, salt_bytes: usize, encoded: &str) -> Result<StoredHash, FormatError> {
    let bytes = hex(encoded)?;
    let (salt, derived) = bytes.split_at_checked(salt_bytes).ok_or(MALFORMED)?;
    Pbkdf2::stored(hash, rounds, salt, Spelling::Typed, output_of(OUTPUT_BYTES, derived)?)
}

/// Parses `$e0801$salt$output`. Its first field is log₂ N, r and p, each in two hexadecimal digits, without leading zeros.
pub(super) fn scrypt(encoded: &str) -> Result<StoredHash, FormatError> {
    let [_, params, salt, hash] = parts(encoded, '$')?;
    let [_, log_n, r, p] = params_of(params)?.to_be_bytes();
    let n = 1_u32.checked_shl(log_n.into()).ok_or(MALFORMED)?;
    let function = Scrypt::new(n, r.into(), p.into(), &base64::<Base64>(salt)?)?;
    Ok(function.stored(Spelling::Typed, output_of(OUTPUT_BYTES, &base64::<Base64>(hash)?)?))
}

fn params_of(text: &str) -> Result<u32, FormatError> {
    let params = u32::from_str_radix(text, 16).map_err(|_| MALFORMED)?;
    // Only the spelling that Java writes.
    if format!("{params:x}") == text { Ok(params) } else { Err(MALFORMED) }
}
