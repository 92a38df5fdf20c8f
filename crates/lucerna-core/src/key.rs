//! Keys: the names and accounts with which users sign in.

mod id;
mod invalid;
mod new;

pub use id::KeyId;
pub(crate) use invalid::Flaw;
pub use invalid::InvalidKey;
pub use new::NewKey;
pub(crate) use new::NewPassword;

use crate::{KeyRecord, UserId};

/// A key of a user.
///
/// ```
/// # use lucerna_core::*;
/// # async fn example(auth: Auth, user: UserId) -> Result<(), Error> {
/// let can_sign_in = auth.user_keys(&user).await?.iter().any(|key: &Key| key.has_password);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Key {
    /// The key's name.
    pub id: KeyId,
    /// The user who signs in with the key.
    pub user_id: UserId,
    /// True if the key has a password.
    pub has_password: bool,
}

impl Key {
    /// Creates the public view of a row, without the hash.
    pub(crate) fn of(record: KeyRecord) -> Self {
        Self { id: record.id, user_id: record.user_id, has_password: record.password_hash.is_some() }
    }
}
