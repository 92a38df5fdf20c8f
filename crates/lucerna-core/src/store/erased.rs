//! The object-safe form of [`Store`], so that [`Auth`](crate::Auth) needs no type parameter for it.

use super::{
    CredentialChange, CredentialChanged, KeyDeletion, KeyRecord, LastKey, NewUserRecord, Page, RecordStore,
    SessionRecord, SessionStart, SessionStarted, SessionStore, Store, StoreFuture, UserRecord, UserStore,
};
use crate::{Expiry, KeyId, Methods, PasswordHash, Row, Schema, SessionId, Timestamp, UserId, Value};

pub(crate) trait ErasedStore: RecordStore {
    fn schema(&self) -> &Schema;
    fn find_session_and_user<'a>(
        &'a self,
        id: &'a SessionId,
        now: Timestamp,
    ) -> StoreFuture<'a, Option<(SessionRecord, UserRecord)>>;
    fn ping(&self) -> StoreFuture<'_, ()>;
    fn start_session(&self, start: SessionStart) -> StoreFuture<'_, SessionStarted>;
    fn change_credential(&self, change: CredentialChange) -> StoreFuture<'_, CredentialChanged>;
    fn insert_user(&self, user: NewUserRecord) -> StoreFuture<'_, ()>;
    fn find_user_by<'a>(&'a self, column: &'a str, value: &'a Value) -> StoreFuture<'a, Option<UserRecord>>;
    fn list_users<'a>(&'a self, page: &'a Page) -> StoreFuture<'a, Vec<UserRecord>>;
    fn count_users(&self) -> StoreFuture<'_, u64>;
    fn find_user<'a>(&'a self, id: &'a UserId) -> StoreFuture<'a, Option<UserRecord>>;
    fn update_user<'a>(&'a self, id: &'a UserId, changes: Row) -> StoreFuture<'a, bool>;
    fn delete_user<'a>(&'a self, id: &'a UserId) -> StoreFuture<'a, bool>;
    fn insert_key(&self, key: KeyRecord) -> StoreFuture<'_, ()>;
    fn copy_key<'a>(&'a self, id: &'a KeyId, new: &'a KeyId) -> StoreFuture<'a, bool>;
    fn delete_key<'a>(&'a self, id: &'a KeyId) -> StoreFuture<'a, KeyDeletion>;
    fn find_key<'a>(&'a self, id: &'a KeyId) -> StoreFuture<'a, Option<KeyRecord>>;
    fn find_user_keys<'a>(&'a self, user: &'a UserId) -> StoreFuture<'a, Vec<KeyRecord>>;
    fn rename_key<'a>(&'a self, id: &'a KeyId, new: &'a KeyId, changes: Row) -> StoreFuture<'a, bool>;
    fn replace_password_hash<'a>(
        &'a self,
        id: &'a KeyId,
        old: &'a PasswordHash,
        new: PasswordHash,
    ) -> StoreFuture<'a, bool>;
    fn find_session<'a>(
        &'a self,
        id: &'a SessionId,
        now: Timestamp,
    ) -> StoreFuture<'a, Option<SessionRecord>>;
    fn find_user_sessions<'a>(
        &'a self,
        user: &'a UserId,
        now: Timestamp,
    ) -> StoreFuture<'a, Vec<SessionRecord>>;
    fn renew_session<'a>(&'a self, id: &'a SessionId, expiry: Expiry) -> StoreFuture<'a, bool>;
    fn update_session<'a>(&'a self, id: &'a SessionId, changes: Row) -> StoreFuture<'a, bool>;
    fn rename_session<'a>(
        &'a self,
        id: &'a SessionId,
        new: &'a SessionId,
        verified: Option<(Timestamp, &'a Methods)>,
    ) -> StoreFuture<'a, bool>;
    fn delete_session<'a>(&'a self, id: &'a SessionId) -> StoreFuture<'a, bool>;
    fn delete_user_sessions<'a>(
        &'a self,
        user: &'a UserId,
        keep: Option<&'a SessionId>,
    ) -> StoreFuture<'a, u64>;
    fn delete_dead_sessions(&self, now: Timestamp) -> StoreFuture<'_, u64>;
}

impl<T: Store> ErasedStore for T {
    fn schema(&self) -> &Schema {
        Store::schema(self)
    }

