//! The error of choosing a new password.

use super::{INVALID, fails};
use lucerna_core::{ChangePasswordError, Error, PasswordError, StoreError, TooManyAttempts};
use std::fmt;
use std::time::Duration;

/// The error of [`Mail::reset_password`](crate::Mail::reset_password).
///
/// ```
/// use lucerna_mail::ResetPasswordError;
///
/// fn status(error: &ResetPasswordError) -> u16 {
///     match error {
///         ResetPasswordError::Invalid => 410,
///         ResetPasswordError::Password(_) => 422, // show the form again: the link still works
///         ResetPasswordError::TooManyAttempts(_) => 429,
///         _ => 503,
///     }
/// }
///
/// assert_eq!(status(&ResetPasswordError::Invalid), 410);
/// ```
#[non_exhaustive]
pub enum ResetPasswordError {
    /// As [`RedeemError::Invalid`](crate::RedeemError::Invalid). Respond with 410.
    Invalid,
    /// The policy refuses the password. The link and the code still work. Respond with 422.
    Password(PasswordError),
    /// Too many codes were typed in this network. Respond with 429.
    TooManyAttempts(TooManyAttempts),
    /// The password hasher is busy. The link and the code still work. Respond with 503.
    Busy {
        /// The time to wait before a retry.
        retry_after: Duration,
    },
    /// The store or the hasher failed.
    Failed(Error),
}

fails!(@Redeem ResetPasswordError);
lucerna_core::debug_as_display!(ResetPasswordError);

impl ResetPasswordError {
    /// Returns the stable code of the error, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Invalid => "invalid_code",
            Self::Password(error) => error.code(),
            Self::TooManyAttempts(error) => error.code(),
            Self::Busy { .. } => "busy",
            Self::Failed(error) => error.code(),
        }
    }
}

impl fmt::Display for ResetPasswordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid => f.write_str(INVALID),
            Self::Password(error) => error.fmt(f),
            Self::TooManyAttempts(error) => error.fmt(f),
            Self::Busy { .. } => f.write_str("too many sign-ins at the moment: try again in a moment"),
            Self::Failed(error) => error.fmt(f),
        }
    }
}

impl From<ChangePasswordError> for ResetPasswordError {
    fn from(error: ChangePasswordError) -> Self {
        match error {
            ChangePasswordError::Password(error) => Self::Password(error),
            ChangePasswordError::Busy { retry_after } => Self::Busy { retry_after },
            ChangePasswordError::Failed(error) => Self::Failed(error),
            // The key or the user was deleted in the meantime.
            ChangePasswordError::NoPassword | ChangePasswordError::Stale => Self::Invalid,
            error => Self::Failed(StoreError::Broken(error.into()).into()),
        }
    }
}
