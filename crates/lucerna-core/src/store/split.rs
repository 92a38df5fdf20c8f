//! Users in one store, sessions in another.

use super::{
    CredentialChange, CredentialChanged, KeyDeletion, KeyRecord, LastKey, NewUserRecord, Page, RecordStore,
    SessionRecord, SessionStart, SessionStarted, SessionStore, Store, StoreError, UserRecord, UserStore,
    steps,
};
use crate::{
    Expiry, KeyId, KeyProof, Lifetime, Methods, PasswordHash, RecordsBy, Row, Schema, SessionId, Timestamp,
    UserId, Value,
};
use std::future::Future;

mod records;

/// A store made of two: users, keys and lasting records are in the one, sessions and passing records in the other, as with
/// SQL and Redis.
///
/// ```
/// use lucerna_core::{RecordStore, SessionStore, Split, Store};
///
/// fn split(users: impl Store, sessions: impl SessionStore + RecordStore) -> impl Store {
///     Split::new(users, sessions)
/// }
/// ```
///
/// No transaction spans the two, so their order is what holds:
///
/// * A session counts only while its user is there: every look-up asks for both.
/// * A user is deleted before their sessions and passing records. Where the second part fails, an error is returned, and what
///   is left names nobody; deleting the user once more deletes it.
/// * A passing record of a user is inserted or added to before it is asked whether the user is there, and taken back if not.
/// * A session is inserted before it is asked whether its user is there, and taken back if not. Whichever of that and of
///   the user's deletion comes first, no session stays.
/// * Where a user is created with an id that nobody has, whatever is left of somebody who had it ends first. The
///   `create_user_in` of a store of users does not know of the sessions: use new ids with it, as Lucerna makes them.
///
/// A look-up of a session and its user is one round trip to each of the two, one after the other; signing in is two to each
/// at most, where the store of the sessions needs one for each of its calls.
#[derive(Clone, Debug)]
pub struct Split<U, S> {
    users: U,
    sessions: S,
}

impl<U: Store, S: SessionStore + RecordStore> Split<U, S> {
    /// The store with these users and these sessions. The schema is that of the users' store, whose own sessions are not
    /// used; open both with the same one.
    #[must_use]
    pub fn new(users: U, sessions: S) -> Self {
        Self { users, sessions }
    }

    /// The store of the users.
    #[must_use]
    pub fn users(&self) -> &U {
        &self.users
    }

    /// The store of the sessions.
    #[must_use]
    pub fn sessions(&self) -> &S {
        &self.sessions
    }

    /// Inserts a session that stays only if its user is said to be there afterwards.
    async fn insert_if(
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

    /// A key that still proves it has a user, whom nobody has to ask for then.
    async fn proves(&self, proof: &KeyProof, user: &UserId) -> Result<bool, StoreError> {
        let key = self.users.find_key(&proof.key).await?;
        Ok(proof.still_holds(key.as_ref(), user))
    }

    /// Deletes the sessions and the passing records of a user.
    async fn delete_what_passes(&self, user: &UserId) -> Result<(), StoreError> {
        self.sessions.delete_user_sessions(user, None).await?;
        let tables = self.schema().record_tables().iter();
        for table in tables.filter(|it| it.lifetime() == Lifetime::Passing) {
            self.sessions.delete_records(table, RecordsBy::User(user)).await?;
        }
        Ok(())
    }

    /// The password of a user, as what a change can rest on.
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

    async fn start_session(&self, start: SessionStart) -> Result<SessionStarted, StoreError> {
        let SessionStart { session, proof, replaces } = start;
        let user = session.user_id.clone();
        match proof {
            None => self.insert_session(session).await?,
            Some(proof) => {
                if !self.insert_if(session, self.proves(&proof, &user)).await? {
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

    /// The users' store makes the change in one transaction. The sessions are ended before it and once more after it.
    async fn change_credential(&self, change: CredentialChange) -> Result<CredentialChanged, StoreError> {
        // Read first: of two changes that rest on sessions, the later one finds another password, or its session gone.
        let password = match change.session {
            Some(_) => self.password_of(&change.user_id).await?,
            None => None,
        };
        let current = match steps::ready(self, &change).await? {
            Ok(current) => current,
            Err(refusal) => return Ok(refusal),
        };
        let user = change.user_id.clone();
        let before = self.sessions.delete_user_sessions(&user, current.id()).await?;
        let proof = change.proof.or(password);
        let change = CredentialChange { proof, session: None, current: None, ..change };
        match self.users.change_credential(change).await? {
            CredentialChanged::Changed { .. } => steps::end(self, &user, current, before).await,
            refusal => {
                current.give_back(self).await?;
                Ok(refusal)
            }
        }
    }
}

impl<U: Store, S: SessionStore + RecordStore> SessionStore for Split<U, S> {
    async fn insert_session(&self, session: SessionRecord) -> Result<(), StoreError> {
        let user = session.user_id.clone();
        let is_there = self.insert_if(session, self.has_user(&user)).await?;
        if is_there { Ok(()) } else { Err(StoreError::MissingUser) }
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
        let theirs = sessions.is_empty() || self.has_user(user).await?;
        Ok(if theirs { sessions } else { Vec::new() })
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
            self.delete_what_passes(&user.user.id).await?;
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
        self.delete_what_passes(id).await?;
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
