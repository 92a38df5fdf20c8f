//! The error of a store.

use crate::{Conflict, UnfitValue};
use std::error::Error as StdError;
use std::fmt;

/// The error of a store.
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
    /// A unique value is already in use.
    Conflict(Conflict),
    /// The user of the row does not exist.
    MissingUser,
    /// The record to delete, in one step with other writes, does not exist.
    MissingRecord,
    /// A value is longer than its column, in a table that the application created.
    Unfit(UnfitValue),
    /// The database cannot answer now: it is locked, full, read-only, damaged or unreachable. Retry later.
    Unavailable(Box<dyn StdError + Send + Sync>),
    /// The database gave an unexpected answer, such as from an altered table or a row that cannot be read.
    Broken(Box<dyn StdError + Send + Sync>),
}

crate::debug_as_display!(StoreError);

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Conflict(conflict) => conflict.fmt(f),
            Self::MissingUser => f.write_str("the user does not exist"),
            Self::MissingRecord => f.write_str("the record does not exist"),
            Self::Unfit(unfit) => unfit.fmt(f),
            Self::Unavailable(_) => f.write_str("the database is not available"),
            Self::Broken(_) => f.write_str("the database gave an unexpected answer: check its tables"),
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
