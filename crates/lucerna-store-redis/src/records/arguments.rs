//! Conversion of records to fields of a hash and to arguments of scripts.

use crate::error::broken;
use crate::insert_mark::new_mark;
use crate::row;
use crate::sessions::LATEST_MILLIS;
use crate::value::{Field, Fields, arguments, encode, parse_time, time};
use lucerna_core::{Column, Record, RecordTable, Row, StoreError, Timestamp, Value};

/// The arguments of a script that inserts a record.
pub(super) struct RecordInsertion {
    pub(super) mark: Vec<u8>,
    /// The expiry of the key, in milliseconds.
    pub(super) over: Vec<u8>,
    fields: Vec<Vec<u8>>,
}

impl RecordInsertion {
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
        let over = expires.unix_millis().min(LATEST_MILLIS).to_string().into();
        Ok(Self { mark: new_mark()?.into(), over, fields: arguments(fields).0 })
    }

    /// Returns arguments that insert nothing.
    pub(super) fn without_fields(&self) -> Self {
        Self { mark: self.mark.clone(), over: self.over.clone(), fields: Vec::new() }
    }

    /// Returns the arguments of the scripts that may insert the record.
    pub(super) fn values(&self, table: &RecordTable, now: Timestamp) -> Result<Vec<Vec<u8>>, StoreError> {
        let mut values = vec![time(now)];
        values.extend(list(defaults(table)?));
        values.extend([self.mark.clone(), self.over.clone()]);
        values.extend(list(self.fields.clone()));
        Ok(values)
    }
}

/// Reads the record in a hash.
pub(super) fn record(table: &RecordTable, id: &str, mut fields: Fields) -> Result<Record, StoreError> {
    let expires = fields.remove("expires").and_then(|it| parse_time(&it));
    let expires = Some(expires.ok_or_else(|| broken("a record has no `expires`"))?);
    let user = fields.remove("user_id").map(String::from_utf8).transpose();
    let user = user.map_err(|_| broken("a record has a `user_id` that is not UTF-8"))?;
    let user_id = user.map(Into::into);
    Ok(Record { id: id.to_owned(), user_id, expires, value: row::values(&mut fields, table.columns())? })
}

/// Returns a list that begins with its length.
pub(super) fn list(values: Vec<Vec<u8>>) -> impl Iterator<Item = Vec<u8>> {
    std::iter::once(values.len().to_string().into()).chain(values)
}

/// Returns the defaults of required columns that older records may lack.
pub(super) fn defaults(table: &RecordTable) -> Result<Vec<Vec<u8>>, StoreError> {
    let newer = table.columns().iter().filter(|it| !it.is_nullable());
    let newer = newer.filter_map(|it| Some((it, it.default_value()?)));
    let fields = newer.map(|(column, value)| field(column, value)).collect::<Result<_, _>>()?;
    Ok(arguments(fields).0)
}

/// Returns the values that a record must still have: a list of fields with values, and one of empty fields. JSON and
/// floating-point numbers cannot be compared.
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
