//! Conditional updates and removals of records (compare-and-set).

use super::conflicts::{conflict_or_retry, delete_expired_conflicts, diagnose_length, value_conflict};
use super::{RecordStatements, record};
use crate::query::{Query, integer, text};
use crate::{Change, Connection, Failed, FailureKind, Parameter, Statement, Statements};
use lucerna_core::{Column, Record, Row, StoreError, Timestamp};
use std::sync::Arc;

/// An update of a record's columns.
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "private to the stores")]
#[doc(hidden)]
pub struct UpdateRecord {
    /// The table.
    pub table: Arc<RecordStatements>,
    /// The record.
    pub id: String,
    /// The values that the record must still have.
    pub still: Row,
    /// The new values.
    pub set: Row,
    /// The current time.
    pub now: Timestamp,
}

impl UpdateRecord {
    async fn update<C: Connection>(&self, connection: &mut C, update: &Statement) -> Result<bool, Failed> {
        let Self { table, id, still, set, now } = self;
        let own = [text(id), integer(now.unix_millis())];
        let values = own.into_iter().chain(values(table.of(set), set));
        let query = Query::new(update, values.chain(self::values(table.compared(still), still)));
        match table.of(set).next() {
            Some(_) => connection.execute(&query).await.map(|rows| rows > 0),
            None => query.exists(connection).await,
        }
    }
}

impl Change for UpdateRecord {
    type Answer = bool;

    /// Expired records may be deleted even if the update fails.
    fn needs_no_transaction(&self) -> bool {
        true
    }

    async fn run<C: Connection>(
        &self,
        connection: &mut C,
        _: &Statements,
    ) -> Result<Result<bool, StoreError>, Failed> {
        let Self { table, id, still, set, now } = self;
        if let Err(broken) = table.table().compared(still) {
            return Ok(Err(broken));
        }
        let update = table.update(set, still);
        match self.update(connection, &update).await {
            Err(it) if it.failure == FailureKind::Unique => {}
            outcome => return outcome.map(Ok),
        }
        if delete_expired_conflicts(connection, table, None, set, *now).await? {
            return self.update(connection, &update).await.map(Ok);
        }
        conflict_or_retry(value_conflict(connection, table, id, set, *now).await?)
    }

    async fn diagnose<C: Connection>(
        &self,
        connection: &mut C,
        statements: &Statements,
        failed: Failed,
    ) -> Result<Result<StoreError, Failed>, Failed> {
        diagnose_length(connection, statements, [(self.table.table().name(), &self.set)], failed).await
    }
}

/// Returns the values of these columns in a row.
fn values<'a>(
    columns: impl Iterator<Item = &'a Column>,
    row: &'a Row,
) -> impl Iterator<Item = Parameter<'a>> {
    columns.filter_map(|it| Some(Parameter::Value(row.value(it.name())?, it.column_type())))
}

/// Deletes a record and returns it.
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "private to the stores")]
#[doc(hidden)]
pub struct TakeRecord {
    /// The table.
    pub table: Arc<RecordStatements>,
    /// The record.
    pub id: String,
    /// The values that the record must still have.
    pub still: Row,
    /// The current time.
    ///
    pub now: Timestamp,
}

impl Change for TakeRecord {
    type Answer = Option<Record>;

    fn needs_no_transaction(&self) -> bool {
        self.table.returns_rows()
    }

    async fn run<C: Connection>(
        &self,
        connection: &mut C,
        _: &Statements,
    ) -> Result<Result<Option<Record>, StoreError>, Failed> {
        let Self { table, id, still, now } = self;
        if let Err(broken) = table.table().compared(still) {
            return Ok(Err(broken));
        }
        let take = table.take_if(still);
        let own = [text(id), integer(now.unix_millis())];
        let query = Query::new(&take, own.into_iter().chain(values(table.compared(still), still)));
        let taken = connection.fetch(&query, |row| record(row, table)).await?.pop();
        if taken.is_some() && !table.returns_rows() {
            connection.execute(&Query::new(&table.delete, [text(id)])).await?;
        }
        Ok(Ok(taken))
    }
}
