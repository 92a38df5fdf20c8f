//! Conversion between rows and users, keys and sessions.

use crate::query::{attributes, integer, text};
use crate::{Cells, Failed, Parameter};
use lucerna_core::{
    Carrier, Column, ColumnType, Expiry, KeyId, KeyRecord, Methods, PasswordHash, Row, Schema,
    SessionDetails, SessionId, SessionPeriods, SessionRecord, Timestamp, UserRecord, Value,
};
use std::time::Duration;

/// The columns of a session's row before its attributes, in the order in which they are read.
#[doc(hidden)]
pub const SESSION: [&str; 11] = [
    "id",
    "user_id",
    "active_expires",
    "idle_expires",
    "absolute_expires",
    "active_period",
    "idle_period",
    "lucerna_started",
    "lucerna_verified",
    "lucerna_methods",
    "lucerna_carrier",
];

/// Returns how many columns of a joined row belong to the session.
#[doc(hidden)]
#[must_use]
pub fn session_width(schema: &Schema) -> usize {
    SESSION.len() + schema.session().len()
}

/// Reads the session in the first columns of a row.
///
/// # Errors
/// [`Failed`] if a cell has another type.
#[doc(hidden)]
pub fn session(row: &(impl Cells + ?Sized), schema: &Schema) -> Result<SessionRecord, Failed> {
    let time = |at| row.integer(at).map(Timestamp::from_unix_millis);
    let period = |at| {
        let millis = row.optional_integer(at)?;
        Ok::<_, Failed>(millis.and_then(|it| u64::try_from(it).ok()).map(Duration::from_millis))
    };
    let id = SessionId::parse(row.text(0)?);
    Ok(SessionRecord {
        id: id.ok_or_else(|| Failed::broken("a session's id is not a hash"))?,
        user_id: row.text(1)?.into(),
        expiry: Expiry { active: time(2)?, idle: time(3)?, absolute: time(4)? },
        periods: period(5)?.zip(period(6)?).map(|(active, idle)| SessionPeriods { active, idle }),
        details: details(row)?,
        attributes: read_attributes(row, SESSION.len(), schema.session())?,
    })
}

fn details(row: &(impl Cells + ?Sized)) -> Result<SessionDetails, Failed> {
    let time = |at| Ok::<_, Failed>(row.optional_integer(at)?.map(Timestamp::from_unix_millis));
    let carrier = match row.optional_text(10)? {
        Some(name) => Carrier::parse(name).ok_or_else(|| Failed::broken("a session's carrier is unknown"))?,
        None => Carrier::Any,
    };
    let methods = row.optional_text(9)?.map(Methods::parse).unwrap_or_default();
    Ok(SessionDetails { started: time(7)?, verified: time(8)?, methods, carrier })
}

/// Reads the user in the columns of a row from `start` on.
///
/// # Errors
/// [`Failed`] if a cell has another type.
#[doc(hidden)]
pub fn user(row: &(impl Cells + ?Sized), start: usize, schema: &Schema) -> Result<UserRecord, Failed> {
    let attributes = read_attributes(row, start + 1, schema.user())?;
    Ok(UserRecord { id: row.text(start)?.into(), attributes })
}

/// Reads a key.
///
/// # Errors
/// [`Failed`] if a cell has another type.
#[doc(hidden)]
pub fn key(row: &(impl Cells + ?Sized)) -> Result<KeyRecord, Failed> {
    let id = KeyId::parse(row.text(0)?);
    let password_hash = match row.value(2, ColumnType::Text)? {
        Value::Text(hash) => Some(PasswordHash::new(hash)),
        _ => None,
    };
    let id = id.ok_or_else(|| Failed::broken("a key's id is invalid"))?;
    Ok(KeyRecord { id, user_id: row.text(1)?.into(), password_hash })
}

pub(crate) fn read_attributes(
    row: &(impl Cells + ?Sized),
    start: usize,
    columns: &[Column],
) -> Result<Row, Failed> {
    let mut attributes = Row::with_capacity(columns.len());
    for (at, column) in columns.iter().enumerate() {
        let value = row.value(start + at, column.column_type()).map_err(|it| Failed {
            source: format!("the column `{}`: {}", column.name(), it.source).into(),
            ..it
        })?;
        attributes.push(column.name().clone(), value);
    }
    Ok(attributes)
}

/// Returns the values of a session's row.
#[doc(hidden)]
#[must_use]
pub fn session_values<'a>(schema: &'a Schema, session: &'a SessionRecord) -> Vec<Parameter<'a>> {
    let SessionRecord {
        id,
        user_id,
        expiry: Expiry { active, idle, absolute },
        periods,
        details,
        attributes: own,
    } = session;
    let limits = [*active, *idle, *absolute].map(|it| integer(it.unix_millis()));
    let millis = |it: Duration| i64::try_from(it.as_millis()).unwrap_or(i64::MAX);
    let periods = [periods.map(|it| it.active), periods.map(|it| it.idle)];
    let periods = periods.map(|it| Parameter::Integer(it.map(millis)));
    let names = [text(id.as_str()), text(user_id.as_str())];
    let details = detail_values(details);
    let all = names.into_iter().chain(limits).chain(periods).chain(details);
    all.chain(attributes(schema.session(), own)).collect()
}

/// Returns the values of a session's details. An unknown detail is `NULL`.
fn detail_values(
    SessionDetails { started, verified, methods, carrier }: &SessionDetails,
) -> [Parameter<'_>; 4] {
    let [started, verified] =
        [started, verified].map(|it| Parameter::Integer(it.map(Timestamp::unix_millis)));
    let carrier = Some(carrier.name()).filter(|_| *carrier != Carrier::Any);
    [started, verified, methods_value(methods), Parameter::Text(carrier)]
}

/// Returns the text of methods as a parameter, or `NULL` if there are none.
pub(crate) fn methods_value(methods: &Methods) -> Parameter<'_> {
    Parameter::Text(Some(methods.as_str()).filter(|it| !it.is_empty()))
}
