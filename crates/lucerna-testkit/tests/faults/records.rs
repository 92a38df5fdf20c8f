//! Records, with a fault.

use crate::fault::Fault;
use crate::store::FaultyStore;
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
        self.right.insert_record(table, record, now)
    }

    fn find_records<'a>(
        &'a self,
        table: &'a RecordTable,
        by: RecordsBy<'a>,
        page: &'a Page,
        now: Timestamp,
    ) -> StoreFuture<'a, Vec<Record>> {
        self.right.find_records(table, by, page, now)
    }

    fn update_record<'a>(
        &'a self,
        table: &'a RecordTable,
        id: &'a str,
        still: &'a Row,
        set: &'a Row,
        now: Timestamp,
    ) -> StoreFuture<'a, bool> {
        self.right.update_record(table, id, still, set, now)
    }

    fn take_record<'a>(
        &'a self,
        table: &'a RecordTable,
        id: &'a str,
        still: &'a Row,
        now: Timestamp,
    ) -> StoreFuture<'a, Option<Record>> {
        self.right.take_record(table, id, still, now)
    }

    fn add_to_record<'a>(
        &'a self,
        table: &'a RecordTable,
        fresh: Record,
        column: &'a str,
        by: i64,
        now: Timestamp,
    ) -> StoreFuture<'a, Record> {
        self.right.add_to_record(table, fresh, column, by, now)
    }

    fn write_records<'a>(&'a self, writes: Vec<RecordWrite<'a>>, now: Timestamp) -> StoreFuture<'a, ()> {
        self.right.write_records(writes, now)
    }

    fn delete_records<'a>(&'a self, table: &'a RecordTable, by: RecordsBy<'a>) -> StoreFuture<'a, u64> {
        self.right.delete_records(table, by)
    }

    fn delete_expired_records(&self, now: Timestamp) -> StoreFuture<'_, u64> {
        self.right.delete_expired_records(now)
    }
}
