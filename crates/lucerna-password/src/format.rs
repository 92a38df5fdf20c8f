//! The formats of stored hashes, recognised by their prefixes. Each format has a file of its own.

mod argon2;
mod aspnet;
mod bcrypt;
mod django;
mod fields;
mod firebase;
mod hash;
mod lucia;
mod pbkdf2;
mod phpass;
mod salted_digest;
mod scrypt;
mod spring;
mod werkzeug;

pub(crate) use self::argon2::Argon2;
pub(crate) use self::bcrypt::Bcrypt;
pub(crate) use self::firebase::Firebase;
pub(crate) use self::pbkdf2::Pbkdf2;
pub(crate) use self::phpass::Phpass;
pub(crate) use self::salted_digest::SaltedDigest;
pub(crate) use self::scrypt::Scrypt;

use ::argon2::password_hash::phc::Output;
use lucerna_core::Password;

/// The reason why a stored hash cannot be verified. It reveals no part of the hash.
pub(crate) type FormatError = &'static str;

const UNKNOWN: FormatError = "its format is unknown";
const MALFORMED: FormatError = "its format does not match its prefix";
const IMPOSSIBLE: FormatError = "its parameters are impossible";
const TOO_COSTLY: FormatError = "its parameters would take too much memory or time";

/// The maximum length, several times that of any of these formats.
const MAX_LENGTH: usize = 1024;

type Parser = fn(&str) -> Result<StoredHash, FormatError>;

/// The prefix of each format, and its parser. The first matching prefix decides.
const FORMATS: &[(&str, Parser)] = &[
    ("$argon2", argon2::phc),
    ("$2", bcrypt::modular),
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
    ("{SSHA", salted_digest::ldap),
    ("{", spring::delegating),
    ("argon2$", django::argon2),
    ("bcrypt$", django::bcrypt),
    ("bcrypt_sha256$", django::bcrypt_sha256),
    ("pbkdf2_sha", django::pbkdf2),
    ("scrypt$", django::scrypt),
    ("md5$", salted_digest::django),
    ("sha1$", salted_digest::django),
    ("pbkdf2:", werkzeug::pbkdf2),
    ("scrypt:", werkzeug::scrypt),
    ("s2:", lucia::version_2),
];

/// Parses a stored hash.
pub(crate) fn parse(text: &str) -> Result<StoredHash, FormatError> {
    if text.len() > MAX_LENGTH {
        return Err("it is too long");
    }
    match FORMATS.iter().find(|(prefix, _)| text.starts_with(prefix)) {
        Some((_, parse)) => parse(text),
        None if text.contains(':') => lucia::two_parts(text),
        None => aspnet::blob(text),
    }
}

/// A stored hash: the function that computes it from a password, and the expected output.
pub(crate) struct StoredHash {
    /// One function, or several if versions of a system wrote the same format with different parameters.
    pub(crate) functions: Vec<Function>,
    pub(crate) spelling: Spelling,
    /// The expected output, from 10 to 64 bytes. It is compared in constant time.
    pub(crate) output: Output,
}

impl StoredHash {
    fn new(function: Function, spelling: Spelling, output: Output) -> Self {
        Self { functions: vec![function], spelling, output }
    }

    /// Marks the hash as that of a system that does not normalise passwords.
    fn not_normalized(self) -> Self {
        Self { spelling: Spelling::Typed, ..self }
    }
}

/// The function that computes the output of a password.
pub(crate) enum Function {
    Argon2(Argon2),
    Bcrypt(Bcrypt),
    SaltedDigest(SaltedDigest),
    Firebase(Firebase),
    Pbkdf2(Pbkdf2),
    Phpass(Phpass),
    Scrypt(Scrypt),
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
