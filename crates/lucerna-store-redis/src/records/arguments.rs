//! A record as the fields of a hash, and as arguments of scripts.

use crate::error::broken;
use crate::mark::mark;
use crate::row;
use crate::sessions::LAST;
use crate::value::{Field, Fields, arguments, encode, moment, time};
use lucerna_core::{Column, Record, RecordTable, Row, StoreError, Timestamp, Value};

/// What inserts a record.
pub(super) struct Insertion {
    pub(super) mark: Vec<u8>,
    /// When Redis forgets it.
    pub(super) over: Vec<u8>,
    fields: Vec<Vec<u8>>,
}

impl Insertion {
    pub(super) fn of(table: &RecordTable, record: &Record) -> Result<Self, StoreError> {
        let expires = record.expires.ok_or_else(|| {
            broken(&format!("a record of the passing table `{}` needs an expiry", table.name()))
        })?;
        let user = record.user_id.as_ref().map(|it| it.as_str().into());
        let mut fields = vec![("user_id".to_owned(), user), ("expires".to_owned(), Some(time(expires)))];
        for column in table.columns() {
            let value = record.value.value(column.name()).unwrap_or(&Value::Null);
            fields.push((column.name().to_string(), encode(column, value)?));
        }
        let over = expires.unix_millis().min(LAST).to_string().into();
        Ok(Self { mark: mark()?.into(), over, fields: arguments(fields).0 })
    }

    /// The same where nothing is to be inserted.
    pub(super) fn without_fields(&self) -> Self {
        Self { mark: self.mark.clone(), over: self.over.clone(), fields: Vec::new() }
    }

    /// What the scripts take that may insert it.
    pub(super) fn values(&self, table: &RecordTable, now: Timestamp) -> Result<Vec<Vec<u8>>, StoreError> {
        let mut values = vec![time(now)];
        values.extend(list(defaults(table)?));
        values.extend([self.mark.clone(), self.over.clone()]);
        values.extend(list(self.fields.clone()));
        Ok(values)
    }
}

/// The record that a hash holds.
pub(super) fn record(table: &RecordTable, id: &str, mut fields: Fields) -> Result<Record, StoreError> {
    let expires = fields.remove("expires").and_then(|it| moment(&it));
    let expires = Some(expires.ok_or_else(|| broken("a record has no `expires`"))?);
    let user = fields.remove("user_id").map(String::from_utf8).transpose();
    let user = user.map_err(|_| broken("a record has a `user_id` that is no text"))?;
    let user_id = user.map(Into::into);
    Ok(Record { id: id.to_owned(), user_id, expires, value: row::values(&mut fields, table.columns())? })
}

/// A list after its length.
pub(super) fn list(values: Vec<Vec<u8>>) -> impl Iterator<Item = Vec<u8>> {
    std::iter::once(values.len().to_string().into()).chain(values)
}

/// The columns that a record may lack though they are not to be empty: those that are newer than it.
pub(super) fn defaults(table: &RecordTable) -> Result<Vec<Vec<u8>>, StoreError> {
    let newer = table.columns().iter().filter(|it| !it.is_nullable());
    let newer = newer.filter_map(|it| Some((it, it.default_value()?)));
    let fields = newer.map(|(column, value)| field(column, value)).collect::<Result<_, _>>()?;
    Ok(arguments(fields).0)
}

/// The values that a record must have still: a list of fields with values, and one of empty fields. JSON and floating-point
/// numbers are not compared.
pub(super) fn still_list(
    table: &RecordTable,
    still: &Row,
) -> Result<impl Iterator<Item = Vec<u8>>, StoreError> {
    let mut fields = Vec::new();
    for (column, value) in table.compared(still)? {
        fields.push(match value {
            Value::Null => (column.name().to_string(), None),
            _ => field(column, value)?,
        });
    }
    let (values, empty) = arguments(fields);
    Ok(list(values).chain(list(empty)))
}

fn field(column: &Column, value: &Value) -> Result<Field, StoreError> {
    Ok((column.name().to_string(), encode(column, value)?))
}
