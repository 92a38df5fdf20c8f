//! The calls about users and sessions, counted and passed on.

use super::SpyStore;
use lucerna_core::{
    CredentialChange, CredentialChanged, Expiry, KeyDeletion, KeyId, KeyRecord, LastKey, Methods,
    NewUserRecord, Page, PasswordHash, Row, Schema, SessionId, SessionRecord, SessionStart, SessionStarted,
    SessionStore, Store, StoreError, Timestamp, UserId, UserRecord, UserStore, Value,
};

/// The methods of stores that read or write a database.
pub(super) const METHODS: [&str; 35] = [
    "find_session_and_user",
    "start_session",
    "change_credential",
    "insert_user",
    "find_user",
    "find_user_by",
    "list_users",
    "count_users",
    "update_user",
    "delete_user",
    "insert_key",
    "copy_key",
    "find_key",
    "find_user_keys",
    "set_password",
    "rename_key",
    "replace_password_hash",
    "delete_key",
    "insert_session",
    "find_session",
    "find_user_sessions",
    "renew_session",
    "update_session",
    "rename_session",
    "delete_session",
    "delete_user_sessions",
    "delete_dead_sessions",
    "insert_record",
    "find_records",
    "update_record",
    "take_record",
    "add_to_record",
    "write_records",
    "delete_records",
    "delete_expired_records",
];

impl<S: Store> Store for SpyStore<S> {
    fn schema(&self) -> &Schema {
        self.store.schema()
    }

    async fn find_session_and_user(
        &self,
        id: &SessionId,
        now: Timestamp,
    ) -> Result<Option<(SessionRecord, UserRecord)>, StoreError> {
        self.enter("find_session_and_user")?;
        self.store.find_session_and_user(id, now).await
    }

    async fn start_session(&self, start: SessionStart) -> Result<SessionStarted, StoreError> {
        self.enter("start_session")?;
        self.store.start_session(start).await
    }

    async fn change_credential(&self, change: CredentialChange) -> Result<CredentialChanged, StoreError> {
        self.enter("change_credential")?;
        self.store.change_credential(change).await
    }
}

impl<S: UserStore> UserStore for SpyStore<S> {
    async fn insert_user(&self, user: NewUserRecord) -> Result<(), StoreError> {
        self.enter("insert_user")?;
        self.store.insert_user(user).await
    }

    async fn find_user(&self, id: &UserId) -> Result<Option<UserRecord>, StoreError> {
        self.enter("find_user")?;
        self.store.find_user(id).await
    }

    async fn find_user_by(&self, column: &str, value: &Value) -> Result<Option<UserRecord>, StoreError> {
        self.enter("find_user_by")?;
        self.store.find_user_by(column, value).await
    }

    async fn list_users(&self, page: &Page) -> Result<Vec<UserRecord>, StoreError> {
        self.enter("list_users")?;
        self.store.list_users(page).await
    }

    async fn count_users(&self) -> Result<u64, StoreError> {
        self.enter("count_users")?;
        self.store.count_users().await
    }

    async fn update_user(&self, id: &UserId, changes: Row) -> Result<bool, StoreError> {
        self.enter("update_user")?;
        self.store.update_user(id, changes).await
    }

    async fn delete_user(&self, id: &UserId) -> Result<bool, StoreError> {
        self.enter("delete_user")?;
        self.store.delete_user(id).await
    }

    async fn insert_key(&self, key: KeyRecord) -> Result<(), StoreError> {
        self.enter("insert_key")?;
        self.store.insert_key(key).await
    }

    async fn copy_key(&self, id: &KeyId, new: &KeyId) -> Result<bool, StoreError> {
        self.enter("copy_key")?;
        self.store.copy_key(id, new).await
    }

    async fn find_key(&self, id: &KeyId) -> Result<Option<KeyRecord>, StoreError> {
        self.enter("find_key")?;
        self.store.find_key(id).await
    }

    async fn find_user_keys(&self, user: &UserId) -> Result<Vec<KeyRecord>, StoreError> {
        self.enter("find_user_keys")?;
        self.store.find_user_keys(user).await
    }

    async fn set_password(
        &self,
        user: &UserId,
        keys: &[KeyId],
        new: Option<PasswordHash>,
    ) -> Result<u64, StoreError> {
        self.enter("set_password")?;
        self.store.set_password(user, keys, new).await
    }

    async fn rename_key(&self, id: &KeyId, new: &KeyId, changes: Row) -> Result<bool, StoreError> {
        self.enter("rename_key")?;
        self.store.rename_key(id, new, changes).await
    }

    async fn replace_password_hash(
        &self,
        id: &KeyId,
        old: &PasswordHash,
        new: PasswordHash,
    ) -> Result<bool, StoreError> {
        self.enter("replace_password_hash")?;
        self.store.replace_password_hash(id, old, new).await
    }

    async fn delete_key(&self, id: &KeyId, last: LastKey) -> Result<KeyDeletion, StoreError> {
        self.enter("delete_key")?;
        self.store.delete_key(id, last).await
    }
}

impl<S: SessionStore> SessionStore for SpyStore<S> {
    async fn insert_session(&self, session: SessionRecord) -> Result<(), StoreError> {
        self.enter("insert_session")?;
        self.store.insert_session(session).await
    }

    async fn find_session(
        &self,
        id: &SessionId,
        now: Timestamp,
    ) -> Result<Option<SessionRecord>, StoreError> {
        self.enter("find_session")?;
        self.store.find_session(id, now).await
    }

    async fn find_user_sessions(
        &self,
        user: &UserId,
        now: Timestamp,
    ) -> Result<Vec<SessionRecord>, StoreError> {
        self.enter("find_user_sessions")?;
        self.store.find_user_sessions(user, now).await
    }

    async fn renew_session(&self, id: &SessionId, expiry: Expiry) -> Result<bool, StoreError> {
        self.enter("renew_session")?;
        self.store.renew_session(id, expiry).await
    }

    async fn update_session(&self, id: &SessionId, changes: Row) -> Result<bool, StoreError> {
        self.enter("update_session")?;
        self.store.update_session(id, changes).await
    }

    async fn rename_session(
        &self,
        id: &SessionId,
        new: &SessionId,
        verified: Option<(Timestamp, &Methods)>,
    ) -> Result<bool, StoreError> {
        self.enter("rename_session")?;
        self.store.rename_session(id, new, verified).await
    }

    async fn delete_session(&self, id: &SessionId) -> Result<bool, StoreError> {
        self.enter("delete_session")?;
        self.store.delete_session(id).await
    }

    async fn delete_user_sessions(&self, user: &UserId, keep: Option<&SessionId>) -> Result<u64, StoreError> {
        self.enter("delete_user_sessions")?;
        self.store.delete_user_sessions(user, keep).await
    }

    async fn delete_dead_sessions(&self, now: Timestamp) -> Result<u64, StoreError> {
        self.enter("delete_dead_sessions")?;
        self.store.delete_dead_sessions(now).await
    }
}
