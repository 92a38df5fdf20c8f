//! Errors of calls that create or change a user.

use super::{BUSY, STALE, fails};
use crate::{
    AttemptError, Conflict, Error, HashError, InvalidKey, PasswordError, StoreError, TooManyAttempts,
    UnfitValue,
};
use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

/// The error of [`Auth::create_user`](crate::Auth::create_user) and [`Auth::sign_up`](crate::Auth::sign_up).
///
/// ```
/// use lucerna_core::CreateUserError;
///
/// fn status(error: &CreateUserError) -> u16 {
///     match error {
///         CreateUserError::Taken(_) => 409,
///         CreateUserError::InvalidKey(_) | CreateUserError::Password(_) => 422,
///         CreateUserError::TooManyAttempts(_) => 429,
///         CreateUserError::Busy { .. } => 503,
///         _ => 500,
///     }
/// }
/// ```
#[non_exhaustive]
pub enum CreateUserError {
    /// Another user has the name or the value of a unique column.
    Taken(Conflict),
    /// The name is not a valid key.
    InvalidKey(InvalidKey),
    /// The id from the application or its generator is empty, longer than 255 bytes, or has control characters.
    InvalidUserId,
    /// A column cannot store its value.
    Unfit(UnfitValue),
    /// The password policy refuses the password.
    Password(PasswordError),
    /// The limit of sign-ups from the caller's network is reached. Respond with 429.
    TooManyAttempts(TooManyAttempts),
    /// The password hasher is busy. Respond with 503.
    Busy {
        /// The time to wait before a retry.
        retry_after: Duration,
    },
    /// The store, the hasher or the random generator failed.
    Failed(Error),
}

fails!(CreateUserError, Row, Unfit, Password, Busy, Attempts);

impl CreateUserError {
    /// Returns a stable code of the error, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Taken(conflict) => conflict.code(),
            Self::InvalidKey(_) => InvalidKey::CODE,
            Self::InvalidUserId => "invalid_id",
            Self::Unfit(_) => "invalid_value",
            Self::Password(error) => error.code(),
            Self::TooManyAttempts(error) => error.code(),
            Self::Busy { .. } => "busy",
            Self::Failed(error) => error.code(),
        }
    }
}

crate::debug_as_display!(CreateUserError, UpdateUserError);

impl fmt::Display for CreateUserError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Taken(conflict) => conflict.fmt(f),
            Self::InvalidKey(error) => error.fmt(f),
            Self::InvalidUserId => {
                f.write_str("a user's id must have 1 to 255 bytes and no control characters")
            }
            Self::Unfit(error) => error.fmt(f),
            Self::Password(error) => error.fmt(f),
            Self::TooManyAttempts(error) => error.fmt(f),
            Self::Busy { .. } => f.write_str(BUSY),
            Self::Failed(error) => error.fmt(f),
        }
    }
}

/// The error of [`Auth::update_user`](crate::Auth::update_user) and [`Auth::rename_user`](crate::Auth::rename_user).
///
/// ```
/// # use lucerna_core::*;
/// # async fn example(auth: Auth<Row>, user: UserId) -> Result<(), UpdateUserError> {
/// let renamed = |row: &mut Row| *row = Row::new().with("username", &"Alicia".to_owned());
/// match auth.update_user(&user, renamed).await {
///     Err(UpdateUserError::Taken(conflict)) => println!("{conflict}"),
///     other => drop(other?),
/// }
/// # Ok(())
/// # }
/// ```
#[non_exhaustive]
pub enum UpdateUserError {
    /// Another user has the name or the value of a unique column.
    Taken(Conflict),
    /// A column cannot store its value.
    Unfit(UnfitValue),
    /// The new name is not a valid key.
    InvalidKey(InvalidKey),
    /// The attribute shows the user's sign-in name. Change both with [`Auth::rename_user`](crate::Auth::rename_user).
    LoginName,
    /// The user has no such key, or no attribute shows one.
    MissingKey,
    /// The proof is too old. Ask the visitor to verify again.
    Stale,
    /// The store failed.
    Failed(Error),
}

fails!(UpdateUserError, Row, Unfit);

impl UpdateUserError {
    /// Returns a stable code of the error, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Taken(conflict) => conflict.code(),
            Self::Unfit(_) => "invalid_value",
            Self::InvalidKey(_) => InvalidKey::CODE,
            Self::LoginName => "login_name",
            Self::MissingKey => "missing_key",
            Self::Stale => "verification_stale",
            Self::Failed(error) => error.code(),
        }
    }
}

impl fmt::Display for UpdateUserError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Taken(conflict) => conflict.fmt(f),
            Self::Unfit(error) => error.fmt(f),
            Self::InvalidKey(error) => error.fmt(f),
            Self::LoginName => f.write_str("the user signs in with this name: change it with rename_user"),
            Self::MissingKey => f.write_str("the user has no such key"),
            Self::Stale => f.write_str(STALE),
            Self::Failed(error) => error.fmt(f),
        }
    }
}
