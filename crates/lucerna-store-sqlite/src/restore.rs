//! The return of a backup to the place of the database.

use crate::advice::{described, unreadable};
use crate::backup::check;
use crate::connection::{SqliteConnection, poll_once};
use crate::files::with_suffix;
use crate::new_file::{NewFile, link_or_rename};
use crate::open::connect;
use crate::orphaned_log::refuse_orphaned_log;
use crate::{SqliteOpenError, SqliteOptions};
use former::replace_former;
use lucerna_core::{Schema, Tables};
use lucerna_store_sql::lucia::unadopted;
use lucerna_store_sql::{Failed, prepare};
use rusqlite::{Connection, ErrorCode};
use std::error::Error;
use std::fmt;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

mod former;

/// Puts a copy of the backup in the place of the database `file`, and returns the name under which the former database
/// is kept.
///
/// The backup is checked first: every page, and the tables that the schema needs. All sessions in it are ended, since
/// some of them may have been revoked after the backup was made. Every user signs in again. A log of the former database
/// is kept with it, so that SQLite does not write it into the restored file.
///
/// Stop the programs that use the database. This call blocks on the disk.
///
/// ```
/// use lucerna_core::Schema;
/// use lucerna_store_sqlite::{SqliteStore, back_up_file, restore_file};
///
/// # let directory = tempfile::tempdir()?;
/// # let [database, copy] = ["app.db", "copy.db"].map(|it| directory.path().join(it));
/// let schema = Schema::of::<()>()?;
/// drop(SqliteStore::open(&database, schema.clone())?);
/// back_up_file(&database, &copy)?;
/// let former = restore_file(&copy, &database, &schema)?;
/// assert!(former.is_some_and(|it| it.ends_with("app.db.before-restore-1")));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`SqliteRestoreError`] if a program has the database open, if the backup is not fit, or if a file cannot be written.
/// The database is still in its place then. If even its return to that place failed, the error says where it is.
pub fn restore_file(
    backup: impl AsRef<Path>,
    file: impl AsRef<Path>,
    schema: &Schema,
) -> Result<Option<PathBuf>, SqliteRestoreError> {
    let (backup, file) = (backup.as_ref(), file.as_ref());
    // A link keeps leading to the file that is replaced.
    let resolved = fs::canonicalize(file).or_else(|_| std::path::absolute(file));
    let file = resolved.map_err(|it| failed(file, &it))?;
    refuse_other_files(backup, &file)?;
    let new = copy_of(backup, &file)?;
    make_fit(new.path(), schema).map_err(|error| unfit(backup, &*error))?;
    let lock = lock(&file)?;
    replace_former(&file, new, lock, link_or_rename).map_err(|it| failed(&file, &*it))
}

/// Checks that the backup is a file of its own, and is complete without a log.
fn refuse_other_files(backup: &Path, file: &Path) -> Result<(), SqliteRestoreError> {
    let refuse =
        |reason: &str| Err(SqliteRestoreError::Unfit(format!("{} {reason}", backup.display()).into()));
    let resolved = fs::canonicalize(backup).map_err(|it| no_copy(backup, &it))?;
    if resolved == file {
        return refuse("is the database itself");
    }
    // Reading a device or a pipe might not end.
    if !resolved.is_file() {
        return refuse("is not a file");
    }
    let has_log = ["-wal", "-journal"]
        .iter()
        .any(|it| fs::metadata(with_suffix(&resolved, it)).is_ok_and(|it| it.len() > 0));
    if has_log {
        return refuse(
            "has a log beside it, so that it is not complete: make a backup of it and restore that",
        );
    }
    Ok(())
}

/// Copies the backup to a file beside the database.
fn copy_of(backup: &Path, file: &Path) -> Result<NewFile, SqliteRestoreError> {
    let mut from = File::open(backup).map_err(|it| no_copy(backup, &it))?;
    let new = NewFile::beside(file).map_err(|it| failed(file, &it))?;
    let copied = new.open().and_then(|mut to| {
        io::copy(&mut from, &mut to)?;
        to.sync_all()
    });
    copied.map_err(|it| failed(file, &it))?;
    Ok(new)
}

type AnyError = Box<dyn Error + Send + Sync>;

/// Checks the database, and ends its sessions.
fn make_fit(path: &Path, schema: &Schema) -> Result<(), AnyError> {
    let connection = connect(path, SqliteOptions::default())?;
    set_rollback_journal(&connection)?;
    check(&connection)?;
    check_tables(&connection, schema).map_err(|failed| failed.source)??;
    let sessions = schema.tables().session.replace('"', "\"\"");
    connection.execute_batch(&format!("DELETE FROM \"{sessions}\""))?;
    connection.close().map_err(|(_, error)| error.into())
}

