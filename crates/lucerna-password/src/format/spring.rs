//! Spring Security's `DelegatingPasswordEncoder`: `{id}` and what that encoder wrote, with its default parameters.
//!
//! `{noop}` and the plain digests are not verified.
//! <https://docs.spring.io/spring-security/reference/features/authentication/password-storage.html>

use super::fields::{base64, hex, output_of, parts};
use super::hash::Hash;
use super::{MALFORMED, Pbkdf2, Refusal, Scrypt, Spelling, Stored, UNKNOWN, argon2, bcrypt};
use base64ct::Base64;

const OUTPUT_BYTES: usize = 32;

pub(super) fn delegating(text: &str) -> Result<Stored, Refusal> {
    let (id, encoded) = text.split_once('}').ok_or(MALFORMED)?;
    match id {
        "{bcrypt" => Ok(bcrypt::modular(encoded)?.typed()),
        "{argon2" | "{argon2@SpringSecurity_v5_8" => Ok(argon2::phc(encoded)?.typed()),
        "{scrypt" | "{scrypt@SpringSecurity_v5_8" => scrypt(encoded),
        "{pbkdf2" => pbkdf2(Hash::Sha1, 185_000, 8, encoded),
        "{pbkdf2@SpringSecurity_v5_8" => pbkdf2(Hash::Sha256, 310_000, 16, encoded),
        _ => Err(UNKNOWN),
    }
}

/// The salt and the output, in hexadecimal digits.
fn pbkdf2(hash: Hash, rounds: u32, salt_bytes: usize, encoded: &str) -> Result<Stored, Refusal> {
    let bytes = hex(encoded)?;
    let (salt, derived) = bytes.split_at_checked(salt_bytes).ok_or(MALFORMED)?;
    Pbkdf2::stored(hash, rounds, salt, Spelling::Typed, output_of(OUTPUT_BYTES, derived)?)
}

/// `$e0801$salt$output`, which begins with log₂ N, r and p in hexadecimal digits: two each, but for leading zeros.
fn scrypt(encoded: &str) -> Result<Stored, Refusal> {
    let [_, params, salt, hash] = parts(encoded, '$')?;
    let [_, log_n, r, p] = params_of(params)?.to_be_bytes();
    let n = 1_u32.checked_shl(log_n.into()).ok_or(MALFORMED)?;
    let function = Scrypt::new(n, r.into(), p.into(), &base64::<Base64>(salt)?)?;
    Ok(function.stored(Spelling::Typed, output_of(OUTPUT_BYTES, &base64::<Base64>(hash)?)?))
}

fn params_of(text: &str) -> Result<u32, Refusal> {
    let params = u32::from_str_radix(text, 16).map_err(|_| MALFORMED)?;
    // As Java writes it, and no other way.
    if format!("{params:x}") == text { Ok(params) } else { Err(MALFORMED) }
}
