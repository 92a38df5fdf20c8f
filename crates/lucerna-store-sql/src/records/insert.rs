//! New records, and several writes in one step.

use super::RecordStatements;
use super::conflicts::{diagnose_length, give_way, in_use, record_conflict};
use super::reads::record_values;
use crate::query::{Query, integer, text};
use crate::{Change, Connection, Failed, Failure, Statement, Statements};
use lucerna_core::{Lifetime, Record, RecordWrite, StoreError, Timestamp};
use std::sync::Arc;

/// Inserts a record, in the place of one that has expired.
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "private to the stores")]
#[doc(hidden)]
pub struct InsertRecord {
    /// The table.
    pub table: Arc<RecordStatements>,
    /// The record.
    pub record: Record,
    /// The present.
    pub now: Timestamp,
}

impl Change for InsertRecord {
    type Answer = ();

    /// What has expired can be deleted, whether or not the record is inserted.
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

/// Most often nothing is in the way, and the first statement does it.
async fn insert<C: Connection>(
    connection: &mut C,
    table: &RecordStatements,
    record: &Record,
    now: Timestamp,
) -> Result<Result<(), StoreError>, Failed> {
    let query = Query::new(&table.insert, record_values(table, record));
    let is_inserted = is_inserted(connection.execute(&query).await)?
        || (give_way(connection, table, Some(&record.id), &record.value, now).await?
            && self::is_inserted(connection.execute(&query).await)?);
    if is_inserted {
        return Ok(Ok(()));
    }
    in_use(record_conflict(connection, table, record, now).await?)
}

fn is_inserted(outcome: Result<u64, Failed>) -> Result<bool, Failed> {
    match outcome {
        Err(it) if it.failure == Failure::Unique => Ok(false),
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
                let by_value = table.give_way_by.iter().chain(&table.find_unique).map(|(_, it)| it);
                [&table.insert, &table.give_way, &table.exists].into_iter().chain(by_value).collect()
            }
        }
    }
}

impl WriteRecords {
    /// These writes.
    ///
    /// # Errors
    /// [`StoreError::Broken`] if a table is not declared or not lasting.
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
                    Err(StoreError::Broken("a step of several writes needs lasting tables".into()))
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

    fn of_transaction(&self, _: &Statements) -> Vec<Statement> {
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
