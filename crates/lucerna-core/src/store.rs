//! What a database has to do.
//!
//! A store keeps four promises that Lucerna rests on: what it acknowledged is there after a crash; a user and their
//! key are created together or not at all; a session is inserted once and changed only while it is there, so that
//! nothing ended comes back; and a conflict names the key or the column.

use crate::{Expiry, KeyId, Methods, PasswordHash, Row, Schema, SessionId, Timestamp, UserId, Value};
use std::future::Future;

mod error;
pub use error::StoreError;

mod records;
pub use records::{KeyRecord, NewUserRecord, SessionRecord, UserRecord};

mod answers;
pub use answers::{
    CredentialAction, CredentialChange, CredentialChanged, KeyDeletion, LastKey, SessionStart, SessionStarted,
};

mod record_store;
pub use record_store::{Page, RecordStore, RecordWrite, RecordsBy, StoreFuture};

mod conditions;

mod steps;

mod split;
pub use split::Split;

mod erased;
pub(crate) use erased::ErasedStore;

/// A database of users, sessions and records: the one thing [`Auth`](crate::Auth) is built on.
///
/// ```
/// # use lucerna_core::*;
/// async fn is_alive(store: &impl Store, id: &SessionId, clock: &impl Clock) -> Result<bool, StoreError> {
///     Ok(store.find_session_and_user(id, clock.now()).await?.is_some())
/// }
/// ```
pub trait Store: UserStore + SessionStore + RecordStore {
    /// The schema that the store was opened with.
    fn schema(&self) -> &Schema;

    /// A session that is not over at `now`, and its user, in one round trip.
    ///
    /// # Errors
    /// [`StoreError`] if the database could not answer. `None` means that there is no such session.
    fn find_session_and_user(
        &self,
        id: &SessionId,
        now: Timestamp,
    ) -> impl Future<Output = Result<Option<(SessionRecord, UserRecord)>, StoreError>> + Send;

    /// Signs somebody in: creates a session, provided that what was proven still is so, and deletes the one that the
    /// browser had.
    ///
    /// Whoever changes a password writes the new hash and then deletes the sessions. So the key is looked at after the
    /// session was inserted: a session that came first is deleted by them, and one that came later finds the new hash
    /// here. A database that can do all this in one statement does it in fewer round trips than this default.
    ///
    /// # Errors
    /// As [`insert_session`](SessionStore::insert_session).
    fn start_session(
        &self,
        start: SessionStart,
    ) -> impl Future<Output = Result<SessionStarted, StoreError>> + Send {
        steps::start(self, start)
    }

    /// Changes what a user signs in with: ends all sessions of the user but the current one, and gives that one its new id.
    /// No session that was begun with the old credential is alive when this returns, and none can start with it.
    ///
    /// A database that can do this in one transaction does so: the whole change is made, or nothing, and of several changes with
    /// one proof at once one is made. This default does it in steps. If the caller stops between them, a session that was begun
    /// with the old credential can be left.
    ///
    /// # Errors
    /// [`StoreError`] if the database could not do it.
    fn change_credential(
        &self,
        change: CredentialChange,
    ) -> impl Future<Output = Result<CredentialChanged, StoreError>> + Send {
        steps::change_credential(self, change)
    }
}

