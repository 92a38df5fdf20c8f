//! Errors of calls about keys.

use super::{BUSY, STALE, fails};
use crate::{Conflict, Error, HashError, InvalidKey, PasswordError, StoreError};
use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

/// The error of [`Auth::create_key`](crate::Auth::create_key).
///
/// ```
/// # use lucerna_core::*;
/// # async fn example(auth: Auth, verified: Verified) -> Result<(), CreateKeyError> {
/// match auth.create_key(&verified, NewKey::same_password(KeyId::email("alice@example.com"))).await {
///     Err(CreateKeyError::Taken(_)) => println!("somebody signs in with that address"),
///     Err(CreateKeyError::Password(error)) => println!("{error}"),
///     other => println!("{} was added", other?.id),
/// }
/// # Ok(())
/// # }
/// ```
#[non_exhaustive]
pub enum CreateKeyError {
    /// Somebody has it already.
    Taken(Conflict),
    /// The name cannot be a key.
    InvalidKey(InvalidKey),
    /// There is no such user.
    MissingUser,
    /// The proof is too old: ask the visitor to verify again.
    Stale,
    /// The user has a password already, which the new key shares: see [`NewKey::same_password`](crate::NewKey::same_password).
    HasPassword,
    /// The user has no password that the new key could share.
    NoPassword,
    /// The password cannot be chosen.
    Password(PasswordError),
    /// Too many passwords are waiting to be hashed. Answer 503.
    Busy {
        /// When to try again.
        retry_after: Duration,
    },
    /// Something under Lucerna failed.
    Failed(Error),
}

fails!(CreateKeyError, Password, Busy);

impl CreateKeyError {
    /// A stable name of the error, for callers that are programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Taken(conflict) => conflict.code(),
            Self::InvalidKey(_) => InvalidKey::CODE,
            Self::MissingUser => "missing_user",
            Self::Stale => "verification_stale",
            Self::HasPassword => "password_exists",
            Self::NoPassword => "missing_password",
            Self::Password(error) => error.code(),
            Self::Busy { .. } => "busy",
            Self::Failed(error) => error.code(),
        }
    }
}

impl From<StoreError> for CreateKeyError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict(conflict) => Self::Taken(conflict),
            StoreError::MissingUser => Self::MissingUser,
            error => Self::Failed(error.into()),
        }
    }
}

crate::debug_as_display!(CreateKeyError, VerifyPasswordError);

impl fmt::Display for CreateKeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Taken(conflict) => conflict.fmt(f),
            Self::InvalidKey(error) => error.fmt(f),
            Self::MissingUser => f.write_str("there is no such user"),
            Self::Stale => f.write_str(STALE),
            Self::HasPassword => f.write_str("the user has a password already: use NewKey::same_password"),
            Self::NoPassword => f.write_str("the user has no password that the key could share"),
            Self::Password(error) => error.fmt(f),
            Self::Busy { .. } => f.write_str(BUSY),
            Self::Failed(error) => error.fmt(f),
        }
    }
}

/// The error of [`Auth::verify_password`](crate::Auth::verify_password).
///
/// ```
/// use lucerna_core::VerifyPasswordError;
///
/// fn status(error: &VerifyPasswordError) -> u16 {
///     match error {
///         VerifyPasswordError::InvalidCredentials => 401,
///         VerifyPasswordError::Busy { .. } => 503,
///         _ => 500,
///     }
/// }
///
/// assert_eq!(status(&VerifyPasswordError::InvalidCredentials), 401);
/// ```
#[non_exhaustive]
pub enum VerifyPasswordError {
    /// There is no such user, or the password is another; which of the two is not to be known.
    InvalidCredentials,
    /// Too many passwords are waiting to be hashed. Answer 503.
    Busy {
        /// When to try again.
        retry_after: Duration,
    },
    /// Something under Lucerna failed.
    Failed(Error),
}

fails!(VerifyPasswordError, Store, Busy);

impl VerifyPasswordError {
    /// A stable name of the error, for callers that are programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::InvalidCredentials => "invalid_credentials",
            Self::Busy { .. } => "busy",
            Self::Failed(error) => error.code(),
        }
    }
}

impl fmt::Display for VerifyPasswordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidCredentials => f.write_str("unknown user or wrong password"),
            Self::Busy { .. } => f.write_str(BUSY),
            Self::Failed(error) => error.fmt(f),
        }
    }
}
