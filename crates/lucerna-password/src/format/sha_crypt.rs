//! SHA-crypt of crypt(3): `$5$` with SHA-256 and `$6$` with SHA-512. `rounds=` is there unless the rounds are 5,000.
//!
//! <https://www.akkadia.org/drepper/SHA-crypt.txt>

use super::crypt::{output, permute, salt};
use super::fields::{parts, value};
use super::hash::Hash;
use super::{FormatError, Function, IMPOSSIBLE, Spelling, StoredHash, TOO_COSTLY};
use crate::timing::Algorithm;
use sha_crypt::{Params, sha256_crypt, sha512_crypt};

/// The maximum of rounds, which take some seconds for a short password. passlib's default is 656,000.
const MAX_ROUNDS: u32 = 5_000_000;
const MAX_SALT: usize = 16;

/// The order of the digest's bytes in the encoded text.
const ORDER_256: [u8; 32] = [
    20, 10, 0, 11, 1, 21, 2, 22, 12, 23, 13, 3, 14, 4, 24, 5, 25, 15, 26, 16, 6, 17, 7, 27, 8, 28, 18, 29,
    19, 9, 30, 31,
];
const ORDER_512: [u8; 64] = [
    42, 21, 0, 1, 43, 22, 23, 2, 44, 45, 24, 3, 4, 46, 25, 26, 5, 47, 48, 27, 6, 7, 49, 28, 29, 8, 50, 51,
    30, 9, 10, 52, 31, 32, 11, 53, 54, 33, 12, 13, 55, 34, 35, 14, 56, 57, 36, 15, 16, 58, 37, 38, 17, 59,
    60, 39, 18, 19, 61, 40, 41, 20, 62, 63,
];

pub(crate) struct ShaCrypt {
    variant: Variant,
    rounds: u32,
    params: Params,
    salt: String,
}

#[derive(Clone, Copy)]
enum Variant {
    Sha256,
    Sha512,
}

impl ShaCrypt {
    /// Estimates the nanoseconds. A round hashes the password one and a half times on average, and at the beginning the password
    /// is hashed as often as it has bytes.
    pub(crate) fn nanos(&self, password: usize) -> u64 {
        let hash = self.hash();
        let round = hash.nanos(password + password / 2 + self.salt.len() + hash.length());
        round * u64::from(self.rounds) + hash.nanos(password * password)
    }

    pub(crate) fn algorithm(&self) -> Algorithm {
        self.hash().algorithm()
    }

    fn hash(&self) -> Hash {
        match self.variant {
            Variant::Sha256 => Hash::Sha256,
            Variant::Sha512 => Hash::Sha512,
        }
    }

    pub(crate) fn compute(&self, password: &[u8], out: &mut [u8]) {
        let salt = self.salt.as_bytes();
        match self.variant {
            Variant::Sha256 => permute(&sha256_crypt(password, salt, self.params), &ORDER_256, out),
            Variant::Sha512 => permute(&sha512_crypt(password, salt, self.params), &ORDER_512, out),
        }
    }
}

pub(super) fn sha256(text: &str) -> Result<StoredHash, FormatError> {
    stored(Variant::Sha256, ORDER_256.len(), text)
}

pub(super) fn sha512(text: &str) -> Result<StoredHash, FormatError> {
    stored(Variant::Sha512, ORDER_512.len(), text)
}

fn stored(variant: Variant, length: usize, text: &str) -> Result<StoredHash, FormatError> {
    let (rounds, chosen, hash) = match parts(text, '$') {
        Ok([_, _, rounds, salt, hash]) => (value("rounds=", rounds)?, salt, hash),
        Err(_) => {
            let [_, _, salt, hash] = parts(text, '$')?;
            (Params::RECOMMENDED_ROUNDS, salt, hash)
        }
    };
    let function =
        ShaCrypt { variant, rounds, params: within_ceiling(rounds)?, salt: salt(chosen, MAX_SALT)? };
    Ok(StoredHash::new(Function::ShaCrypt(function), Spelling::Typed, output(length, hash)?))
}

fn within_ceiling(rounds: u32) -> Result<Params, FormatError> {
    if rounds > MAX_ROUNDS { Err(TOO_COSTLY) } else { Params::new(rounds).map_err(|_| IMPOSSIBLE) }
}

#[cfg(test)]
mod tests {
    use super::super::MALFORMED;
    use super::*;

    fn refusal(rounds: &str) -> Option<FormatError> {
        sha256(&format!("$5$rounds={rounds}$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5")).err()
    }

    #[test]
    fn rt_152_rt_154_rounds_have_a_floor_and_a_ceiling() {
        assert_eq!((refusal("1000"), refusal("5000000")), (None, None));
        assert_eq!((refusal("0"), refusal("999")), (Some(IMPOSSIBLE), Some(IMPOSSIBLE)));
        assert_eq!((refusal("5000001"), refusal("4294967295")), (Some(TOO_COSTLY), Some(TOO_COSTLY)));
        for rounds in ["", "-1", "+5000", "05000", "4294967296"] {
            assert_eq!(refusal(rounds), Some(MALFORMED), "{rounds}");
        }
    }

    #[test]
    fn a_salt_that_crypt_would_truncate_is_refused() {
        let long = format!("$5${}$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5", "s".repeat(17));
        assert_eq!(sha256(&long).err(), Some(MALFORMED));
    }
}
