//! PBKDF2 (RFC 8018), and the formats that begin with its name.

use super::fields::{after, base64, number, output, output_of, parts};
use super::hash::Hash;
use super::{FormatError, Function, IMPOSSIBLE, Spelling, StoredHash, TOO_COSTLY};
use crate::timing::Algorithm;
use argon2::password_hash::phc::Output;
use base64ct::{Base64Pbkdf2, Base64Unpadded};
use zeroize::Zeroizing;

/// The maximum of rounds for each block of output, which takes some seconds (`SECURITY.md`, row 154). Systems use below 2
/// million.
const MAX_ROUNDS: u64 = 10_000_000;

pub(crate) struct Pbkdf2 {
    hash: Hash,
    rounds: u32,
    salt: Vec<u8>,
    /// The number of derived bytes whose SHA-512 is the output, if they are more than an output can have.
    longer: Option<usize>,
}

impl Pbkdf2 {
    pub(super) fn stored(
        hash: Hash,
        rounds: u32,
        salt: &[u8],
        spelling: Spelling,
        output: Output,
    ) -> Result<StoredHash, FormatError> {
        let function = Self { hash, rounds, salt: salt.to_vec(), longer: None };
        function.within_ceiling(output.len())?;
        Ok(StoredHash::new(Function::Pbkdf2(function), spelling, output))
    }

    /// Reads a hash whose derived bytes are more than an output can have.
    pub(super) fn stored_longer(
        hash: Hash,
        rounds: u32,
        salt: &[u8],
        spelling: Spelling,
        derived: &[u8],
    ) -> Result<StoredHash, FormatError> {
        let function = Self { hash, rounds, salt: salt.to_vec(), longer: Some(derived.len()) };
        function.within_ceiling(derived.len())?;
        let output = output(&Hash::Sha512.digest(&[derived]))?;
        Ok(StoredHash::new(Function::Pbkdf2(function), spelling, output))
    }

    /// Estimates the nanoseconds for an output of this many bytes.
    pub(crate) fn nanos(&self, password: usize, bytes: usize) -> u64 {
        self.hash.pbkdf2_nanos(password, self.total_rounds(self.longer.unwrap_or(bytes)))
    }

    /// Returns the rounds of all blocks of the output.
    fn total_rounds(&self, bytes: usize) -> u64 {
        u64::from(self.rounds) * bytes.div_ceil(self.hash.length()) as u64
    }

    fn within_ceiling(&self, bytes: usize) -> Result<(), FormatError> {
        match self.total_rounds(bytes) {
            0 => Err(IMPOSSIBLE),
            1..=MAX_ROUNDS => Ok(()),
            _ => Err(TOO_COSTLY),
        }
    }

    pub(crate) fn algorithm(&self) -> Algorithm {
        self.hash.algorithm()
    }

    pub(crate) fn compute(&self, password: &[u8], out: &mut [u8]) {
        let Some(bytes) = self.longer else {
            return self.hash.pbkdf2(password, &self.salt, self.rounds, out);
        };
        let mut derived = Zeroizing::new(vec![0; bytes]);
        self.hash.pbkdf2(password, &self.salt, self.rounds, &mut derived);
        out.iter_mut().zip(Hash::Sha512.digest(&[&derived])).for_each(|(out, byte)| *out = byte);
    }
}

/// Parses two formats: `$pbkdf2-sha256$i=600000,l=32$salt$output` of PHC and Kratos, and `$pbkdf2-sha256$29000$salt$output` of
/// passlib and `pbkdf2_elixir`. The latter's base64 has `.` for `+`, and its `$pbkdf2$` is SHA-1.
pub(super) fn modular(text: &str) -> Result<StoredHash, FormatError> {
    let [_, name, params, salt, hash] = parts(text, '$')?;
    let function = Hash::named(if name == "pbkdf2" { "sha1" } else { after("pbkdf2-", name)? })?;
    let (rounds, length, salt, bytes) = match params.strip_prefix("i=") {
        None => (params, None, base64::<Base64Pbkdf2>(salt)?, base64::<Base64Pbkdf2>(hash)?),
        Some(params) => {
            let (rounds, length) = params.split_once(",l=").unzip();
            let (salt, bytes) = (base64::<Base64Unpadded>(salt)?, base64::<Base64Unpadded>(hash)?);
            (rounds.unwrap_or(params), length, salt, bytes)
        }
    };
    // A truncated output would match as a shorter one, so the length must be known.
    let length = length.map_or(Ok(function.length()), |it| number(it).map(|it| it as usize))?;
    let output = output_of(length, &bytes)?;
    Pbkdf2::stored(function, number(rounds)?, &salt, Spelling::Either, output)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(hash: Hash, rounds: u32, bytes: usize) -> Option<FormatError> {
        let output = Output::new(&vec![0; bytes]).unwrap();
        Pbkdf2::stored(hash, rounds, b"salt", Spelling::Typed, output).err()
    }

    #[test]
    fn rt_154_rounds_have_a_ceiling_for_any_output_length() {
        assert_eq!(refusal(Hash::Sha256, 10_000_000, 32), None);
        assert_eq!(refusal(Hash::Sha256, 10_000_001, 32), Some(TOO_COSTLY));
        assert_eq!(refusal(Hash::Sha1, 2_500_000, 64), None);
        assert_eq!(refusal(Hash::Sha1, 2_500_001, 64), Some(TOO_COSTLY));
        assert_eq!(refusal(Hash::Md5, u32::MAX, 64), Some(TOO_COSTLY));
    }

    #[test]
    fn rt_152_zero_rounds_are_refused() {
        assert_eq!(refusal(Hash::Sha256, 0, 32), Some(IMPOSSIBLE));
        assert_eq!(refusal(Hash::Sha256, 1, 32), None);
    }

    #[test]
    fn an_output_of_another_length_than_stated_is_refused() {
        let hash = "S51594wKma1bAMYvsz+TZOtBMNNA7lVsuSyfxwJ1Qoo";
        let reads =
            |params: &str| modular(&format!("$pbkdf2-sha256${params}$AAECAwQFBgcICQoLDA0ODw${hash}")).is_ok();
        assert!(reads("i=2,l=32"));
        for params in ["i=2,l=31", "i=2,l=032", "i=2,l=", "i=2,", "i=,l=32", "i=2,l=32,l=32", "l=32,i=2"] {
            assert!(!reads(params), "{params}");
        }
    }
}
