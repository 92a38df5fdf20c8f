//! bcrypt: `$2b$`, two digits of cost, `$`, 22 characters of salt and 31 of output.
//!
//! `$2a$`, `$2b$` and `$2y$` are the same algorithm. `$2x$` marks hashes of a faulty implementation and is not verified. bcrypt
//! ignores all bytes of a password after the 72nd. The Argon2id hash that replaces it does not.

use super::fields::{after, base64, number, output_of, parts, value};
use super::hash::Hash;
use super::{FormatError, Function, IMPOSSIBLE, MALFORMED, Spelling, StoredHash, TOO_COSTLY};
use crate::compute_error::ComputeError;
use base64ct::{Base64, Base64Bcrypt, Encoding};
use data_encoding::HEXLOWER;
use pbkdf2::hmac::{Hmac, KeyInit, Mac};
use sha2::Sha384;
use zeroize::Zeroizing;

/// The maximum cost, which takes one or two seconds (`SECURITY.md`, row 154).
const MAX_COST: u32 = 15;
const MIN_COST: u32 = 4;

/// The number of bytes that bcrypt uses of a password.
const KEY_BYTES: usize = 72;
const OUTPUT_BYTES: usize = 23;

pub(crate) struct Bcrypt {
    cost: u32,
    salt: [u8; 16],
    before: Prehash,
}

/// The hash that was applied to the password first.
pub(super) enum Prehash {
    Nothing,
    /// SHA-256 in hexadecimal digits (Django).
    HexSha256,
    /// SHA-256 in base64 (passlib's first version).
    Base64Sha256,
    /// HMAC-SHA-256 in base64, with the text of the salt as its key (passlib's second version).
    HmacSha256(String),
    /// HMAC-SHA384 in base64 (WordPress).
    HmacSha384,
}

/// The time of one of the 2^cost rounds, on a core of 2024.
const NANOS_PER_ROUND: u64 = 56_000;

impl Bcrypt {
    /// Estimates the nanoseconds. bcrypt ignores the length of the password, and a hash before it is fast.
    pub(crate) fn nanos(&self, password: usize) -> u64 {
        (NANOS_PER_ROUND << self.cost) + Hash::Sha512.nanos(password)
    }

    /// Computes the output. Devise appends its pepper to the password.
    pub(crate) fn compute(&self, password: &[u8], pepper: &[u8], out: &mut [u8]) -> Result<(), ComputeError> {
        let mut key = Zeroizing::new(Vec::with_capacity(password.len() + pepper.len() + KEY_BYTES));
        match &self.before {
            Prehash::Nothing => [password, pepper].iter().for_each(|it| key.extend_from_slice(it)),
            Prehash::HexSha256 => key.extend(HEXLOWER.encode(&Hash::Sha256.digest(&[password])).bytes()),
            Prehash::Base64Sha256 => key.extend(base64_of(&Hash::Sha256.digest(&[password]))),
            Prehash::HmacSha256(salt) => {
                key.extend(base64_of(&Hash::Sha256.hmac(salt.as_bytes(), password)?));
            }
            Prehash::HmacSha384 => key.extend(base64_of(&wordpress_hmac(password)?)),
        }
        // bcrypt includes the terminating NUL, unless it is after the 72nd byte.
        key.push(0);
        key.truncate(KEY_BYTES);
        let output = bcrypt::bcrypt(self.cost, self.salt, &key);
        out.iter_mut().zip(output).for_each(|(out, byte)| *out = byte);
        Ok(())
    }
}

fn base64_of(digest: &[u8]) -> Vec<u8> {
    Base64::encode_string(digest).into_bytes()
}

fn wordpress_hmac(password: &[u8]) -> Result<Vec<u8>, ComputeError> {
    let hmac = Hmac::<Sha384>::new_from_slice(b"wp-sha384")?;
    Ok(hmac.chain_update(password).finalize().into_bytes().to_vec())
}

/// Parses `$2b$12$…`, of most systems.
pub(super) fn modular(text: &str) -> Result<StoredHash, FormatError> {
    stored(text, Prehash::Nothing, Spelling::Either)
}

