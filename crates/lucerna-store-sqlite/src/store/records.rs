//! Reads and writes of the declared tables.

use super::{SqliteStore, change};
use lucerna_core::{
    Page, Record, RecordStore, RecordTable, RecordWrite, RecordsBy, Row, StoreFuture, Timestamp, UserId,
    Value,
};
use lucerna_store_sql::{
    AddToRecord, InsertRecord, Query, TakeRecord, UpdateRecord, WriteRecords, delete_records, find_records,
    integer, record,
};

impl RecordStore for SqliteStore {
    fn serves(&self, table: &RecordTable) -> bool {
        self.0.statements.schema.record_tables().contains(table)
    }

    fn insert_record<'a>(
        &'a self,
        table: &'a RecordTable,
        record: Record,
        now: Timestamp,
    ) -> StoreFuture<'a, ()> {
        Box::pin(async move {
            let table = self.0.statements.records_of(table)?;
            self.make(InsertRecord { table, record, now }).await
        })
    }

    fn find_records<'a>(
        &'a self,
        table: &'a RecordTable,
        by: RecordsBy<'a>,
        page: &'a Page,
        now: Timestamp,
    ) -> StoreFuture<'a, Vec<Record>> {
        Box::pin(async move {
            let statements = self.0.statements.records_of(table)?;
            let query = find_records(&statements, by, page, now)?;
            self.find(&query, |row| record(row, &statements))
        })
    }

    fn update_record<'a>(
        &'a self,
        table: &'a RecordTable,
        id: &'a str,
        still: &'a Row,
        set: &'a Row,
        now: Timestamp,
    ) -> StoreFuture<'a, bool> {
        Box::pin(async move {
            let table = self.0.statements.records_of(table)?;
            let (id, still, set) = (id.to_owned(), still.clone(), set.clone());
            self.make(UpdateRecord { table, id, still, set, now }).await
        })
    }

    fn take_record<'a>(
        &'a self,
        table: &'a RecordTable,
        id: &'a str,
        still: &'a Row,
        now: Timestamp,
    ) -> StoreFuture<'a, Option<Record>> {
        Box::pin(async move {
            let table = self.0.statements.records_of(table)?;
            self.make(TakeRecord { table, id: id.to_owned(), still: still.clone(), now }).await
        })
    }

    fn add_to_record<'a>(
        &'a self,
        table: &'a RecordTable,
        fresh: Record,
        column: &'a str,
        by: i64,
        now: Timestamp,
    ) -> StoreFuture<'a, Record> {
        Box::pin(async move {
            let table = self.0.statements.records_of(table)?;
            self.make(AddToRecord { table, fresh, column: column.to_owned(), by, now }).await
        })
    }

    fn write_records<'a>(&'a self, writes: Vec<RecordWrite<'a>>, now: Timestamp) -> StoreFuture<'a, ()> {
        Box::pin(async move { self.make(WriteRecords::new(&self.0.statements, writes, now)?).await })
    }

    fn delete_records<'a>(&'a self, table: &'a RecordTable, by: RecordsBy<'a>) -> StoreFuture<'a, u64> {
        Box::pin(async move {
            let statements = self.0.statements.records_of(table)?;
            let by = OwnedRecordsBy::of(by);
            self.write(move |connection, _| {
                let query = delete_records(&statements, by.as_ref())?;
                change(connection, &query)
            })
            .await
        })
    }

    fn delete_expired_records(&self, now: Timestamp) -> StoreFuture<'_, u64> {
        Box::pin(async move {
            self.write(move |connection, statements| {
                let mut deleted = 0;
                for table in &statements.records {
                    let now = integer(now.unix_millis());
                    deleted += change(connection, &Query::new(&table.delete_expired, [now]))?;
                }
                Ok(deleted)
            })
            .await
        })
    }
}

/// The owned form of [`RecordsBy`], for the writer thread.
enum OwnedRecordsBy {
    Id(String),
    User(UserId),
    Column(String, Value),
    All,
}

impl OwnedRecordsBy {
    fn of(by: RecordsBy<'_>) -> Self {
        match by {
            RecordsBy::Id(id) => Self::Id(id.to_owned()),
            RecordsBy::User(user) => Self::User(user.clone()),
            RecordsBy::Column(name, value) => Self::Column(name.to_owned(), value.clone()),
            RecordsBy::All => Self::All,
        }
    }

    fn as_ref(&self) -> RecordsBy<'_> {
        match self {
            Self::Id(id) => RecordsBy::Id(id),
            Self::User(user) => RecordsBy::User(user),
            Self::Column(name, value) => RecordsBy::Column(name, value),
            Self::All => RecordsBy::All,
        }
    }
}
