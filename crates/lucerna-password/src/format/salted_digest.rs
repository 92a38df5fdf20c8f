//! Formats that are one salted digest of a fast hash function.
//!
//! An attacker who reads the database finds such passwords within hours by brute force. Each sign-in replaces one.

use super::fields::{after, base64, hex, output_of, parts};
use super::hash::Hash;
use super::{FormatError, Function, MALFORMED, Spelling, StoredHash};
use crate::timing::Algorithm;
use base64ct::Base64;
use data_encoding::HEXLOWER;

/// The digest of a prefix, the password and a suffix.
pub(crate) struct SaltedDigest {
    hash: Hash,
    prefix: Vec<u8>,
    suffix: Vec<u8>,
    /// The number of digests. Each after the first is that of the one before.
    repeats: u32,
    /// True if the password is replaced by its MD5 in hexadecimal digits first.
    of_hex_md5: bool,
}

impl SaltedDigest {
    pub(super) fn new(hash: Hash, prefix: &[u8], suffix: &[u8]) -> Self {
        Self { hash, prefix: prefix.to_vec(), suffix: suffix.to_vec(), repeats: 1, of_hex_md5: false }
    }

    pub(super) fn repeated(self, repeats: u32) -> Self {
        Self { repeats, ..self }
    }

    pub(super) fn of_hex_md5(self) -> Self {
        Self { of_hex_md5: true, ..self }
    }

    pub(super) fn stored(self, output: &[u8]) -> Result<StoredHash, FormatError> {
        let output = output_of(self.hash.length(), output)?;
        Ok(StoredHash::new(Function::SaltedDigest(self), Spelling::Typed, output))
    }

    pub(crate) fn nanos(&self, password: usize) -> u64 {
        let first = self.hash.nanos(self.prefix.len() + password + self.suffix.len());
        first + self.hash.nanos(self.hash.length()) * u64::from(self.repeats)
    }

    pub(crate) fn algorithm(&self) -> Algorithm {
        self.hash.algorithm()
    }

    pub(crate) fn compute(&self, password: &[u8], out: &mut [u8]) {
        let inner = self.of_hex_md5.then(|| HEXLOWER.encode(&Hash::Md5.digest(&[password])).into_bytes());
        let password = inner.as_deref().unwrap_or(password);
        let first = self.hash.digest(&[&self.prefix, password, &self.suffix]);
        let digest = (1..self.repeats).fold(first, |it, _| self.hash.digest(&[&it]));
        out.iter_mut().zip(digest).for_each(|(out, byte)| *out = byte);
    }
}

/// Parses `md5$<salt>$<hex>` of old Django versions, which hash the salt first.
pub(super) fn django(text: &str) -> Result<StoredHash, FormatError> {
    let [name, salt, hash] = parts(text, '$')?;
    SaltedDigest::new(Hash::named(name)?, salt.as_bytes(), b"").stored(&hex(hash)?)
}

/// Parses the output and the salt, in base64, of LDAP's `{SSHA}` and its kind.
pub(super) fn ldap(hash: Hash, blob: &str) -> Result<StoredHash, FormatError> {
    let blob = base64::<Base64>(blob)?;
    let (output, salt) = blob.split_at_checked(hash.length()).ok_or(MALFORMED)?;
    SaltedDigest::new(hash, b"", salt).stored(output)
}

/// Parses Kratos's import format `$md5$pf=<template>$<salt>$<output>`, with base64 fields. The template has `{PASSWORD}` once.
pub(super) fn kratos(text: &str) -> Result<StoredHash, FormatError> {
    let [_, name, template, salt, hash] = parts(text, '$')?;
    let [template, salt, hash] = [after("pf=", template)?, salt, hash].map(base64::<Base64>);
    let (salt, template) = (salt?, String::from_utf8(template?).map_err(|_| MALFORMED)?);
    let halves: [&str; 2] =
        template.split("{PASSWORD}").collect::<Vec<_>>().try_into().map_err(|_| MALFORMED)?;
    let salted = |it: &str| it.split("{SALT}").map(str::as_bytes).collect::<Vec<_>>().join(&salt[..]);
    let [prefix, suffix] = halves.map(salted);
    SaltedDigest::new(Hash::named(name)?, &prefix, &suffix).stored(&hash?)
}
