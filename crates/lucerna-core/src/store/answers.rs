//! What some calls are asked, and what they answer.

use super::SessionRecord;
use crate::{KeyId, KeyProof, PasswordHash, SessionId, UserId};

/// A session that is to start.
///
/// ```
/// use lucerna_core::{KeyProof, SessionId, SessionRecord, SessionStart};
///
/// fn sign_in(session: SessionRecord, proof: KeyProof, older: Option<SessionId>) -> SessionStart {
///     SessionStart { session, proof: Some(proof), replaces: older }
/// }
/// ```
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "stores take it apart; a new field must not pass unseen")]
pub struct SessionStart {
    /// The row.
    pub session: SessionRecord,
    /// What has to be so still. Without it the session starts in any case.
    pub proof: Option<KeyProof>,
    /// The session that the browser had until now, whoever's it was.
    pub replaces: Option<SessionId>,
}

/// What became of a session that was to start.
///
/// ```
/// # use lucerna_core::*;
/// # async fn example(store: &impl Store, start: SessionStart) -> Result<(), StoreError> {
/// match store.start_session(start).await? {
///     SessionStarted::Started { replaced: true } => println!("signed in again"),
///     SessionStarted::Started { replaced: false } => println!("signed in"),
///     SessionStarted::Superseded => println!("the password was changed meanwhile"),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a third answer must not pass a caller unseen")]
pub enum SessionStarted {
    /// It is there.
    Started {
        /// Whether the older one was there until now.
        replaced: bool,
    },
    /// The password is no longer what it was when it was proven, or the key is gone: there is no session.
    Superseded,
}

/// What becomes of a user's last key when it is to be deleted.
///
/// ```
/// # use lucerna_core::*;
/// # async fn example(auth: Auth) -> Result<(), Error> {
/// // By hand, for somebody who shall not sign in any more.
/// auth.danger_delete_key(&KeyId::username("alice"), LastKey::Delete).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a third way must not pass a store unseen")]
pub enum LastKey {
    /// It stays: without it the user cannot sign in.
    Keep,
    /// It is deleted like any other.
    Delete,
}

/// What became of a key that was to be deleted.
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
#[expect(clippy::exhaustive_enums, reason = "a fourth answer must not pass a caller unseen")]
pub enum KeyDeletion {
    /// It is gone.
    Deleted,
    /// There was none.
    Missing,
    /// It was the user's last, and stays.
    Last,
}

/// A change of what a user signs in with, and of the sessions that were begun before it.
///
/// ```
/// use lucerna_core::{CredentialAction, CredentialChange, SessionId, UserId};
///
/// // Everybody who is signed in as this user, without the password.
/// fn remove_password(user_id: UserId) -> CredentialChange {
///     let action = CredentialAction::RemovePassword;
///     CredentialChange { user_id, proof: None, session: None, action, current: None }
/// }
/// ```
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "stores take it apart; a new field must not pass unseen")]
pub struct CredentialChange {
    /// The user.
    pub user_id: UserId,
    /// The key that has to be the user's still, with this password. Without it the change is made in any case.
    pub proof: Option<KeyProof>,
    /// The session that has to exist still, and be the user's: that from which the proof was taken.
    pub session: Option<SessionId>,
    /// What is changed.
    pub action: CredentialAction,
    /// The one session that stays, if it is the user's, and the id that it has afterwards. All others of the user end.
    pub current: Option<(SessionId, SessionId)>,
}

/// What is changed of a user's credentials.
///
/// ```
/// use lucerna_core::{CredentialAction, KeyId, LastKey};
///
/// let action = CredentialAction::DeleteKey { key: KeyId::username("alice"), last: LastKey::Keep };
/// ```
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_enums, reason = "a store has to know each")]
pub enum CredentialAction {
    /// Every key of the user that has a password gets this one, and the keys that are named do too.
    SetPassword {
        /// The new hash.
        hash: PasswordHash,
        /// Keys that may have no password yet.
        keys: Vec<KeyId>,
    },
    /// No key of the user has a password any more.
    RemovePassword,
    /// The key is deleted.
    DeleteKey {
        /// The key. It is left alone if it is another user's.
        key: KeyId,
        /// What happens if it is the last one.
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
///     CredentialChanged::Superseded => println!("somebody else changed it first"),
///     CredentialChanged::Missing => println!("the user has no such key"),
///     CredentialChanged::Last => println!("it is the last key, and stays"),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "another answer must not pass a caller unseen")]
pub enum CredentialChanged {
    /// It was changed.
    Changed {
        /// The number of sessions that ended.
        ended: u64,
        /// Whether the current session exists under its new id.
        kept: bool,
    },
    /// What was proven is no longer so. Nothing was changed.
    Superseded,
    /// The user has no key that the action is about. Nothing was changed.
    Missing,
    /// It is the user's last key. Nothing was changed.
    Last,
}
