//! Errors of calls about users.

use super::{BUSY, fails};
use crate::{Conflict, Error, HashError, InvalidKey, PasswordError, StoreError, UnfitValue};
use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

/// Why there is no new user.
///
/// ```
/// use lucerna_core::CreateUserError;
///
/// fn status(error: &CreateUserError) -> u16 {
///     match error {
///         CreateUserError::Taken(_) => 409,
///         CreateUserError::InvalidKey(_) | CreateUserError::Password(_) => 422,
///         CreateUserError::Busy { .. } => 503,
///         _ => 500,
///     }
/// }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum CreateUserError {
    /// Somebody else has the name, or the value of a unique column.
    Taken(Conflict),
    /// The name cannot be a key.
    InvalidKey(InvalidKey),
    /// The id, which the application or its generator made, is empty, longer than 255 bytes, or has control characters.
    InvalidUserId,
    /// An attribute has a value that cannot be stored.
    Unfit(UnfitValue),
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

fails!(CreateUserError, Row, Unfit, Password, Busy);

impl fmt::Display for CreateUserError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Taken(conflict) => conflict.fmt(f),
            Self::InvalidKey(error) => error.fmt(f),
            Self::InvalidUserId => f.write_str("a user's id has 1 to 255 bytes and no control characters"),
            Self::Unfit(error) => error.fmt(f),
            Self::Password(error) => error.fmt(f),
            Self::Busy { .. } => f.write_str(BUSY),
            Self::Failed(error) => error.fmt(f),
        }
    }
}

/// Why a user's attributes are as they were.
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
#[derive(Debug)]
#[non_exhaustive]
pub enum UpdateUserError {
    /// Somebody else has the value of a unique column.
    Taken(Conflict),
    /// An attribute has a value that cannot be stored.
    Unfit(UnfitValue),
    /// Something under Lucerna failed.
    Failed(Error),
}

fails!(UpdateUserError, Row, Unfit);

impl fmt::Display for UpdateUserError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Taken(conflict) => conflict.fmt(f),
            Self::Unfit(error) => error.fmt(f),
            Self::Failed(error) => error.fmt(f),
        }
    }
}
