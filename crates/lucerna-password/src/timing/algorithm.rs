//! The algorithms whose speed is measured.

/// An algorithm, which takes most of the time of a stored hash.
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
