//! Rows as records.

use super::super::driver::{Driver, Failed, Read};
use crate::SESSION;
use lucerna_core::{
    Column, ColumnType, Expiry, KeyId, KeyRecord, PasswordHash, Row, Schema, SessionId, SessionPeriods,
    SessionRecord, Timestamp, UserRecord, Value,
};
use std::time::Duration;

/// How many columns of a row are the session's.
pub(super) fn session_width(schema: &Schema) -> usize {
    SESSION.len() + schema.session().len()
}

/// The session in a row's first columns.
pub(super) fn session<D: Driver>(row: &Read<D>, schema: &Schema) -> Result<SessionRecord, Failed> {
    let time = |at| Ok::<_, Failed>(Timestamp::from_unix_millis(integer::<D>(row, at)?));
    let id = SessionId::parse(&text::<D>(row, 0)?);
    Ok(SessionRecord {
        id: id.ok_or_else(|| Failed::broken("a session's id is no hash"))?,
        user_id: text::<D>(row, 1)?.into(),
        expiry: Expiry { active: time(2)?, idle: time(3)?, absolute: time(4)? },
        periods: period::<D>(row, 5)?
            .zip(period::<D>(row, 6)?)
            .map(|(active, idle)| SessionPeriods { active, idle }),
        attributes: attributes::<D>(row, SESSION.len(), schema.session())?,
    })
}

/// The user in a row's columns from `start` on.
pub(super) fn user<D: Driver>(row: &Read<D>, start: usize, schema: &Schema) -> Result<UserRecord, Failed> {
    let attributes = attributes::<D>(row, start + 1, schema.user())?;
    Ok(UserRecord { id: text::<D>(row, start)?.into(), attributes })
}

pub(super) fn key<D: Driver>(row: &Read<D>) -> Result<KeyRecord, Failed> {
    let id = KeyId::parse(&text::<D>(row, 0)?);
    let password_hash = match D::value(row, 2, ColumnType::Text).map_err(Failed::broken)? {
        Value::Text(hash) => Some(PasswordHash::new(hash)),
        _ => None,
    };
    let id = id.ok_or_else(|| Failed::broken("a key's name cannot be one"))?;
    Ok(KeyRecord { id, user_id: text::<D>(row, 1)?.into(), password_hash })
}

fn attributes<D: Driver>(row: &Read<D>, start: usize, columns: &[Column]) -> Result<Row, Failed> {
    let mut attributes = Row::with_capacity(columns.len());
    for (at, column) in columns.iter().enumerate() {
        let value = D::value(row, start + at, column.column_type());
        let value = value.map_err(|it| Failed::broken(format!("the column `{}`: {it}", column.name())))?;
        attributes.push(column.name().clone(), value);
    }
    Ok(attributes)
}

fn period<D: Driver>(row: &Read<D>, at: usize) -> Result<Option<Duration>, Failed> {
    match D::value(row, at, ColumnType::Integer).map_err(Failed::broken)? {
        Value::Integer(millis) => Ok(u64::try_from(millis).ok().map(Duration::from_millis)),
        _ => Ok(None),
    }
}

pub(in crate::pool) fn integer<D: Driver>(row: &Read<D>, at: usize) -> Result<i64, Failed> {
    match D::value(row, at, ColumnType::Integer).map_err(Failed::broken)? {
        Value::Integer(it) => Ok(it),
        _ => Err(Failed::broken("a number of Lucerna's own is missing")),
    }
}

pub(in crate::pool) fn text<D: Driver>(row: &Read<D>, at: usize) -> Result<String, Failed> {
    match D::value(row, at, ColumnType::Text).map_err(Failed::broken)? {
        Value::Text(it) => Ok(it),
        _ => Err(Failed::broken("a text of Lucerna's own is missing")),
    }
}
