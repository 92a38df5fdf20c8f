//! Formats that are one salted digest of a fast hash function.
//!
//! An attacker who reads the database finds such passwords within hours by brute force. Each sign-in replaces one.

use super::fields::{after, base64, hex, output_of, parts};
use super::hash::Hash;
use super::{FormatError, Function, MALFORMED, Spelling, StoredHash};
use base64ct::Base64;

/// The digest of a prefix, the password and a suffix.
pub(crate) struct SaltedDigest {
    hash: Hash,
    prefix: Vec<u8>,
    suffix: Vec<u8>,
}

impl SaltedDigest {
    fn stored(hash: Hash, prefix: &[u8], suffix: &[u8], output: &[u8]) -> Result<StoredHash, FormatError> {
        let function = Self { hash, prefix: prefix.to_vec(), suffix: suffix.to_vec() };
        Ok(StoredHash::new(
            Function::SaltedDigest(function),
            Spelling::Typed,
            output_of(hash.length(), output)?,
        ))
    }

    pub(crate) fn compute(&self, password: &[u8], out: &mut [u8]) {
        let digest = self.hash.digest(&[&self.prefix, password, &self.suffix]);
        out.iter_mut().zip(digest).for_each(|(out, byte)| *out = byte);
    }
}

/// Parses `md5$<salt>$<hex>` of old Django versions, which hash the salt first.
pub(super) fn django(text: &str) -> Result<StoredHash, FormatError> {
    let [name, salt, hash] = parts(text, '$')?;
    SaltedDigest::stored(Hash::named(name)?, salt.as_bytes(), b"", &hex(hash)?)
}

/// Parses LDAP's `{SSHA}`, `{SSHA256}` and `{SSHA512}`, followed by the output and the salt in base64.
pub(super) fn ldap(text: &str) -> Result<StoredHash, FormatError> {
    let [name, blob] = parts(after("{SSHA", text)?, '}')?;
    let hash = Hash::named(&format!("sha{}", if name.is_empty() { "1" } else { name }))?;
    let blob = base64::<Base64>(blob)?;
    let (output, salt) = blob.split_at_checked(hash.length()).ok_or(MALFORMED)?;
    SaltedDigest::stored(hash, b"", salt, output)
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
    SaltedDigest::stored(Hash::named(name)?, &prefix, &suffix, &hash?)
}
