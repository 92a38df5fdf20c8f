//! Rows of declared tables.

use crate::{Row, Timestamp, UserId};

/// A row of a declared table: an id, an optional user, an optional expiry and the feature's values.
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
    /// The primary key: 1 to 255 bytes without control characters. Do not use a secret as an id: use its hash.
    pub id: String,
    /// The owner. The row is deleted together with this user.
    pub user_id: Option<UserId>,
    /// The last millisecond at which the row is found. `None` if it does not expire.
    pub expires: Option<Timestamp>,
    /// The values of the feature's own columns.
    pub value: R,
}

impl<R> Record<R> {
    /// Creates a row without a user or an expiry.
    #[must_use]
    pub fn new(id: impl Into<String>, value: R) -> Self {
        Self { id: id.into(), user_id: None, expires: None, value }
    }

    /// Sets the user with whom the row is deleted.
    #[must_use]
    pub fn of_user(self, user: impl Into<UserId>) -> Self {
        Self { user_id: Some(user.into()), ..self }
    }

    /// Sets the expiry.
    #[must_use]
    pub fn until(self, expires: Timestamp) -> Self {
        Self { expires: Some(expires), ..self }
    }

    /// Returns true if the row has not expired at `now`. The last millisecond counts, as for sessions.
    #[must_use]
    pub fn is_alive(&self, now: Timestamp) -> bool {
        self.expires.is_none_or(|it| now <= it)
    }

    pub(crate) fn map<T, E>(self, value: impl FnOnce(R) -> Result<T, E>) -> Result<Record<T>, E> {
        let Self { id, user_id, expires, value: row } = self;
        Ok(Record { id, user_id, expires, value: value(row)? })
    }
}
