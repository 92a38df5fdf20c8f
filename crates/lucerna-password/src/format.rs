//! The formats of stored hashes, recognised by their prefixes. Each format has a file of its own.

mod argon2;
mod aspnet;
mod bcrypt;
mod crypt;
mod django;
mod fields;
mod firebase;
mod hash;
mod hmac;
mod keycloak;
mod ldap;
mod lucia;
mod md5_crypt;
mod mediawiki;
mod node;
mod pbkdf2;
mod phpass;
mod salted_digest;
mod scrypt;
mod sha_crypt;
mod spring;
mod werkzeug;

pub(crate) use self::argon2::{Argon2, argon2_nanos};
pub(crate) use self::bcrypt::Bcrypt;
pub(crate) use self::firebase::Firebase;
pub(crate) use self::hmac::HmacDigest;
pub(crate) use self::md5_crypt::Md5Crypt;
pub(crate) use self::pbkdf2::Pbkdf2;
pub(crate) use self::phpass::Phpass;
pub(crate) use self::salted_digest::SaltedDigest;
pub(crate) use self::scrypt::Scrypt;
pub(crate) use self::sha_crypt::ShaCrypt;

use crate::timing::Algorithm;
use ::argon2::password_hash::phc::Output;
use lucerna_core::Password;

/// The reason why a stored hash cannot be verified. It reveals no part of the hash.
pub(crate) type FormatError = &'static str;

const UNKNOWN: FormatError = "its format is unknown";
const MALFORMED: FormatError = "its format does not match its prefix";
const IMPOSSIBLE: FormatError = "its parameters are impossible";
const TOO_COSTLY: FormatError = "its parameters would take too much memory or time";

const TOO_LONG: FormatError = "its parameters would take too much time with a password of this length";

/// The maximum estimate for one password, five seconds of one core. It bounds the product of the parameters, the length of the
/// password and the functions to try (`SECURITY.md`, row 154).
const MAX_NANOS: u64 = 5_000_000_000;

/// The maximum length, several times that of any of these formats.
const MAX_LENGTH: usize = 1024;

type Parser = fn(&str) -> Result<StoredHash, FormatError>;

/// The prefix of each format, and its parser. The first matching prefix decides.
const FORMATS: &[(&str, Parser)] = &[
    ("$argon2", argon2::phc),
    ("$1$", md5_crypt::unix),
    ("$apr1$", md5_crypt::apache),
    ("$5$", sha_crypt::sha256),
    ("$6$", sha_crypt::sha512),
    ("$2", bcrypt::modular),
    ("$bcrypt-sha256$", bcrypt::passlib),
    ("$wp$2", bcrypt::wordpress),
    ("$pbkdf2", pbkdf2::modular),
    ("$scrypt$", scrypt::phc),
    ("$firescrypt$", firebase::kratos),
    ("$fbscrypt$", firebase::supabase),
    ("$P$", phpass::portable),
    ("$H$", phpass::portable),
    ("$S$", phpass::drupal),
    ("$md5$pf=", salted_digest::kratos),
    ("$sha1$pf=", salted_digest::kratos),
    ("$sha256$pf=", salted_digest::kratos),
    ("$sha512$pf=", salted_digest::kratos),
    ("{\"", keycloak::credential),
    ("{ ", keycloak::credential),
    ("{\n", keycloak::credential),
    ("{", ldap::scheme),
    ("argon2$", django::argon2),
    ("bcrypt$", django::bcrypt),
    ("bcrypt_sha256$", django::bcrypt_sha256),
    ("pbkdf2_sha", django::pbkdf2),
    ("scrypt$", django::scrypt),
    ("md5$", hmac::django_or_werkzeug),
    ("sha1$", hmac::django_or_werkzeug),
    ("sha256$", hmac::werkzeug),
    ("sha512$", hmac::werkzeug),
    ("pbkdf2:", werkzeug::pbkdf2),
    ("scrypt:", werkzeug::scrypt),
    ("s2:", lucia::version_2),
    (":A:", mediawiki::type_a),
    (":B:", mediawiki::type_b),
    (":pbkdf2:", mediawiki::pbkdf2),
    (":argon2:", mediawiki::argon2),
];

/// Parses a stored hash.
pub(crate) fn parse(text: &str) -> Result<StoredHash, FormatError> {
    if text.len() > MAX_LENGTH {
        return Err("it is too long");
    }
    match FORMATS.iter().find(|(prefix, _)| text.starts_with(prefix)) {
        Some((_, parse)) => parse(text),
        None if text.starts_with('$') => spring::scrypt(text).map_err(|_| UNKNOWN),
        None if text.contains(':') => node::salt_and_hash(text),
        None => aspnet::blob(text).or_else(|reason| spring::pbkdf2_without_prefix(text).map_err(|_| reason)),
    }
}

