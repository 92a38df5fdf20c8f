//! Spring Security's `DelegatingPasswordEncoder`: `{id}` and that encoder's hash, with its default parameters.
//!
//! `{noop}` and the plain digests are not verified.
//! <https://docs.spring.io/spring-security/reference/features/authentication/password-storage.html>

use super::fields::{base64, hex, output_of, parts};
use super::hash::Hash;
use super::{FormatError, MALFORMED, Pbkdf2, Scrypt, Spelling, StoredHash, UNKNOWN, argon2, bcrypt};
use base64ct::Base64;

const OUTPUT_BYTES: usize = 32;

pub(super) fn delegating(text: &str) -> Result<StoredHash, FormatError> {
    let (id, encoded) = text.split_once('}').ok_or(MALFORMED)?;
    match id {
        "{bcrypt" => Ok(bcrypt::modular(encoded)?.not_normalized()),
        "{argon2" | "{argon2@SpringSecurity_v5_8" => Ok(argon2::phc(encoded)?.not_normalized()),
        "{scrypt" | "{scrypt@SpringSecurity_v5_8" => scrypt(encoded),
        "{pbkdf2" => pbkdf2(Hash::Sha1, 185_000, 8, encoded),
        "{pbkdf2@SpringSecurity_v5_8" => pbkdf2(Hash::Sha256, 310_000, 16, encoded),
        _ => Err(UNKNOWN),
    }
}

/// Parses the salt and the output in hexadecimal digits.
fn pbkdf2(hash: Hash, rounds: u32, salt_bytes: usize, encoded: &str) -> Result<StoredHash, FormatError> {
    let bytes = hex(encoded)?;
    let (salt, derived) = bytes.split_at_checked(salt_bytes).ok_or(MALFORMED)?;
    Pbkdf2::stored(hash, rounds, salt, Spelling::Typed, output_of(OUTPUT_BYTES, derived)?)
}

/// Parses `$e0801$salt$output`. Its first field is log₂ N, r and p, each in two hexadecimal digits, without leading zeros.
fn scrypt(encoded: &str) -> Result<StoredHash, FormatError> {
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
