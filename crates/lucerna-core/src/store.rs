//! What a database has to do.
//!
//! A store keeps four promises that Lucerna rests on: what it acknowledged is there after a crash; a user and their
//! key are created together or not at all; a session is inserted once and changed only while it is there, so that
//! nothing ended comes back; and a conflict names the key or the column.

use crate::{
    Conflict, Expiry, KeyId, PasswordHash, Row, Schema, SessionId, SessionPeriods, Timestamp, UserId,
};
use std::error::Error as StdError;
use std::fmt;
use std::future::Future;

mod erased;
pub(crate) use erased::ErasedStore;

mod split;
pub use split::Split;

/// A database of users and sessions: the one thing [`Auth`](crate::Auth) is built on.
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
}

/// The users and keys of a database. Every method fails with a [`StoreError`] if it cannot do or say what it should.
pub trait UserStore: Send + Sync + 'static {
    /// Creates a user, with a key where there is one, in one transaction.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if the key, the value of a unique column or the user's id is in use, in this order.
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
    /// [`StoreError::Conflict`] if the value of a unique column is in use.
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

/// What becomes of a user's last key when it is to be deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a third way must not pass a store unseen")]
pub enum LastKey {
    /// It stays: without it the user cannot sign in.
    Keep,
    /// It is deleted like any other.
    Delete,
}

/// What became of a key that was to be deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a fourth answer must not pass a caller unseen")]
pub enum KeyDeletion {
    /// It is gone.
    Deleted,
    /// There was none.
    Missing,
    /// It was the user's last, and stays.
    Last,
}

/// A user to be created.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "stores take it apart; a new field must not pass unseen")]
pub struct NewUserRecord {
    /// The row.
    pub user: UserRecord,
    /// The first key, which names the same user.
    pub key: Option<KeyRecord>,
}

/// A row of the table of users.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "stores build it and take it apart")]
pub struct UserRecord {
    /// The primary key.
    pub id: UserId,
    /// One value for every column of [`Schema::user`].
    pub attributes: Row,
}

/// A row of the table of keys.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "stores build it and take it apart")]
pub struct KeyRecord {
    /// The primary key, stored as `provider:subject`.
    pub id: KeyId,
    /// Whose key it is.
    pub user_id: UserId,
    /// The hash of the password, where the key has one.
    pub password_hash: Option<PasswordHash>,
}

/// A row of the table of sessions.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "stores build it and take it apart")]
pub struct SessionRecord {
    /// The primary key: the hash of the token.
    pub id: SessionId,
    /// Whose session it is.
    pub user_id: UserId,
    /// Until when it lasts.
    pub expiry: Expiry,
    /// How long its periods are, where they are not those of the policy.
    pub periods: Option<SessionPeriods>,
    /// One value for every column of [`Schema::session`].
    pub attributes: Row,
}

/// Why a store did not do what it was asked.
#[derive(Debug)]
#[non_exhaustive]
pub enum StoreError {
    /// Something that must be unique is in use.
    Conflict(Conflict),
    /// The user whom the row names is not there.
    MissingUser,
    /// The database cannot answer now: locked, full, read-only, unreachable. It may later.
    Unavailable(Box<dyn StdError + Send + Sync>),
    /// The database answered what it never should: a damaged file, a table that was changed under us.
    Broken(Box<dyn StdError + Send + Sync>),
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Conflict(conflict) => conflict.fmt(f),
            Self::MissingUser => f.write_str("there is no such user"),
            Self::Unavailable(_) => f.write_str("the database is not available"),
            Self::Broken(_) => f.write_str("the database is damaged or not what it should be"),
        }
    }
}

impl StdError for StoreError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Unavailable(source) | Self::Broken(source) => Some(&**source),
            Self::Conflict(_) | Self::MissingUser => None,
        }
    }
}
