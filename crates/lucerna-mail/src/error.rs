//! The errors of asking and of redeeming.

mod change;
mod reset;

pub use change::ConfirmAddressError;
pub use reset::ResetPasswordError;

use lucerna_core::{AttemptError, Error, RandomError, RecordError, StoreError, TooManyAttempts};
use std::fmt;
use std::time::Duration;

/// The text of a code or a link that does not work.
const INVALID: &str = "this link or code was used or replaced, or has expired: ask for another one";
/// The text of a proof that is too old.
const STALE: &str = "the user was not verified recently, or the proof is outdated: ask them to verify again";

/// Writes what each error of this crate has in common.
macro_rules! fails {
    (@Redeem $error:ty) => {
        fails!($error);

        impl From<crate::RedeemError> for $error {
            fn from(error: crate::RedeemError) -> Self {
                match error {
                    crate::RedeemError::Invalid => Self::Invalid,
                    crate::RedeemError::TooManyAttempts(error) => Self::TooManyAttempts(error),
                    crate::RedeemError::Failed(error) => Self::Failed(error),
                }
            }
        }
    };
    ($error:ty) => {
        impl std::error::Error for $error {
            fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
                match self {
                    Self::Failed(error) => std::error::Error::source(error),
                    _ => None,
                }
            }
        }

        impl From<lucerna_core::Error> for $error {
            fn from(error: lucerna_core::Error) -> Self {
                Self::Failed(error)
            }
        }
    };
}
pub(crate) use fails;

/// The error of asking for a message, such as [`Mail::request_reset`](crate::Mail::request_reset). It is the same for every
/// address.
///
/// ```
/// use lucerna_mail::AskError;
///
/// fn status(error: &AskError) -> u16 {
///     match error {
///         AskError::InvalidAddress => 422,
///         AskError::Stale => 403,
///         AskError::TooManyAttempts(_) => 429,
///         _ => 503,
///     }
/// }
///
/// assert_eq!(status(&AskError::InvalidAddress), 422);
/// ```
#[non_exhaustive]
pub enum AskError {
    /// The text is not an address to which mail is sent. Respond with 422.
    InvalidAddress,
    /// The user's proof is too old, or its key or session is gone. Ask the visitor to verify again.
    Stale,
    /// Too many messages were asked for: to this address, or from this network. Respond with 429.
    TooManyAttempts(TooManyAttempts),
    /// Too many messages wait to be sent. Respond with 503.
    Busy {
        /// The time to wait before a retry.
        retry_after: Duration,
    },
    /// The store or the random generator failed.
    Failed(Error),
}

fails!(AskError);
lucerna_core::debug_as_display!(AskError, RedeemError);

impl AskError {
    /// Returns the stable code of the error, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::InvalidAddress => "invalid_address",
            Self::Stale => "verification_stale",
            Self::TooManyAttempts(error) => error.code(),
            Self::Busy { .. } => "busy",
            Self::Failed(error) => error.code(),
        }
    }
}

impl fmt::Display for AskError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidAddress => {
                f.write_str("this is not an e-mail address: it needs one @ and no spaces")
            }
            Self::Stale => f.write_str(STALE),
            Self::TooManyAttempts(error) => error.fmt(f),
            Self::Busy { .. } => f.write_str("too many messages wait to be sent: try again in a minute"),
            Self::Failed(error) => error.fmt(f),
        }
    }
}

impl From<AttemptError> for AskError {
    fn from(error: AttemptError) -> Self {
        match error {
            AttemptError::TooMany(refused) => Self::TooManyAttempts(refused),
            AttemptError::Failed(error) => Self::Failed(error),
            error => Self::Failed(StoreError::Broken(error.into()).into()),
        }
    }
}

impl From<RecordError> for AskError {
    fn from(error: RecordError) -> Self {
        match error {
            RecordError::MissingUser => Self::Stale,
            error => Self::Failed(error.into()),
        }
    }
}

impl From<RandomError> for AskError {
    fn from(error: RandomError) -> Self {
        Self::Failed(error.into())
    }
}

/// The error of redeeming a link or a code, such as [`Mail::sign_in`](crate::Mail::sign_in).
///
/// ```
/// use lucerna_mail::RedeemError;
///
/// assert_eq!(RedeemError::Invalid.code(), "invalid_code");
/// ```
#[non_exhaustive]
pub enum RedeemError {
    /// No open link or code is this one: it is unknown, used, replaced or expired, or for something else. A code is also
    /// invalid in another browser than the one that asked. Respond with 410.
    Invalid,
    /// Too many codes were typed in this network. The code was not checked. Respond with 429.
    TooManyAttempts(TooManyAttempts),
    /// The store failed.
    Failed(Error),
}

fails!(RedeemError);

impl RedeemError {
    /// Returns the stable code of the error, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Invalid => "invalid_code",
            Self::TooManyAttempts(error) => error.code(),
            Self::Failed(error) => error.code(),
        }
    }
}

impl fmt::Display for RedeemError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid => f.write_str(INVALID),
            Self::TooManyAttempts(error) => error.fmt(f),
            Self::Failed(error) => error.fmt(f),
        }
    }
}

impl From<AttemptError> for RedeemError {
    fn from(error: AttemptError) -> Self {
        match error {
            AttemptError::TooMany(refused) => Self::TooManyAttempts(refused),
            AttemptError::Failed(error) => Self::Failed(error),
            error => Self::Failed(StoreError::Broken(error.into()).into()),
        }
    }
}

impl From<RecordError> for RedeemError {
    fn from(error: RecordError) -> Self {
        Self::Failed(error.into())
    }
}
