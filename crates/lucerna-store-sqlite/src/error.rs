//! What SQLite's errors mean.

use lucerna_store_sql::{Failed, Failure, MigrationError, Refusal};
use rusqlite::{ErrorCode, ffi};
use std::error::Error as StdError;
use std::fmt;
use std::io;

/// Why a file cannot be used as a store.
///
/// ```
/// use lucerna_core::{Column, Schema};
/// use lucerna_store_sqlite::{SqliteOpenError, SqliteStore};
///
/// # let directory = tempfile::tempdir()?;
/// # let path = directory.path().join("app.db");
/// SqliteStore::open(&path, Schema::of::<()>()?)?;
/// // The table is there already, without the column.
/// let refused = SqliteStore::open(&path, Schema::of_columns(vec![Column::of::<String>("name")])?);
/// assert!(matches!(refused, Err(SqliteOpenError::Tables(differences)) if differences.len() == 1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[non_exhaustive]
pub enum SqliteOpenError {
    /// The file cannot be created, opened, read or written, or is no database.
    File(Box<dyn StdError + Send + Sync>),
    /// The tables differ from what is needed: one sentence for each difference. Nothing was changed.
    Tables(Vec<String>),
    /// The tables were migrated by another version of Lucerna.
    Migrations(MigrationError),
    /// The database is one of Lucia v2 that was not adopted yet.
    NotAdopted {
        /// The table of Lucia's sessions, or `another store`.
        sessions: String,
    },
    /// The thread that writes cannot be started.
    Thread(io::Error),
}

lucerna_core::debug_as_display!(SqliteOpenError);

impl fmt::Display for SqliteOpenError {
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

impl StdError for SqliteOpenError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::File(source) => Some(&**source),
            Self::Tables(_) | Self::Migrations(_) | Self::NotAdopted { .. } => None,
            Self::Thread(source) => Some(source),
        }
    }
}

impl From<Refusal> for SqliteOpenError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Tables(differences) => Self::Tables(differences),
            Refusal::Migrations(error) => Self::Migrations(error),
            Refusal::NotAdopted { sessions } => Self::NotAdopted { sessions },
        }
    }
}

/// What an error of SQLite's means.
pub(crate) fn failed(error: rusqlite::Error) -> Failed {
    let failure = match error.sqlite_error().map(|it| it.extended_code) {
        Some(ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_UNIQUE) => Failure::Unique,
        Some(ffi::SQLITE_CONSTRAINT_FOREIGNKEY) => Failure::MissingUser,
        Some(ffi::SQLITE_CONSTRAINT_NOTNULL) => Failure::Null,
        _ if passes(&error) => Failure::Unavailable,
        _ => Failure::Broken,
    };
    Failed::new(failure, error)
}

/// Whether trying again can help: what the disk, a lock or memory is short of may be there later.
fn passes(error: &rusqlite::Error) -> bool {
    matches!(
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
