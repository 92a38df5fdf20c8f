//! A row of a declared table.

use crate::{Row, Timestamp, UserId};

/// A row of a declared table: an id, whose it is, until when it lives, and the feature's own values.
///
/// ```
/// use lucerna_core::{Record, Row, Timestamp};
///
/// let invitation = Record::new("hash-of-the-code", Row::new().with("email", &"bob@example.com".to_owned()))
///     .of_user("u1")
///     .until(Timestamp::from_unix_millis(1_767_225_600_000));
/// assert_eq!(invitation.user_id.as_ref().map(|it| it.as_str()), Some("u1"));
/// ```
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "stores build it and take it apart")]
pub struct Record<R = Row> {
    /// The primary key: 1 to 255 bytes without control characters. A secret is not an id: use its hash.
    pub id: String,
    /// The user with whom the row is deleted.
    pub user_id: Option<UserId>,
    /// The last millisecond at which the row is found. `None` for a row that stays.
    pub expires: Option<Timestamp>,
    /// The values of the feature's own columns.
    pub value: R,
}

impl<R> Record<R> {
    /// A row that is no user's and does not expire.
    #[must_use]
    pub fn new(id: impl Into<String>, value: R) -> Self {
        Self { id: id.into(), user_id: None, expires: None, value }
    }

    /// The same, deleted with this user.
    #[must_use]
    pub fn of_user(self, user: impl Into<UserId>) -> Self {
        Self { user_id: Some(user.into()), ..self }
    }

    /// The same, found until then.
    #[must_use]
    pub fn until(self, expires: Timestamp) -> Self {
        Self { expires: Some(expires), ..self }
    }

    /// Returns true if the row is still found at `now`. The last millisecond counts, as it does for sessions.
    #[must_use]
    pub fn is_alive(&self, now: Timestamp) -> bool {
        self.expires.is_none_or(|it| now <= it)
    }

    pub(crate) fn map<T, E>(self, value: impl FnOnce(R) -> Result<T, E>) -> Result<Record<T>, E> {
        let Self { id, user_id, expires, value: row } = self;
        Ok(Record { id, user_id, expires, value: value(row)? })
    }
}
