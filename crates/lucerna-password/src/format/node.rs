//! `salt:hash` in hexadecimal digits, as applications on Node write it with `crypto.scrypt` or `crypto.pbkdf2`. Lucia does too.
//!
//! The text does not name its function, so each of the documented ones is tried. They are scrypt with Node's default cost, and
//! PBKDF2 with SHA-512 and 1,000, 10,000 or 100,000 rounds. For 32 bytes it is Passport's PBKDF2, with SHA-256 and 310,000
//! rounds, in place of SHA-512. The salt is used as text. <https://nodejs.org/api/crypto.html#cryptopbkdf2password-salt-iterations-keylen-digest-callback>,
//! <https://www.passportjs.org/concepts/authentication/password/>

use super::fields::{hex, output, parts};
use super::hash::Hash;
use super::{FormatError, MALFORMED, Pbkdf2, Scrypt, Spelling, StoredHash, lucia};

/// The default cost of `crypto.scrypt`.
const N: u32 = 16384;
const R: u32 = 8;

pub(super) fn salt_and_hash(text: &str) -> Result<StoredHash, FormatError> {
    let [salt, hash] = parts(text, ':')?;
    match hash.len() {
        128 if is_of_lucia_1(salt) => lucia::two_parts(salt, hash),
        128 => Ok(pbkdf2(Hash::Sha512, &[1_000, 10_000, 100_000], salt, hash)?
            .or(scrypt(salt, hash)?)
            .or(lucia::two_parts(salt, hash)?)),
        64 => Ok(pbkdf2(Hash::Sha256, &[310_000], salt, hash)?.or(scrypt(salt, hash)?)),
        _ => Err(MALFORMED),
    }
}

/// Returns true for the random salts of Lucia v1, sixteen lower-case letters and digits.
fn is_of_lucia_1(salt: &str) -> bool {
    let lower = salt.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit());
    salt.len() == 16 && lower && hex(salt).is_err()
}

fn scrypt(salt: &str, hash: &str) -> Result<StoredHash, FormatError> {
    Ok(Scrypt::new(N, R, 1, salt.as_bytes())?.stored(Spelling::Typed, output(&hex(hash)?)?))
}

fn pbkdf2(hash: Hash, rounds: &[u32], salt: &str, text: &str) -> Result<StoredHash, FormatError> {
    let expected = output(&hex(text)?)?;
    let mut all = StoredHash { candidates: Vec::new(), output: expected };
    for rounds in rounds {
        all = all.or(Pbkdf2::stored(hash, *rounds, salt.as_bytes(), Spelling::Typed, expected)?);
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::super::{Candidate, Function};
    use super::*;

    /// A guess at an account of Lucia v1 costs no function of Node's.
    #[test]
    fn a_salt_of_lucia_1_has_no_other_candidates() {
        let scrypts = |salt: &str| {
            let stored = salt_and_hash(&format!("{salt}:{}", "0".repeat(128))).unwrap();
            let is_scrypt = |it: &&Candidate| matches!(it.function, Function::Scrypt(_));
            (stored.candidates.iter().filter(is_scrypt).count(), stored.candidates.len())
        };
        assert_eq!(scrypts("a1b2c3d4e5f6g7h8"), (2, 2));
        assert_eq!(scrypts("00112233445566778899aabbccddeeff"), (2, 5));
        assert_eq!(scrypts("0011223344556677"), (3, 6));
    }

    #[test]
    fn an_output_of_another_length_is_refused() {
        for length in [0, 2, 32, 62, 66, 126, 130, 256] {
            let text = format!("00112233445566778899aabbccddeeff:{}", "0".repeat(length));
            assert_eq!(salt_and_hash(&text).err(), Some(MALFORMED), "{length}");
        }
    }
}
