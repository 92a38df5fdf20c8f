//! The forms of stored hashes, told apart by how they begin. Each has a file of its own.

mod argon2;
mod aspnet;
mod bcrypt;
mod django;
mod fast;
mod fields;
mod firebase;
mod hash;
mod lucia;
mod pbkdf2;
mod phpass;
mod scrypt;
mod spring;
mod werkzeug;

pub(crate) use self::argon2::Argon2;
pub(crate) use self::bcrypt::Bcrypt;
pub(crate) use self::fast::Fast;
pub(crate) use self::firebase::Firebase;
pub(crate) use self::pbkdf2::Pbkdf2;
pub(crate) use self::phpass::Phpass;
pub(crate) use self::scrypt::Scrypt;

use ::argon2::password_hash::phc::Output;
use lucerna_core::Password;

/// Why a stored hash is not verified. It says nothing of the hash itself.
pub(crate) type Refusal = &'static str;

const UNKNOWN: Refusal = "its form is unknown";
const MALFORMED: Refusal = "it goes on otherwise than it begins";
const IMPOSSIBLE: Refusal = "its parameters are impossible";
const TOO_COSTLY: Refusal = "its parameters would take too much memory or time";

/// Several times as long as any of these forms.
const LONGEST: usize = 1024;

type Reader = fn(&str) -> Result<Stored, Refusal>;

/// How a hash begins, and what reads it. The first beginning that fits counts.
const FORMS: &[(&str, Reader)] = &[
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
    ("$md5$pf=", fast::kratos),
    ("$sha1$pf=", fast::kratos),
    ("$sha256$pf=", fast::kratos),
    ("$sha512$pf=", fast::kratos),
    ("{SSHA", fast::ldap),
    ("{", spring::delegating),
    ("argon2$", django::argon2),
    ("bcrypt$", django::bcrypt),
    ("bcrypt_sha256$", django::bcrypt_sha256),
    ("pbkdf2_sha", django::pbkdf2),
    ("scrypt$", django::scrypt),
    ("md5$", fast::django),
    ("sha1$", fast::django),
    ("pbkdf2:", werkzeug::pbkdf2),
    ("scrypt:", werkzeug::scrypt),
    ("s2:", lucia::version_2),
];

/// Reads a stored hash.
pub(crate) fn read(text: &str) -> Result<Stored, Refusal> {
    if text.len() > LONGEST {
        return Err("it is longer than any");
    }
    match FORMS.iter().find(|(beginning, _)| text.starts_with(beginning)) {
        Some((_, read)) => read(text),
        None if text.contains(':') => lucia::two_parts(text),
        None => aspnet::blob(text),
    }
}

/// A stored hash: how to compute it from a password, and what has to come out.
pub(crate) struct Stored {
    /// One, unless older and newer software wrote the same form.
    pub(crate) functions: Vec<Function>,
    pub(crate) spelling: Spelling,
    /// From 10 to 64 bytes. Comparing two takes constant time.
    pub(crate) output: Output,
}

impl Stored {
    fn new(function: Function, spelling: Spelling, output: Output) -> Self {
        Self { functions: vec![function], spelling, output }
    }

    /// The same in the form of a system that does not normalise.
    fn typed(self) -> Self {
        Self { spelling: Spelling::Typed, ..self }
    }
}

/// What makes the output of a password.
pub(crate) enum Function {
    Argon2(Argon2),
    Bcrypt(Bcrypt),
    Fast(Fast),
    Firebase(Firebase),
    Pbkdf2(Pbkdf2),
    Phpass(Phpass),
    Scrypt(Scrypt),
}

/// Which bytes of a password went into a hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spelling {
    /// Those after NFKC.
    Normal,
    /// Those typed, since the system did not normalise.
    Typed,
    /// The former or the latter: many systems write this form.
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
