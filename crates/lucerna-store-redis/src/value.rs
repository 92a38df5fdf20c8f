//! A value as the bytes of a hash's field. An empty value has no field.

use crate::error::broken;
use lucerna_core::{Column, ColumnType, StoreError, Timestamp, Value};
use std::collections::HashMap;

/// A field's name, and its value if it is not empty.
pub(crate) type Field = (String, Option<Vec<u8>>);

/// The fields of a hash as they were read.
pub(crate) type Fields = HashMap<String, Vec<u8>>;

pub(crate) fn encode(column: &Column, value: &Value) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(Some(match (column.column_type(), value) {
        (_, Value::Null) if column.is_nullable() => return Ok(None),
        (_, Value::Null) => return Err(broken(&format!("`{}` must not be empty", column.name()))),
        (ColumnType::Text, Value::Text(it)) => it.as_bytes().to_vec(),
        (ColumnType::Integer, Value::Integer(it)) => it.to_string().into_bytes(),
        // The shortest digits that are read back as this very number.
        (ColumnType::Float, Value::Float(it)) => it.to_string().into_bytes(),
        (ColumnType::Boolean, Value::Boolean(it)) => it.to_string().into_bytes(),
        (ColumnType::Bytes, Value::Bytes(it)) => it.clone(),
        (ColumnType::Timestamp, Value::Timestamp(it)) => time(*it),
        (ColumnType::Uuid, Value::Uuid(it)) => it.to_vec(),
        (ColumnType::Json, Value::Json(it)) => it.as_bytes().to_vec(),
        _ => return Err(broken(&format!("`{}` cannot hold a value of another type", column.name()))),
    }))
}

/// The value of a field. A column that is newer than the hash, and may not be empty, has its default there.
pub(crate) fn decode(column: &Column, stored: Option<Vec<u8>>) -> Result<Value, StoreError> {
    let value = match stored {
        None if column.is_nullable() => Some(Value::Null),
        None => column.default_value().cloned(),
        Some(stored) => typed(column.column_type(), stored),
    };
    value.ok_or_else(|| broken(&format!("`{}` holds what its type does not allow", column.name())))
}

/// A moment as digits.
pub(crate) fn time(at: Timestamp) -> Vec<u8> {
    at.unix_millis().to_string().into_bytes()
}

/// The moment that digits name.
pub(crate) fn moment(digits: &[u8]) -> Option<Timestamp> {
    number(digits).map(Timestamp::from_unix_millis)
}

pub(crate) fn number<T: std::str::FromStr>(bytes: &[u8]) -> Option<T> {
    std::str::from_utf8(bytes).ok()?.parse().ok()
}

/// Fields with their values one after the other, and the names of those that are empty.
pub(crate) fn arguments(fields: Vec<Field>) -> (Vec<Vec<u8>>, Vec<Vec<u8>>) {
    let (mut values, mut emptied) = (Vec::new(), Vec::new());
    for (name, value) in fields {
        match value {
            Some(value) => values.extend([name.into_bytes(), value]),
            None => emptied.push(name.into_bytes()),
        }
    }
    (values, emptied)
}

/// What the function `write` of the scripts takes.
pub(crate) fn written(fields: Vec<Field>) -> Vec<Vec<u8>> {
    let (values, emptied) = arguments(fields);
    let mut all = vec![values.len().to_string().into()];
    all.extend(values);
    all.extend(emptied);
    all
}

fn typed(column_type: ColumnType, stored: Vec<u8>) -> Option<Value> {
    match column_type {
        ColumnType::Text => String::from_utf8(stored).ok().map(Value::Text),
        ColumnType::Integer => number(&stored).map(Value::Integer),
        ColumnType::Float => number(&stored).map(Value::Float),
        ColumnType::Boolean => number(&stored).map(Value::Boolean),
        ColumnType::Bytes => Some(Value::Bytes(stored)),
        ColumnType::Timestamp => moment(&stored).map(Value::Timestamp),
        ColumnType::Uuid => stored.try_into().ok().map(Value::Uuid),
        ColumnType::Json => String::from_utf8(stored).ok().map(Value::Json),
        _ => None,
    }
}
