//! Errors of writes to records.

use super::fails;
use crate::{Conflict, Error, StoreError, UnfitValue};
use std::error::Error as StdError;
use std::fmt;

/// The error of a write to [`Records`](crate::Records).
///
/// ```
/// # use lucerna_core::*;
/// # async fn example(invitations: Records<Row>, invitation: Record<Row>) -> Result<(), RecordError> {
/// match invitations.insert(invitation).await {
///     Err(RecordError::Taken(_)) => println!("that address was invited already"),
///     other => other?,
/// }
/// # Ok(())
/// # }
/// ```
#[non_exhaustive]
pub enum RecordError {
    /// The id or the value of a unique column is already in use.
    Taken(Conflict),
    /// The user of the record does not exist.
    MissingUser,
    /// The record to delete, in one step with other writes, does not exist.
    Missing,
    /// The id is empty, longer than 255 bytes, or has control characters.
    InvalidId,
    /// A column cannot store its value.
    Unfit(UnfitValue),
    /// The store failed, or the call contradicts the table's declaration.
    Failed(Error),
}

fails!(RecordError, Unfit);

impl RecordError {
    /// Returns a stable code of the error, for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Taken(conflict) => conflict.code(),
            Self::MissingUser => "missing_user",
            Self::Missing => "missing_record",
            Self::InvalidId => "invalid_id",
            Self::Unfit(_) => "invalid_value",
            Self::Failed(error) => error.code(),
        }
    }
}

impl From<StoreError> for RecordError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict(conflict) => Self::Taken(conflict),
            StoreError::MissingUser => Self::MissingUser,
            StoreError::MissingRecord => Self::Missing,
            StoreError::Unfit(unfit) => Self::Unfit(unfit),
            error => Self::Failed(error.into()),
        }
    }
}

crate::debug_as_display!(RecordError);

impl fmt::Display for RecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Taken(conflict) => conflict.fmt(f),
            Self::MissingUser => f.write_str("the user does not exist"),
            Self::Missing => f.write_str("the record does not exist"),
            Self::InvalidId => {
                f.write_str("a record's id must have 1 to 255 bytes and no control characters")
            }
            Self::Unfit(unfit) => unfit.fmt(f),
            Self::Failed(error) => error.fmt(f),
        }
    }
}
