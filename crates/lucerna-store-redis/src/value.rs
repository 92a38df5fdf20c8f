//! Conversion of values to fields of a hash. An empty value has no field.

use crate::error::broken;
use lucerna_core::{Column, ColumnType, StoreError, Timestamp, Value};
use std::collections::HashMap;

/// A field's name and value, or `None` for an empty value.
pub(crate) type Field = (String, Option<Vec<u8>>);

/// The fields of a hash as Redis returned them.
pub(crate) type Fields = HashMap<String, Vec<u8>>;

pub(crate) fn encode(column: &Column, value: &Value) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(Some(match (column.column_type(), value) {
        (_, Value::Null) if column.is_nullable() => return Ok(None),
        (_, Value::Null) => return Err(broken(&format!("`{}` requires a value", column.name()))),
        (ColumnType::Text, Value::Text(it)) => it.as_bytes().to_vec(),
        (ColumnType::Integer, Value::Integer(it)) => it.to_string().into_bytes(),
        // The shortest digits that parse to the same number.
        (ColumnType::Float, Value::Float(it)) => it.to_string().into_bytes(),
        (ColumnType::Boolean, Value::Boolean(it)) => it.to_string().into_bytes(),
        (ColumnType::Bytes, Value::Bytes(it)) => it.clone(),
        (ColumnType::Timestamp, Value::Timestamp(it)) => time(*it),
        (ColumnType::Uuid, Value::Uuid(it)) => it.to_vec(),
        (ColumnType::Json, Value::Json(it)) => it.as_bytes().to_vec(),
        _ => return Err(broken(&format!("the value for `{}` has the wrong type", column.name()))),
    }))
}

/// Reads the value of a field. An absent field of a required column has the column's default, since the hash may be
/// older than the column.
pub(crate) fn decode(column: &Column, stored: Option<Vec<u8>>) -> Result<Value, StoreError> {
    let value = match stored {
        None if column.is_nullable() => Some(Value::Null),
        None => column.default_value().cloned(),
        Some(stored) => typed(column.column_type(), stored),
    };
    value.ok_or_else(|| broken(&format!("`{}` holds a value of the wrong type", column.name())))
}

/// Returns a time as digits.
pub(crate) fn time(at: Timestamp) -> Vec<u8> {
    at.unix_millis().to_string().into_bytes()
}

/// Parses a time from digits.
pub(crate) fn parse_time(digits: &[u8]) -> Option<Timestamp> {
    number(digits).map(Timestamp::from_unix_millis)
}

pub(crate) fn number<T: std::str::FromStr>(bytes: &[u8]) -> Option<T> {
    std::str::from_utf8(bytes).ok()?.parse().ok()
}

/// Returns the fields with their values one after the other, and the names of the empty ones.
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

/// Returns the arguments of the scripts' function `write`.
pub(crate) fn write_arguments(fields: Vec<Field>) -> Vec<Vec<u8>> {
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
        ColumnType::Timestamp => parse_time(&stored).map(Value::Timestamp),
        ColumnType::Uuid => stored.try_into().ok().map(Value::Uuid),
        ColumnType::Json => String::from_utf8(stored).ok().map(Value::Json),
        _ => None,
    }
}
