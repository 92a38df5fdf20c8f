//! Secrets of features: codes, links and states.

use super::{SessionId, SessionToken};
use crate::{Random, RandomError};
use std::fmt;

/// A secret of 256 random bits for a code, a link or a state, as base64url of 43 characters.
///
/// A store keeps only its [`SecretHash`]. `Debug` is redacted, and there is no `PartialEq`. Features generate one with
/// [`Services::new_secret`](crate::Services::new_secret).
///
/// ```
/// use lucerna_core::{OsRandom, Secret, SecretHash};
///
/// let secret = Secret::generate(&OsRandom::default())?;
/// assert_eq!(SecretHash::of(secret.expose()), Some(secret.hash()));
/// assert_eq!(format!("{secret:?}"), "Secret(…)");
/// # Ok::<(), lucerna_core::RandomError>(())
/// ```
pub struct Secret(SessionToken);

impl Secret {
    /// Generates a new secret.
    ///
    /// # Errors
    /// [`RandomError`] if the random generator failed.
    pub fn generate(random: &(impl Random + ?Sized)) -> Result<Self, RandomError> {
        SessionToken::generate(random).map(Self)
    }

    /// Returns the hash under which a store finds what belongs to the secret.
    #[must_use]
    pub fn hash(&self) -> SecretHash {
        SecretHash(self.0.id())
    }

    /// Returns the secret itself, for the answer or the message to its owner.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    /// Returns the secret as a cookie carries it.
    pub(crate) fn as_token(&self) -> &SessionToken {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// The SHA-256 of a [`Secret`], as 64 lower-case hexadecimal digits. It is not secret, so it may be the id of a record.
///
/// ```
/// use lucerna_core::SecretHash;
///
/// assert_eq!(SecretHash::of("abcdefghijklmnopqrstuvwxyz").unwrap().as_str().len(), 64);
/// assert_eq!(SecretHash::of("too short"), None);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SecretHash(SessionId);

impl SecretHash {
    /// Returns the hash of a text from a caller. `None` if it is shorter than 20 bytes, longer than 128, or has
    /// characters other than visible ASCII.
    #[must_use]
    pub fn of(secret: &str) -> Option<Self> {
        SessionId::of_token(secret).map(Self)
    }

    /// Returns the 64 digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl AsRef<str> for SecretHash {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for SecretHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for SecretHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretHash({})", self.as_str())
    }
}
