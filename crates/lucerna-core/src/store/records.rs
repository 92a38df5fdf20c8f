//! Rows of the tables of users, keys and sessions.

use crate::{Expiry, KeyId, PasswordHash, Row, SessionDetails, SessionId, SessionPeriods, UserId};

/// A user to create.
///
/// ```
/// use lucerna_core::{KeyId, KeyRecord, NewUserRecord, PasswordHash, Row, UserRecord};
///
/// let user = UserRecord { id: "u1".into(), attributes: Row::new().with("age", &7_i64) };
/// let password_hash = Some(PasswordHash::new("$argon2id$…"));
/// let key = KeyRecord { id: KeyId::username("alice"), user_id: user.id.clone(), password_hash };
/// let new = NewUserRecord { user, key: Some(key) };
/// ```
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "stores take it apart; they must use every field")]
pub struct NewUserRecord {
    /// The row.
    pub user: UserRecord,
    /// The first key, with the same user id.
    pub key: Option<KeyRecord>,
}

/// A row of the table of users.
///
/// ```
/// use lucerna_core::{Row, UserRecord};
///
/// let row = UserRecord { id: "u1".into(), attributes: Row::new().with("username", &"Alice".to_owned()) };
/// ```
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "stores build it and take it apart")]
pub struct UserRecord {
    /// The primary key.
    pub id: UserId,
    /// One value for every column of [`Schema::user`](crate::Schema::user).
    pub attributes: Row,
}

/// A row of the table of keys.
///
/// ```
/// use lucerna_core::{KeyId, KeyRecord};
///
/// let row = KeyRecord { id: KeyId::username("alice"), user_id: "u1".into(), password_hash: None };
/// assert_eq!(row.id.to_string(), "username:alice");
/// ```
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "stores build it and take it apart")]
pub struct KeyRecord {
    /// The primary key, stored as `provider:subject`.
    pub id: KeyId,
    /// The user who signs in with the key.
    pub user_id: UserId,
    /// The hash of the password, if the key has one.
    pub password_hash: Option<PasswordHash>,
}

/// A row of the table of sessions.
///
/// ```
/// use lucerna_core::{Clock, OsRandom, Row, SessionDetails, SessionPolicy, SessionRecord, SessionToken, SystemClock};
///
/// let id = SessionToken::generate(&OsRandom::default())?.id();
/// let expiry = SessionPolicy::default().start(SystemClock::default().now());
/// let details = SessionDetails::default();
/// let row = SessionRecord { id, user_id: "u1".into(), expiry, periods: None, details, attributes: Row::new() };
/// # Ok::<(), lucerna_core::RandomError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "stores build it and take it apart")]
pub struct SessionRecord {
    /// The primary key: the hash of the token.
    pub id: SessionId,
    /// The user of the session.
    pub user_id: UserId,
    /// The session's limits.
    pub expiry: Expiry,
    /// The session's own periods, if they differ from the policy's.
    pub periods: Option<SessionPeriods>,
    /// The start, the verification and the carrier of the session.
    pub details: SessionDetails,
    /// One value for every column of [`Schema::session`](crate::Schema::session).
    pub attributes: Row,
}
