//! What SQLite's errors mean.

use lucerna_core::StoreError;
use lucerna_store_sql::MigrationError;
use rusqlite::{ErrorCode, ffi};
use std::error::Error as StdError;
use std::fmt;
use std::io;

/// Why a file cannot be used as a store.
///
/// ```
/// use lucerna_core::{Column, Schema};
/// use lucerna_store_sqlite::{OpenError, SqliteStore};
///
/// # let directory = tempfile::tempdir()?;
/// # let path = directory.path().join("app.db");
/// SqliteStore::open(&path, Schema::of::<()>()?)?;
/// // The table is there already, without the column.
/// let refused = SqliteStore::open(&path, Schema::of_columns(vec![Column::of::<String>("name")])?);
/// assert!(matches!(refused, Err(OpenError::Tables(differences)) if differences.len() == 1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum OpenError {
    /// The file cannot be created, opened, read or written, or is no database.
    File(Box<dyn StdError + Send + Sync>),
    /// The tables differ from what is needed: one sentence for each difference. Nothing was changed.
    Tables(Vec<String>),
    /// The tables were migrated by another version of Lucerna.
    Migrations(MigrationError),
    /// The database is one of Lucia v2 that was not adopted yet: see [`adopt_lucia`](crate::adopt_lucia).
    NotAdopted {
        /// The table of Lucia's sessions, or `another store`.
        sessions: String,
    },
    /// The thread that writes cannot be started.
    Thread(io::Error),
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(source) => write!(f, "the database cannot be opened: {source}"),
            Self::Tables(differences) => {
                write!(f, "the database has other tables than are needed: {}", differences.join("; "))
            }
            Self::Migrations(error) => error.fmt(f),
            Self::NotAdopted { sessions } => write!(
                f,
                "the database is one of Lucia v2 (its sessions are in `{sessions}`) and has to be adopted first"
            ),
            Self::Thread(source) => write!(f, "the thread that writes cannot be started: {source}"),
        }
    }
}

impl StdError for OpenError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::File(source) => Some(&**source),
            Self::Tables(_) | Self::Migrations(_) | Self::NotAdopted { .. } => None,
            Self::Thread(source) => Some(source),
        }
    }
}

/// Why something stops within: what the driver says, or what is to be told as it is. No error of the driver's is
/// converted in public, so that another version of it is no other version of this crate.
#[derive(Debug)]
pub(crate) enum Stop<E> {
    Driver(rusqlite::Error),
    Told(E),
}

impl<E> From<rusqlite::Error> for Stop<E> {
    fn from(error: rusqlite::Error) -> Self {
        Self::Driver(error)
    }
}

impl From<OpenError> for Stop<OpenError> {
    fn from(error: OpenError) -> Self {
        Self::Told(error)
    }
}

impl From<Stop<Self>> for OpenError {
    fn from(stop: Stop<Self>) -> Self {
        match stop {
            Stop::Driver(error) => Self::File(error.into()),
            Stop::Told(error) => error,
        }
    }
}

/// A failure that several callers have to be told of.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    text: String,
    lasting: bool,
}

impl Failure {
    pub(crate) fn rolled_back() -> Self {
        Self { text: "the transaction was rolled back with another that failed".to_owned(), lasting: false }
    }
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        Self { text: error.to_string(), lasting: is_lasting(&error) }
    }
}

impl From<Failure> for StoreError {
    fn from(Failure { text, lasting }: Failure) -> Self {
        if lasting { Self::Broken(text.into()) } else { Self::Unavailable(text.into()) }
    }
}

pub(crate) fn store(error: rusqlite::Error) -> StoreError {
    if is_lasting(&error) { StoreError::Broken(error.into()) } else { StoreError::Unavailable(error.into()) }
}

pub(crate) fn is_unique(error: &rusqlite::Error) -> bool {
    matches!(extended_code(error), Some(ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_UNIQUE))
}

pub(crate) fn is_foreign_key(error: &rusqlite::Error) -> bool {
    extended_code(error) == Some(ffi::SQLITE_CONSTRAINT_FOREIGNKEY)
}

fn extended_code(error: &rusqlite::Error) -> Option<i32> {
    error.sqlite_error().map(|it| it.extended_code)
}

/// Whether trying again cannot help. What the disk, a lock or memory is short of may be there later.
fn is_lasting(error: &rusqlite::Error) -> bool {
    !matches!(
        error.sqlite_error_code(),
        Some(
            ErrorCode::DatabaseBusy
                | ErrorCode::DatabaseLocked
                | ErrorCode::DiskFull
                | ErrorCode::ReadOnly
                | ErrorCode::SystemIoFailure
                | ErrorCode::CannotOpen
                | ErrorCode::PermissionDenied
                | ErrorCode::OutOfMemory
                | ErrorCode::FileLockingProtocolFailed
                | ErrorCode::OperationInterrupted
        )
    )
}