/// Checks that the store would open this database.
fn check_tables(connection: &Connection, schema: &Schema) -> Result<Result<(), SqliteOpenError>, Failed> {
    let mut on = SqliteConnection::new(connection);
    if let Some(sessions) = poll_once(unadopted(&mut on, schema.tables()))? {
        return Ok(Err(SqliteOpenError::NotAdopted { sessions }));
    }
    let missing = missing_tables(connection, schema.tables()).map_err(crate::error::failed)?;
    if !missing.is_empty() {
        return Ok(Err(SqliteOpenError::Tables(missing)));
    }
    let run = |sql: &str| connection.execute_batch(sql).map_err(crate::error::failed);
    run("BEGIN")?;
    let prepared = poll_once(prepare(&mut on, schema));
    run("ROLLBACK")?;
    Ok(prepared?.map_err(SqliteOpenError::from))
}

/// Returns a sentence for each missing table. Opening would create it, also in the database of another program.
fn missing_tables(connection: &Connection, tables: &Tables) -> rusqlite::Result<Vec<String>> {
    let mut exists =
        connection.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND lower(name) = lower(?)")?;
    let mut missing = Vec::new();
    for name in [&tables.user, &tables.key, &tables.session] {
        if !exists.exists([name])? {
            missing.push(format!("there is no table `{name}`"));
        }
    }
    Ok(missing)
}

/// Locks the database against all other programs, and moves its log into it. Returns `None` if there is no database, or
/// if it is too damaged to be locked.
fn lock(file: &Path) -> Result<Option<Connection>, SqliteRestoreError> {
    if !file.exists() || refuse_orphaned_log(file).is_err() {
        return Ok(None);
    }
    let options = SqliteOptions { busy_timeout: Duration::from_secs(1) };
    let locked = connect(file, options).and_then(|connection| {
        // SQLite leaves the write-ahead log only while no other program has the file open.
        set_rollback_journal(&connection)?;
        connection.execute_batch("BEGIN EXCLUSIVE")?;
        Ok(connection)
    });
    match locked {
        Ok(connection) => Ok(Some(connection)),
        Err(error) => match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                Err(SqliteRestoreError::InUse(file.to_owned()))
            }
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => Ok(None),
            _ => Err(failed(file, &error)),
        },
    }
}

fn set_rollback_journal(connection: &Connection) -> rusqlite::Result<()> {
    connection.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(()))
}

/// The error of restoring a backup.
///
/// ```
/// # use lucerna_core::Schema;
/// # use lucerna_store_sqlite::{SqliteRestoreError, SqliteStore, restore_file};
/// # let directory = tempfile::tempdir()?;
/// # let [database, backup] = ["app.db", "copy.db"].map(|it| directory.path().join(it));
/// # let schema = Schema::of::<()>()?;
/// let store = SqliteStore::open(&database, schema.clone())?;
/// std::fs::write(&backup, "a letter")?;
/// let refused = restore_file(&backup, &database, &schema);
/// assert!(matches!(refused, Err(SqliteRestoreError::Unfit(_))));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[non_exhaustive]
pub enum SqliteRestoreError {
    /// A program has the database open.
    InUse(PathBuf),
    /// The backup is damaged, is no file of its own, has a log beside it, or lacks what the store needs.
    Unfit(Box<dyn Error + Send + Sync>),
    /// A file cannot be read or written.
    Failed(Box<dyn Error + Send + Sync>),
}

lucerna_core::debug_as_display!(SqliteRestoreError);

impl fmt::Display for SqliteRestoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InUse(path) => {
                write!(f, "a program has {} open: stop it and try again; nothing was changed", path.display())
            }
            Self::Unfit(source) => write!(f, "the backup cannot be used: {source}; nothing was changed"),
            Self::Failed(source) => write!(f, "the backup cannot be restored: {source}"),
        }
    }
}

impl Error for SqliteRestoreError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::InUse(_) => None,
            Self::Unfit(source) | Self::Failed(source) => Some(&**source),
        }
    }
}

fn unfit(path: &Path, error: &(dyn Error + 'static)) -> SqliteRestoreError {
    SqliteRestoreError::Unfit(described(path, error).into())
}

fn no_copy(path: &Path, error: &io::Error) -> SqliteRestoreError {
    SqliteRestoreError::Failed(unreadable(path, error).into())
}

fn failed(path: &Path, error: &(dyn Error + 'static)) -> SqliteRestoreError {
    SqliteRestoreError::Failed(described(path, error).into())
}
