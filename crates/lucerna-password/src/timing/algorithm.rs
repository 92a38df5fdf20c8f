//! The algorithms whose speed is measured.

/// What a stored hash spends its time on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Algorithm {
    Argon2,
    Bcrypt,
    Scrypt,
    Md5,
    Sha1,
    Sha256,
    Sha512,
}
