//! Parameters and outcomes of sign-ins and credential changes.

use super::SessionRecord;
use crate::{KeyId, KeyProof, PasswordHash, SessionId, UserId};

/// A session to start.
///
/// ```
/// use lucerna_core::{KeyProof, SessionId, SessionRecord, SessionStart};
///
/// fn sign_in(session: SessionRecord, proof: KeyProof, older: Option<SessionId>) -> SessionStart {
///     SessionStart { session, proof: Some(proof), replaces: older }
/// }
/// ```
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "stores take it apart; they must use every field")]
pub struct SessionStart {
    /// The row.
    pub session: SessionRecord,
    /// The proof that must still be valid. Without one the session always starts.
    pub proof: Option<KeyProof>,
    /// The browser's previous session, of any user.
    pub replaces: Option<SessionId>,
}

/// The outcome of [`Store::start_session`](crate::Store::start_session).
///
/// ```
/// # use lucerna_core::*;
/// # async fn example(store: &impl Store, start: SessionStart) -> Result<(), StoreError> {
/// match store.start_session(start).await? {
///     SessionStarted::Started { replaced: true } => println!("signed in again"),
///     SessionStarted::Started { replaced: false } => println!("signed in"),
///     SessionStarted::Superseded => println!("the password was changed in the meantime"),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "callers must handle each outcome")]
pub enum SessionStarted {
    /// The session was created.
    Started {
        /// True if the previous session existed.
        replaced: bool,
    },
    /// The password was changed or the key was deleted since the proof. No session was created.
    Superseded,
}

/// The rule for deleting a user's last key.
///
/// ```
/// # use lucerna_core::*;
/// # async fn example(auth: Auth) -> Result<(), Error> {
/// // To lock a user out.
/// auth.danger_delete_key(&KeyId::username("alice"), LastKey::Delete).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "stores must handle each rule")]
pub enum LastKey {
    /// The last key stays, since the user cannot sign in without it.
    Keep,
    /// The last key is deleted like any other.
    Delete,
}

/// The outcome of deleting a key.
///
/// ```
/// # use lucerna_core::*;
/// # async fn example(auth: Auth) -> Result<(), Error> {
/// let deletion = auth.danger_delete_key(&KeyId::new("github", "1234").unwrap(), LastKey::Keep).await?;
/// if deletion == KeyDeletion::Last {
///     println!("set a password first");
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "callers must handle each outcome")]
pub enum KeyDeletion {
    /// The key was deleted.
    Deleted,
    /// The key does not exist.
    Missing,
    /// The key is the user's last one and stays.
    Last,
}

/// A change of a user's credentials, with the sessions to end.
///
/// ```
/// use lucerna_core::{CredentialAction, CredentialChange, SessionId, UserId};
///
/// // Ends all sessions of the user and removes the password.
/// fn remove_password(user_id: UserId) -> CredentialChange {
///     let action = CredentialAction::RemovePassword;
///     CredentialChange { user_id, proof: None, session: None, action, current: None }
/// }
/// ```
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "stores take it apart; they must use every field")]
pub struct CredentialChange {
    /// The user.
    pub user_id: UserId,
    /// The key that must still be the user's, with the proven password. Without one the change is always made.
    pub proof: Option<KeyProof>,
    /// The session from which the proof was taken. It must still exist and be the user's.
    pub session: Option<SessionId>,
    /// The change to make.
    pub action: CredentialAction,
    /// The session to keep, if it is the user's, and its new id. All other sessions of the user end.
    pub current: Option<(SessionId, SessionId)>,
}

/// The change to a user's credentials.
///
/// ```
/// use lucerna_core::{CredentialAction, KeyId, LastKey};
///
/// let action = CredentialAction::DeleteKey { key: KeyId::username("alice"), last: LastKey::Keep };
/// ```
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_enums, reason = "stores must handle each action")]
pub enum CredentialAction {
    /// Sets the password of every key of the user that has one, and of the listed keys.
    SetPassword {
        /// The new hash.
        hash: PasswordHash,
        /// Keys that may not have a password yet.
        keys: Vec<KeyId>,
    },
    /// Removes the password of every key of the user.
    RemovePassword,
    /// Deletes a key.
    DeleteKey {
        /// The key. It stays if it is another user's.
        key: KeyId,
        /// The rule for the user's last key.
        last: LastKey,
    },
}

/// The outcome of a [`CredentialChange`].
///
/// ```
/// # use lucerna_core::*;
/// # async fn example(store: &impl Store, change: CredentialChange) -> Result<(), StoreError> {
/// match store.change_credential(change).await? {
///     CredentialChanged::Changed { ended, .. } => println!("changed; {ended} other sessions ended"),
///     CredentialChanged::Superseded => println!("a concurrent change came first"),
///     CredentialChanged::Missing => println!("the user has no such key"),
///     CredentialChanged::Last => println!("the last key stays"),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "callers must handle each outcome")]
pub enum CredentialChanged {
    /// The change was made.
    Changed {
        /// The number of sessions that ended.
        ended: u64,
        /// True if the current session exists under its new id.
        kept: bool,
    },
    /// The proof is outdated. Nothing changed.
    Superseded,
    /// The user has no key for this action. Nothing changed.
    Missing,
    /// The key is the user's last one. Nothing changed.
    Last,
}
