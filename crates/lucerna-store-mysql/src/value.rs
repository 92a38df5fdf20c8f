//! The values of MySQL's own types.
//!
//! The features of sqlx for times, UUIDs and JSON would add other libraries to every build. Instead, statements
//! transfer times as integers and JSON as text.

use lucerna_core::{ColumnType, Timestamp, Value};
use lucerna_store_sql::Parameter;
use sqlx::error::BoxDynError;
use sqlx::mysql::{MySqlArguments, MySqlRow};
use sqlx::{Arguments, Row, ValueRef};

pub(crate) fn bind(values: &mut MySqlArguments, parameter: Parameter<'_>) -> Result<(), BoxDynError> {
    match parameter {
        Parameter::Text(it) => values.add(it),
        Parameter::Integer(it) => values.add(it),
        Parameter::Boolean(it) => values.add(it),
        Parameter::Value(value, _) => match value {
            Value::Null => values.add(None::<&str>),
            Value::Text(it) | Value::Json(it) => values.add(&**it),
            Value::Integer(it) => values.add(*it),
            Value::Float(it) => values.add(*it),
            Value::Boolean(it) => values.add(*it),
            Value::Bytes(it) => values.add(&**it),
            Value::Timestamp(it) => values.add(it.unix_millis()),
            Value::Uuid(it) => values.add(it.as_slice()),
            _ => Err("the value has an unknown type".into()),
        },
    }
}

pub(crate) fn read(row: &MySqlRow, at: usize, column_type: ColumnType) -> Result<Value, BoxDynError> {
    if row.try_get_raw(at)?.is_null() {
        return Ok(Value::Null);
    }
    Ok(match column_type {
        ColumnType::Integer => Value::Integer(row.try_get(at)?),
        ColumnType::Float => Value::Float(row.try_get(at)?),
        ColumnType::Boolean => Value::Boolean(row.try_get(at)?),
        ColumnType::Bytes => Value::Bytes(row.try_get(at)?),
        ColumnType::Timestamp => Value::Timestamp(Timestamp::from_unix_millis(row.try_get(at)?)),
        ColumnType::Uuid => Value::Uuid(row.try_get::<&[u8], _>(at)?.try_into()?),
        ColumnType::Json => Value::Json(row.try_get(at)?),
        _ => Value::Text(row.try_get(at)?),
    })
}
