//! Errors of attempts beyond a limit.

use crate::{Error, RecordError};
use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

/// The refusal of an attempt beyond a limit. Respond with 429 Too Many Requests.
///
/// The attempt was not checked: a correct password is refused in the same way.
///
/// ```
/// use lucerna_core::TooManyAttempts;
///
/// fn retry_after(refused: &TooManyAttempts) -> Option<String> {
///     let wait = refused.retry_after?;
///     Some(format!("Retry-After: {}", wait.as_millis().div_ceil(1000)))
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TooManyAttempts {
    /// The time after which a retry is allowed. `None` if none is: then only a proof of another kind helps, such as a
    /// password reset, which clears the count.
    pub retry_after: Option<Duration>,
}

impl TooManyAttempts {
    pub(crate) const CODE: &'static str = "too_many_attempts";

    /// Creates a refusal with a time after which a retry is allowed.
    #[must_use]
    pub const fn until_after(wait: Duration) -> Self {
        Self { retry_after: Some(wait) }
    }

    /// Creates a refusal of all attempts until the count is cleared.
    #[must_use]
    pub const fn locked() -> Self {
        Self { retry_after: None }
    }

    /// Returns a stable code of the error, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        Self::CODE
    }
}

impl fmt::Display for TooManyAttempts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.retry_after {
            Some(wait) => {
                write!(f, "too many attempts: try again in {} s", wait.as_millis().div_ceil(1000))
            }
            None => f.write_str("too many attempts: the count has to be cleared first"),
        }
    }
}

impl StdError for TooManyAttempts {}

/// The error of [`Attempts`](crate::Attempts).
///
/// ```
/// use lucerna_core::AttemptError;
///
/// fn status(error: &AttemptError) -> u16 {
///     match error {
///         AttemptError::TooMany(_) => 429,
///         _ => 503,
///     }
/// }
/// ```
#[non_exhaustive]
pub enum AttemptError {
    /// The limit is reached. Respond with 429.
    TooMany(TooManyAttempts),
    /// The store of the counts failed. Do not allow the attempt.
    Failed(Error),
}

super::fails!(AttemptError);

crate::debug_as_display!(AttemptError);

impl AttemptError {
    /// Returns a stable code of the error, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooMany(error) => error.code(),
            Self::Failed(error) => error.code(),
        }
    }
}

impl fmt::Display for AttemptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooMany(error) => error.fmt(f),
            Self::Failed(error) => error.fmt(f),
        }
    }
}

impl From<TooManyAttempts> for AttemptError {
    fn from(error: TooManyAttempts) -> Self {
        Self::TooMany(error)
    }
}

impl From<RecordError> for AttemptError {
    fn from(error: RecordError) -> Self {
        Self::Failed(error.into())
    }
}
