//! What stands in the way of an adoption.

use crate::OpenError;
use crate::error::Stop;
use rusqlite::ErrorCode;
use std::error::Error as StdError;
use std::fmt;

/// Why a database was not adopted. Nothing in it was changed.
///
/// ```
/// use lucerna_core::{Clock, Schema, SystemClock};
/// use lucerna_store_sqlite::{AdoptError, AdoptOptions, adopt_lucia};
///
/// # let directory = tempfile::tempdir()?;
/// # let path = directory.path().join("app.db");
/// # rusqlite::Connection::open(&path)?;
/// // A database that has nothing of Lucia's in it.
/// let refused = adopt_lucia(&path, &Schema::of::<()>()?, AdoptOptions::new(SystemClock::default().now()));
/// assert!(matches!(refused, Err(AdoptError::NotLucia(_))));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum AdoptError {
    /// The file cannot be opened, read or written, another process is using it, or a statement failed.
    Sqlite(Box<dyn StdError + Send + Sync>),
    /// The database is none of Lucia v2, or has something with which it could not be adopted without loss.
    NotLucia(String),
    /// Rows that only you can decide about, such as two keys whose names are one: one sentence for each.
    Rows(Vec<String>),
    /// The tables would still differ from what the schema needs: one sentence for each difference.
    Tables(Vec<String>),
}

impl fmt::Display for AdoptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the database was not adopted and is as it was: ")?;
        match self {
            Self::Sqlite(source) => source.fmt(f),
            Self::NotLucia(reason) => f.write_str(reason),
            Self::Rows(problems) => f.write_str(&problems.join("; ")),
            Self::Tables(differences) => {
                write!(f, "it would have other tables than are needed: {}", differences.join("; "))
            }
        }
    }
}

impl StdError for AdoptError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Sqlite(source) => Some(&**source),
            Self::NotLucia(_) | Self::Rows(_) | Self::Tables(_) => None,
        }
    }
}

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
                    Self::Sqlite(format!("{error}: stop the application first").into())
                }
                _ => Self::Sqlite(error.into()),
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
            Stop::Told(other) => Self::Told(AdoptError::Sqlite(other.into())),
        }
    }
}
