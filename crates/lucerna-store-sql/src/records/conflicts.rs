//! Conflicts of new and changed records.

use super::RecordStatements;
use crate::query::{Query, integer, text};
use crate::writes::too_long;
use crate::{Connection, Failed, FailureKind, Parameter, Statements};
use lucerna_core::{Conflict, Record, Row, StoreError, Timestamp, Value};

/// Deletes expired records that hold the id or a unique value of this one. Returns true if it deleted any.
pub(super) async fn delete_expired_conflicts<C: Connection>(
    connection: &mut C,
    statements: &RecordStatements,
    id: Option<&str>,
    row: &Row,
    now: Timestamp,
) -> Result<bool, Failed> {
    let (mut deleted, now) = (0, integer(now.unix_millis()));
    if let Some(id) = id {
        deleted += connection.execute(&Query::new(&statements.delete_if_expired, [text(id), now])).await?;
    }
    for (column, statement) in &statements.delete_if_expired_by {
        if let Some(value) = row.value(column.name()).filter(|it| **it != Value::Null) {
            let value = Parameter::Value(value, column.column_type());
            deleted += connection.execute(&Query::new(statement, [value, now])).await?;
        }
    }
    Ok(deleted > 0)
}

/// Finds the value of a new record that is taken: the id or a unique value.
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

/// Returns the conflict, or a failure that calls for a retry. A conflict found nowhere may have been deleted meanwhile.
pub(super) fn conflict_or_retry<T>(conflict: Option<Conflict>) -> Result<Result<T, StoreError>, Failed> {
    match conflict {
        Some(conflict) => Ok(Err(StoreError::Conflict(conflict))),
        None => Err(Failed::new(FailureKind::Unique, "a unique value is in use, but no record has it")),
    }
}

/// Names the value that is longer than its column, after a write failed.
pub(super) async fn diagnose_length<C: Connection>(
    connection: &mut C,
    statements: &Statements,
    written: impl IntoIterator<Item = (&str, &Row)>,
    failed: Failed,
) -> Result<Result<StoreError, Failed>, Failed> {
    if failed.failure == FailureKind::TooLong {
        for (table, row) in written {
            if let Some(unfit) = too_long(connection, statements, table, row).await? {
                return Ok(Ok(StoreError::Unfit(unfit)));
            }
        }
    }
    Ok(Err(failed))
}
