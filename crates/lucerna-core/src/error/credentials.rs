//! Errors of calls that change a user's credentials.

use super::{BUSY, STALE, fails};
use crate::{Error, HashError, PasswordError, StoreError};
use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

/// The error of [`Auth::change_password`](crate::Auth::change_password).
///
/// ```
/// use lucerna_core::{ChangePasswordError, PasswordError};
///
/// let refused = ChangePasswordError::from(PasswordError::TooShort { min: 8 });
/// assert_eq!(refused.to_string(), "the password is shorter than 8 characters");
/// ```
#[non_exhaustive]
pub enum ChangePasswordError {
    /// No key of the user can have a password. Create one first.
    NoPassword,
    /// The proof is too old. Ask the visitor to verify again.
    Stale,
    /// The password policy refuses the password.
    Password(PasswordError),
    /// The password hasher is busy. Respond with 503.
    Busy {
        /// The time to wait before a retry.
        retry_after: Duration,
    },
    /// The store, the hasher or the random generator failed.
    Failed(Error),
}

fails!(ChangePasswordError, Store, Password, Busy);

impl ChangePasswordError {
    /// Returns a stable code of the error, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoPassword => "missing_password",
            Self::Stale => "verification_stale",
            Self::Password(error) => error.code(),
            Self::Busy { .. } => "busy",
            Self::Failed(error) => error.code(),
        }
    }
}

crate::debug_as_display!(ChangePasswordError, ChangeCredentialError);

impl fmt::Display for ChangePasswordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoPassword => f.write_str("no key of the user can have a password: create one first"),
            Self::Stale => f.write_str(STALE),
            Self::Password(error) => error.fmt(f),
            Self::Busy { .. } => f.write_str(BUSY),
            Self::Failed(error) => error.fmt(f),
        }
    }
}

/// The error of calls that remove a password or a key.
///
/// ```
/// # use lucerna_core::*;
/// # async fn example(auth: Auth, verified: Verified, key: KeyId) -> Result<(), ChangeCredentialError> {
/// match auth.delete_key(&verified, &key, None).await {
///     Err(ChangeCredentialError::LastKey) => println!("add another way to sign in first"),
///     other => drop(other?),
/// }
/// # Ok(())
/// # }
/// ```
#[non_exhaustive]
pub enum ChangeCredentialError {
    /// The user has no such key, or no password.
    NotOwner,
    /// The key is the user's last one. Without it the user could not sign in.
    LastKey,
    /// The proof is too old. Ask the visitor to verify again.
    Stale,
    /// The store or the random generator failed.
    Failed(Error),
}

fails!(ChangeCredentialError, Store);

impl ChangeCredentialError {
    /// Returns a stable code of the error, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotOwner => "missing_key",
            Self::LastKey => "last_key",
            Self::Stale => "verification_stale",
            Self::Failed(error) => error.code(),
        }
    }
}

impl fmt::Display for ChangeCredentialError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotOwner => f.write_str("the user has no such key or password"),
            Self::LastKey => f.write_str("the user's last key cannot be deleted: create another one first"),
            Self::Stale => f.write_str(STALE),
            Self::Failed(error) => error.fmt(f),
        }
    }
}