/// Parses `$wp$2y$10$…`, of WordPress since 6.8.
pub(super) fn wordpress(text: &str) -> Result<StoredHash, FormatError> {
    stored(after("$wp", text)?, Prehash::HmacSha384, Spelling::Typed)
}

/// Parses passlib's `$bcrypt-sha256$2b,12$salt$output` and `$bcrypt-sha256$v=2,t=2b,r=12$salt$output`.
/// <https://passlib.readthedocs.io/en/stable/lib/passlib.hash.bcrypt_sha256.html>
pub(super) fn passlib(text: &str) -> Result<StoredHash, FormatError> {
    let [_, _, params, salt, output] = parts(text, '$')?;
    let (before, version, cost) = match params.strip_prefix("v=2,t=") {
        None => {
            let [version, cost] = parts(params, ',')?;
            (Prehash::Base64Sha256, version, number(cost)?)
        }
        Some(params) => {
            let [version, cost] = parts(params, ',')?;
            (Prehash::HmacSha256(salt.to_owned()), version, value("r=", cost)?)
        }
    };
    stored(&format!("${version}${cost:02}${salt}{output}"), before, Spelling::Typed)
}

pub(super) fn stored(text: &str, before: Prehash, spelling: Spelling) -> Result<StoredHash, FormatError> {
    let ["", "2a" | "2b" | "2y", cost, rest] = parts(text, '$')? else { return Err(MALFORMED) };
    let (salt, output) = rest.split_at_checked(22).ok_or(MALFORMED)?;
    let salt = base64::<Base64Bcrypt>(salt)?.try_into().map_err(|_| MALFORMED)?;
    let output = output_of(OUTPUT_BYTES, &base64::<Base64Bcrypt>(output)?)?;
    Ok(StoredHash::new(
        Function::Bcrypt(Bcrypt { cost: within_ceiling(cost)?, salt, before }),
        spelling,
        output,
    ))
}

/// Parses the two digits of the cost, and checks its limits.
fn within_ceiling(cost: &str) -> Result<u32, FormatError> {
    let number = number(cost.strip_prefix('0').unwrap_or(cost))?;
    match number {
        _ if cost.len() != 2 => Err(MALFORMED),
        ..MIN_COST => Err(IMPOSSIBLE),
        MIN_COST..=MAX_COST => Ok(number),
        _ => Err(TOO_COSTLY),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(start: &str) -> Option<FormatError> {
        modular(&format!("{start}$abcdefghijklmnopqrstuu7EJV7kdjBBQxyb0HjTh9KS7.Lah/6CG")).err()
    }

    #[test]
    fn rt_152_rt_154_the_cost_has_a_floor_and_a_ceiling() {
        assert_eq!(refusal("$2b$04"), None);
        assert_eq!(refusal("$2b$15"), None);
        for cost in ["16", "31", "32", "99"] {
            assert_eq!(refusal(&format!("$2b${cost}")), Some(TOO_COSTLY));
        }
        for cost in ["00", "03"] {
            assert_eq!(refusal(&format!("$2b${cost}")), Some(IMPOSSIBLE));
        }
        for cost in ["", "4", "004", "+4", "-1", "1a", "010", "4294967300"] {
            assert_eq!(refusal(&format!("$2b${cost}")), Some(MALFORMED), "{cost}");
        }
    }

    #[test]
    fn only_versions_of_the_same_algorithm_are_parsed() {
        for version in ["2a", "2b", "2y"] {
            assert_eq!(refusal(&format!("${version}$04")), None);
        }
        for version in ["2", "2x", "2c", "2A", "1", "5", "6"] {
            assert_eq!(refusal(&format!("${version}$04")), Some(MALFORMED));
        }
    }

    #[test]
    fn rt_153_a_text_cut_within_a_character_is_refused() {
        assert_eq!(modular(&format!("$2b$04${}", "é".repeat(30))).err(), Some(MALFORMED));
        assert_eq!(modular(&format!("$2b$04$a{}", "é".repeat(26))).err(), Some(MALFORMED));
    }
}
