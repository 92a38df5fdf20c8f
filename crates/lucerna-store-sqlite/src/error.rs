//! The errors of SQLite and of opening a store.

use lucerna_store_sql::{Failed, FailureKind, MigrationError, UnusableDatabase};
use rusqlite::{ErrorCode, ffi};
use std::error::Error as StdError;
use std::fmt;
use std::io;

/// The error of opening a SQLite store.
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
    /// The file cannot be created, opened, read or written, or is not a database.
    File(Box<dyn StdError + Send + Sync>),
    /// The tables differ from the needed ones. Each difference is one sentence. Nothing was changed.
    Tables(Vec<String>),
    /// Another version of Lucerna migrated the tables.
    Migrations(MigrationError),
    /// The database belongs to Lucia v2 and was not adopted yet.
    NotAdopted {
        /// The table of Lucia's sessions, or `another store`.
        sessions: String,
    },
    /// The writer thread cannot be started.
    Thread(io::Error),
}

lucerna_core::debug_as_display!(SqliteOpenError);

impl fmt::Display for SqliteOpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(source) => write!(f, "the database cannot be opened: {source}"),
            Self::Tables(differences) => {
                write!(f, "the tables differ from the needed ones: {}", differences.join("; "))
            }
            Self::Migrations(error) => error.fmt(f),
            Self::NotAdopted { sessions } => write!(
                f,
                "the database belongs to Lucia v2 (its sessions are in `{sessions}`) and has to be adopted first"
            ),
            Self::Thread(source) => write!(f, "the writer thread cannot be started: {source}"),
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

impl From<UnusableDatabase> for SqliteOpenError {
    fn from(refusal: UnusableDatabase) -> Self {
        match refusal {
            UnusableDatabase::Tables(differences) => Self::Tables(differences),
            UnusableDatabase::Migrations(error) => Self::Migrations(error),
            UnusableDatabase::NotAdopted { sessions } => Self::NotAdopted { sessions },
        }
    }
}

/// Converts an error of SQLite.
pub(crate) fn failed(error: rusqlite::Error) -> Failed {
    let failure = match error.sqlite_error().map(|it| it.extended_code) {
        Some(ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_UNIQUE) => FailureKind::Unique,
        Some(ffi::SQLITE_CONSTRAINT_FOREIGNKEY) => FailureKind::MissingUser,
        Some(ffi::SQLITE_CONSTRAINT_NOTNULL) => FailureKind::Null,
        _ if is_transient(&error) || is_lost(&error) => FailureKind::Unavailable,
        _ => FailureKind::Broken,
    };
    Failed::new(failure, error)
}

/// Returns true if a retry can succeed. Disk space, locks and memory may be available later.
fn is_transient(error: &rusqlite::Error) -> bool {
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

/// Returns true if the file is damaged, or lacks the tables that it had at the start, as after it was overwritten. That
/// is an outage until the operator restores a backup.
fn is_lost(error: &rusqlite::Error) -> bool {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => true,
        Some(ErrorCode::Unknown) => error.to_string().starts_with("no such table"),
        _ => false,
    }
}
