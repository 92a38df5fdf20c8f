//! Copies of the database, made while programs use it.

use crate::SqliteOptions;
use crate::advice::described;
use crate::files::{DatabasePath, with_suffix};
use crate::new_file::NewFile;
use crate::open::connect;
use crate::orphaned_log::refuse_orphaned_log;
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, ErrorCode};
use std::error::Error;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

/// Copies the database `file` into the new file `copy`, which only its owner can read.
///
/// The copy is one complete file as of the moment at which this call began to read. Programs that use the database go on
/// reading and writing meanwhile. The copy is checked, and appears under its name once it is complete and on the disk.
/// It has the hashes of all passwords, so keep it where only you can read it.
///
/// This call blocks on the disk. In a program with an open store, use [`SqliteStore::back_up`].
///
/// ```
/// use lucerna_core::Schema;
/// use lucerna_store_sqlite::{SqliteStore, back_up_file};
///
/// # let directory = tempfile::tempdir()?;
/// # let [database, copy] = ["app.db", "copy.db"].map(|it| directory.path().join(it));
/// let store = SqliteStore::open(&database, Schema::of::<()>()?)?;
/// back_up_file(&database, &copy)?;
/// // No file is replaced.
/// assert!(back_up_file(&database, &copy).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`SqliteBackUpError`] if a file of that name exists, or if the copy cannot be made. No file is left then.
///
/// [`SqliteStore::back_up`]: crate::SqliteStore::back_up
pub fn back_up_file(file: impl AsRef<Path>, copy: impl AsRef<Path>) -> Result<(), SqliteBackUpError> {
    let file = file.as_ref();
    refuse_orphaned_log(file).map_err(|it| SqliteBackUpError::Failed(it.into()))?;
    let path = DatabasePath::of(file).map_err(|it| failed(file, &it))?;
    let database = connect(path.resolved(), SqliteOptions::default()).map_err(|it| failed(file, &it))?;
    copy_database(&database, copy.as_ref())
}

/// Copies the database of this connection into a new file.
pub(crate) fn copy_database(database: &Connection, copy: &Path) -> Result<(), SqliteBackUpError> {
    refuse_name_of_log(copy)?;
    for taken in [copy.to_owned(), with_suffix(copy, "-wal"), with_suffix(copy, "-journal")] {
        if taken.symlink_metadata().is_ok() {
            return Err(SqliteBackUpError::Exists(taken));
        }
    }
    let partial = NewFile::beside(copy).map_err(|it| failed(copy, &it))?;
    copy_into(database, partial.path()).map_err(|error| match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase | ErrorCode::DatabaseBusy) => {
            failed(Path::new(database.path().unwrap_or_default()), &error)
        }
        _ => failed(copy, &error),
    })?;
    partial.publish(copy).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => SqliteBackUpError::Exists(copy.to_owned()),
        _ => failed(copy, &error),
    })
}

/// Refuses a name that SQLite gives to a log. It would take the copy for the log of a database, and delete it.
fn refuse_name_of_log(copy: &Path) -> Result<(), SqliteBackUpError> {
    let name = copy.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    if ["-journal", "-wal", "-shm"].iter().any(|it| name.ends_with(it)) {
        let text = format!("{} has the name of a log of SQLite: choose another name", copy.display());
        return Err(SqliteBackUpError::Failed(text.into()));
    }
    Ok(())
}

/// The maximal time that a copy waits for a lock, such as that of a program which recovers the log.
const PATIENCE: Duration = Duration::from_secs(5);

fn copy_into(database: &Connection, path: &Path) -> rusqlite::Result<()> {
    let mut copy = connect(path, SqliteOptions::default())?;
    let begin = Instant::now();
    let backup = Backup::new(database, &mut copy)?;
    // One step reads one state of the database. Writers do not wait for it: they append to the log meanwhile.
    while !matches!(backup.step(-1)?, StepResult::Done) {
        if begin.elapsed() > PATIENCE {
            return Err(busy());
        }
        thread::sleep(Duration::from_millis(20));
    }
    drop(backup);
    check(&copy)?;
    copy.close().map_err(|(_, error)| error)
}

/// Checks every page and index of a database.
pub(crate) fn check(database: &Connection) -> rusqlite::Result<()> {
    let found: String = database.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    match found.as_str() {
        "ok" => Ok(()),
        _ => Err(sqlite_failure(rusqlite::ffi::SQLITE_CORRUPT, Some(found))),
    }
}

fn busy() -> rusqlite::Error {
    sqlite_failure(rusqlite::ffi::SQLITE_BUSY, None)
}

fn sqlite_failure(code: i32, text: Option<String>) -> rusqlite::Error {
    rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), text)
}

/// The error of a backup.
///
/// ```
/// use lucerna_store_sqlite::{SqliteBackUpError, back_up_file};
///
/// # let directory = tempfile::tempdir()?;
/// # let [database, copy] = ["app.db", "copy.db"].map(|it| directory.path().join(it));
/// # for file in [&database, &copy] { std::fs::write(file, "")?; }
/// match back_up_file(&database, &copy) {
///     Err(SqliteBackUpError::Exists(path)) => assert_eq!(path, copy),
///     other => panic!("{other:?}"),
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[non_exhaustive]
pub enum SqliteBackUpError {
    /// A file of this name exists. It was not changed.
    Exists(PathBuf),
    /// The database cannot be read, or the copy cannot be written.
    Failed(Box<dyn Error + Send + Sync>),
}

lucerna_core::debug_as_display!(SqliteBackUpError);

impl fmt::Display for SqliteBackUpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exists(path) => {
                write!(f, "{} exists already and was not changed: choose another name", path.display())
            }
            Self::Failed(source) => write!(f, "the backup cannot be made: {source}"),
        }
    }
}

impl Error for SqliteBackUpError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Exists(_) => None,
            Self::Failed(source) => Some(&**source),
        }
    }
}

/// Returns the error with the path and with what to do.
fn failed(path: &Path, error: &(dyn Error + 'static)) -> SqliteBackUpError {
    SqliteBackUpError::Failed(described(path, error).into())
}
