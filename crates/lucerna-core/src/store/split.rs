//! Users in one store, sessions in another.

use super::{
    CredentialChange, CredentialChanged, KeyDeletion, KeyRecord, LastKey, NewUserRecord, Page, RecordStore,
    SessionRecord, SessionStart, SessionStarted, SessionStore, Store, StoreError, UserRecord, UserStore,
    defaults,
};
use crate::{
    Expiry, KeyId, KeyProof, Lifetime, Methods, PasswordHash, RecordsBy, Row, Schema, SessionId, Timestamp,
    UserId, Value,
};
use std::future::Future;

mod records;

/// A store made of two, such as SQL and Redis. Users, keys and lasting records are in the first store, sessions and
/// passing records in the second.
///
/// ```
/// use lucerna_core::{RecordStore, SessionStore, Split, Store};
///
/// fn split(users: impl Store, sessions: impl SessionStore + RecordStore) -> impl Store {
///     Split::new(users, sessions)
/// }
/// ```
///
/// No transaction spans both stores. The order of the writes keeps them consistent:
///
/// * A session is valid only while its user exists: every look-up checks both.
/// * A user is deleted before their sessions and passing records. If the second part fails, the call returns an error.
///   The remaining rows belong to no user, and a second call for the same user deletes them.
/// * A passing record of a user is written before the check that the user exists. If not, it is removed again.
/// * A session is inserted before the check that its user exists. If not, it is removed again. So no session outlives
///   its user, even if both calls are concurrent.
/// * Before a user is created with an unused id, sessions and passing records of an earlier user with this id are
///   deleted. A store's own `create_user_in` cannot delete them. Use new ids with it, as Lucerna generates them.
///
/// A look-up of a session and its user takes one round trip to each store, one after the other. A sign-in takes at most
/// two to each, if the session store needs one per call.
#[derive(Clone, Debug)]
pub struct Split<U, S> {
    users: U,
    sessions: S,
}

impl<U: Store, S: SessionStore + RecordStore> Split<U, S> {
    /// Creates a store from a store of users and a store of sessions. Open both with the same schema. The users' store
    /// provides it, and its own sessions are not used.
    #[must_use]
    pub fn new(users: U, sessions: S) -> Self {
        Self { users, sessions }
    }

    /// Returns the store of the users.
    #[must_use]
    pub fn users(&self) -> &U {
        &self.users
    }

    /// Returns the store of the sessions.
    #[must_use]
    pub fn sessions(&self) -> &S {
        &self.sessions
    }

    /// Inserts a session, and removes it again unless its user exists afterwards.
    async fn insert_if_user_exists(
        &self,
        session: SessionRecord,
        has_user: impl Future<Output = Result<bool, StoreError>>,
    ) -> Result<bool, StoreError> {
        let id = session.id;
        self.sessions.insert_session(session).await?;
        let answer = has_user.await;
        if !matches!(answer, Ok(true)) {
            self.sessions.delete_session(&id).await?;
        }
        answer
    }

    /// Returns true if the key still proves the user. The user then exists, so no separate check is needed.
    async fn proves(&self, proof: &KeyProof, user: &UserId) -> Result<bool, StoreError> {
        let key = self.users.find_key(&proof.key).await?;
        Ok(proof.still_holds(key.as_ref(), user))
    }

    /// Deletes the sessions and the passing records of a user.
    async fn delete_passing_rows(&self, user: &UserId) -> Result<(), StoreError> {
        self.sessions.delete_user_sessions(user, None).await?;
        let tables = self.schema().record_tables().iter();
        for table in tables.filter(|it| it.lifetime() == Lifetime::Passing) {
            self.sessions.delete_records(table, RecordsBy::User(user)).await?;
        }
        Ok(())
    }

    /// Returns a proof of the user's current password, to detect a concurrent change.
    async fn password_of(&self, user: &UserId) -> Result<Option<KeyProof>, StoreError> {
        let keys = self.users.find_user_keys(user).await?;
        let key = keys.into_iter().find(|it| it.password_hash.is_some());
        Ok(key.map(|it| KeyProof { key: it.id, hash: it.password_hash }))
    }

    async fn has_user(&self, id: &UserId) -> Result<bool, StoreError> {
        Ok(self.users.find_user(id).await?.is_some())
    }
}

impl<U: Store, S: SessionStore + RecordStore> Store for Split<U, S> {
    fn schema(&self) -> &Schema {
        self.users.schema()
    }

    async fn find_session_and_user(
        &self,
        id: &SessionId,
        now: Timestamp,
    ) -> Result<Option<(SessionRecord, UserRecord)>, StoreError> {
        let Some(session) = self.sessions.find_session(id, now).await? else { return Ok(None) };
        let user = self.users.find_user(&session.user_id).await?;
        Ok(user.map(|user| (session, user)))
    }

    /// Asks both stores.
    async fn ping(&self) -> Result<(), StoreError> {
        self.users.ping().await?;
        let unknown = self.sessions.find_session(&SessionId::UNKNOWN, Timestamp::from_unix_millis(0)).await;
        unknown.map(drop)
    }

    async fn start_session(&self, start: SessionStart) -> Result<SessionStarted, StoreError> {
        let SessionStart { session, proof, replaces } = start;
        let user = session.user_id.clone();
        match proof {
            None => self.insert_session(session).await?,
            Some(proof) => {
                if !self.insert_if_user_exists(session, self.proves(&proof, &user)).await? {
                    return Ok(SessionStarted::Superseded);
                }
            }
        }
        let replaced = match replaces {
            Some(older) => self.sessions.delete_session(&older).await?,
            None => false,
        };
        Ok(SessionStarted::Started { replaced })
    }

