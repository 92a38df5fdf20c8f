//! Passwords, their hashes, and the interface of a password hasher.

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::time::Duration;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

mod breached;
mod erased;
mod policy;

pub use breached::{BreachFuture, BreachedPasswords};
pub(crate) use erased::ErasedHasher;
pub use policy::{PasswordError, PasswordPolicy, Weakness};

/// The longest accepted password in bytes. Normalising and hashing megabytes would be a denial of service
/// (`SECURITY.md`, row 155).
const MOST_BYTES: usize = 4096;

/// A password in the form in which it is hashed: Unicode's NFKC. So the same keys pressed on another machine give the
/// same bytes (NIST SP 800-63B-4 §3.1.1.2). It is neither trimmed nor truncated.
///
/// It is erased from memory when dropped and cannot be printed or compared. `Debug` is redacted.
///
/// ```
/// use lucerna_core::Password;
///
/// let password = Password::new("ﬁancé at home")?;
/// assert_eq!(password.as_bytes(), "fiancé at home".as_bytes());
/// assert_eq!(password.typed_bytes(), "ﬁancé at home".as_bytes());
/// assert_eq!(format!("{password:?}"), "Password(…)");
/// # Ok::<(), lucerna_core::PasswordError>(())
/// ```
#[derive(Clone)]
pub struct Password {
    normal: Zeroizing<String>,
    typed: Zeroizing<String>,
}

impl Password {
    /// Creates a password from the text that the user typed.
    ///
    /// # Errors
    /// [`PasswordError::TooLong`] for more than 4,096 bytes.
    pub fn new(typed: &str) -> Result<Self, PasswordError> {
        if typed.len() > MOST_BYTES {
            return Err(PasswordError::TooLong { max: MOST_BYTES });
        }
        // NFKC never makes text longer than this. A buffer that does not grow leaves no copy behind.
        let mut normal = Zeroizing::new(String::with_capacity(typed.len() * 18));
        normal.extend(typed.nfkc());
        Ok(Self { normal, typed: Zeroizing::new(typed.to_owned()) })
    }

    pub(crate) fn empty() -> Self {
        Self { normal: Zeroizing::default(), typed: Zeroizing::default() }
    }

    /// Returns the bytes to hash.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.normal.as_bytes()
    }

    /// Returns the normalised password as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.normal
    }

    /// Returns the bytes as the user typed them, for hashes of other systems that do not normalise.
    #[must_use]
    pub fn typed_bytes(&self) -> &[u8] {
        self.typed.as_bytes()
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// The hash of a password, in the format of its hasher. `Debug` is redacted.
///
/// ```
/// use lucerna_core::PasswordHash;
///
/// let hash = PasswordHash::new("$argon2id$v=19$m=19456,t=2,p=1$…");
/// assert!(hash.expose().starts_with("$argon2id$"));
/// assert_eq!(format!("{hash:?}"), "PasswordHash(…)");
/// ```
#[derive(Clone)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// Creates a hash from a store's text.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Returns the text, for the store and the hasher only.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

/// A password hasher, which works off the threads that serve requests. Use the one in `lucerna-password`.
///
/// ```
/// use lucerna_core::{HashError, Password, PasswordHash, PasswordHasher, Verdict, Weakness};
///
/// /// A hasher that refuses passwords with the name of a street.
/// struct NotOurStreet<H>(H);
///
/// impl<H: PasswordHasher> PasswordHasher for NotOurStreet<H> {
///     async fn hash(&self, password: Password) -> Result<PasswordHash, HashError> {
///         self.0.hash(password).await
///     }
///
///     fn weakness(&self, password: &Password, context: &[&str]) -> Option<Weakness> {
///         let street = password.as_str().contains("baker street");
///         if street { Some(Weakness::Context) } else { self.0.weakness(password, context) }
///     }
///
///     async fn verify(&self, password: Password, hash: Option<PasswordHash>) -> Result<Verdict, HashError> {
///         self.0.verify(password, hash).await
///     }
/// }
/// ```
pub trait PasswordHasher: Send + Sync + 'static {
    /// Hashes a password with a new salt.
    ///
    /// # Errors
    /// [`HashError::Busy`] if it cannot start soon.
    fn hash(&self, password: Password) -> impl Future<Output = Result<PasswordHash, HashError>> + Send;

    /// Returns why a new password of any length is easy to guess, or `None` if it is not. `context` contains words
    /// that an attacker would try for this user, such as the name and the application. The default returns `None`.
    fn weakness(&self, password: &Password, context: &[&str]) -> Option<Weakness> {
        let _ = (password, context);
        None
    }

    /// Compares a password with a hash. Without a hash (unknown user, or a key without a password) it does the same
    /// work and returns [`Verdict::Mismatch`]. So an attacker cannot tell the cases apart by time (`SECURITY.md`, row
    /// 161).
    ///
    /// # Errors
    /// [`HashError::Busy`] if it cannot start soon. A hash that cannot be verified is [`Verdict::Unverifiable`], not an error.
    /// It takes the same work as a mismatch.
    fn verify(
        &self,
        password: Password,
        hash: Option<PasswordHash>,
    ) -> impl Future<Output = Result<Verdict, HashError>> + Send;
}

