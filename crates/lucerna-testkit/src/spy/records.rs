//! The calls about records, counted and passed on.

use super::SpyStore;
use lucerna_core::{
    Page, Record, RecordStore, RecordTable, RecordWrite, RecordsBy, Row, StoreFuture, Timestamp,
};

impl<S: RecordStore> RecordStore for SpyStore<S> {
    fn serves(&self, table: &RecordTable) -> bool {
        self.store.serves(table)
    }

    fn insert_record<'a>(
        &'a self,
        table: &'a RecordTable,
        record: Record,
        now: Timestamp,
    ) -> StoreFuture<'a, ()> {
        self.pass("insert_record", move || self.store.insert_record(table, record, now))
    }

    fn find_records<'a>(
        &'a self,
        table: &'a RecordTable,
        by: RecordsBy<'a>,
        page: &'a Page,
        now: Timestamp,
    ) -> StoreFuture<'a, Vec<Record>> {
        self.pass("find_records", move || self.store.find_records(table, by, page, now))
    }

    fn update_record<'a>(
        &'a self,
        table: &'a RecordTable,
        id: &'a str,
        still: &'a Row,
        set: &'a Row,
        now: Timestamp,
    ) -> StoreFuture<'a, bool> {
        self.pass("update_record", move || self.store.update_record(table, id, still, set, now))
    }

    fn take_record<'a>(
        &'a self,
        table: &'a RecordTable,
        id: &'a str,
        still: &'a Row,
        now: Timestamp,
    ) -> StoreFuture<'a, Option<Record>> {
        self.pass("take_record", move || self.store.take_record(table, id, still, now))
    }

    fn add_to_record<'a>(
        &'a self,
        table: &'a RecordTable,
        fresh: Record,
        column: &'a str,
        by: i64,
        now: Timestamp,
    ) -> StoreFuture<'a, Record> {
        self.pass("add_to_record", move || self.store.add_to_record(table, fresh, column, by, now))
    }

    fn write_records<'a>(&'a self, writes: Vec<RecordWrite<'a>>, now: Timestamp) -> StoreFuture<'a, ()> {
        self.pass("write_records", move || self.store.write_records(writes, now))
    }

    fn delete_records<'a>(&'a self, table: &'a RecordTable, by: RecordsBy<'a>) -> StoreFuture<'a, u64> {
        self.pass("delete_records", move || self.store.delete_records(table, by))
    }

    fn delete_expired_records(&self, now: Timestamp) -> StoreFuture<'_, u64> {
        self.pass("delete_expired_records", move || self.store.delete_expired_records(now))
    }
}

impl<S> SpyStore<S> {
    fn pass<'a, T: Send + 'a>(
        &'a self,
        method: &'static str,
        call: impl FnOnce() -> StoreFuture<'a, T> + Send + 'a,
    ) -> StoreFuture<'a, T>
    where
        S: Send + Sync,
    {
        Box::pin(async move {
            self.enter(method)?;
            call().await
        })
    }
}
