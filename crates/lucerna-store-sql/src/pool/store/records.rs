//! Reads and writes of the declared tables.

use super::super::driver::Driver;
use super::{SqlStore, fetch};
use crate::{
    AddToRecord, InsertRecord, Query, TakeRecord, UpdateRecord, WriteRecords, delete_records, find_records,
    integer, record,
};
use lucerna_core::{
    Page, Record, RecordStore, RecordTable, RecordWrite, RecordsBy, Row, StoreFuture, Timestamp,
};

impl<D: Driver> RecordStore for SqlStore<D> {
    fn serves(&self, table: &RecordTable) -> bool {
        self.statements().schema.record_tables().contains(table)
    }

    fn insert_record<'a>(
        &'a self,
        table: &'a RecordTable,
        record: Record,
        now: Timestamp,
    ) -> StoreFuture<'a, ()> {
        Box::pin(async move {
            let table = self.statements().records_of(table)?;
            self.make(&InsertRecord { table, record, now }).await
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
            let statements = self.statements().records_of(table)?;
            let query = find_records(&statements, by, page, now)?;
            self.call(fetch(query, |row| record(row, &statements))).await
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
            let table = self.statements().records_of(table)?;
            let (id, still, set) = (id.to_owned(), still.clone(), set.clone());
            self.make(&UpdateRecord { table, id, still, set, now }).await
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
            let table = self.statements().records_of(table)?;
            self.make(&TakeRecord { table, id: id.to_owned(), still: still.clone(), now }).await
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
            let table = self.statements().records_of(table)?;
            self.make(&AddToRecord { table, fresh, column: column.to_owned(), by, now }).await
        })
    }

    fn write_records<'a>(&'a self, writes: Vec<RecordWrite<'a>>, now: Timestamp) -> StoreFuture<'a, ()> {
        Box::pin(async move { self.make(&WriteRecords::new(self.statements(), writes, now)?).await })
    }

    fn delete_records<'a>(&'a self, table: &'a RecordTable, by: RecordsBy<'a>) -> StoreFuture<'a, u64> {
        Box::pin(async move {
            let statements = self.statements().records_of(table)?;
            self.call(delete_records(&statements, by)?).await
        })
    }

    /// Each table has its own statement, so that no lock lasts for all of them.
    fn delete_expired_records(&self, now: Timestamp) -> StoreFuture<'_, u64> {
        Box::pin(async move {
            let mut deleted = 0;
            for table in &self.statements().records {
                let now = integer(now.unix_millis());
                deleted += self.call(Query::new(&table.delete_expired, [now])).await?;
            }
            Ok(deleted)
        })
    }
}
