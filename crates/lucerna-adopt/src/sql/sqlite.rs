//! SQLite: one transaction, which is rehearsed before the file is touched.

mod definition;

mod rebuild;

use super::lucia::Lucia;
use super::{Adoption, in_use};
use crate::{AdoptError, AdoptOptions, AdoptOutcome, StoreReport};
use lucerna_core::{Schema, SessionId, Tables, Timestamp};
use lucerna_store_sql::Connection;
use lucerna_store_sqlite::{SqliteConnection, poll_once};
use rebuild::OwnColumn;
use rusqlite::config::DbConfig;
use rusqlite::functions::FunctionFlags;
use rusqlite::types::ValueRef;
use rusqlite::{ErrorCode, OpenFlags};

pub(super) fn adopt(
    path: &str,
    schema: &Schema,
    options: &AdoptOptions,
    elsewhere: Option<Timestamp>,
) -> Result<StoreReport, AdoptError> {
    let connection = open(path, options)?;
    // Rehearsed first, so that the file is touched only where nothing but the disk can stand in the way.
    let transact = |end| transact(&connection, (schema, options, elsewhere), end);
    let rehearsal = transact("ROLLBACK")?;
    if options.dry_run {
        return Ok(rehearsal);
    }
    if rehearsal.outcome == AdoptOutcome::Nothing {
        return if elsewhere.is_some() { transact("COMMIT") } else { Ok(rehearsal) };
    }
    let former = journal_mode(&connection, "delete")?;
    let vacuumed = connection.execute_batch("VACUUM").map_err(driver);
    let adopted = vacuumed.and_then(|()| transact("COMMIT"));
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
fn open(path: &str, options: &AdoptOptions) -> Result<rusqlite::Connection, AdoptError> {
    let access = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let opened = rusqlite::Connection::open_with_flags(path, access).and_then(|connection| {
        connection.busy_timeout(options.busy_timeout)?;
        connection.pragma_update(None, "foreign_keys", false)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
        // Answered with a row.
        connection.query_row("PRAGMA secure_delete = ON", [], |_| Ok(()))?;
        let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
        connection.create_scalar_function("lucerna_time", 1, flags, |it| Ok(time(it.get_raw(0))))?;
        connection.create_scalar_function("lucerna_hash", 1, flags, |it| {
            Ok(it.get_raw(0).as_str().ok().and_then(SessionId::of_token).map(|it| it.to_string()))
        })?;
        Ok(connection)
    });
    opened.map_err(driver)
}

/// Milliseconds, in whatever form JavaScript's number came into a column of any type.
fn time(value: ValueRef<'_>) -> Option<i64> {
    match value {
        ValueRef::Integer(it) => Some(it),
        ValueRef::Real(it) if it.fract() == 0.0 && it.abs() < 1e15 => Some(it as i64),
        ValueRef::Text(it) | ValueRef::Blob(it) => std::str::from_utf8(it).ok()?.parse().ok(),
        ValueRef::Null | ValueRef::Real(_) => None,
    }
}

/// Changes the mode and returns the former one. A log would keep what the database no longer has, and leaving it shows
/// whether another process is there.
fn journal_mode(connection: &rusqlite::Connection, mode: &str) -> Result<String, AdoptError> {
    let query = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, String>(0)).map_err(driver);
    let former = query("PRAGMA journal_mode")?;
    match query(&format!("PRAGMA journal_mode = {mode}"))? {
        it if it == mode => Ok(former),
        it => Err(AdoptError::Database(format!("the journal stays in the mode {it}").into())),
    }
}

/// Adopts the database in a transaction, which the last statement ends.
fn transact(
    connection: &rusqlite::Connection,
    (schema, options, elsewhere): (&Schema, &AdoptOptions, Option<Timestamp>),
    end: &str,
) -> Result<StoreReport, AdoptError> {
    connection.execute_batch("BEGIN IMMEDIATE").map_err(driver)?;
    let mut on = SqliteConnection::new(connection);
    let adoption = poll_once(async { Ok(Adoption::new(&mut on, schema, options, elsewhere).adopt().await) });
    let outcome = adoption.map_err(AdoptError::from).and_then(|it| it);
    match outcome {
        Ok(report) => connection.execute_batch(end).map_err(driver).map(|()| report),
        Err(error) => {
            // A full disk has undone it already. What is told is what stood in the way.
            let _ = connection.execute_batch("ROLLBACK");
            Err(error)
        }
    }
}

impl<C: Connection> Adoption<'_, C> {
    async fn adopt(mut self) -> Result<StoreReport, AdoptError> {
        match self.find().await? {
            Some(lucia) => self.take_over_file(lucia).await?,
            None => self.adopt_nothing().await?,
        }
        Ok(self.report)
    }

    async fn take_over_file(&mut self, lucia: Lucia) -> Result<(), AdoptError> {
        self.refuse_tables(&lucia).await?;
        let lucia = self.rename_tables(lucia).await?;
        let Tables { user, key, session, .. } = &lucia.names;
        self.change_rows(&lucia).await?;
        self.drop_v1_columns(key).await?;
        if !lucia.is_bound(key) {
            self.rebuild_keys(key, user).await?;
        }
        if lucia.has_sessions {
            self.rebuild_sessions(session, user).await?;
        }
        self.add_indexes(&lucia).await?;
        self.complete().await
    }

    async fn rebuild_keys(&mut self, keys: &str, users: &str) -> Result<(), AdoptError> {
        let columns =
            [id("id"), user_id(&self.quote(users)), own("hashed_password", "TEXT", "hashed_password")];
        self.rebuild(keys, &columns).await?;
        self.note(format!("`{keys}` rebuilt: keys end with their user"));
        Ok(())
    }

    async fn rebuild_sessions(&mut self, sessions: &str, users: &str) -> Result<(), AdoptError> {
        let absolute = format!("max({}, lucerna_time(idle_expires))", self.absolute_limit());
        let columns = [
            id("lucerna_hash(id)"),
            user_id(&self.quote(users)),
            own("active_expires", "INTEGER NOT NULL", "lucerna_time(active_expires)"),
            own("idle_expires", "INTEGER NOT NULL", "lucerna_time(idle_expires)"),
            own("absolute_expires", "INTEGER NOT NULL", &absolute),
            own("active_period", "INTEGER", "NULL"),
            own("idle_period", "INTEGER", "NULL"),
        ];
        self.rebuild(sessions, &columns).await?;
        self.note(format!(
            "`{sessions}` rebuilt: it has `absolute_expires`, `active_period` and `idle_period`, and sessions end with their user"
        ));
        Ok(())
    }
}

fn own(name: &'static str, definition: &str, value: &str) -> OwnColumn {
    OwnColumn { name, definition: format!("{name} {definition}"), value: value.to_owned() }
}

fn id(value: &str) -> OwnColumn {
    own("id", "TEXT NOT NULL PRIMARY KEY", value)
}

fn user_id(users: &str) -> OwnColumn {
    own("user_id", &format!("TEXT NOT NULL REFERENCES {users} (id) ON DELETE CASCADE"), "user_id")
}

fn driver(error: rusqlite::Error) -> AdoptError {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => in_use(&error),
        _ => AdoptError::Database(error.into()),
    }
}