/// The result of comparing a password with a hash.
///
/// ```
/// # use lucerna_core::*;
/// # async fn example(hasher: impl PasswordHasher, typed: Password, stored: PasswordHash) -> Result<(), HashError> {
/// match hasher.verify(typed, Some(stored)).await? {
///     Verdict::Match => println!("welcome"),
///     Verdict::Outdated => println!("welcome; replace the hash"),
///     Verdict::Mismatch => println!("no"),
///     Verdict::Unverifiable { reason } => println!("no; tell the administrator that {reason}"),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a new verdict must be handled by every caller")]
pub enum Verdict {
    /// The password matches.
    Match,
    /// The password matches, but the hash is of an older policy or another system. Replace it.
    Outdated,
    /// The password does not match.
    Mismatch,
    /// The hash matches no password: its format is unknown, or it would take too much memory or time. Respond as for
    /// [`Mismatch`](Self::Mismatch), and log the reason.
    Unverifiable {
        /// The reason, as the end of a sentence that begins with the hash. It contains no part of the hash.
        reason: &'static str,
    },
}

/// The error of a [`PasswordHasher`].
///
/// ```
/// use lucerna_core::HashError;
/// use std::time::Duration;
///
/// let busy = HashError::Busy { retry_after: Duration::from_secs(1) };
/// assert_eq!(busy.to_string(), "too many passwords are waiting to be hashed");
/// ```
#[non_exhaustive]
pub enum HashError {
    /// The hasher's queue is full. Respond with 503.
    Busy {
        /// The time to wait before a retry.
        retry_after: Duration,
    },
    /// The hasher failed.
    Broken(Box<dyn StdError + Send + Sync>),
}

crate::debug_as_display!(HashError);

impl fmt::Display for HashError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Busy { .. } => f.write_str("too many passwords are waiting to be hashed"),
            Self::Broken(_) => f.write_str("the password hasher failed"),
        }
    }
}

impl StdError for HashError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Busy { .. } => None,
            Self::Broken(source) => Some(&**source),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn rt_150_a_password_is_normalised_and_never_cut() {
        let bytes = |it: &str| Password::new(it).unwrap().as_bytes().to_vec();
        assert_eq!(bytes("ﬁance\u{301}"), "fiancé".as_bytes());
        assert_eq!(bytes(" a\0b "), b" a\0b ");
        let long = "x".repeat(4096);
        assert_eq!(bytes(&long), long.as_bytes());
    }

    #[test]
    fn rt_155_an_over_long_password_is_refused() {
        assert!(matches!(Password::new(&"x".repeat(4097)), Err(PasswordError::TooLong { .. })));
    }

    #[test]
    fn rt_156_debug_shows_nothing_of_a_password_or_its_hash() {
        assert_eq!(format!("{:?}", Password::new("hunter2hunter2").unwrap()), "Password(…)");
        assert_eq!(format!("{:?}", PasswordHash::new("$argon2id$")), "PasswordHash(…)");
    }

    #[test]
    fn typed_bytes_and_stored_hashes_are_unchanged() {
        let password = Password::new("ﬁancé").unwrap();
        assert_eq!((password.as_str(), password.typed_bytes()), ("fiancé", "ﬁancé".as_bytes()));
        assert_eq!(PasswordHash::new("$argon2id$").expose(), "$argon2id$");
    }

    proptest! {
        #[test]
        fn normalising_never_grows_the_buffer(typed in "\\PC{0,60}") {
            let password = Password::new(&typed).unwrap();
            prop_assert!(password.normal.len() <= typed.len() * 18);
        }
    }
}
