//! phpass's "portable" hashes, of PHP applications: thousands of rounds of MD5, or of SHA-512 for Drupal.
//!
//! `$P$`, a character for log₂ of the rounds, 8 characters of salt, and the output in crypt's base64.
//! <https://www.openwall.com/phpass/>

use super::fields::output;
use super::hash::Hash;
use super::{FormatError, Function, MALFORMED, Spelling, StoredHash, TOO_COSTLY};
use crate::timing::Algorithm;
use base64ct::{Base64ShaCrypt, Encoding};

/// The maximum of log₂ of the rounds. WordPress uses 13 and Drupal 16.
const MAX_LOG: usize = 20;
const MIN_LOG: usize = 5;

/// The digits of phpass: the value of a character is its position.
const DIGITS: &str = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

pub(crate) struct Phpass {
    hash: Hash,
    rounds: u32,
    salt: [u8; 8],
}

impl Phpass {
    pub(crate) fn nanos(&self, password: usize) -> u64 {
        self.hash.nanos(self.hash.length() + password) * u64::from(self.rounds)
    }

    pub(crate) fn algorithm(&self) -> Algorithm {
        self.hash.algorithm()
    }

    /// Computes the output as encoded text, since Drupal truncates it within a byte.
    pub(crate) fn compute(&self, password: &[u8], out: &mut [u8]) {
        let first = self.hash.digest(&[&self.salt, password]);
        let last = (0..self.rounds).fold(first, |it, _| self.hash.digest(&[&it, password]));
        let text = Base64ShaCrypt::encode_string(&last);
        out.iter_mut().zip(text.bytes()).for_each(|(out, byte)| *out = byte);
    }
}

/// Parses `$P$` of WordPress before 6.8, and `$H$` of phpBB.
pub(super) fn portable(text: &str) -> Result<StoredHash, FormatError> {
    stored(text, Hash::Md5, 22)
}

/// Parses `$S$` of Drupal 7 to 10.
pub(super) fn drupal(text: &str) -> Result<StoredHash, FormatError> {
    stored(text, Hash::Sha512, 43)
}

fn stored(text: &str, hash: Hash, length: usize) -> Result<StoredHash, FormatError> {
    let [_, _, _, log, rest @ ..] = text.as_bytes() else { return Err(MALFORMED) };
    let (salt, encoded) = rest.split_first_chunk().ok_or(MALFORMED)?;
    let log = DIGITS.bytes().position(|it| it == *log).ok_or(MALFORMED)?;
    if log > MAX_LOG {
        return Err(TOO_COSTLY);
    }
    if log < MIN_LOG || encoded.len() != length {
        return Err(MALFORMED);
    }
    let function = Phpass { hash, rounds: 1 << log, salt: *salt };
    Ok(StoredHash::new(Function::Phpass(function), Spelling::Typed, output(encoded)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rt_152_rt_154_rounds_have_a_floor_and_a_ceiling() {
        let refusal = |log: char| portable(&format!("$P${log}abcdefghqcE92UbN/U1T3pCRUw02U.")).err();
        assert_eq!((refusal('3'), refusal('I')), (None, None));
        assert_eq!((refusal('J'), refusal('z')), (Some(TOO_COSTLY), Some(TOO_COSTLY)));
        for log in ['.', '2', '$', '~', 'é'] {
            assert_eq!(refusal(log), Some(MALFORMED), "{log}");
        }
    }
}
