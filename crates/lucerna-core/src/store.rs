//! What a database has to do.
//!
//! A store keeps four promises that Lucerna rests on: what it acknowledged is there after a crash; a user and their
//! key are created together or not at all; a session is inserted once and changed only while it is there, so that
//! nothing ended comes back; and a conflict names the key or the column.

use crate::{Conflict, Expiry, KeyId, PasswordHash, Row, Schema, SessionId, UserId};
use std::error::Error as StdError;
use std::fmt;
use std::future::Future;

mod erased;
pub(crate) use erased::ErasedStore;

/// A database of users and sessions: the one thing [`Auth`](crate::Auth) is built on.
pub trait Store: UserStore + SessionStore {
    /// The schema that the store was opened with.
    fn schema(&self) -> &Schema;

    /// A session and its user, in one round trip. Whether the session is still alive is not the store's question.
    ///
    /// # Errors
    /// [`StoreError`] if that cannot be said; `None` means that there is no such session.
    fn find_session_and_user(
        &self,
        id: &SessionId,
    ) -> impl Future<Output = Result<Option<(SessionRecord, UserRecord)>, StoreError>> + Send;
}

/// The users and keys of a database.
pub trait UserStore: Send + Sync + 'static {
    /// Creates a user, with a key where there is one, in one transaction.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if the user's id, the key or the value of a unique column is in use.
    fn insert_user(&self, user: NewUserRecord) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// The key of this name.
    ///
    /// # Errors
    /// [`StoreError`] if that cannot be said.
    fn find_key(&self, id: &KeyId) -> impl Future<Output = Result<Option<KeyRecord>, StoreError>> + Send;

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
}

/// The sessions of a database.
pub trait SessionStore: Send + Sync + 'static {
    /// Creates a session.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] if the id is in use, [`StoreError::MissingUser`] without the user.
    fn insert_session(&self, session: SessionRecord) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Moves a session's limits, if it is still there, and says whether it was. It never brings one back.
    ///
    /// # Errors
    /// [`StoreError`] if it cannot be done.
    fn renew_session(
        &self,
        id: &SessionId,
        expiry: Expiry,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Deletes a session and says whether there was one.
    ///
    /// # Errors
    /// [`StoreError`] if it cannot be done.
    fn delete_session(&self, id: &SessionId) -> impl Future<Output = Result<bool, StoreError>> + Send;
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
