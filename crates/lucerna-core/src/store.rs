//! The interface of a store.
//!
//! A store makes four guarantees. Acknowledged writes survive a crash. A user and their key are created together or not
//! at all. A session is inserted once and changed only while it exists, so that an ended session never returns. A
//! conflict names the key or the column.

use crate::{Expiry, KeyId, Methods, PasswordHash, Row, Schema, SessionId, Timestamp, UserId, Value};
use std::future::Future;

mod error;
pub use error::StoreError;

mod records;
pub use records::{KeyRecord, NewUserRecord, SessionRecord, UserRecord};

mod outcomes;
pub use outcomes::{
    CredentialAction, CredentialChange, CredentialChanged, KeyDeletion, LastKey, SessionStart, SessionStarted,
};

mod record_store;
pub use record_store::{Page, RecordStore, RecordWrite, RecordsBy, StoreFuture};

mod conditions;

mod defaults;

mod split;
pub use split::Split;

mod erased;
pub(crate) use erased::ErasedStore;

/// A database of users, sessions and records, for [`Auth`](crate::Auth).
///
/// ```
/// # use lucerna_core::*;
/// async fn is_alive(store: &impl Store, id: &SessionId, clock: &impl Clock) -> Result<bool, StoreError> {
///     Ok(store.find_session_and_user(id, clock.now()).await?.is_some())
/// }
/// ```
pub trait Store: UserStore + SessionStore + RecordStore {
    /// Returns the schema with which the store was opened.
    fn schema(&self) -> &Schema;

    /// Finds a session that has not expired at `now`, and its user, in one round trip. Returns `None` if there is no
    /// such session.
    ///
    /// # Errors
    /// [`StoreError`] if the database could not answer.
    fn find_session_and_user(
        &self,
        id: &SessionId,
        now: Timestamp,
    ) -> impl Future<Output = Result<Option<(SessionRecord, UserRecord)>, StoreError>> + Send;

    /// Checks that the database answers. This default looks up a session that does not exist.
    ///
    /// # Errors
    /// [`StoreError`] if the database could not answer.
    fn ping(&self) -> impl Future<Output = Result<(), StoreError>> + Send {
        defaults::ping(self)
    }

    /// Signs a user in: creates a session if the proof is still valid, and deletes the browser's previous session.
    ///
    /// A concurrent change of the password writes the new hash first and then deletes the sessions. So this call checks
    /// the key after inserting the session. An earlier session is deleted by the change, and a later one finds the new
    /// hash. A database that can do all this in one statement needs fewer round trips than this default.
    ///
    /// # Errors
    /// As [`insert_session`](SessionStore::insert_session).
    fn start_session(
        &self,
        start: SessionStart,
    ) -> impl Future<Output = Result<SessionStarted, StoreError>> + Send {
        defaults::start_session(self, start)
    }

    /// Changes a user's credentials. It ends all sessions of the user except the current one, which gets its new id.
    /// When the call returns, no session of the old credential is alive and none can start.
    ///
    /// A database with transactions makes the whole change or none, and of several concurrent changes with one proof,
    /// only one succeeds. This default uses several calls. If the caller stops between them, a session of the old
    /// credential may remain.
    ///
    /// # Errors
    /// [`StoreError`] if the database failed.
    fn change_credential(
        &self,
        change: CredentialChange,
    ) -> impl Future<Output = Result<CredentialChanged, StoreError>> + Send {
        defaults::change_credential(self, change)
    }
}

