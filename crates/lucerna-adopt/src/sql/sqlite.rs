//! The adoption of an SQLite file: one transaction, rehearsed before the file is changed.

mod definition;

mod rebuild;

use super::lucia_tables::LuciaTables;
use super::{DatabaseAdoption, in_use};
use crate::{AdoptError, AdoptOptions, AdoptOutcome, StoreReport};
use lucerna_core::{Schema, SessionId, Tables, Timestamp};
use lucerna_store_sql::Connection;
use lucerna_store_sqlite::{SqliteConnection, poll_once};
use rebuild::RequiredColumn;
use rusqlite::config::DbConfig;
use rusqlite::functions::FunctionFlags;
use rusqlite::types::ValueRef;
use rusqlite::{ErrorCode, OpenFlags};

pub(super) fn adopt(
    path: &str,
    schema: &Schema,
    options: &AdoptOptions,
    redis_until: Option<Timestamp>,
) -> Result<StoreReport, AdoptError> {
    let connection = open(path, options)?;
    // The rehearsal finds every obstacle except disk errors before the file is changed.
    let transact = |end| transact(&connection, (schema, options, redis_until), end);
    let rehearsal = transact("ROLLBACK")?;
    if options.dry_run {
        return Ok(rehearsal);
    }
    if rehearsal.outcome == AdoptOutcome::Nothing {
        return if redis_until.is_some() { transact("COMMIT") } else { Ok(rehearsal) };
    }
    let former = journal_mode(&connection, "delete")?;
    let vacuumed = connection.execute_batch("VACUUM").map_err(driver);
    let adopted = vacuumed.and_then(|()| transact("COMMIT"));
    if adopted.is_err() && former == "wal" {
        // The original error is returned.
        let _ = journal_mode(&connection, &former);
    }
    adopted
}

/// Opens a connection that overwrites deleted data and runs no foreign key actions and no triggers.
///
/// Data that was deleted earlier may still be in the file. `VACUUM` leaves it out, and this connection overwrites the
/// rest.
fn open(path: &str, options: &AdoptOptions) -> Result<rusqlite::Connection, AdoptError> {
    let access = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let opened = rusqlite::Connection::open_with_flags(path, access).and_then(|connection| {
        connection.busy_timeout(options.busy_timeout)?;
        connection.pragma_update(None, "foreign_keys", false)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
        // This pragma returns a row.
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

/// Returns a time in milliseconds, in any form in which a column can hold JavaScript's number.
fn time(value: ValueRef<'_>) -> Option<i64> {
    match value {
        ValueRef::Integer(it) => Some(it),
        ValueRef::Real(it) if it.fract() == 0.0 && it.abs() < 1e15 => Some(it as i64),
        ValueRef::Text(it) | ValueRef::Blob(it) => std::str::from_utf8(it).ok()?.parse().ok(),
        ValueRef::Null | ValueRef::Real(_) => None,
    }
}

/// Changes the journal mode and returns the former one. A write-ahead log would keep deleted data. Leaving it fails
/// if another process uses the file.
fn journal_mode(connection: &rusqlite::Connection, mode: &str) -> Result<String, AdoptError> {
    let query = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, String>(0)).map_err(driver);
    let former = query("PRAGMA journal_mode")?;
    match query(&format!("PRAGMA journal_mode = {mode}"))? {
        it if it == mode => Ok(former),
        it => Err(AdoptError::Database(format!("the journal mode stays {it}").into())),
    }
}

/// Adopts the database in a transaction that `end` commits or rolls back.
fn transact(
    connection: &rusqlite::Connection,
    (schema, options, redis_until): (&Schema, &AdoptOptions, Option<Timestamp>),
    end: &str,
) -> Result<StoreReport, AdoptError> {
    connection.execute_batch("BEGIN IMMEDIATE").map_err(driver)?;
    let mut on = SqliteConnection::new(connection);
    let adoption =
        poll_once(async { Ok(DatabaseAdoption::new(&mut on, schema, options, redis_until).adopt().await) });
    let outcome = adoption.map_err(AdoptError::from).and_then(|it| it);
    match outcome {
        Ok(report) => connection.execute_batch(end).map_err(driver).map(|()| report),
        Err(error) => {
            // After a full disk SQLite has already rolled back. The original error is returned.
            let _ = connection.execute_batch("ROLLBACK");
            Err(error)
        }
    }
}

impl<C: Connection> DatabaseAdoption<'_, C> {
    async fn adopt(mut self) -> Result<StoreReport, AdoptError> {
        match self.find().await? {
            Some(lucia) => self.adopt_file_tables(lucia).await?,
            None => self.adopt_nothing().await?,
        }
        Ok(self.report)
    }

    async fn adopt_file_tables(&mut self, lucia: LuciaTables) -> Result<(), AdoptError> {
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
        self.note(format!("`{keys}` rebuilt: keys are deleted with their user"));
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
            "`{sessions}` rebuilt: it has `absolute_expires`, `active_period` and `idle_period`, and sessions are deleted with their user"
        ));
        Ok(())
    }
}

fn own(name: &'static str, definition: &str, value: &str) -> RequiredColumn {
    RequiredColumn { name, definition: format!("{name} {definition}"), value: value.to_owned() }
}

fn id(value: &str) -> RequiredColumn {
    own("id", "TEXT NOT NULL PRIMARY KEY", value)
}

fn user_id(users: &str) -> RequiredColumn {
    own("user_id", &format!("TEXT NOT NULL REFERENCES {users} (id) ON DELETE CASCADE"), "user_id")
}

fn driver(error: rusqlite::Error) -> AdoptError {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => in_use(&error),
        _ => AdoptError::Database(error.into()),
    }
}
