//! The calls about records, passed on to the modules of the faults.

use crate::faulty_store::FaultyStore;
use lucerna_core::{
    Page, Record, RecordStore, RecordTable, RecordWrite, RecordsBy, Row, StoreFuture, Timestamp,
};

impl RecordStore for FaultyStore {
    fn insert_record<'a>(
        &'a self,
        table: &'a RecordTable,
        record: Record,
        now: Timestamp,
    ) -> StoreFuture<'a, ()> {
        Box::pin(async move {
            self.begin().await?;
            self.add_record(table, record, now).await
        })
    }

    fn find_records<'a>(
        &'a self,
        table: &'a RecordTable,
        by: RecordsBy<'a>,
        page: &'a Page,
        now: Timestamp,
    ) -> StoreFuture<'a, Vec<Record>> {
        Box::pin(self.search_records(table, by, page, now))
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
            self.begin().await?;
            self.change_record(table, id, still, set, now).await
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
            self.begin().await?;
            self.remove_record(table, id, still, now).await
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
            self.begin().await?;
            self.count_up(table, fresh, column, by, now).await
        })
    }

    fn write_records<'a>(&'a self, writes: Vec<RecordWrite<'a>>, now: Timestamp) -> StoreFuture<'a, ()> {
        Box::pin(async move {
            self.begin().await?;
            self.write_all(writes, now).await
        })
    }

    fn delete_records<'a>(&'a self, table: &'a RecordTable, by: RecordsBy<'a>) -> StoreFuture<'a, u64> {
        Box::pin(self.remove_records(table, by))
    }

    fn delete_expired_records(&self, now: Timestamp) -> StoreFuture<'_, u64> {
        Box::pin(self.sweep_records(now))
    }
}
