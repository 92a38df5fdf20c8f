//! What SQLite's errors mean for an adoption.

use super::AdoptError;
use crate::OpenError;
use crate::error::Stop;
use rusqlite::ErrorCode;

impl From<AdoptError> for Stop<AdoptError> {
    fn from(error: AdoptError) -> Self {
        Self::Told(error)
    }
}

impl From<Stop<Self>> for AdoptError {
    fn from(stop: Stop<Self>) -> Self {
        match stop {
            Stop::Driver(error) => match error.sqlite_error_code() {
                Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                    Self::Database(format!("{error}: stop the application first").into())
                }
                _ => Self::Database(error.into()),
            },
            Stop::Told(error) => error,
        }
    }
}

/// What is wrong with tables that were to be opened is wrong with the adoption that made them.
impl From<Stop<OpenError>> for Stop<AdoptError> {
    fn from(stop: Stop<OpenError>) -> Self {
        match stop {
            Stop::Driver(error) => Self::Driver(error),
            Stop::Told(OpenError::Tables(differences)) => Self::Told(AdoptError::Tables(differences)),
            Stop::Told(other) => Self::Told(AdoptError::Database(other.into())),
        }
    }
}
