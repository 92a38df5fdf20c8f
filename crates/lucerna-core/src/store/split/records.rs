//! Records of a split store: lasting ones with the users, passing ones with the sessions.

use super::Split;
use crate::{
    Lifetime, Page, Record, RecordStore, RecordTable, RecordWrite, RecordsBy, Row, SessionStore, Store,
    StoreError, StoreFuture, Timestamp, UserId,
};

impl<U: Store, S: SessionStore + RecordStore> RecordStore for Split<U, S> {
    fn serves(&self, table: &RecordTable) -> bool {
        self.store_of(table).serves(table)
    }

    fn insert_record<'a>(
        &'a self,
        table: &'a RecordTable,
        record: Record,
        now: Timestamp,
    ) -> StoreFuture<'a, ()> {
        Box::pin(async move {
            let (id, user) = (record.id.clone(), record.user_id.clone());
            self.store_of(table).insert_record(table, record, now).await?;
            let is_owned = self.is_owned(table, user.as_ref()).await;
            if !matches!(is_owned, Ok(true)) {
                self.sessions.delete_records(table, RecordsBy::Id(&id)).await?;
            }
            if is_owned? { Ok(()) } else { Err(StoreError::MissingUser) }
        })
    }

    fn find_records<'a>(
        &'a self,
        table: &'a RecordTable,
        by: RecordsBy<'a>,
        page: &'a Page,
        now: Timestamp,
    ) -> StoreFuture<'a, Vec<Record>> {
        self.store_of(table).find_records(table, by, page, now)
    }

    fn update_record<'a>(
        &'a self,
        table: &'a RecordTable,
        id: &'a str,
        expected: &'a Row,
        set: &'a Row,
        now: Timestamp,
    ) -> StoreFuture<'a, bool> {
        self.store_of(table).update_record(table, id, expected, set, now)
    }

    fn take_record<'a>(
        &'a self,
        table: &'a RecordTable,
        id: &'a str,
        expected: &'a Row,
        now: Timestamp,
    ) -> StoreFuture<'a, Option<Record>> {
        self.store_of(table).take_record(table, id, expected, now)
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
            let added = self.store_of(table).add_to_record(table, fresh, column, by, now).await?;
            // If the check fails, the record stays, so that an outage does not reset a counter.
            if self.is_owned(table, added.user_id.as_ref()).await? {
                return Ok(added);
            }
            self.sessions.delete_records(table, RecordsBy::Id(&added.id)).await?;
            Err(StoreError::MissingUser)
        })
    }

    fn write_records<'a>(&'a self, writes: Vec<RecordWrite<'a>>, now: Timestamp) -> StoreFuture<'a, ()> {
        self.users.write_records(writes, now)
    }

    fn delete_records<'a>(&'a self, table: &'a RecordTable, by: RecordsBy<'a>) -> StoreFuture<'a, u64> {
        self.store_of(table).delete_records(table, by)
    }

    fn delete_expired_records(&self, now: Timestamp) -> StoreFuture<'_, u64> {
        Box::pin(async move {
            let lasting = self.users.delete_expired_records(now).await?;
            Ok(lasting + self.sessions.delete_expired_records(now).await?)
        })
    }
}

impl<U: Store, S: SessionStore + RecordStore> Split<U, S> {
    /// Returns true if the user of a passing record exists. Call it after writing the record, so that a concurrent
    /// deletion of the user leaves no record behind.
    async fn is_owned(&self, table: &RecordTable, user: Option<&UserId>) -> Result<bool, StoreError> {
        match (user, table.lifetime()) {
            (Some(user), Lifetime::Passing) => self.has_user(user).await,
            _ => Ok(true),
        }
    }

    /// Returns the store that holds the table.
    fn store_of(&self, table: &RecordTable) -> &dyn RecordStore {
        match table.lifetime() {
            Lifetime::Lasting => &self.users,
            Lifetime::Passing => &self.sessions,
        }
    }
}
