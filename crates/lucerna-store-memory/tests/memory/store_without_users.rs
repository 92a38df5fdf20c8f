//! A store of sessions and passing records only, as Redis is. It knows no users, and other calls can interleave.

use lucerna_core::{
    Expiry, Methods, NewUserRecord, Page, Record, RecordStore, RecordTable, RecordWrite, RecordsBy, Row,
    Schema, SessionId, SessionRecord, SessionStore, StoreError, StoreFuture, Timestamp, UserId, UserRecord,
    UserStore,
};
use lucerna_store_memory::MemoryStore;
use tokio::task::yield_now;

/// A memory store that creates each user when a call names them.
pub(crate) struct StoreWithoutUsers(MemoryStore);

impl StoreWithoutUsers {
    pub(crate) fn new(schema: &Schema) -> Self {
        let tables = schema.record_tables().to_vec();
        let sessions = schema.session().to_vec();
        let bare = Schema::of::<()>().and_then(|it| it.with_session_columns(sessions));
        Self(MemoryStore::new(bare.and_then(|it| it.with(tables)).unwrap()))
    }

    /// Returns the store with this user, after it let other tasks run.
    async fn with(&self, user: Option<&UserId>) -> &MemoryStore {
        yield_now().await;
        if let Some(id) = user {
            let user = UserRecord { id: id.clone(), attributes: Row::new() };
            drop(self.0.insert_user(NewUserRecord { user, key: None }).await);
        }
        &self.0
    }

    async fn after_other_tasks(&self) -> &MemoryStore {
        self.with(None).await
    }
}

impl SessionStore for StoreWithoutUsers {
    async fn insert_session(&self, session: SessionRecord) -> Result<(), StoreError> {
        self.with(Some(&session.user_id)).await.insert_session(session).await
    }

    async fn find_session(
        &self,
        id: &SessionId,
        now: Timestamp,
    ) -> Result<Option<SessionRecord>, StoreError> {
        self.after_other_tasks().await.find_session(id, now).await
    }

    async fn find_user_sessions(
        &self,
        user: &UserId,
        now: Timestamp,
    ) -> Result<Vec<SessionRecord>, StoreError> {
        self.after_other_tasks().await.find_user_sessions(user, now).await
    }

    async fn renew_session(&self, id: &SessionId, expiry: Expiry) -> Result<bool, StoreError> {
        self.after_other_tasks().await.renew_session(id, expiry).await
    }

    async fn update_session(&self, id: &SessionId, changes: Row) -> Result<bool, StoreError> {
        self.after_other_tasks().await.update_session(id, changes).await
    }

    async fn rename_session(
        &self,
        id: &SessionId,
        new: &SessionId,
        verified: Option<(Timestamp, &Methods)>,
    ) -> Result<bool, StoreError> {
        self.after_other_tasks().await.rename_session(id, new, verified).await
    }

    async fn delete_session(&self, id: &SessionId) -> Result<bool, StoreError> {
        self.after_other_tasks().await.delete_session(id).await
    }

    async fn delete_user_sessions(&self, user: &UserId, keep: Option<&SessionId>) -> Result<u64, StoreError> {
        self.after_other_tasks().await.delete_user_sessions(user, keep).await
    }

    async fn delete_dead_sessions(&self, now: Timestamp) -> Result<u64, StoreError> {
        self.after_other_tasks().await.delete_dead_sessions(now).await
    }
}

impl RecordStore for StoreWithoutUsers {
    fn insert_record<'a>(
        &'a self,
        table: &'a RecordTable,
        record: Record,
        now: Timestamp,
    ) -> StoreFuture<'a, ()> {
        Box::pin(
            async move { self.with(record.user_id.as_ref()).await.insert_record(table, record, now).await },
        )
    }

    fn find_records<'a>(
        &'a self,
        table: &'a RecordTable,
        by: RecordsBy<'a>,
        page: &'a Page,
        now: Timestamp,
    ) -> StoreFuture<'a, Vec<Record>> {
        Box::pin(async move { self.after_other_tasks().await.find_records(table, by, page, now).await })
    }

    fn update_record<'a>(
        &'a self,
        table: &'a RecordTable,
        id: &'a str,
        still: &'a Row,
        set: &'a Row,
        now: Timestamp,
    ) -> StoreFuture<'a, bool> {
        Box::pin(
            async move { self.after_other_tasks().await.update_record(table, id, still, set, now).await },
        )
    }

    fn take_record<'a>(
        &'a self,
        table: &'a RecordTable,
        id: &'a str,
        still: &'a Row,
        now: Timestamp,
    ) -> StoreFuture<'a, Option<Record>> {
        Box::pin(async move { self.after_other_tasks().await.take_record(table, id, still, now).await })
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
            let store = self.with(fresh.user_id.as_ref()).await;
            store.add_to_record(table, fresh, column, by, now).await
        })
    }

    fn write_records<'a>(&'a self, writes: Vec<RecordWrite<'a>>, now: Timestamp) -> StoreFuture<'a, ()> {
        Box::pin(async move { self.after_other_tasks().await.write_records(writes, now).await })
    }

    fn delete_records<'a>(&'a self, table: &'a RecordTable, by: RecordsBy<'a>) -> StoreFuture<'a, u64> {
        Box::pin(async move { self.after_other_tasks().await.delete_records(table, by).await })
    }

    fn delete_expired_records(&self, now: Timestamp) -> StoreFuture<'_, u64> {
        Box::pin(async move { self.after_other_tasks().await.delete_expired_records(now).await })
    }
}
