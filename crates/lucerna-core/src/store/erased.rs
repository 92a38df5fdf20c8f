//! The boxed twin of [`Store`], so that no signature of a user's names a database.

use super::{
    KeyRecord, NewUserRecord, SessionRecord, SessionStore, Store, StoreError, UserRecord, UserStore,
};
use crate::{Expiry, KeyId, PasswordHash, Schema, SessionId};
use std::future::Future;
use std::pin::Pin;

type Boxed<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

pub(crate) trait ErasedStore: Send + Sync {
    fn schema(&self) -> &Schema;
    fn find_session_and_user<'a>(
        &'a self,
        id: &'a SessionId,
    ) -> Boxed<'a, Option<(SessionRecord, UserRecord)>>;
    fn insert_user(&self, user: NewUserRecord) -> Boxed<'_, ()>;
    fn find_key<'a>(&'a self, id: &'a KeyId) -> Boxed<'a, Option<KeyRecord>>;
    fn replace_password_hash<'a>(
        &'a self,
        id: &'a KeyId,
        old: &'a PasswordHash,
        new: PasswordHash,
    ) -> Boxed<'a, bool>;
    fn insert_session(&self, session: SessionRecord) -> Boxed<'_, ()>;
    fn renew_session<'a>(&'a self, id: &'a SessionId, expiry: Expiry) -> Boxed<'a, bool>;
    fn delete_session<'a>(&'a self, id: &'a SessionId) -> Boxed<'a, bool>;
}

impl<T: Store> ErasedStore for T {
    fn schema(&self) -> &Schema {
        Store::schema(self)
    }

    fn find_session_and_user<'a>(
        &'a self,
        id: &'a SessionId,
    ) -> Boxed<'a, Option<(SessionRecord, UserRecord)>> {
        Box::pin(Store::find_session_and_user(self, id))
    }

    fn insert_user(&self, user: NewUserRecord) -> Boxed<'_, ()> {
        Box::pin(UserStore::insert_user(self, user))
    }

    fn find_key<'a>(&'a self, id: &'a KeyId) -> Boxed<'a, Option<KeyRecord>> {
        Box::pin(UserStore::find_key(self, id))
    }

    fn replace_password_hash<'a>(
        &'a self,
        id: &'a KeyId,
        old: &'a PasswordHash,
        new: PasswordHash,
    ) -> Boxed<'a, bool> {
        Box::pin(UserStore::replace_password_hash(self, id, old, new))
    }

    fn insert_session(&self, session: SessionRecord) -> Boxed<'_, ()> {
        Box::pin(SessionStore::insert_session(self, session))
    }

    fn renew_session<'a>(&'a self, id: &'a SessionId, expiry: Expiry) -> Boxed<'a, bool> {
        Box::pin(SessionStore::renew_session(self, id, expiry))
    }

    fn delete_session<'a>(&'a self, id: &'a SessionId) -> Boxed<'a, bool> {
        Box::pin(SessionStore::delete_session(self, id))
    }
}
