//! Values on their way into SQLite and out of it.

use lucerna_core::{Column, ColumnType, Row, StoreError, Timestamp, Value};
use rusqlite::ToSql;
use rusqlite::types::{ToSqlOutput, ValueRef};
use std::time::Duration;

/// A value that is bound to a statement without being copied.
pub(crate) struct Bound<'a>(ValueRef<'a>);

impl<'a> Bound<'a> {
    pub(crate) fn text(text: &'a str) -> Self {
        Self(ValueRef::Text(text.as_bytes()))
    }

    pub(crate) fn time(at: Timestamp) -> Self {
        Self(ValueRef::Integer(at.unix_millis()))
    }

    pub(crate) fn duration(duration: Option<Duration>) -> Self {
        let millis = |it: Duration| i64::try_from(it.as_millis()).unwrap_or(i64::MAX);
        Self(duration.map_or(ValueRef::Null, |it| ValueRef::Integer(millis(it))))
    }

    pub(crate) fn value(value: &'a Value) -> Self {
        match value {
            Value::Text(it) => Self::text(it),
            Value::Integer(it) => Self(ValueRef::Integer(*it)),
            Value::Float(it) => Self(ValueRef::Real(*it)),
            Value::Boolean(it) => Self(ValueRef::Integer(i64::from(*it))),
            Value::Bytes(it) => Self(ValueRef::Blob(it)),
            Value::Timestamp(it) => Self::time(*it),
            Value::Uuid(it) => Self(ValueRef::Blob(it)),
            Value::Json(it) => Self::text(it),
            _ => Self(ValueRef::Null),
        }
    }
}

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(self.0))
    }
}

/// A row's values in the order of the columns. What the row has beside them is not written.
pub(crate) fn bind<'a>(columns: &'a [Column], row: &'a Row) -> impl Iterator<Item = Bound<'a>> {
    columns.iter().map(|it| row.value(it.name()).map_or(Bound(ValueRef::Null), Bound::value))
}

/// The same for those columns that the row has.
pub(crate) fn bind_some<'a>(columns: &'a [Column], row: &'a Row) -> impl Iterator<Item = Bound<'a>> {
    columns.iter().filter_map(|it| row.value(it.name())).map(Bound::value)
}

/// The attributes in a row's columns from `start` on.
pub(crate) fn read_row(row: &rusqlite::Row<'_>, start: usize, columns: &[Column]) -> Result<Row, StoreError> {
    let mut attributes = Row::with_capacity(columns.len());
    for (at, column) in columns.iter().enumerate() {
        let stored = row.get_ref(start + at).map_err(crate::error::store)?;
        let value = value(stored, column.column_type()).ok_or_else(|| {
            StoreError::Broken(format!("`{}` holds what its type does not allow", column.name()).into())
        })?;
        attributes.push(column.name().clone(), value);
    }
    Ok(attributes)
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