/// The users and keys of a database. Every method returns a [`StoreError`] if the database failed.
///
/// ```
/// # use lucerna_core::*;
/// async fn rename(store: &impl UserStore, user: &UserId, name: &str) -> Result<bool, StoreError> {
///     store.update_user(user, Row::new().with("username", &name.to_owned())).await
/// }
///
/// /// Adds a key and returns the user's number of keys.
/// async fn add_key(store: &impl UserStore, key: KeyRecord) -> Result<usize, StoreError> {
///     let user = key.user_id.clone();
///     store.insert_key(key).await?; // `Conflict` if it is in use
///     Ok(store.find_user_keys(&user).await?.len())
/// }
/// ```
pub trait UserStore: Send + Sync + 'static {
    /// Creates a user, with an optional key, in one transaction.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if the key, the value of a unique column or the user's id is in use, checked in this
    /// order. [`StoreError::Unfit`] if a value is longer than its column.
    fn insert_user(&self, user: NewUserRecord) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Finds a user by id.
    ///
    /// # Errors
    /// [`StoreError`] if the database could not answer.
    fn find_user(&self, id: &UserId) -> impl Future<Output = Result<Option<UserRecord>, StoreError>> + Send;

    /// Finds the user with this value in a unique column.
    ///
    /// # Errors
    /// [`StoreError`] if the database could not answer, or the column is not unique.
    fn find_user_by(
        &self,
        column: &str,
        value: &Value,
    ) -> impl Future<Output = Result<Option<UserRecord>, StoreError>> + Send;

    /// Lists a page of all users, ordered by id.
    ///
    /// # Errors
    /// [`StoreError`] if the database could not answer.
    fn list_users(&self, page: &Page) -> impl Future<Output = Result<Vec<UserRecord>, StoreError>> + Send;

    /// Counts the users.
    ///
    /// # Errors
    /// [`StoreError`] if the database could not answer.
    fn count_users(&self) -> impl Future<Output = Result<u64, StoreError>> + Send;

    /// Writes the columns of the row, keeps all others, and returns true if the user exists. A row without columns
    /// writes nothing.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if the value of a unique column is in use. [`StoreError::Unfit`] if a value is longer
    /// than its column.
    fn update_user(&self, id: &UserId, changes: Row)
    -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Deletes a user with all keys, and with all sessions in this store, in one transaction. Returns true if the user
    /// existed.
    ///
    /// # Errors
    /// [`StoreError`] if the database failed. Nothing is deleted then.
    fn delete_user(&self, id: &UserId) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Creates a key.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if the key is in use. [`StoreError::MissingUser`] if the user does not exist.
    fn insert_key(&self, key: KeyRecord) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Creates a key with the user and the password of an existing key. Returns false if that key does not exist or has
    /// no password. A concurrent change of the password changes both keys or neither.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if the new name is in use.
    fn copy_key(&self, id: &KeyId, new: &KeyId) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Finds a key by its name.
    ///
    /// # Errors
    /// [`StoreError`] if the database could not answer.
    fn find_key(&self, id: &KeyId) -> impl Future<Output = Result<Option<KeyRecord>, StoreError>> + Send;

    /// Lists all keys of a user, ordered by name.
    ///
    /// # Errors
    /// [`StoreError`] if the database could not answer.
    fn find_user_keys(
        &self,
        user: &UserId,
    ) -> impl Future<Output = Result<Vec<KeyRecord>, StoreError>> + Send;

    /// Sets the password of every key of a user that has one, or removes it, and returns the number of changed keys.
    /// The listed keys get the password too, if they are the user's. It is one statement.
    ///
    /// # Errors
    /// [`StoreError`] if the database failed.
    fn set_password(
        &self,
        user: &UserId,
        keys: &[KeyId],
        new: Option<PasswordHash>,
    ) -> impl Future<Output = Result<u64, StoreError>> + Send;

    /// Renames a key and writes the given columns of its user, in one transaction. Returns true if the key exists. Both
    /// names may be equal.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if the new name or the value of a unique column is in use. [`StoreError::Unfit`] if a
    /// value is longer than its column. Nothing changes then.
    fn rename_key(
        &self,
        id: &KeyId,
        new: &KeyId,
        changes: Row,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Replaces a hash if it is still the expected one, and returns true if it was.
    ///
    /// # Errors
    /// [`StoreError`] if the database failed.
    fn replace_password_hash(
        &self,
        id: &KeyId,
        old: &PasswordHash,
        new: PasswordHash,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Deletes a key. With [`LastKey::Keep`] a user's last key stays. Of two concurrent calls for a user's last two
    /// keys, one is refused.
    ///
    /// # Errors
    /// [`StoreError`] if the database failed.
    fn delete_key(
        &self,
        id: &KeyId,
        last: LastKey,
    ) -> impl Future<Output = Result<KeyDeletion, StoreError>> + Send;
}

/// The sessions of a database. Queries exclude expired sessions, deleted or not. A store with its own clock may expire
/// sessions by it.
///
/// ```
/// # use lucerna_core::*;
/// async fn sweep(store: &impl SessionStore, clock: &impl Clock) -> Result<(), StoreError> {
///     println!("{} sessions had expired", store.delete_dead_sessions(clock.now()).await?);
///     Ok(())
/// }
///
/// /// Ends all other sessions and returns the remaining ones.
/// async fn keep_one(
///     store: &impl SessionStore,
///     user: &UserId,
///     keep: &SessionId,
///     now: Timestamp,
/// ) -> Result<Vec<SessionRecord>, StoreError> {
///     store.delete_user_sessions(user, Some(keep)).await?;
///     store.find_user_sessions(user, now).await
/// }
/// ```
pub trait SessionStore: Send + Sync + 'static {
    /// Creates a session.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if the id is in use. [`StoreError::MissingUser`] if the user does not exist.
    fn insert_session(&self, session: SessionRecord) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Finds a session that has not expired at `now`.
    ///
    /// # Errors
    /// [`StoreError`] if the database could not answer.
    fn find_session(
        &self,
        id: &SessionId,
        now: Timestamp,
    ) -> impl Future<Output = Result<Option<SessionRecord>, StoreError>> + Send;

    /// Lists all sessions of a user that have not expired at `now`, ordered by id.
    ///
    /// # Errors
    /// [`StoreError`] if the database could not answer.
    fn find_user_sessions(
        &self,
        user: &UserId,
        now: Timestamp,
    ) -> impl Future<Output = Result<Vec<SessionRecord>, StoreError>> + Send;

    /// Moves a session's active and idle limits, and returns true if the session exists. It never recreates a session
    /// and never moves the absolute limit.
    ///
    /// # Errors
    /// [`StoreError`] if the database failed.
    fn renew_session(
        &self,
        id: &SessionId,
        expiry: Expiry,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Writes the columns of the row, keeps all others, and returns true if the session exists. A row without columns
    /// writes nothing.
    ///
    /// # Errors
    /// [`StoreError`] if the database failed.
    fn update_session(
        &self,
        id: &SessionId,
        changes: Row,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Changes a session's id and, with `verified`, the time and methods of its last verification. Everything else
    /// stays. Returns true on success. Returns false without a change if the session does not exist or the new id is in
    /// use.
    ///
    /// The change is atomic: a reader always finds exactly one session. Of several concurrent calls, one returns true.
    /// A concurrent call that ends all sessions of the user ends this one too.
    ///
    /// # Errors
    /// [`StoreError`] if the database failed.
    fn rename_session(
        &self,
        id: &SessionId,
        new: &SessionId,
        verified: Option<(Timestamp, &Methods)>,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Deletes a session and returns true if it existed. Of several concurrent calls, one returns true.
    ///
    /// # Errors
    /// [`StoreError`] if the database failed.
    fn delete_session(&self, id: &SessionId) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Deletes all sessions of a user, except the one to keep, and returns their number.
    ///
    /// # Errors
    /// [`StoreError`] if the database failed.
    fn delete_user_sessions(
        &self,
        user: &UserId,
        keep: Option<&SessionId>,
    ) -> impl Future<Output = Result<u64, StoreError>> + Send;

    /// Deletes the sessions of all users that have expired at `now`, and returns their number.
    ///
    /// # Errors
    /// [`StoreError`] if the database failed.
    fn delete_dead_sessions(&self, now: Timestamp) -> impl Future<Output = Result<u64, StoreError>> + Send;
}
