//! Errors of calls that create a key or verify a password.

use super::{BUSY, STALE, fails};
use crate::{
    AttemptError, Conflict, Error, HashError, InvalidKey, PasswordError, StoreError, TooManyAttempts,
};
use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

/// The error of [`Auth::create_key`](crate::Auth::create_key).
///
/// ```
/// # use lucerna_core::*;
/// # async fn example(auth: Auth, verified: Verified) -> Result<(), CreateKeyError> {
/// match auth.create_key(&verified, NewKey::same_password(KeyId::email("alice@example.com"))).await {
///     Err(CreateKeyError::Taken(_)) => println!("that address is already in use"),
///     Err(CreateKeyError::Password(error)) => println!("{error}"),
///     other => println!("{} was added", other?.id),
/// }
/// # Ok(())
/// # }
/// ```
#[non_exhaustive]
pub enum CreateKeyError {
    /// Another user already has this key.
    Taken(Conflict),
    /// The name is not a valid key.
    InvalidKey(InvalidKey),
    /// The user does not exist.
    MissingUser,
    /// The proof is too old. Ask the visitor to verify again.
    Stale,
    /// The user already has a password. Share it with [`NewKey::same_password`](crate::NewKey::same_password).
    HasPassword,
    /// The user has no password to share with the new key.
    NoPassword,
    /// The password policy refuses the password.
    Password(PasswordError),
    /// The password hasher is busy. Respond with 503.
    Busy {
        /// The time to wait before a retry.
        retry_after: Duration,
    },
    /// The store or the hasher failed.
    Failed(Error),
}

fails!(CreateKeyError, Password, Busy);

impl CreateKeyError {
    /// Returns a stable code of the error, for programs.
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
            Self::MissingUser => f.write_str("the user does not exist"),
            Self::Stale => f.write_str(STALE),
            Self::HasPassword => f.write_str("the user already has a password: use NewKey::same_password"),
            Self::NoPassword => f.write_str("the user has no password to share: create the key with one"),
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
///         VerifyPasswordError::TooManyAttempts(_) => 429,
///         VerifyPasswordError::Busy { .. } => 503,
///         _ => 500,
///     }
/// }
///
/// assert_eq!(status(&VerifyPasswordError::InvalidCredentials), 401);
/// ```
#[non_exhaustive]
pub enum VerifyPasswordError {
    /// The user is unknown or the password is wrong. The error does not reveal which.
    InvalidCredentials,
    /// The limit of wrong passwords is reached, for the account or the caller's network. The password was not checked.
    /// Respond with 429.
    TooManyAttempts(TooManyAttempts),
    /// The password hasher is busy. Respond with 503.
    Busy {
        /// The time to wait before a retry.
        retry_after: Duration,
    },
    /// The store or the hasher failed.
    Failed(Error),
}

fails!(VerifyPasswordError, Store, Busy, Attempts);

impl VerifyPasswordError {
    /// Returns a stable code of the error, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::InvalidCredentials => "invalid_credentials",
            Self::TooManyAttempts(error) => error.code(),
            Self::Busy { .. } => "busy",
            Self::Failed(error) => error.code(),
        }
    }
}

impl fmt::Display for VerifyPasswordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidCredentials => f.write_str("unknown user or wrong password"),
            Self::TooManyAttempts(error) => error.fmt(f),
            Self::Busy { .. } => f.write_str(BUSY),
            Self::Failed(error) => error.fmt(f),
        }
    }
}
