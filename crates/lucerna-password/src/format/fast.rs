//! Forms that are one call of a fast hash function. Whoever reads the database finds their passwords within hours, so
//! they should be gone soon: each sign-in replaces one.

use super::fields::{after, base64, hex, output_of, parts};
use super::hash::Hash;
use super::{Function, MALFORMED, Refusal, Spelling, Stored};
use base64ct::Base64;

/// The hash of something, the password and something.
pub(crate) struct Fast {
    hash: Hash,
    before: Vec<u8>,
    after: Vec<u8>,
}

impl Fast {
    fn stored(hash: Hash, before: &[u8], after: &[u8], output: &[u8]) -> Result<Stored, Refusal> {
        let function = Self { hash, before: before.to_vec(), after: after.to_vec() };
        Ok(Stored::new(Function::Fast(function), Spelling::Typed, output_of(hash.length(), output)?))
    }

    pub(crate) fn compute(&self, password: &[u8], out: &mut [u8]) {
        let digest = self.hash.digest(&[&self.before, password, &self.after]);
        out.iter_mut().zip(digest).for_each(|(out, byte)| *out = byte);
    }
}

/// `md5$<salt>$<hex>`: Django long ago, the salt first.
pub(super) fn django(text: &str) -> Result<Stored, Refusal> {
    let [name, salt, hash] = parts(text, '$')?;
    Fast::stored(Hash::named(name)?, salt.as_bytes(), b"", &hex(hash)?)
}

/// `{SSHA}`, `{SSHA256}`, `{SSHA512}` and, in base64, the output with the salt after it: LDAP.
pub(super) fn ldap(text: &str) -> Result<Stored, Refusal> {
    let [name, blob] = parts(after("{SSHA", text)?, '}')?;
    let hash = Hash::named(&format!("sha{}", if name.is_empty() { "1" } else { name }))?;
    let blob = base64::<Base64>(blob)?;
    let (output, salt) = blob.split_at_checked(hash.length()).ok_or(MALFORMED)?;
    Fast::stored(hash, b"", salt, output)
}

/// `$md5$pf=<template>$<salt>$<output>`, each in base64: what Kratos imports. In the template, `{PASSWORD}` stands once.
pub(super) fn kratos(text: &str) -> Result<Stored, Refusal> {
    let [_, name, template, salt, hash] = parts(text, '$')?;
    let [template, salt, hash] = [after("pf=", template)?, salt, hash].map(base64::<Base64>);
    let (salt, template) = (salt?, String::from_utf8(template?).map_err(|_| MALFORMED)?);
    let halves: [&str; 2] =
        template.split("{PASSWORD}").collect::<Vec<_>>().try_into().map_err(|_| MALFORMED)?;
    let salted = |it: &str| it.split("{SALT}").map(str::as_bytes).collect::<Vec<_>>().join(&salt[..]);
    let [before, after] = halves.map(salted);
    Fast::stored(Hash::named(name)?, &before, &after, &hash?)
}
