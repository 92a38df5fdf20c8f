//! The SHA-1 hash of a password, in two parts.

use data_encoding::HEXUPPER;
use lucerna_core::Password;
use sha1::{Digest, Sha1};

/// The hash of a password: the prefix, which a service receives, and the rest, which stays here. It has no `Debug`.
pub(crate) struct SplitHash(String);

impl SplitHash {
    /// The number of hexadecimal digits that leave the program: 20 of 160 bits.
    const PREFIX: usize = 5;

    pub(crate) fn of(password: &Password) -> Self {
        Self(HEXUPPER.encode(&Sha1::digest(password.as_bytes())))
    }

    /// Returns the five upper-case hexadecimal digits for the service.
    pub(crate) fn prefix(&self) -> &str {
        self.0.split_at(Self::PREFIX).0
    }

    /// Returns the other 35 digits.
    pub(crate) fn rest(&self) -> &str {
        self.0.split_at(Self::PREFIX).1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_of_the_normalised_password_is_split_after_five_digits() {
        let hash = SplitHash::of(&Password::new("password").unwrap());
        assert_eq!((hash.prefix(), hash.rest()), ("5BAA6", "1E4C9B93F3F0682250B6CF8331B7EE68FD8"));
        let (typed, normal) = (Password::new("ﬁancé").unwrap(), Password::new("fiance\u{301}").unwrap());
        assert_eq!(SplitHash::of(&typed).rest(), SplitHash::of(&normal).rest());
    }
}
