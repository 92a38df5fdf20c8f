//! HMAC of the password, with the salt as its key: Werkzeug's default before 0.9, and later its `method='sha256'`.
//!
//! <https://github.com/pallets/werkzeug/blob/2.2.3/src/werkzeug/security.py>

use super::fields::{hex, output_of, parts};
use super::hash::Hash;
use super::{FormatError, Function, SaltedDigest, Spelling, StoredHash, salted_digest};
use crate::compute_error::ComputeError;
use crate::timing::Algorithm;

pub(crate) struct HmacDigest {
    hash: Hash,
    key: Vec<u8>,
}

impl HmacDigest {
    pub(crate) fn algorithm(&self) -> Algorithm {
        self.hash.algorithm()
    }

    pub(crate) fn nanos(&self, password: usize) -> u64 {
        self.hash.nanos(password + self.key.len())
    }

    pub(crate) fn compute(&self, password: &[u8], out: &mut [u8]) -> Result<(), ComputeError> {
        let digest = self.hash.hmac(&self.key, password)?;
        out.iter_mut().zip(digest).for_each(|(out, byte)| *out = byte);
        Ok(())
    }
}

/// Parses `sha256$<salt>$<hex>`. Without a salt, Werkzeug computed a plain digest.
pub(super) fn werkzeug(text: &str) -> Result<StoredHash, FormatError> {
    let [name, salt, hash] = parts(text, '$')?;
    let (function, bytes) = (Hash::named(name)?, hex(hash)?);
    if salt.is_empty() {
        return SaltedDigest::new(function, b"", b"").stored(&bytes);
    }
    let output = output_of(function.length(), &bytes)?;
    let function = Function::Hmac(HmacDigest { hash: function, key: salt.as_bytes().to_vec() });
    Ok(StoredHash::new(function, Spelling::Typed, output))
}

/// Parses `sha1$<salt>$<hex>`, which both systems write. Neither function costs more than some microseconds.
pub(super) fn django_or_werkzeug(text: &str) -> Result<StoredHash, FormatError> {
    Ok(salted_digest::django(text)?.or(werkzeug(text)?))
}
