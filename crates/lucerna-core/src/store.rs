//! What a database has to do.
//!
//! A store keeps four promises that Lucerna rests on: what it acknowledged is there after a crash; a user and their
//! key are created together or not at all; a session is inserted once and changed only while it is there, so that
//! nothing ended comes back; and a conflict names the key or the column.

use crate::{Expiry, KeyId, PasswordHash, Row, Schema, SessionId, Timestamp, UserId};
use std::future::Future;

mod error;
pub use error::StoreError;

mod records;
pub use records::{KeyRecord, NewUserRecord, SessionRecord, UserRecord};

mod answers;
pub use answers::{KeyDeletion, LastKey, SessionStart, SessionStarted};

mod split;
pub use split::Split;

mod erased;
pub(crate) use erased::ErasedStore;

/// A database of users and sessions: the one thing [`Auth`](crate::Auth) is built on.
///
/// ```
/// # use lucerna_core::*;
/// async fn is_alive(store: &impl Store, id: &SessionId, clock: &impl Clock) -> Result<bool, StoreError> {
///     Ok(store.find_session_and_user(id, clock.now()).await?.is_some())
/// }
/// ```
pub trait Store: UserStore + SessionStore {
    /// The schema that the store was opened with.
    fn schema(&self) -> &Schema;

    /// A session that is not over at `now`, and its user, in one round trip.
    ///
    /// # Errors
    /// [`StoreError`] if that cannot be said; `None` means that there is no such session.
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
        start_in_steps(self, start)
    }
}

async fn start_in_steps(
    store: &(impl Store + ?Sized),
    start: SessionStart,
) -> Result<SessionStarted, StoreError> {
    let SessionStart { session, proof, replaces } = start;
    let id = session.id;
    store.insert_session(session).await?;
    if let Some(proof) = proof {
        let key = store.find_key(&proof.key).await?;
        if !proof.still_holds(key.as_ref()) {
            store.delete_session(&id).await?;
            return Ok(SessionStarted::Superseded);
        }
    }
    let replaced = match replaces {
        Some(older) => store.delete_session(&older).await?,
        None => false,
    };
    Ok(SessionStarted::Started { replaced })
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
    /// [`StoreError`] if that cannot be said.
    fn find_user(&self, id: &UserId) -> impl Future<Output = Result<Option<UserRecord>, StoreError>> + Send;

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

    /// The key of this name.
    ///
    /// # Errors
    /// [`StoreError`] if that cannot be said.
    fn find_key(&self, id: &KeyId) -> impl Future<Output = Result<Option<KeyRecord>, StoreError>> + Send;

    /// All keys of a user, by name.
    ///
    /// # Errors
    /// [`StoreError`] if that cannot be said.
    fn find_user_keys(
        &self,
        user: &UserId,
    ) -> impl Future<Output = Result<Vec<KeyRecord>, StoreError>> + Send;

    /// Gives a key another password's hash, or none, and says whether the key was there.
    ///
    /// # Errors
    /// [`StoreError`] if it cannot be done.
    fn set_password_hash(
        &self,
        id: &KeyId,
        new: Option<PasswordHash>,
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
    /// [`StoreError`] if that cannot be said.
    fn find_session(
        &self,
        id: &SessionId,
        now: Timestamp,
    ) -> impl Future<Output = Result<Option<SessionRecord>, StoreError>> + Send;

    /// All sessions of a user that are not over at `now`, by id.
    ///
    /// # Errors
    /// [`StoreError`] if that cannot be said.
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

    /// Gives a session another id and leaves everything else as it is. Returns true if the session was there and has the
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
