//! Inserts of records, and several writes in one transaction.

use super::RecordStatements;
use super::conflicts::{conflict_or_retry, delete_expired_conflicts, diagnose_length, record_conflict};
use super::reads::record_values;
use crate::query::{Query, integer, text};
use crate::{Change, Connection, Failed, FailureKind, Statement, Statements};
use lucerna_core::{Lifetime, Record, RecordWrite, StoreError, Timestamp};
use std::sync::Arc;

/// Inserts a record, replacing an expired one.
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "private to the stores")]
#[doc(hidden)]
pub struct InsertRecord {
    /// The table.
    pub table: Arc<RecordStatements>,
    /// The record.
    pub record: Record,
    /// The current time.
    pub now: Timestamp,
}

impl Change for InsertRecord {
    type Answer = ();

    /// Expired records may be deleted even if the insert fails.
    fn needs_no_transaction(&self) -> bool {
        true
    }

    async fn run<C: Connection>(
        &self,
        connection: &mut C,
        _: &Statements,
    ) -> Result<Result<(), StoreError>, Failed> {
        insert(connection, &self.table, &self.record, self.now).await
    }

    async fn diagnose<C: Connection>(
        &self,
        connection: &mut C,
        statements: &Statements,
        failed: Failed,
    ) -> Result<Result<StoreError, Failed>, Failed> {
        let written = [(self.table.table().name(), &self.record.value)];
        diagnose_length(connection, statements, written, failed).await
    }
}

/// Inserts first, since conflicts are rare, and deletes expired records only after a conflict.
async fn insert<C: Connection>(
    connection: &mut C,
    table: &RecordStatements,
    record: &Record,
    now: Timestamp,
) -> Result<Result<(), StoreError>, Failed> {
    let query = Query::new(&table.insert, record_values(table, record));
    let is_inserted = is_inserted(connection.execute(&query).await)?
        || (delete_expired_conflicts(connection, table, Some(&record.id), &record.value, now).await?
            && self::is_inserted(connection.execute(&query).await)?);
    if is_inserted {
        return Ok(Ok(()));
    }
    conflict_or_retry(record_conflict(connection, table, record, now).await?)
}

fn is_inserted(outcome: Result<u64, Failed>) -> Result<bool, Failed> {
    match outcome {
        Err(it) if it.failure == FailureKind::Unique => Ok(false),
        outcome => outcome.map(|rows| rows > 0),
    }
}

/// Inserts and deletes records of several tables, all or none.
#[derive(Debug)]
#[doc(hidden)]
pub struct WriteRecords {
    writes: Vec<Write>,
    now: Timestamp,
}

#[derive(Debug)]
enum Write {
    Insert(Arc<RecordStatements>, Record),
    Delete(Arc<RecordStatements>, String),
}

impl Write {
    fn statements(&self) -> Vec<&Statement> {
        match self {
            Self::Delete(table, _) => vec![&table.delete_alive],
            Self::Insert(table, _) => {
                let by_value = table.delete_if_expired_by.iter().chain(&table.find_unique).map(|(_, it)| it);
                [&table.insert, &table.delete_if_expired, &table.exists].into_iter().chain(by_value).collect()
            }
        }
    }
}

impl WriteRecords {
    /// Creates the transaction of these writes.
    ///
    /// # Errors
    /// [`StoreError::Broken`] if a table is undeclared or not lasting.
    pub fn new(
        statements: &Statements,
        writes: Vec<RecordWrite<'_>>,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let lasting = |table| {
            let found = statements.records_of(table)?;
            match found.table().lifetime() {
                Lifetime::Lasting => Ok(found),
                Lifetime::Passing => {
                    Err(StoreError::Broken("several writes in one transaction need lasting tables".into()))
                }
            }
        };
        let write = |write| {
            Ok(match write {
                RecordWrite::Insert(table, record) => Write::Insert(lasting(table)?, record),
                RecordWrite::Delete(table, id) => Write::Delete(lasting(table)?, id.to_owned()),
            })
        };
        Ok(Self { writes: writes.into_iter().map(write).collect::<Result<_, StoreError>>()?, now })
    }
}

impl Change for WriteRecords {
    type Answer = ();

    fn transaction_statements(&self, _: &Statements) -> Vec<Statement> {
        self.writes.iter().flat_map(Write::statements).cloned().collect()
    }

    async fn run<C: Connection>(
        &self,
        connection: &mut C,
        _: &Statements,
    ) -> Result<Result<(), StoreError>, Failed> {
        for write in &self.writes {
            let written = match write {
                Write::Insert(table, record) => insert(connection, table, record, self.now).await?,
                Write::Delete(table, id) => delete(connection, table, id, self.now).await?,
            };
            if written.is_err() {
                return Ok(written);
            }
        }
        Ok(Ok(()))
    }

    async fn diagnose<C: Connection>(
        &self,
        connection: &mut C,
        statements: &Statements,
        failed: Failed,
    ) -> Result<Result<StoreError, Failed>, Failed> {
        let written = self.writes.iter().filter_map(|it| match it {
            Write::Insert(table, record) => Some((table.table().name(), &record.value)),
            Write::Delete(..) => None,
        });
        let written: Vec<_> = written.collect();
        diagnose_length(connection, statements, written, failed).await
    }
}

async fn delete<C: Connection>(
    connection: &mut C,
    table: &RecordStatements,
    id: &str,
    now: Timestamp,
) -> Result<Result<(), StoreError>, Failed> {
    let query = Query::new(&table.delete_alive, [text(id), integer(now.unix_millis())]);
    let deleted = connection.execute(&query).await? > 0;
    Ok(if deleted { Ok(()) } else { Err(StoreError::MissingRecord) })
}