    /// Changes credentials in one transaction of the users' store. Sessions end before it and again after it.
    async fn change_credential(&self, change: CredentialChange) -> Result<CredentialChanged, StoreError> {
        // Read the password first: of two concurrent changes with sessions as proofs, the later one finds another
        // password or an ended session.
        let password = match change.session {
            Some(_) => self.password_of(&change.user_id).await?,
            None => None,
        };
        let current = match defaults::prepare(self, &change).await? {
            Ok(current) => current,
            Err(refusal) => return Ok(refusal),
        };
        let user = change.user_id.clone();
        let before = self.sessions.delete_user_sessions(&user, current.id()).await?;
        let proof = change.proof.or(password);
        let change = CredentialChange { proof, session: None, current: None, ..change };
        match self.users.change_credential(change).await? {
            CredentialChanged::Changed { .. } => defaults::finish(self, &user, current, before).await,
            refusal => {
                current.restore_id(self).await?;
                Ok(refusal)
            }
        }
    }
}

impl<U: Store, S: SessionStore + RecordStore> SessionStore for Split<U, S> {
    async fn insert_session(&self, session: SessionRecord) -> Result<(), StoreError> {
        let user = session.user_id.clone();
        let user_exists = self.insert_if_user_exists(session, self.has_user(&user)).await?;
        if user_exists { Ok(()) } else { Err(StoreError::MissingUser) }
    }

    async fn find_session(
        &self,
        id: &SessionId,
        now: Timestamp,
    ) -> Result<Option<SessionRecord>, StoreError> {
        Ok(self.find_session_and_user(id, now).await?.map(|(session, _)| session))
    }

    async fn find_user_sessions(
        &self,
        user: &UserId,
        now: Timestamp,
    ) -> Result<Vec<SessionRecord>, StoreError> {
        let sessions = self.sessions.find_user_sessions(user, now).await?;
        let has_user = sessions.is_empty() || self.has_user(user).await?;
        Ok(if has_user { sessions } else { Vec::new() })
    }

    async fn renew_session(&self, id: &SessionId, expiry: Expiry) -> Result<bool, StoreError> {
        self.sessions.renew_session(id, expiry).await
    }

    async fn update_session(&self, id: &SessionId, changes: Row) -> Result<bool, StoreError> {
        self.sessions.update_session(id, changes).await
    }

    async fn rename_session(
        &self,
        id: &SessionId,
        new: &SessionId,
        verified: Option<(Timestamp, &Methods)>,
    ) -> Result<bool, StoreError> {
        self.sessions.rename_session(id, new, verified).await
    }

    async fn delete_session(&self, id: &SessionId) -> Result<bool, StoreError> {
        self.sessions.delete_session(id).await
    }

    async fn delete_user_sessions(&self, user: &UserId, keep: Option<&SessionId>) -> Result<u64, StoreError> {
        self.sessions.delete_user_sessions(user, keep).await
    }

    async fn delete_dead_sessions(&self, now: Timestamp) -> Result<u64, StoreError> {
        self.sessions.delete_dead_sessions(now).await
    }
}

impl<U: Store, S: SessionStore + RecordStore> UserStore for Split<U, S> {
    async fn insert_user(&self, user: NewUserRecord) -> Result<(), StoreError> {
        if !self.has_user(&user.user.id).await? {
            self.delete_passing_rows(&user.user.id).await?;
        }
        self.users.insert_user(user).await
    }

    async fn find_user(&self, id: &UserId) -> Result<Option<UserRecord>, StoreError> {
        self.users.find_user(id).await
    }

    async fn find_user_by(&self, column: &str, value: &Value) -> Result<Option<UserRecord>, StoreError> {
        self.users.find_user_by(column, value).await
    }

    async fn list_users(&self, page: &Page) -> Result<Vec<UserRecord>, StoreError> {
        self.users.list_users(page).await
    }

    async fn count_users(&self) -> Result<u64, StoreError> {
        self.users.count_users().await
    }

    async fn update_user(&self, id: &UserId, changes: Row) -> Result<bool, StoreError> {
        self.users.update_user(id, changes).await
    }

    async fn delete_user(&self, id: &UserId) -> Result<bool, StoreError> {
        let deleted = self.users.delete_user(id).await?;
        self.delete_passing_rows(id).await?;
        Ok(deleted)
    }

    async fn insert_key(&self, key: KeyRecord) -> Result<(), StoreError> {
        self.users.insert_key(key).await
    }

    async fn copy_key(&self, id: &KeyId, new: &KeyId) -> Result<bool, StoreError> {
        self.users.copy_key(id, new).await
    }

    async fn find_key(&self, id: &KeyId) -> Result<Option<KeyRecord>, StoreError> {
        self.users.find_key(id).await
    }

    async fn find_user_keys(&self, user: &UserId) -> Result<Vec<KeyRecord>, StoreError> {
        self.users.find_user_keys(user).await
    }

    async fn set_password(
        &self,
        user: &UserId,
        keys: &[KeyId],
        new: Option<PasswordHash>,
    ) -> Result<u64, StoreError> {
        self.users.set_password(user, keys, new).await
    }

    async fn rename_key(&self, id: &KeyId, new: &KeyId, changes: Row) -> Result<bool, StoreError> {
        self.users.rename_key(id, new, changes).await
    }

    async fn replace_password_hash(
        &self,
        id: &KeyId,
        old: &PasswordHash,
        new: PasswordHash,
    ) -> Result<bool, StoreError> {
        self.users.replace_password_hash(id, old, new).await
    }

    async fn delete_key(&self, id: &KeyId, last: LastKey) -> Result<KeyDeletion, StoreError> {
        self.users.delete_key(id, last).await
    }
}
