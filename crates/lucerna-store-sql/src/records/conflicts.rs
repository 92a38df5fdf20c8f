//! What stands in the way of a record.

use super::RecordStatements;
use crate::query::{Query, integer, text};
use crate::writes::too_long;
use crate::{Connection, Failed, Failure, Parameter, Statements};
use lucerna_core::{Conflict, Record, Row, StoreError, Timestamp, Value};

/// Deletes the records that have expired and hold the id or a unique value of this one. Returns true if there were any.
pub(super) async fn give_way<C: Connection>(
    connection: &mut C,
    statements: &RecordStatements,
    id: Option<&str>,
    row: &Row,
    now: Timestamp,
) -> Result<bool, Failed> {
    let (mut deleted, now) = (0, integer(now.unix_millis()));
    if let Some(id) = id {
        deleted += connection.execute(&Query::new(&statements.give_way, [text(id), now])).await?;
    }
    for (column, statement) in &statements.give_way_by {
        if let Some(value) = row.value(column.name()).filter(|it| **it != Value::Null) {
            let value = Parameter::Value(value, column.column_type());
            deleted += connection.execute(&Query::new(statement, [value, now])).await?;
        }
    }
    Ok(deleted > 0)
}

/// Names what of a new record is in use: the id or a unique value.
pub(super) async fn record_conflict<C: Connection>(
    connection: &mut C,
    statements: &RecordStatements,
    record: &Record,
    now: Timestamp,
) -> Result<Option<Conflict>, Failed> {
    let values = [text(&record.id), integer(now.unix_millis())];
    if Query::new(&statements.exists, values).exists(connection).await? {
        return Ok(Some(Conflict::RecordId));
    }
    value_conflict(connection, statements, &record.id, &record.value, now).await
}

/// Names the unique column whose value another record has.
pub(super) async fn value_conflict<C: Connection>(
    connection: &mut C,
    statements: &RecordStatements,
    id: &str,
    row: &Row,
    now: Timestamp,
) -> Result<Option<Conflict>, Failed> {
    for (column, statement) in &statements.find_unique {
        let Some(value) = row.value(column.name()).filter(|it| **it != Value::Null) else { continue };
        let value = Parameter::Value(value, column.column_type());
        let values = [value, integer(now.unix_millis()), text(id)];
        if Query::new(statement, values).exists(connection).await? {
            return Ok(Some(Conflict::Column(column.name().to_string())));
        }
    }
    Ok(None)
}

/// The conflict, or a failure that says to try again: what is in use and is found nowhere may have gone meanwhile.
pub(super) fn in_use<T>(conflict: Option<Conflict>) -> Result<Result<T, StoreError>, Failed> {
    match conflict {
        Some(conflict) => Ok(Err(StoreError::Conflict(conflict))),
        None => Err(Failed::new(Failure::Unique, "a value is in use that no record has")),
    }
}

/// Names the value that is longer than its column, once a write has failed.
pub(super) async fn diagnose_length<C: Connection>(
    connection: &mut C,
    statements: &Statements,
    written: impl IntoIterator<Item = (&str, &Row)>,
    failed: Failed,
) -> Result<Result<StoreError, Failed>, Failed> {
    if failed.failure == Failure::TooLong {
        for (table, row) in written {
            if let Some(unfit) = too_long(connection, statements, table, row).await? {
                return Ok(Ok(StoreError::Unfit(unfit)));
            }
        }
    }
    Ok(Err(failed))
}
