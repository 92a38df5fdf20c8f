//! The memory store.

use crate::tables::MemoryTables;
use lucerna_core::{
    CredentialChange, CredentialChanged, Schema, SessionId, SessionRecord, Store, StoreError, Timestamp,
    UserRecord,
};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A store in memory. Clones share the same users, keys and sessions.
///
/// ```
/// use lucerna_core::{Column, NewUserRecord, Row, Schema, UserRecord, UserStore};
/// use lucerna_store_memory::MemoryStore;
///
/// # let runtime = tokio::runtime::Builder::new_current_thread().build()?;
/// # runtime.block_on(async {
/// let store = MemoryStore::new(Schema::of_columns(vec![Column::of::<String>("username").unique()])?);
/// let attributes = Row::new().with("username", &"Alice".to_owned());
/// let alice = UserRecord { id: "u1".into(), attributes };
/// store.insert_user(NewUserRecord { user: alice.clone(), key: None }).await?;
/// assert_eq!(store.find_user(&"u1".into()).await?, Some(alice));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct MemoryStore {
    pub(crate) schema: Arc<Schema>,
    rows: Arc<Mutex<MemoryTables>>,
}

impl MemoryStore {
    /// Creates an empty store.
    ///
    /// ```
    /// use lucerna_core::Schema;
    /// use lucerna_store_memory::MemoryStore;
    ///
    /// let store = MemoryStore::new(Schema::of::<()>()?);
    /// # Ok::<(), lucerna_core::SchemaError>(())
    /// ```
    #[must_use]
    pub fn new(schema: Schema) -> Self {
        Self { schema: Arc::new(schema), rows: Arc::default() }
    }

    /// Locks all tables until the guard is dropped. Each method locks once, so that it is one transaction.
    pub(crate) fn lock(&self) -> MutexGuard<'_, MemoryTables> {
        self.rows.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store for MemoryStore {
    fn schema(&self) -> &Schema {
        &self.schema
    }

    async fn find_session_and_user(
        &self,
        id: &SessionId,
        now: Timestamp,
    ) -> Result<Option<(SessionRecord, UserRecord)>, StoreError> {
        let rows = self.lock();
        let session = rows.session(id, now);
        Ok(session.and_then(|it| Some((it.clone(), rows.user(&it.user_id)?))))
    }

    async fn change_credential(&self, change: CredentialChange) -> Result<CredentialChanged, StoreError> {
        Ok(self.lock().change_credential(change))
    }
}

impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryStore").finish_non_exhaustive()
    }
}
