//! Conversion of sessions to fields of a hash, which are named like columns. An empty value has no field.

use crate::error::broken;
use crate::value::{Field, Fields, decode, encode, number, parse_time, time};
use lucerna_core::{
    Carrier, Column, Expiry, Methods, Row, SessionDetails, SessionId, SessionPeriods, SessionRecord,
    StoreError, Timestamp, Value,
};
use std::time::Duration;

/// Returns all fields of a session's row.
pub(crate) fn fields(session: &SessionRecord, columns: &[Column]) -> Result<Vec<Field>, StoreError> {
    let SessionRecord { id: _, user_id, expiry, periods, details, attributes } = session;
    let SessionDetails { started, verified, methods, carrier } = details;
    let period = |it: fn(&SessionPeriods) -> Duration| periods.as_ref().map(it).map(millis);
    let mut fields = vec![
        ("user_id".to_owned(), Some(user_id.as_str().as_bytes().to_vec())),
        ("active_expires".to_owned(), Some(time(expiry.active))),
        ("idle_expires".to_owned(), Some(time(expiry.idle))),
        ("absolute_expires".to_owned(), Some(time(expiry.absolute))),
        ("active_period".to_owned(), period(|it| it.active)),
        ("idle_period".to_owned(), period(|it| it.idle)),
        ("lucerna_started".to_owned(), started.map(time)),
        ("lucerna_carrier".to_owned(), (*carrier != Carrier::Any).then(|| carrier.name().into())),
    ];
    fields.extend(verification(*verified, methods));
    for column in columns {
        let value = attributes.value(column.name()).unwrap_or(&Value::Null);
        fields.push((column.name().to_string(), encode(column, value)?));
    }
    Ok(fields)
}

/// Returns the fields about the last verification of a session's user.
pub(crate) fn verification(at: Option<Timestamp>, methods: &Methods) -> [Field; 2] {
    let methods = methods.as_str();
    [
        ("lucerna_verified".to_owned(), at.map(time)),
        ("lucerna_methods".to_owned(), (!methods.is_empty()).then(|| methods.into())),
    ]
}

/// Returns the fields of the columns that the changes have.
pub(crate) fn changed_fields(changes: &Row, columns: &[Column]) -> Result<Vec<Field>, StoreError> {
    let changed = columns.iter().filter_map(|it| Some((it, changes.value(it.name())?)));
    changed.map(|(column, value)| Ok((column.name().to_string(), encode(column, value)?))).collect()
}

/// Reads the session in a row.
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
        _ => return Err(broken("a session's row has only one of its two periods")),
    };
    let details = details(&fields)?;
    Ok(SessionRecord { id, user_id, expiry, periods, details, attributes: values(&mut fields, columns)? })
}

/// Returns a value for every column.
pub(crate) fn values(fields: &mut Fields, columns: &[Column]) -> Result<Row, StoreError> {
    let mut row = Row::with_capacity(columns.len());
    for column in columns {
        row.push(column.name().clone(), decode(column, fields.remove(column.name().as_ref()))?);
    }
    Ok(row)
}

/// Reads the details of a session. Sessions of earlier versions have none of these fields.
fn details(fields: &Fields) -> Result<SessionDetails, StoreError> {
    let text = |it: &[u8]| std::str::from_utf8(it).ok().map(str::to_owned);
    let carrier = |it: &[u8]| Carrier::parse(&text(it)?);
    Ok(SessionDetails {
        started: optional(fields, "lucerna_started", parse_time)?,
        verified: optional(fields, "lucerna_verified", parse_time)?,
        methods: optional(fields, "lucerna_methods", text)?.map(Methods::parse).unwrap_or_default(),
        carrier: optional(fields, "lucerna_carrier", carrier)?.unwrap_or_default(),
    })
}

/// Reads a field that may be absent. An unreadable value is an error.
fn optional<T>(
    fields: &Fields,
    name: &str,
    read: impl FnOnce(&[u8]) -> Option<T>,
) -> Result<Option<T>, StoreError> {
    let Some(found) = fields.get(name) else { return Ok(None) };
    read(found).map(Some).ok_or_else(|| broken(&format!("`{name}` holds an invalid value")))
}

fn millis(duration: Duration) -> Vec<u8> {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX).to_string().into_bytes()
}

fn limit(fields: &Fields, name: &str) -> Result<Timestamp, StoreError> {
    optional(fields, name, parse_time)?.ok_or_else(|| broken(&format!("a session's row has no `{name}`")))
}

fn period(fields: &Fields, name: &str) -> Result<Option<Duration>, StoreError> {
    Ok(optional(fields, name, number)?.map(Duration::from_millis))
}
