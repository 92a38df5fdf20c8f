//! Keys to create.

use super::KeyId;
use std::fmt;
use zeroize::Zeroizing;

/// A key to create.
///
/// ```
/// use lucerna_core::NewKey;
///
/// let key = NewKey::username("alice", "correct horse battery");
/// assert_eq!(format!("{key:?}"), r#"NewKey { id: KeyId { provider: "username", subject: "alice" }, .. }"#);
/// ```
pub struct NewKey {
    pub(crate) id: KeyId,
    pub(crate) password: NewPassword,
}

/// The password of a new key.
pub(crate) enum NewPassword {
    None,
    Typed(Zeroizing<String>),
    Shared,
}

impl NewKey {
    /// Creates a key for a name, with a password.
    #[must_use]
    pub fn username(typed: &str, password: &str) -> Self {
        Self::with_password(KeyId::username(typed), password)
    }

    /// Creates a key for an e-mail address, with a password.
    #[must_use]
    pub fn email(typed: &str, password: &str) -> Self {
        Self::with_password(KeyId::email(typed), password)
    }

    /// Creates any key, with a password.
    ///
    /// ```
    /// use lucerna_core::{KeyId, NewKey};
    ///
    /// let key = NewKey::with_password(KeyId::new("member", "17")?, "correct horse battery");
    /// # Ok::<(), lucerna_core::InvalidKey>(())
    /// ```
    #[must_use]
    pub fn with_password(id: KeyId, password: &str) -> Self {
        Self { id, password: NewPassword::Typed(Zeroizing::new(password.to_owned())) }
    }

    /// Creates a key without a password, for a provider that verifies the user, such as an identity provider. The user
    /// can set a password later.
    ///
    /// ```
    /// use lucerna_core::{KeyId, NewKey};
    ///
    /// let key = NewKey::without_password(KeyId::new("github", "1234")?);
    /// # Ok::<(), lucerna_core::InvalidKey>(())
    /// ```
    #[must_use]
    pub fn without_password(id: KeyId) -> Self {
        Self { id, password: NewPassword::None }
    }

    /// Creates another name for a user who has a password. Both keys share it, also after a change.
    ///
    /// ```
    /// use lucerna_core::{KeyId, NewKey};
    ///
    /// let key = NewKey::same_password(KeyId::email("alice@example.com"));
    /// ```
    #[must_use]
    pub fn same_password(id: KeyId) -> Self {
        Self { id, password: NewPassword::Shared }
    }
}

impl fmt::Debug for NewKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewKey").field("id", &self.id).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rt_156_debug_shows_nothing_of_a_new_password() {
        let shown = format!("{:?}", NewKey::username("alice", "hunter2hunter2"));
        assert!(shown.contains("alice") && !shown.contains("hunter2"), "{shown}");
    }
}
