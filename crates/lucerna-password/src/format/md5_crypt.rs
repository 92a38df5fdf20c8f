//! MD5-crypt: `$1$` of crypt(3), and `$apr1$` of Apache's `htpasswd`, each with 1,000 rounds.
//!
//! <https://httpd.apache.org/docs/2.4/misc/password_encryptions.html>

use super::crypt::{output, permute, salt};
use super::fields::parts;
use super::hash::Hash;
use super::{FormatError, Function, Spelling, StoredHash};

const ROUNDS: usize = 1_000;
const MAX_SALT: usize = 8;

/// The order of the digest's bytes in the encoded text.
const ORDER: [u8; 16] = [12, 6, 0, 13, 7, 1, 14, 8, 2, 15, 9, 3, 5, 10, 4, 11];

pub(crate) struct Md5Crypt {
    prefix: &'static str,
    salt: String,
}

impl Md5Crypt {
    /// Estimates the nanoseconds. A round hashes the password up to twice.
    pub(crate) fn nanos(&self, password: usize) -> u64 {
        Hash::Md5.nanos(2 * password + self.salt.len() + ORDER.len()) * ROUNDS as u64
    }

    pub(crate) fn compute(&self, password: &[u8], out: &mut [u8]) {
        let salt = self.salt.as_bytes();
        let mut digest = self.first(password);
        for round in 0..ROUNDS {
            let (before, after) = if round % 2 == 1 { (password, &*digest) } else { (&*digest, password) };
            let salt = if round % 3 == 0 { &[] } else { salt };
            let middle = if round % 7 == 0 { &[] } else { password };
            digest = Hash::Md5.digest(&[before, salt, middle, after]);
        }
        permute(&digest, &ORDER, out);
    }

    /// Computes the digest before the rounds.
    fn first(&self, password: &[u8]) -> Vec<u8> {
        let salt = self.salt.as_bytes();
        let inner = Hash::Md5.digest(&[password, salt, password]);
        let mut pieces = vec![password, self.prefix.as_bytes(), salt];
        pieces.extend(password.chunks(inner.len()).filter_map(|it| inner.get(..it.len())));
        let mut length = password.len();
        while length > 0 {
            pieces.push(if length % 2 == 1 { &[0] } else { password.get(..1).unwrap_or_default() });
            length /= 2;
        }
        Hash::Md5.digest(&pieces)
    }
}

pub(super) fn unix(text: &str) -> Result<StoredHash, FormatError> {
    stored("$1$", text)
}

pub(super) fn apache(text: &str) -> Result<StoredHash, FormatError> {
    stored("$apr1$", text)
}

fn stored(prefix: &'static str, text: &str) -> Result<StoredHash, FormatError> {
    let [_, _, chosen, hash] = parts(text, '$')?;
    let function = Md5Crypt { prefix, salt: salt(chosen, MAX_SALT)? };
    Ok(StoredHash::new(Function::Md5Crypt(function), Spelling::Typed, output(ORDER.len(), hash)?))
}
