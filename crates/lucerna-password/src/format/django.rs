//! Django: the algorithm's name, its parameters, the salt as text and the output in base64, with `$` between them.
//!
//! An account without a password has `!` and something random, which is nobody's hash.
//! <https://docs.djangoproject.com/en/stable/topics/auth/passwords/>

use super::bcrypt::{self, Before};
use super::fields::{after, base64, number, output_of, parts};
use super::hash::Hash;
use super::{Pbkdf2, Refusal, Scrypt, Spelling, Stored};
use base64ct::Base64;

/// `pbkdf2_sha256$1000000$salt$output`
pub(super) fn pbkdf2(text: &str) -> Result<Stored, Refusal> {
    let [name, rounds, salt, hash] = parts(text, '$')?;
    let function = Hash::named(after("pbkdf2_", name)?)?;
    let output = output_of(function.length(), &base64::<Base64>(hash)?)?;
    Pbkdf2::stored(function, number(rounds)?, salt.as_bytes(), Spelling::Typed, output)
}

/// `scrypt$16384$salt$8$5$output`: the salt stands between N and r.
pub(super) fn scrypt(text: &str) -> Result<Stored, Refusal> {
    let [_, n, salt, r, p, hash] = parts(text, '$')?;
    let function = Scrypt::new(number(n)?, number(r)?, number(p)?, salt.as_bytes())?;
    Ok(function.stored(Spelling::Typed, output_of(64, &base64::<Base64>(hash)?)?))
}

/// `argon2$argon2id$v=19$…`
pub(super) fn argon2(text: &str) -> Result<Stored, Refusal> {
    Ok(super::argon2::phc(after("argon2", text)?)?.typed())
}

/// `bcrypt$$2b$12$…`
pub(super) fn bcrypt(text: &str) -> Result<Stored, Refusal> {
    Ok(bcrypt::modular(after("bcrypt$", text)?)?.typed())
}

/// `bcrypt_sha256$$2b$12$…`
pub(super) fn bcrypt_sha256(text: &str) -> Result<Stored, Refusal> {
    bcrypt::stored(after("bcrypt_sha256$", text)?, Before::Sha256, Spelling::Typed)
}
