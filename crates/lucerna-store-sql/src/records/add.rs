//! Counters: integer columns of records, to which numbers are added.

use super::conflicts::diagnose_length;
use super::reads::record_values;
use super::{RecordStatements, find_records, record};
use crate::query::{Query, integer};
use crate::{Change, Connection, Failed, FailureKind, Statement, Statements};
use lucerna_core::{Column, Page, Record, RecordsBy, StoreError, Timestamp, UnfitValue};
use std::sync::Arc;

/// Inserts a record, or adds a number to a column of the existing record with its id.
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "private to the stores")]
#[doc(hidden)]
pub struct AddToRecord {
    /// The table.
    pub table: Arc<RecordStatements>,
    /// The record to insert if none exists.
    pub fresh: Record,
    /// The column to add to.
    pub column: String,
    /// The number to add.
    pub by: i64,
    /// The current time.
    pub now: Timestamp,
}

impl AddToRecord {
    fn statement(&self) -> Result<&(Column, Statement), StoreError> {
        let found = self.table.add.iter().find(|(it, _)| *it.name() == self.column);
        let broken = || format!("the column `{}` is not a declared integer column", self.column);
        found.ok_or_else(|| StoreError::Broken(broken().into()))
    }

    fn unfit(&self) -> StoreError {
        StoreError::Unfit(UnfitValue::new(self.column.clone()))
    }

    /// Returns the smallest and the largest value to which the number can be added.
    fn bounds(&self) -> [i64; 2] {
        [i64::MIN - self.by.min(0), i64::MAX - self.by.max(0)]
    }
}

impl Change for AddToRecord {
    type Answer = Record;

    fn needs_no_transaction(&self) -> bool {
        self.table.returns_rows()
    }

    async fn run<C: Connection>(
        &self,
        connection: &mut C,
        _: &Statements,
    ) -> Result<Result<Record, StoreError>, Failed> {
        let (_, statement) = match self.statement() {
            Ok(found) => found,
            Err(broken) => return Ok(Err(broken)),
        };
        let Self { table, fresh, by, now, .. } = self;
        let mut values = record_values(table, fresh);
        values.extend([integer(now.unix_millis()), integer(*by)]);
        values.extend(self.bounds().map(integer));
        let add = Query::new(statement, values);
        let added = match table.returns_rows() {
            true => connection.fetch(&add, |row| record(row, table)).await,
            false => connection.execute(&add).await.map(|_| Vec::new()),
        };
        let added = match added {
            Err(it) if it.failure == FailureKind::OutOfRange => return Ok(Err(self.unfit())),
            added => added?.pop(),
        };
        if table.returns_rows() {
            return Ok(added.ok_or_else(|| self.unfit()));
        }
        // The record was just written, and is returned even if an earlier one with its id had expired.
        let page = Page::first(1);
        let ever = Timestamp::from_unix_millis(i64::MIN);
        let find = match find_records(table, RecordsBy::Id(&fresh.id), &page, ever) {
            Ok(find) => find,
            Err(broken) => return Ok(Err(broken)),
        };
        let found = connection.fetch(&find, |row| record(row, table)).await?.pop();
        found.map(Ok).ok_or_else(|| Failed::broken("a record that was just written does not exist"))
    }

    async fn diagnose<C: Connection>(
        &self,
        connection: &mut C,
        statements: &Statements,
        failed: Failed,
    ) -> Result<Result<StoreError, Failed>, Failed> {
        diagnose_length(connection, statements, [(self.table.table().name(), &self.fresh.value)], failed)
            .await
    }
}
