//! Conversion between rows and records, and the queries that find and delete them.

use super::RecordStatements;
use super::statements::OWN;
use crate::mapping::read_attributes;
use crate::query::{Query, attributes, integer, text};
use crate::{Cells, Failed, Parameter, Statement};
use lucerna_core::{Column, Page, Record, RecordsBy, StoreError, Timestamp, UserId, Value};

/// Reads a record.
///
/// # Errors
/// [`Failed`] if a cell has another type.
#[doc(hidden)]
pub fn record(row: &(impl Cells + ?Sized), statements: &RecordStatements) -> Result<Record, Failed> {
    Ok(Record {
        id: row.text(0)?.to_owned(),
        user_id: row.optional_text(1)?.map(UserId::from),
        expires: row.optional_integer(2)?.map(Timestamp::from_unix_millis),
        value: read_attributes(row, OWN.len(), statements.table().columns())?,
    })
}

/// Returns the values of a record's row.
pub(super) fn record_values<'a>(statements: &'a RecordStatements, record: &'a Record) -> Vec<Parameter<'a>> {
    let Record { id, user_id, expires, value } = record;
    let user = Parameter::Text(user_id.as_ref().map(UserId::as_str));
    let expires = Parameter::Integer(expires.map(Timestamp::unix_millis));
    let own = [text(id), user, expires];
    own.into_iter().chain(attributes(statements.table().columns(), value)).collect()
}

/// Returns the query for a page of records.
///
/// # Errors
/// [`StoreError::Broken`] if the table has no index on that column.
#[doc(hidden)]
pub fn find_records<'a>(
    statements: &'a RecordStatements,
    by: RecordsBy<'a>,
    page: &'a Page,
    now: Timestamp,
) -> Result<Query<'a>, StoreError> {
    // No id is empty, so that all ids are after the empty one.
    let page =
        [integer(now.unix_millis()), text(page.start().unwrap_or_default()), integer(page.limit().into())];
    let (statement, subject) = match by {
        RecordsBy::Id(id) => (&statements.find, Some(text(id))),
        RecordsBy::User(user) => (&statements.find_of_user, Some(text(user.as_str()))),
        RecordsBy::All => (&statements.find_all, None),
        RecordsBy::Column(name, value) => {
            let (statement, value) = by_column(&statements.find_by, name, value)?;
            (statement, Some(value))
        }
    };
    Ok(Query::new(statement, page.into_iter().chain(subject)))
}

/// Returns the statement that deletes records.
///
/// # Errors
/// [`StoreError::Broken`] if the table has no index on that column.
#[doc(hidden)]
pub fn delete_records<'a>(
    statements: &'a RecordStatements,
    by: RecordsBy<'a>,
) -> Result<Query<'a>, StoreError> {
    Ok(match by {
        RecordsBy::Id(id) => Query::new(&statements.delete, [text(id)]),
        RecordsBy::User(user) => Query::new(&statements.delete_of_user, [text(user.as_str())]),
        RecordsBy::All => Query::new(&statements.delete_all, []),
        RecordsBy::Column(name, value) => {
            let (statement, value) = by_column(&statements.delete_by, name, value)?;
            Query::new(statement, [value])
        }
    })
}

fn by_column<'a>(
    statements: &'a [(Column, Statement)],
    name: &str,
    value: &'a Value,
) -> Result<(&'a Statement, Parameter<'a>), StoreError> {
    let found = statements.iter().find(|(it, _)| it.name() == name);
    let (column, statement) = found.ok_or_else(|| {
        StoreError::Broken(format!("the column `{name}` is neither unique nor indexed").into())
    })?;
    Ok((statement, Parameter::Value(value, column.column_type())))
}
