//! The boxed twin of [`Store`], so that no signature of a user's names a database.

use super::{
    KeyDeletion, KeyRecord, LastKey, NewUserRecord, SessionRecord, SessionStart, SessionStarted,
    SessionStore, Store, StoreError, UserRecord, UserStore,
};
use crate::{Expiry, KeyId, PasswordHash, Row, Schema, SessionId, Timestamp, UserId};
use std::future::Future;
use std::pin::Pin;

type Boxed<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

pub(crate) trait ErasedStore: Send + Sync {
    fn schema(&self) -> &Schema;
    fn find_session_and_user<'a>(
        &'a self,
        id: &'a SessionId,
        now: Timestamp,
    ) -> Boxed<'a, Option<(SessionRecord, UserRecord)>>;
    fn start_session(&self, start: SessionStart) -> Boxed<'_, SessionStarted>;
    fn insert_user(&self, user: NewUserRecord) -> Boxed<'_, ()>;
    fn find_user<'a>(&'a self, id: &'a UserId) -> Boxed<'a, Option<UserRecord>>;
    fn update_user<'a>(&'a self, id: &'a UserId, changes: Row) -> Boxed<'a, bool>;
    fn delete_user<'a>(&'a self, id: &'a UserId) -> Boxed<'a, bool>;
    fn insert_key(&self, key: KeyRecord) -> Boxed<'_, ()>;
    fn find_key<'a>(&'a self, id: &'a KeyId) -> Boxed<'a, Option<KeyRecord>>;
    fn find_user_keys<'a>(&'a self, user: &'a UserId) -> Boxed<'a, Vec<KeyRecord>>;
    fn set_password_hash<'a>(&'a self, id: &'a KeyId, new: Option<PasswordHash>) -> Boxed<'a, bool>;
    fn replace_password_hash<'a>(
        &'a self,
        id: &'a KeyId,
        old: &'a PasswordHash,
        new: PasswordHash,
    ) -> Boxed<'a, bool>;
    fn delete_key<'a>(&'a self, id: &'a KeyId, last: LastKey) -> Boxed<'a, KeyDeletion>;
    fn find_session<'a>(&'a self, id: &'a SessionId, now: Timestamp) -> Boxed<'a, Option<SessionRecord>>;
    fn find_user_sessions<'a>(&'a self, user: &'a UserId, now: Timestamp) -> Boxed<'a, Vec<SessionRecord>>;
    fn renew_session<'a>(&'a self, id: &'a SessionId, expiry: Expiry) -> Boxed<'a, bool>;
    fn update_session<'a>(&'a self, id: &'a SessionId, changes: Row) -> Boxed<'a, bool>;
    fn rename_session<'a>(&'a self, id: &'a SessionId, new: &'a SessionId) -> Boxed<'a, bool>;
    fn delete_session<'a>(&'a self, id: &'a SessionId) -> Boxed<'a, bool>;
    fn delete_user_sessions<'a>(&'a self, user: &'a UserId, keep: Option<&'a SessionId>) -> Boxed<'a, u64>;
    fn delete_dead_sessions(&self, now: Timestamp) -> Boxed<'_, u64>;
}

impl<T: Store> ErasedStore for T {
    fn schema(&self) -> &Schema {
        Store::schema(self)
    }

    fn find_session_and_user<'a>(
        &'a self,
        id: &'a SessionId,
        now: Timestamp,
    ) -> Boxed<'a, Option<(SessionRecord, UserRecord)>> {
        Box::pin(Store::find_session_and_user(self, id, now))
    }

    fn start_session(&self, start: SessionStart) -> Boxed<'_, SessionStarted> {
        Box::pin(Store::start_session(self, start))
    }

    fn insert_user(&self, user: NewUserRecord) -> Boxed<'_, ()> {
        Box::pin(UserStore::insert_user(self, user))
    }

    fn find_user<'a>(&'a self, id: &'a UserId) -> Boxed<'a, Option<UserRecord>> {
        Box::pin(UserStore::find_user(self, id))
    }

    fn update_user<'a>(&'a self, id: &'a UserId, changes: Row) -> Boxed<'a, bool> {
        Box::pin(UserStore::update_user(self, id, changes))
    }

    fn delete_user<'a>(&'a self, id: &'a UserId) -> Boxed<'a, bool> {
        Box::pin(UserStore::delete_user(self, id))
    }

    fn insert_key(&self, key: KeyRecord) -> Boxed<'_, ()> {
        Box::pin(UserStore::insert_key(self, key))
    }

    fn find_key<'a>(&'a self, id: &'a KeyId) -> Boxed<'a, Option<KeyRecord>> {
        Box::pin(UserStore::find_key(self, id))
    }

    fn find_user_keys<'a>(&'a self, user: &'a UserId) -> Boxed<'a, Vec<KeyRecord>> {
        Box::pin(UserStore::find_user_keys(self, user))
    }

    fn set_password_hash<'a>(&'a self, id: &'a KeyId, new: Option<PasswordHash>) -> Boxed<'a, bool> {
        Box::pin(UserStore::set_password_hash(self, id, new))
    }

    fn replace_password_hash<'a>(
        &'a self,
        id: &'a KeyId,
        old: &'a PasswordHash,
        new: PasswordHash,
    ) -> Boxed<'a, bool> {
        Box::pin(UserStore::replace_password_hash(self, id, old, new))
    }

    fn delete_key<'a>(&'a self, id: &'a KeyId, last: LastKey) -> Boxed<'a, KeyDeletion> {
        Box::pin(UserStore::delete_key(self, id, last))
    }

    fn find_session<'a>(&'a self, id: &'a SessionId, now: Timestamp) -> Boxed<'a, Option<SessionRecord>> {
        Box::pin(SessionStore::find_session(self, id, now))
    }

    fn find_user_sessions<'a>(&'a self, user: &'a UserId, now: Timestamp) -> Boxed<'a, Vec<SessionRecord>> {
        Box::pin(SessionStore::find_user_sessions(self, user, now))
    }

    fn renew_session<'a>(&'a self, id: &'a SessionId, expiry: Expiry) -> Boxed<'a, bool> {
        Box::pin(SessionStore::renew_session(self, id, expiry))
    }

    fn update_session<'a>(&'a self, id: &'a SessionId, changes: Row) -> Boxed<'a, bool> {
        Box::pin(SessionStore::update_session(self, id, changes))
    }

    fn rename_session<'a>(&'a self, id: &'a SessionId, new: &'a SessionId) -> Boxed<'a, bool> {
        Box::pin(SessionStore::rename_session(self, id, new))
    }

    fn delete_session<'a>(&'a self, id: &'a SessionId) -> Boxed<'a, bool> {
        Box::pin(SessionStore::delete_session(self, id))
    }

    fn delete_user_sessions<'a>(&'a self, user: &'a UserId, keep: Option<&'a SessionId>) -> Boxed<'a, u64> {
        Box::pin(SessionStore::delete_user_sessions(self, user, keep))
    }

    fn delete_dead_sessions(&self, now: Timestamp) -> Boxed<'_, u64> {
        Box::pin(SessionStore::delete_dead_sessions(self, now))
    }
}