/// The users and keys of a database. Every method fails with a [`StoreError`] if it cannot do or say what it should.
///
/// ```
/// # use lucerna_core::*;
/// async fn rename(store: &impl UserStore, user: &UserId, name: &str) -> Result<bool, StoreError> {
///     store.update_user(user, Row::new().with("username", &name.to_owned())).await
/// }
///
/// /// How many keys the user has then.
/// async fn add_key(store: &impl UserStore, key: KeyRecord) -> Result<usize, StoreError> {
///     let user = key.user_id.clone();
///     store.insert_key(key).await?; // `Conflict` where it is somebody's
///     Ok(store.find_user_keys(&user).await?.len())
/// }
/// ```
pub trait UserStore: Send + Sync + 'static {
    /// Creates a user, with a key where there is one, in one transaction.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if the key, the value of a unique column or the user's id is in use, in this order;
    /// [`StoreError::Unfit`] if a value is longer than its column.
    fn insert_user(&self, user: NewUserRecord) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// The user of this id.
    ///
    /// # Errors
    /// [`StoreError`] if the database could not answer.
    fn find_user(&self, id: &UserId) -> impl Future<Output = Result<Option<UserRecord>, StoreError>> + Send;

    /// The user with this value in a unique column.
    ///
    /// # Errors
    /// [`StoreError`] if the database could not answer, or the column is not unique.
    fn find_user_by(
        &self,
        column: &str,
        value: &Value,
    ) -> impl Future<Output = Result<Option<UserRecord>, StoreError>> + Send;

    /// A page of all users, ordered by id.
    ///
    /// # Errors
    /// [`StoreError`] if the database could not answer.
    fn list_users(&self, page: &Page) -> impl Future<Output = Result<Vec<UserRecord>, StoreError>> + Send;

    /// The number of users.
    ///
    /// # Errors
    /// [`StoreError`] if the database could not answer.
    fn count_users(&self) -> impl Future<Output = Result<u64, StoreError>> + Send;

    /// Writes the columns that the row has, leaves every other as it is, and says whether the user was there. A row
    /// without columns writes nothing.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if the value of a unique column is in use, [`StoreError::Unfit`] if one is longer than its
    /// column.
    fn update_user(&self, id: &UserId, changes: Row)
    -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Deletes a user with all keys, and with all sessions that this store has, in one transaction; says whether there
    /// was one.
    ///
    /// # Errors
    /// [`StoreError`] if it cannot be done; nothing is deleted then.
    fn delete_user(&self, id: &UserId) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Creates a key.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if it is in use, [`StoreError::MissingUser`] without the user.
    fn insert_key(&self, key: KeyRecord) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Creates a key for the user of another one, with the same password, and says whether it did: not without the other key,
    /// and not if that has no password. A change of the user's password at the same time changes both keys' or neither's.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if the new name is in use.
    fn copy_key(&self, id: &KeyId, new: &KeyId) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// The key of this name.
    ///
    /// # Errors
    /// [`StoreError`] if the database could not answer.
    fn find_key(&self, id: &KeyId) -> impl Future<Output = Result<Option<KeyRecord>, StoreError>> + Send;

    /// All keys of a user, by name.
    ///
    /// # Errors
    /// [`StoreError`] if the database could not answer.
    fn find_user_keys(
        &self,
        user: &UserId,
    ) -> impl Future<Output = Result<Vec<KeyRecord>, StoreError>> + Send;

    /// Gives every key of a user that has a password this one, or none, and returns the number of keys. The keys that are
    /// named get it too, if they are the user's. It is one statement.
    ///
    /// # Errors
    /// [`StoreError`] if it cannot be done.
    fn set_password(
        &self,
        user: &UserId,
        keys: &[KeyId],
        new: Option<PasswordHash>,
    ) -> impl Future<Output = Result<u64, StoreError>> + Send;

    /// Gives a key another name and writes those columns of its user that the row has, in one transaction. Returns whether
    /// the key exists. Both names may be the same.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if the new name or the value of a unique column is in use, [`StoreError::Unfit`] if a value
    /// is longer than its column. Nothing is changed then.
    fn rename_key(
        &self,
        id: &KeyId,
        new: &KeyId,
        changes: Row,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Puts a new hash in the place of this very one, and says whether it was still there.
    ///
    /// # Errors
    /// [`StoreError`] if it cannot be done.
    fn replace_password_hash(
        &self,
        id: &KeyId,
        old: &PasswordHash,
        new: PasswordHash,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Deletes a key. With [`LastKey::Keep`] a user's last one stays; of two calls at once for a user's last two keys
    /// one is refused.
    ///
    /// # Errors
    /// [`StoreError`] if it cannot be done.
    fn delete_key(
        &self,
        id: &KeyId,
        last: LastKey,
    ) -> impl Future<Output = Result<KeyDeletion, StoreError>> + Send;
}

/// The sessions of a database. A session that is over is never found, whether or not it was deleted yet. A store with a
/// clock of its own may forget one that is over by that.
///
/// ```
/// # use lucerna_core::*;
/// async fn sweep(store: &impl SessionStore, clock: &impl Clock) -> Result<(), StoreError> {
///     println!("{} sessions were over", store.delete_dead_sessions(clock.now()).await?);
///     Ok(())
/// }
///
/// /// What is left after signing out everywhere else.
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
    /// [`StoreError::Conflict`] if the id is in use, [`StoreError::MissingUser`] without the user.
    fn insert_session(&self, session: SessionRecord) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// The session of this id, if it is not over at `now`.
    ///
    /// # Errors
    /// [`StoreError`] if the database could not answer.
    fn find_session(
        &self,
        id: &SessionId,
        now: Timestamp,
    ) -> impl Future<Output = Result<Option<SessionRecord>, StoreError>> + Send;

    /// All sessions of a user that are not over at `now`, by id.
    ///
    /// # Errors
    /// [`StoreError`] if the database could not answer.
    fn find_user_sessions(
        &self,
        user: &UserId,
        now: Timestamp,
    ) -> impl Future<Output = Result<Vec<SessionRecord>, StoreError>> + Send;

    /// Moves a session's active and idle limits, if it is still there, and says whether it was. It never brings one
    /// back, and never moves the absolute limit.
    ///
    /// # Errors
    /// [`StoreError`] if it cannot be done.
    fn renew_session(
        &self,
        id: &SessionId,
        expiry: Expiry,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Writes the columns that the row has, leaves every other as it is, and says whether the session was there. A row
    /// without columns writes nothing.
    ///
    /// # Errors
    /// [`StoreError`] if it cannot be done.
    fn update_session(
        &self,
        id: &SessionId,
        changes: Row,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Gives a session another id, and with `verified` another time and other methods of its last verification. Everything
    /// else stays as it is. Returns true if the session was there and has the
    /// new id now; false, and nothing is changed, without the session or if the new id is in use.
    ///
    /// This is one step: at no moment are there two sessions or none, and of many calls at once one returns true. A call
    /// that ends all sessions of the user at the same time ends this one too.
    ///
    /// # Errors
    /// [`StoreError`] if it cannot be done.
    fn rename_session(
        &self,
        id: &SessionId,
        new: &SessionId,
        verified: Option<(Timestamp, &Methods)>,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Deletes a session and says whether there was one. Of many calls at once one is told that there was.
    ///
    /// # Errors
    /// [`StoreError`] if it cannot be done.
    fn delete_session(&self, id: &SessionId) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Deletes all sessions of a user, but for the one to keep, and says how many.
    ///
    /// # Errors
    /// [`StoreError`] if it cannot be done.
    fn delete_user_sessions(
        &self,
        user: &UserId,
        keep: Option<&SessionId>,
    ) -> impl Future<Output = Result<u64, StoreError>> + Send;

    /// Deletes whatever is over at `now`, of all users, and says how many.
    ///
    /// # Errors
    /// [`StoreError`] if it cannot be done.
    fn delete_dead_sessions(&self, now: Timestamp) -> impl Future<Output = Result<u64, StoreError>> + Send;
}
