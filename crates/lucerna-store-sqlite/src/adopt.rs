//! Taking over the database of an application on Lucia v2, in place.
//!
//! The steps stand in the order of the modules, all in one transaction: Lucia's tables are found and given their
//! configured names; keys get their canonical names and sessions the hashes of their ids; both tables are rebuilt where
//! SQLite cannot alter them; at last indexes are added and everything is checked as when a store is opened.

mod lucia;
pub(crate) use lucia::refuse;

mod names;

mod keys;

mod sessions;

mod rebuild;

mod definition;

mod words;

mod indexes;

mod references;

mod error;

use crate::error::Stop;
use crate::tables;
use lucerna_core::{Schema, Tables};
use lucerna_store_sql::{AdoptError, AdoptOptions, AdoptOutcome, AdoptReport};
use lucia::Found;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};
use std::path::Path;

/// Makes the database of an application on Lucia v2 one of Lucerna's, keeping its users, keys and sessions.
///
/// Whoever was signed in stays so: sessions are kept under the hashes of their ids, so that the cookie a browser has
/// is still its token, and the file no longer holds anything that could be one. The application exchanges that cookie for
/// one of its own with [`Auth::exchange_adopted`](lucerna_core::Auth::exchange_adopted). A database that was adopted
/// before is left as it is.
///
/// It is one transaction: either everything is done or nothing. Stop the application first, and make a backup; this is
/// not undone in any other way. `docs/adopting-lucia.md` says what happens to each column.
///
/// ```
/// use lucerna_core::{Clock, Column, Schema, SystemClock};
/// use lucerna_store_sqlite::{AdoptOptions, SqliteStore, adopt_lucia};
///
/// let directory = tempfile::tempdir()?;
/// let path = directory.path().join("app.db");
/// rusqlite::Connection::open(&path)?.execute_batch(
///     "CREATE TABLE user (id TEXT NOT NULL PRIMARY KEY, username TEXT NOT NULL UNIQUE);
///      CREATE TABLE user_key (id TEXT NOT NULL PRIMARY KEY, user_id TEXT NOT NULL, hashed_password TEXT);
///      CREATE TABLE user_session (id TEXT NOT NULL PRIMARY KEY, user_id TEXT NOT NULL,
///                                 active_expires INTEGER NOT NULL, idle_expires INTEGER NOT NULL);
///      INSERT INTO user VALUES ('00v0ze0fyw4b7ay', 'Alice');
///      INSERT INTO user_key VALUES ('github:1000', '00v0ze0fyw4b7ay', NULL);",
/// )?;
/// let schema = Schema::of_columns(vec![Column::of::<String>("username").unique()])?;
/// assert!(SqliteStore::open(&path, schema.clone()).is_err());
///
/// let report = adopt_lucia(&path, &schema, AdoptOptions::new(SystemClock::default().now()))?;
/// assert_eq!((report.users, report.keys, report.sessions), (1, 1, 0));
/// SqliteStore::open(&path, schema)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`AdoptError`], which says what stands in the way. The database is what it was before then.
pub fn adopt_lucia(
    path: impl AsRef<Path>,
    schema: &Schema,
    options: AdoptOptions,
) -> Result<AdoptReport, AdoptError> {
    Ok(adopt(path.as_ref(), schema, options)?)
}

fn adopt(path: &Path, schema: &Schema, options: AdoptOptions) -> Result<AdoptReport, Stop<AdoptError>> {
    let mut connection = open(path, options)?;
    // Rehearsed first, so that the file is touched only where nothing but the disk can stand in the way.
    let rehearsal = transact(&mut connection, schema, options, |it| it.rollback())?;
    if options.dry_run || rehearsal.outcome == AdoptOutcome::Nothing {
        return Ok(rehearsal);
    }
    let former = journal_mode(&connection, "delete")?;
    let adopted = connection
        .execute_batch("VACUUM")
        .map_err(Stop::from)
        .and_then(|()| transact(&mut connection, schema, options, |it| it.commit()));
    if adopted.is_err() && former == "wal" {
        // What is told is why it failed before.
        let _ = journal_mode(&connection, &former);
    }
    adopted
}

/// A connection that keeps nothing of what it deletes, and on which nothing happens but what is said here: foreign keys
/// and triggers do nothing.
///
/// What was deleted earlier may still be in the file. `VACUUM` leaves it out, and this connection overwrites the rest.
fn open(path: &Path, options: AdoptOptions) -> Result<Connection, Stop<AdoptError>> {
    let access = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, access)?;
    connection.busy_timeout(options.busy_timeout)?;
    connection.pragma_update(None, "foreign_keys", false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
    // Answered with a row.
    connection.query_row("PRAGMA secure_delete = ON", [], |_| Ok(()))?;
    Ok(connection)
}

/// Changes the mode and returns the former one. A log would keep what the database no longer has, and leaving it shows
/// whether another process is there.
fn journal_mode(connection: &Connection, mode: &str) -> Result<String, Stop<AdoptError>> {
    let query = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, String>(0));
    let former = query("PRAGMA journal_mode")?;
    match query(&format!("PRAGMA journal_mode = {mode}"))? {
        it if it == mode => Ok(former),
        it => Err(AdoptError::Database(format!("the journal stays in the mode {it}").into()).into()),
    }
}

fn transact(
    connection: &mut Connection,
    schema: &Schema,
    options: AdoptOptions,
    end: fn(Transaction<'_>) -> rusqlite::Result<()>,
) -> Result<AdoptReport, Stop<AdoptError>> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut adoption =
        Adoption { connection: &transaction, schema, options, report: AdoptReport::new(options.dry_run) };
    match adoption.find()? {
        Found::Lucia(names) => adoption.run(&names)?,
        Found::Adopted => adoption.report.outcome = AdoptOutcome::Nothing,
        Found::Neither => return Err(AdoptError::NotLucia(lucia::sought(schema.tables())).into()),
    }
    let report = adoption.report;
    end(transaction)?;
    Ok(report)
}

/// An adoption in the course of its transaction.
struct Adoption<'a> {
    connection: &'a Connection,
    schema: &'a Schema,
    options: AdoptOptions,
    report: AdoptReport,
}

impl Adoption<'_> {
    fn find(&mut self) -> Result<Found, Stop<AdoptError>> {
        match lucia::find(self.connection, self.schema.tables())? {
            Found::Neither if self.options.sessions_elsewhere => {
                self.create_sessions()?;
                Ok(lucia::find(self.connection, self.schema.tables())?)
            }
            found => Ok(found),
        }
    }

    fn run(&mut self, names: &Tables) -> Result<(), Stop<AdoptError>> {
        references::refuse_to_sessions(self.connection, &names.session)?;
        self.rename_tables(names)?;
        let dangling = references::dangling(self.connection)?;
        self.adopt_keys()?;
        self.adopt_sessions()?;
        self.add_indexes()?;
        references::refuse_new(self.connection, &dangling)?;
        tables::prepare(self.connection, self.schema)?;
        self.report.users = self.count(&self.schema.tables().user)?;
        Ok(())
    }

    fn count(&self, table: &str) -> rusqlite::Result<u64> {
        let sql = format!("SELECT count(*) FROM {}", words::quote(table));
        let count: i64 = self.connection.query_row(&sql, [], |row| row.get(0))?;
        Ok(u64::try_from(count).unwrap_or_default())
    }
}