/// A stored hash: the functions that may have computed it from a password, and the expected output.
pub(crate) struct StoredHash {
    /// One candidate, or several if systems wrote the same format with different parameters.
    pub(crate) candidates: Vec<Candidate>,
    /// The expected output, from 10 to 64 bytes. It is compared in constant time.
    pub(crate) output: Output,
}

/// A function, and the form of the password that it takes.
pub(crate) struct Candidate {
    pub(crate) function: Function,
    pub(crate) spelling: Spelling,
}

impl StoredHash {
    fn new(function: Function, spelling: Spelling, output: Output) -> Self {
        Self { candidates: vec![Candidate { function, spelling }], output }
    }

    /// Marks the hash as that of a system that does not normalise passwords.
    fn not_normalized(mut self) -> Self {
        self.candidates.iter_mut().for_each(|it| it.spelling = Spelling::Typed);
        self
    }

    /// Returns each computation of comparing this password: its algorithm, and an estimate in nanoseconds.
    pub(crate) fn parts(&self, password: &Password) -> impl Iterator<Item = (Algorithm, u64)> {
        let parts = |it: &Candidate| {
            let part = |spelled: &[u8]| {
                (it.function.algorithm(), it.function.nanos(spelled.len(), self.output.len()))
            };
            it.spelling.of(password).map(part).collect::<Vec<_>>()
        };
        self.candidates.iter().flat_map(parts)
    }

    /// Returns the memory in bytes that the hash needs beside a thread's buffer of this size. It replaces a buffer that is larger.
    pub(crate) fn memory_beside(&self, buffer: usize) -> usize {
        let needed = self.candidates.iter().map(|it| it.function.memory()).max().unwrap_or_default();
        if needed <= buffer { 0 } else { needed }
    }

    /// Refuses a hash that would take this password too long.
    pub(crate) fn within_ceiling(self, password: &Password) -> Result<Self, FormatError> {
        let nanos: u64 = self.parts(password).map(|(_, nanos)| nanos).sum();
        if nanos <= MAX_NANOS { Ok(self) } else { Err(TOO_LONG) }
    }

    /// Adds the candidates of another reading of the same text.
    fn or(mut self, other: Self) -> Self {
        self.candidates.extend(other.candidates);
        self
    }
}

/// The function that computes the output of a password.
pub(crate) enum Function {
    Argon2(Argon2),
    Bcrypt(Bcrypt),
    SaltedDigest(SaltedDigest),
    Firebase(Firebase),
    Hmac(HmacDigest),
    Md5Crypt(Md5Crypt),
    Pbkdf2(Pbkdf2),
    Phpass(Phpass),
    Scrypt(Scrypt),
    ShaCrypt(ShaCrypt),
}

impl Function {
    /// Returns the algorithm that takes most of the time.
    pub(crate) fn algorithm(&self) -> Algorithm {
        match self {
            Self::Argon2(_) => Algorithm::Argon2,
            Self::Bcrypt(_) => Algorithm::Bcrypt,
            Self::Scrypt(_) | Self::Firebase(_) => Algorithm::Scrypt,
            Self::SaltedDigest(it) => it.algorithm(),
            Self::Hmac(it) => it.algorithm(),
            Self::Md5Crypt(_) => Algorithm::Md5,
            Self::Pbkdf2(it) => it.algorithm(),
            Self::Phpass(it) => it.algorithm(),
            Self::ShaCrypt(it) => it.algorithm(),
        }
    }

    /// Returns the memory in bytes, if it is not negligible.
    fn memory(&self) -> usize {
        match self {
            Self::Argon2(it) => it.memory(),
            Self::Scrypt(it) => it.memory(),
            Self::Firebase(it) => it.memory(),
            _ => 0,
        }
    }

    /// Estimates the nanoseconds for a password and an output of these lengths.
    pub(crate) fn nanos(&self, password: usize, output: usize) -> u64 {
        match self {
            Self::Argon2(it) => it.nanos(),
            Self::Bcrypt(it) => it.nanos(password),
            Self::SaltedDigest(it) => it.nanos(password),
            Self::Firebase(it) => it.nanos(password),
            Self::Hmac(it) => it.nanos(password),
            Self::Md5Crypt(it) => it.nanos(password),
            Self::Pbkdf2(it) => it.nanos(password, output),
            Self::Phpass(it) => it.nanos(password),
            Self::Scrypt(it) => it.nanos(password),
            Self::ShaCrypt(it) => it.nanos(password),
        }
    }
}

/// The form of the password that a hash was computed from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spelling {
    /// The bytes after NFKC normalisation.
    Normal,
    /// The bytes as typed, since the system does not normalise.
    Typed,
    /// Either: systems of both kinds write this format.
    Either,
}

impl Spelling {
    pub(crate) fn of(self, password: &Password) -> impl Iterator<Item = &[u8]> {
        let (normal, typed) = (password.as_bytes(), password.typed_bytes());
        let first = if self == Self::Typed { typed } else { normal };
        let second = (self == Self::Either && typed != normal).then_some(typed);
        std::iter::once(first).chain(second)
    }
}

#[cfg(test)]
mod tests;
