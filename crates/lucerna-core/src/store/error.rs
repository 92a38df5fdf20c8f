//! Why a store did not do what it was asked.

use crate::{Conflict, UnfitValue};
use std::error::Error as StdError;
use std::fmt;

/// Why a store did not do what it was asked.
///
/// ```
/// use lucerna_core::{Conflict, StoreError};
/// use std::io;
///
/// fn of_driver(error: io::Error) -> StoreError {
///     match error.kind() {
///         io::ErrorKind::AlreadyExists => StoreError::Conflict(Conflict::Key),
///         io::ErrorKind::TimedOut => StoreError::Unavailable(error.into()),
///         _ => StoreError::Broken(error.into()),
///     }
/// }
///
/// let late = of_driver(io::ErrorKind::TimedOut.into());
/// assert_eq!(late.to_string(), "the database is not available");
/// ```
#[non_exhaustive]
pub enum StoreError {
    /// Something that must be unique is in use.
    Conflict(Conflict),
    /// The user whom the row names is not there.
    MissingUser,
    /// The record that was to be deleted in a step of several writes does not exist.
    MissingRecord,
    /// A value is longer than its column, which the application made.
    Unfit(UnfitValue),
    /// The database cannot answer now: locked, full, read-only, unreachable. It may later.
    Unavailable(Box<dyn StdError + Send + Sync>),
    /// The database answered what it never should: a damaged file, a table that was changed under us.
    Broken(Box<dyn StdError + Send + Sync>),
}

crate::debug_as_display!(StoreError);

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Conflict(conflict) => conflict.fmt(f),
            Self::MissingUser => f.write_str("there is no such user"),
            Self::MissingRecord => f.write_str("there is no such record"),
            Self::Unfit(unfit) => unfit.fmt(f),
            Self::Unavailable(_) => f.write_str("the database is not available"),
            Self::Broken(_) => f.write_str("the database is damaged or not what it should be"),
        }
    }
}

impl StdError for StoreError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Unavailable(source) | Self::Broken(source) => Some(&**source),
            Self::Conflict(_) | Self::MissingUser | Self::MissingRecord | Self::Unfit(_) => None,
        }
    }
}
