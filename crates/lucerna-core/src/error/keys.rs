//! Errors of calls about keys.

use super::{BUSY, fails};
use crate::{Conflict, Error, HashError, InvalidKey, PasswordError, StoreError};
use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

/// Why there is no new key.
///
/// ```
/// # use lucerna_core::*;
/// # async fn example(auth: Auth, user: UserId) -> Result<(), CreateKeyError> {
/// match auth.create_key(&user, NewKey::email("alice@example.com", "correct horse battery")).await {
///     Err(CreateKeyError::Taken(_)) => println!("somebody signs in with that address"),
///     Err(CreateKeyError::Password(error)) => println!("{error}"),
///     other => println!("{} was added", other?.id),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum CreateKeyError {
    /// Somebody has it already.
    Taken(Conflict),
    /// The name cannot be a key.
    InvalidKey(InvalidKey),
    /// There is no such user.
    MissingUser,
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

impl From<StoreError> for CreateKeyError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict(conflict) => Self::Taken(conflict),
            StoreError::MissingUser => Self::MissingUser,
            error => Self::Failed(error.into()),
        }
    }
}

impl fmt::Display for CreateKeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Taken(conflict) => conflict.fmt(f),
            Self::InvalidKey(error) => error.fmt(f),
            Self::MissingUser => f.write_str("there is no such user"),
            Self::Password(error) => error.fmt(f),
            Self::Busy { .. } => f.write_str(BUSY),
            Self::Failed(error) => error.fmt(f),
        }
    }
}

/// Why somebody is not verified.
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
#[derive(Debug)]
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

impl fmt::Display for VerifyPasswordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidCredentials => f.write_str("unknown user or wrong password"),
            Self::Busy { .. } => f.write_str(BUSY),
            Self::Failed(error) => error.fmt(f),
        }
    }
}

/// Why a key's password is as it was.
///
/// ```
/// use lucerna_core::{ChangePasswordError, PasswordError};
///
/// let refused = ChangePasswordError::from(PasswordError::TooShort { min: 8 });
/// assert_eq!(refused.to_string(), "the password is shorter than 8 characters");
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum ChangePasswordError {
    /// There is no such key.
    MissingKey,
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

fails!(ChangePasswordError, Store, Password, Busy);

impl fmt::Display for ChangePasswordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingKey => f.write_str("there is no such key"),
            Self::Password(error) => error.fmt(f),
            Self::Busy { .. } => f.write_str(BUSY),
            Self::Failed(error) => error.fmt(f),
        }
    }
}
