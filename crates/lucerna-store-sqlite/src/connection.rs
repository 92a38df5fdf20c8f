//! The connection of rusqlite on which the statements run.

use crate::error::failed;
use lucerna_core::{ColumnType, Timestamp, Value};
use lucerna_store_sql::{Cells, Connection, Dialect, Failed, Parameter, Query};
use rusqlite::ToSql;
use rusqlite::types::{ToSqlOutput, ValueRef};
use std::fmt;
use std::future::{Future, ready};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// A connection to SQLite. Its futures complete at the first poll, so that [`poll_once`] can run them.
#[doc(hidden)]
pub struct SqliteConnection<'a>(&'a rusqlite::Connection);

impl<'a> SqliteConnection<'a> {
    /// Wraps this connection.
    #[must_use]
    pub fn new(connection: &'a rusqlite::Connection) -> Self {
        Self(connection)
    }

    fn rows<T>(
        &self,
        query: &Query<'_>,
        read: impl Fn(&dyn Cells) -> Result<T, Failed>,
    ) -> Result<Vec<T>, Failed> {
        let mut statement = self.0.prepare_cached(&query.statement.text).map_err(failed)?;
        let bound = rusqlite::params_from_iter(query.bound()?.map(BoundParameter));
        let mut rows = statement.query(bound).map_err(failed)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next().map_err(failed)? {
            found.push(read(&SqliteCells(row))?);
        }
        Ok(found)
    }

    fn changed(&self, query: &Query<'_>) -> Result<u64, Failed> {
        let mut statement = self.0.prepare_cached(&query.statement.text).map_err(failed)?;
        let bound = rusqlite::params_from_iter(query.bound()?.map(BoundParameter));
        let rows = statement.execute(bound).map_err(failed)?;
        Ok(u64::try_from(rows).unwrap_or(u64::MAX))
    }
}

impl Connection for SqliteConnection<'_> {
    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    fn fetch<T, F>(
        &mut self,
        query: &Query<'_>,
        read: F,
    ) -> impl Future<Output = Result<Vec<T>, Failed>> + Send
    where
        T: Send,
        F: Fn(&dyn Cells) -> Result<T, Failed> + Send + Sync,
    {
        ready(self.rows(query, read))
    }

    fn execute(&mut self, query: &Query<'_>) -> impl Future<Output = Result<u64, Failed>> + Send {
        ready(self.changed(query))
    }

    fn run(&mut self, sql: &str) -> impl Future<Output = Result<(), Failed>> + Send {
        ready(self.0.execute_batch(sql).map_err(failed))
    }
}

impl fmt::Debug for SqliteConnection<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteConnection").finish_non_exhaustive()
    }
}

/// Completes a future on a [`SqliteConnection`] with a single poll. SQLite's calls block, so that the future never
/// waits.
///
/// # Errors
/// The error of the future, or [`Failed`] if the future waits for anything else.
#[doc(hidden)]
pub fn poll_once<T>(future: impl Future<Output = Result<T, Failed>>) -> Result<T, Failed> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(outcome) => outcome,
        Poll::Pending => Err(Failed::broken("a call to SQLite did not complete at once")),
    }
}

/// The cells of a row of rusqlite.
pub(crate) struct SqliteCells<'a>(pub(crate) &'a rusqlite::Row<'a>);

impl Cells for SqliteCells<'_> {
    fn value(&self, at: usize, column_type: ColumnType) -> Result<Value, Failed> {
        let stored = self.0.get_ref(at).map_err(failed)?;
        value(stored, column_type)
            .ok_or_else(|| Failed::broken("holds a value of another type than its column"))
    }

    fn optional_text(&self, at: usize) -> Result<Option<&str>, Failed> {
        self.0.get_ref(at).map_err(failed)?.as_str_or_null().map_err(Failed::broken)
    }

    fn optional_integer(&self, at: usize) -> Result<Option<i64>, Failed> {
        self.0.get(at).map_err(failed)
    }
}

fn value(stored: ValueRef<'_>, column_type: ColumnType) -> Option<Value> {
    Some(match (column_type, stored) {
        (_, ValueRef::Null) => Value::Null,
        (ColumnType::Uuid, ValueRef::Blob(it)) => Value::Uuid(it.try_into().ok()?),
        (ColumnType::Json, ValueRef::Text(it)) => Value::Json(String::from_utf8(it.to_vec()).ok()?),
        (ColumnType::Text, ValueRef::Text(it)) => Value::Text(String::from_utf8(it.to_vec()).ok()?),
        (ColumnType::Integer, ValueRef::Integer(it)) => Value::Integer(it),
        (ColumnType::Float, ValueRef::Real(it)) => Value::Float(it),
        (ColumnType::Boolean, ValueRef::Integer(it @ (0 | 1))) => Value::Boolean(it == 1),
        (ColumnType::Bytes, ValueRef::Blob(it)) => Value::Bytes(it.to_vec()),
        (ColumnType::Timestamp, ValueRef::Integer(it)) => Value::Timestamp(Timestamp::from_unix_millis(it)),
        _ => return None,
    })
}

/// A parameter that is bound without a copy.
struct BoundParameter<'a>(Parameter<'a>);

impl ToSql for BoundParameter<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            Parameter::Text(it) => it.map_or(ValueRef::Null, |it| ValueRef::Text(it.as_bytes())),
            Parameter::Integer(it) => it.map_or(ValueRef::Null, ValueRef::Integer),
            Parameter::Boolean(it) => ValueRef::Integer(it.into()),
            Parameter::Value(value, _) => match value {
                Value::Text(it) | Value::Json(it) => ValueRef::Text(it.as_bytes()),
                Value::Integer(it) => ValueRef::Integer(*it),
                Value::Float(it) => ValueRef::Real(*it),
                Value::Boolean(it) => ValueRef::Integer((*it).into()),
                Value::Bytes(it) => ValueRef::Blob(it),
                Value::Timestamp(it) => ValueRef::Integer(it.unix_millis()),
                Value::Uuid(it) => ValueRef::Blob(it),
                _ => ValueRef::Null,
            },
        }))
    }
}
