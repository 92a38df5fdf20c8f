//! Opening the database file.

use crate::SqliteOpenError;
use crate::advice::described;
use crate::connection::{SqliteConnection, poll_once};
use crate::error::failed;
use crate::files::{DatabaseFiles, DatabasePath};
use crate::new_file::create_private;
use crate::orphaned_log::refuse_orphaned_log;
use lucerna_core::Schema;
use lucerna_store_sql::lucia::unadopted;
use lucerna_store_sql::{Failed, prepare};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};
use std::error::Error;
use std::fmt;
use std::io::{self, ErrorKind};
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
    /// The maximal time that a write waits for another process that is writing. Then it fails as unavailable. Default:
    /// 5 seconds. Reads never wait for writes.
    pub busy_timeout: Duration,
}

impl Default for SqliteOptions {
    fn default() -> Self {
        Self { busy_timeout: Duration::from_secs(5) }
    }
}

/// Returns the connection for writes, with the tables in place, and its files. It retries while another process opens
/// the same new file. During the switch to a write-ahead log, SQLite reports a busy file at once, ignoring the busy
/// timeout.
pub(crate) fn writer(
    path: &Path,
    schema: &Schema,
    options: SqliteOptions,
) -> Result<(Connection, DatabaseFiles), SqliteOpenError> {
    refuse_orphaned_log(path).map_err(|it| SqliteOpenError::File(it.into()))?;
    let database = create(path).and_then(|()| DatabasePath::of(path)).map_err(|it| unusable(path, &it))?;
    let begin = Instant::now();
    loop {
        let opened = database.open(|| try_writer(path, database.resolved(), schema, options));
        let has_time = begin.elapsed() < options.busy_timeout;
        match opened {
            Ok(Some(opened)) => return Ok(opened),
            Err(OpenAttemptError::Driver(error)) if !(is_busy(&*error) && has_time) => {
                return Err(unusable(path, &*error));
            }
            Err(OpenAttemptError::Refused(error)) => return Err(error),
            Ok(None) if !has_time => return Err(file(path, "another program keeps replacing the file")),
            Ok(None) | Err(OpenAttemptError::Driver(_)) => thread::sleep(Duration::from_millis(5)),
        }
    }
}

/// The number of statements in a connection's cache. It holds those about users, keys and sessions, and about ten for
/// each declared table. The most recently used ones stay.
const STATEMENTS: usize = 128;

/// The error of one attempt to open the file: an error of the driver, which may be retried, or the final error for the
/// caller.
enum OpenAttemptError {
    Driver(Box<dyn Error + Send + Sync>),
    Refused(SqliteOpenError),
}

fn file(path: &Path, source: impl fmt::Display) -> SqliteOpenError {
    SqliteOpenError::File(format!("{}: {source}", path.display()).into())
}

/// Returns the error with the path and with what to do.
fn unusable(path: &Path, error: &(dyn Error + 'static)) -> SqliteOpenError {
    SqliteOpenError::File(described(path, error).into())
}

fn is_busy(error: &(dyn Error + 'static)) -> bool {
    let error = error.downcast_ref::<rusqlite::Error>();
    error.and_then(rusqlite::Error::sqlite_error_code) == Some(ErrorCode::DatabaseBusy)
}

fn try_writer(
    path: &Path,
    resolved: &Path,
    schema: &Schema,
    options: SqliteOptions,
) -> Result<Connection, OpenAttemptError> {
    let mut connection = connect(resolved, options)?;
    // SQLite opens a file that it cannot write for reads alone.
    if connection.is_readonly(rusqlite::MAIN_DB)? {
        return Err(OpenAttemptError::Driver(io::Error::from(ErrorKind::PermissionDenied).into()));
    }
    // This check comes before any change.
    if let Some(sessions) = poll_once(unadopted(&mut SqliteConnection::new(&connection), schema.tables()))? {
        return Err(OpenAttemptError::Refused(SqliteOpenError::NotAdopted { sessions }));
    }
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // The pragma returns a row, so that it is a query. A file system without support keeps another mode and gives no
    // error.
    let mode: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    if mode != "wal" {
        return Err(OpenAttemptError::Refused(file(
            path,
            format_args!(
                "the file system does not support a write-ahead log (journal mode {mode}): use a local disk"
            ),
        )));
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    poll_once(prepare(&mut SqliteConnection::new(&transaction), schema))?
        .map_err(|it| OpenAttemptError::Refused(it.into()))?;
    transaction.commit()?;
    Ok(connection)
}

impl From<io::Error> for OpenAttemptError {
    fn from(error: io::Error) -> Self {
        Self::Driver(error.into())
    }
}

impl From<rusqlite::Error> for OpenAttemptError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Driver(error.into())
    }
}

impl From<Failed> for OpenAttemptError {
    fn from(failed: Failed) -> Self {
        Self::Driver(failed.source)
    }
}

/// Opens a connection for reads to the file that the writer has open. Its busy timeout is short, since it runs on a
/// thread that serves requests.
pub(crate) fn reader(files: &DatabaseFiles, options: SqliteOptions) -> Result<Connection, Failed> {
    files.check()?;
    let connection = try_reader(files.path(), options).map_err(failed)?;
    files.check()?;
    Ok(connection)
}

fn try_reader(path: &Path, options: SqliteOptions) -> rusqlite::Result<Connection> {
    let patience = options.busy_timeout.min(Duration::from_millis(100));
    let connection = connect(path, SqliteOptions { busy_timeout: patience })?;
    connection.pragma_update(None, "query_only", true)?;
    // SQLite opens the log at the first read.
    connection.query_row("PRAGMA schema_version", [], |_| Ok(()))?;
    Ok(connection)
}

/// Opens a connection as the store needs it.
pub(crate) fn connect(path: &Path, options: SqliteOptions) -> rusqlite::Result<Connection> {
    let access = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, access)?;
    connection.busy_timeout(options.busy_timeout)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    // Otherwise SQLite recompiles each cached statement with a join or a sort when it is used again.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(connection)
}

