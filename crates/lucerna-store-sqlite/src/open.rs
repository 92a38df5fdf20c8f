//! Opening the file.

use crate::error::Stop;
use crate::{OpenError, adopt, tables};
use lucerna_core::Schema;
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};
use std::fs::OpenOptions;
use std::io;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

/// Settings of a SQLite store.
///
/// ```
/// use lucerna_store_sqlite::SqliteOptions;
/// use std::time::Duration;
///
/// let mut options = SqliteOptions::default();
/// options.busy_timeout = Duration::from_secs(1);
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct SqliteOptions {
    /// How long a write waits for another process that is writing, before it fails as unavailable. Default: 5
    /// seconds. Reads never wait for writes.
    pub busy_timeout: Duration,
}

impl Default for SqliteOptions {
    fn default() -> Self {
        Self { busy_timeout: Duration::from_secs(5) }
    }
}

/// The connection that writes, with the tables in place. Others may open the same new file at this moment: while one of
/// them changes it to a write-ahead log, SQLite turns the rest away at once, and does not have them wait as it does later.
pub(crate) fn writer(
    path: &Path,
    schema: &Schema,
    options: SqliteOptions,
) -> Result<Connection, Stop<OpenError>> {
    let begin = Instant::now();
    loop {
        match try_writer(path, schema, options) {
            Err(Stop::Driver(error)) if is_busy(&error) && begin.elapsed() < options.busy_timeout => {
                thread::sleep(Duration::from_millis(5));
            }
            outcome => return outcome,
        }
    }
}

fn is_busy(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy)
}

fn try_writer(path: &Path, schema: &Schema, options: SqliteOptions) -> Result<Connection, Stop<OpenError>> {
    create(path).map_err(|source| OpenError::File(format!("{}: {source}", path.display()).into()))?;
    let mut connection = connect(path, options, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    adopt::refuse(&connection, schema.tables())?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // Answered with a row, so that it is a query, and refused without an error where the file system cannot do it.
    let mode: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    if mode != "wal" {
        return Err(OpenError::File(
            format!("{}: no write-ahead log here, only {mode}", path.display()).into(),
        )
        .into());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    tables::prepare(&transaction, schema)?;
    transaction.commit()?;
    Ok(connection)
}

/// A connection that reads. It waits hardly at all, since it is used on a thread that serves requests.
pub(crate) fn reader(path: &Path, options: SqliteOptions) -> rusqlite::Result<Connection> {
    let patience = options.busy_timeout.min(Duration::from_millis(100));
    let connection =
        connect(path, SqliteOptions { busy_timeout: patience }, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}

fn connect(path: &Path, options: SqliteOptions, access: OpenFlags) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(options.busy_timeout)?;
    Ok(connection)
}

/// Password hashes are nobody else's business on this machine: SQLite gives its log the same permissions.
fn create(path: &Path) -> io::Result<()> {
    let mut file = OpenOptions::new();
    file.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut file, 0o600);
    match file.open(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        opened => opened.map(drop),
    }
}
