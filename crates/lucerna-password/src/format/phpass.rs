//! phpass's "portable" hashes, of PHP applications: MD5, or SHA-512 for Drupal, thousands of times over.
//!
//! `$P$`, a character for log₂ of the rounds, 8 characters of salt, and the output in crypt's base64.
//! <https://www.openwall.com/phpass/>

use super::fields::output;
use super::hash::Hash;
use super::{Function, MALFORMED, Refusal, Spelling, Stored, TOO_COSTLY};
use base64ct::{Base64ShaCrypt, Encoding};

/// WordPress took 13, Drupal took 16.
const MOST_LOG: usize = 20;
const LEAST_LOG: usize = 5;

/// Of which a character is the number that its place is.
const DIGITS: &str = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

pub(crate) struct Phpass {
    hash: Hash,
    rounds: u32,
    salt: [u8; 8],
}

impl Phpass {
    /// The output is text, since Drupal cuts it off within a byte.
    pub(crate) fn compute(&self, password: &[u8], out: &mut [u8]) {
        let first = self.hash.digest(&[&self.salt, password]);
        let last = (0..self.rounds).fold(first, |it, _| self.hash.digest(&[&it, password]));
        let text = Base64ShaCrypt::encode_string(&last);
        out.iter_mut().zip(text.bytes()).for_each(|(out, byte)| *out = byte);
    }
}

/// `$P$`: WordPress before 6.8; `$H$`: phpBB.
pub(super) fn portable(text: &str) -> Result<Stored, Refusal> {
    stored(text, Hash::Md5, 22)
}

/// `$S$`: Drupal 7 to 10.
pub(super) fn drupal(text: &str) -> Result<Stored, Refusal> {
    stored(text, Hash::Sha512, 43)
}

fn stored(text: &str, hash: Hash, length: usize) -> Result<Stored, Refusal> {
    let [_, _, _, log, rest @ ..] = text.as_bytes() else { return Err(MALFORMED) };
    let (salt, encoded) = rest.split_first_chunk().ok_or(MALFORMED)?;
    let log = DIGITS.bytes().position(|it| it == *log).ok_or(MALFORMED)?;
    if log > MOST_LOG {
        return Err(TOO_COSTLY);
    }
    if log < LEAST_LOG || encoded.len() != length {
        return Err(MALFORMED);
    }
    let function = Phpass { hash, rounds: 1 << log, salt: *salt };
    Ok(Stored::new(Function::Phpass(function), Spelling::Typed, output(encoded)?))
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