    fn find_session_and_user<'a>(
        &'a self,
        id: &'a SessionId,
        now: Timestamp,
    ) -> StoreFuture<'a, Option<(SessionRecord, UserRecord)>> {
        Box::pin(Store::find_session_and_user(self, id, now))
    }

    fn ping(&self) -> StoreFuture<'_, ()> {
        Box::pin(Store::ping(self))
    }

    fn start_session(&self, start: SessionStart) -> StoreFuture<'_, SessionStarted> {
        Box::pin(Store::start_session(self, start))
    }

    fn change_credential(&self, change: CredentialChange) -> StoreFuture<'_, CredentialChanged> {
        Box::pin(Store::change_credential(self, change))
    }

    fn find_user_by<'a>(&'a self, column: &'a str, value: &'a Value) -> StoreFuture<'a, Option<UserRecord>> {
        Box::pin(UserStore::find_user_by(self, column, value))
    }

    fn list_users<'a>(&'a self, page: &'a Page) -> StoreFuture<'a, Vec<UserRecord>> {
        Box::pin(UserStore::list_users(self, page))
    }

    fn count_users(&self) -> StoreFuture<'_, u64> {
        Box::pin(UserStore::count_users(self))
    }

    fn insert_user(&self, user: NewUserRecord) -> StoreFuture<'_, ()> {
        Box::pin(UserStore::insert_user(self, user))
    }

    fn find_user<'a>(&'a self, id: &'a UserId) -> StoreFuture<'a, Option<UserRecord>> {
        Box::pin(UserStore::find_user(self, id))
    }

    fn update_user<'a>(&'a self, id: &'a UserId, changes: Row) -> StoreFuture<'a, bool> {
        Box::pin(UserStore::update_user(self, id, changes))
    }

    fn delete_user<'a>(&'a self, id: &'a UserId) -> StoreFuture<'a, bool> {
        Box::pin(UserStore::delete_user(self, id))
    }

    fn insert_key(&self, key: KeyRecord) -> StoreFuture<'_, ()> {
        Box::pin(UserStore::insert_key(self, key))
    }

    fn copy_key<'a>(&'a self, id: &'a KeyId, new: &'a KeyId) -> StoreFuture<'a, bool> {
        Box::pin(UserStore::copy_key(self, id, new))
    }

    fn delete_key<'a>(&'a self, id: &'a KeyId) -> StoreFuture<'a, KeyDeletion> {
        Box::pin(UserStore::delete_key(self, id, LastKey::Delete))
    }

    fn find_key<'a>(&'a self, id: &'a KeyId) -> StoreFuture<'a, Option<KeyRecord>> {
        Box::pin(UserStore::find_key(self, id))
    }

    fn find_user_keys<'a>(&'a self, user: &'a UserId) -> StoreFuture<'a, Vec<KeyRecord>> {
        Box::pin(UserStore::find_user_keys(self, user))
    }

    fn rename_key<'a>(&'a self, id: &'a KeyId, new: &'a KeyId, changes: Row) -> StoreFuture<'a, bool> {
        Box::pin(UserStore::rename_key(self, id, new, changes))
    }

    fn replace_password_hash<'a>(
        &'a self,
        id: &'a KeyId,
        old: &'a PasswordHash,
        new: PasswordHash,
    ) -> StoreFuture<'a, bool> {
        Box::pin(UserStore::replace_password_hash(self, id, old, new))
    }

    fn find_session<'a>(
        &'a self,
        id: &'a SessionId,
        now: Timestamp,
    ) -> StoreFuture<'a, Option<SessionRecord>> {
        Box::pin(SessionStore::find_session(self, id, now))
    }

    fn find_user_sessions<'a>(
        &'a self,
        user: &'a UserId,
        now: Timestamp,
    ) -> StoreFuture<'a, Vec<SessionRecord>> {
        Box::pin(SessionStore::find_user_sessions(self, user, now))
    }

    fn renew_session<'a>(&'a self, id: &'a SessionId, expiry: Expiry) -> StoreFuture<'a, bool> {
        Box::pin(SessionStore::renew_session(self, id, expiry))
    }

    fn update_session<'a>(&'a self, id: &'a SessionId, changes: Row) -> StoreFuture<'a, bool> {
        Box::pin(SessionStore::update_session(self, id, changes))
    }

    fn rename_session<'a>(
        &'a self,
        id: &'a SessionId,
        new: &'a SessionId,
        verified: Option<(Timestamp, &'a Methods)>,
    ) -> StoreFuture<'a, bool> {
        Box::pin(SessionStore::rename_session(self, id, new, verified))
    }

    fn delete_session<'a>(&'a self, id: &'a SessionId) -> StoreFuture<'a, bool> {
        Box::pin(SessionStore::delete_session(self, id))
    }

    fn delete_user_sessions<'a>(
        &'a self,
        user: &'a UserId,
        keep: Option<&'a SessionId>,
    ) -> StoreFuture<'a, u64> {
        Box::pin(SessionStore::delete_user_sessions(self, user, keep))
    }

    fn delete_dead_sessions(&self, now: Timestamp) -> StoreFuture<'_, u64> {
        Box::pin(SessionStore::delete_dead_sessions(self, now))
    }
}