/// Creates the file if it is missing. SQLite gives its log the same permissions.
fn create(path: &Path) -> io::Result<()> {
    match create_private(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        created => created.map(drop),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lucerna_core::{Column, Lifetime, RecordTable};
    use lucerna_store_sql::{Dialect, StartStatement, Statements};
    use rusqlite::StatementStatus;

    /// Runs a statement repeatedly from the cache, as the store does, and returns how often SQLite recompiled it.
    fn recompilations(connection: &Connection, sql: &str) -> i32 {
        for round in 0..5 {
            let mut statement = connection.prepare_cached(sql).unwrap();
            for at in 1..=statement.parameter_count() {
                statement.raw_bind_parameter(at, format!("value {round}")).unwrap();
            }
            // The statement is compiled before SQLite refuses a value of another type than the column's.
            let mut rows = statement.raw_query();
            while let Ok(Some(_)) = rows.next() {}
        }
        connection.prepare_cached(sql).unwrap().get_status(StatementStatus::RePrepare)
    }

    #[test]
    fn cached_statements_are_not_recompiled() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("app.db");
        let columns = vec![Column::of::<String>("username").unique(), Column::of::<Option<String>>("note")];
        let of_records = vec![Column::of::<String>("email").unique(), Column::of::<String>("club").indexed()];
        let counts = RecordTable::new("counter", Lifetime::Passing, vec![Column::of::<i64>("count")]);
        let members = RecordTable::new("member", Lifetime::Lasting, of_records);
        let schema = Schema::of_columns(columns).unwrap().with([members, counts]).unwrap();
        let options = SqliteOptions::default();
        let (writer, files) = writer(&path, &schema, options).unwrap();
        let reader = reader(&files, options).unwrap();
        let Statements { session, user, key, records, .. } = Statements::new(Dialect::Sqlite, schema);
        let StartStatement::Settled(settle) = session.start else {
            panic!("the statement belongs to another dialect")
        };
        let reads =
            [session.find_with_user, session.find, session.find_all, user.find, key.find, key.find_all];
        let reads = reads.into_iter().chain([user.list, user.count]);
        let writes =
            [session.insert, settle, session.renew, session.delete, session.delete_all, session.exists];
        let of_users =
            [user.insert, user.delete, user.exists, key.insert, key.set_password, key.replace_hash];
        let diagnosis = [key.exists, key.has_other, key.delete, key.delete_all, session.delete_dead];
        let credentials = [key.copy, key.rename, session.rename_verified, session.rename_of_user];
        let unique = user.find_unique.into_iter().chain(user.find_by).map(|(_, it)| it);
        let of_records = records.iter().flat_map(|it| {
            let own = [
                &it.find,
                &it.find_all,
                &it.find_of_user,
                &it.insert,
                &it.take,
                &it.delete,
                &it.delete_if_expired,
            ];
            let by = [&it.find_by, &it.add, &it.delete_by, &it.delete_if_expired_by, &it.find_unique]
                .into_iter()
                .flatten();
            own.into_iter().chain(by.map(|(_, it)| it)).cloned().collect::<Vec<_>>()
        });
        for statement in reads {
            assert_eq!(recompilations(&reader, &statement.text), 0, "{}", statement.text);
        }
        for statement in writes
            .into_iter()
            .chain(of_users)
            .chain(diagnosis)
            .chain(credentials)
            .chain(unique)
            .chain(of_records)
        {
            assert_eq!(recompilations(&writer, &statement.text), 0, "{}", statement.text);
        }
    }
}
