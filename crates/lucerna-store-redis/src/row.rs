//! A session as the fields of a hash, named as the columns of a table would be. What is empty has no field.

use crate::error::broken;
use lucerna_core::{
    Column, ColumnType, Expiry, Row, SessionId, SessionPeriods, SessionRecord, StoreError, Timestamp, Value,
};
use std::collections::HashMap;
use std::time::Duration;

/// A field's name, and its value if it is not empty.
pub(crate) type Field = (String, Option<Vec<u8>>);

/// The fields of a hash as they were read.
pub(crate) type Fields = HashMap<String, Vec<u8>>;

/// All fields of a session's row.
pub(crate) fn fields(session: &SessionRecord, columns: &[Column]) -> Result<Vec<Field>, StoreError> {
    let SessionRecord { id: _, user_id, expiry, periods, attributes } = session;
    let period = |it: fn(&SessionPeriods) -> Duration| periods.as_ref().map(it).map(millis);
    let mut fields = vec![
        ("user_id".to_owned(), Some(user_id.as_str().as_bytes().to_vec())),
        ("active_expires".to_owned(), Some(time(expiry.active))),
        ("idle_expires".to_owned(), Some(time(expiry.idle))),
        ("absolute_expires".to_owned(), Some(time(expiry.absolute))),
        ("active_period".to_owned(), period(|it| it.active)),
        ("idle_period".to_owned(), period(|it| it.idle)),
    ];
    for column in columns {
        let value = attributes.value(column.name()).unwrap_or(&Value::Null);
        fields.push((column.name().to_string(), encode(column, value)?));
    }
    Ok(fields)
}

/// The fields of those columns that the changes have.
pub(crate) fn changed_fields(changes: &Row, columns: &[Column]) -> Result<Vec<Field>, StoreError> {
    let changed = columns.iter().filter_map(|it| Some((it, changes.value(it.name())?)));
    changed.map(|(column, value)| Ok((column.name().to_string(), encode(column, value)?))).collect()
}

/// The session in a row.
pub(crate) fn session(
    id: SessionId,
    mut fields: Fields,
    columns: &[Column],
) -> Result<SessionRecord, StoreError> {
    let user = fields.remove("user_id").and_then(|it| String::from_utf8(it).ok());
    let user_id = user.ok_or_else(|| broken("a session's row has no `user_id`"))?.as_str().into();
    let expiry = Expiry {
        active: limit(&fields, "active_expires")?,
        idle: limit(&fields, "idle_expires")?,
        absolute: limit(&fields, "absolute_expires")?,
    };
    let periods = match (period(&fields, "active_period")?, period(&fields, "idle_period")?) {
        (Some(active), Some(idle)) => Some(SessionPeriods { active, idle }),
        (None, None) => None,
        _ => return Err(broken("a session's row has one of two periods")),
    };
    let mut attributes = Row::with_capacity(columns.len());
    for column in columns {
        attributes.push(column.name().clone(), decode(column, fields.remove(column.name().as_ref()))?);
    }
    Ok(SessionRecord { id, user_id, expiry, periods, attributes })
}

/// A moment as digits.
pub(crate) fn time(at: Timestamp) -> Vec<u8> {
    at.unix_millis().to_string().into_bytes()
}

fn millis(duration: Duration) -> Vec<u8> {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX).to_string().into_bytes()
}

fn limit(fields: &Fields, name: &str) -> Result<Timestamp, StoreError> {
    let found = fields.get(name).and_then(|it| number(it));
    found.map(Timestamp::from_unix_millis).ok_or_else(|| broken(&format!("a session's row has no `{name}`")))
}

fn period(fields: &Fields, name: &str) -> Result<Option<Duration>, StoreError> {
    let Some(found) = fields.get(name) else { return Ok(None) };
    let millis = number(found).ok_or_else(|| broken(&format!("`{name}` is no number of milliseconds")))?;
    Ok(Some(Duration::from_millis(millis)))
}

fn number<T: std::str::FromStr>(bytes: &[u8]) -> Option<T> {
    std::str::from_utf8(bytes).ok()?.parse().ok()
}

fn encode(column: &Column, value: &Value) -> Result<Option<Vec<u8>>, StoreError> {
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

fn decode(column: &Column, stored: Option<Vec<u8>>) -> Result<Value, StoreError> {
    let value = match stored {
        None if column.is_nullable() => Some(Value::Null),
        None => None,
        Some(stored) => typed(column.column_type(), stored),
    };
    value.ok_or_else(|| broken(&format!("`{}` holds what its type does not allow", column.name())))
}

fn typed(column_type: ColumnType, stored: Vec<u8>) -> Option<Value> {
    match column_type {
        ColumnType::Text => String::from_utf8(stored).ok().map(Value::Text),
        ColumnType::Integer => number(&stored).map(Value::Integer),
        ColumnType::Float => number(&stored).map(Value::Float),
        ColumnType::Boolean => number(&stored).map(Value::Boolean),
        ColumnType::Bytes => Some(Value::Bytes(stored)),
        ColumnType::Timestamp => number(&stored).map(Timestamp::from_unix_millis).map(Value::Timestamp),
        ColumnType::Uuid => stored.try_into().ok().map(Value::Uuid),
        ColumnType::Json => String::from_utf8(stored).ok().map(Value::Json),
        _ => None,
    }
}
