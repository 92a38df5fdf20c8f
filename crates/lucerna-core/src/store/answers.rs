//! What some calls are asked, and what they answer.

use super::SessionRecord;
use crate::{PasswordProof, SessionId};

/// A session that is to start.
///
/// ```
/// use lucerna_core::{PasswordProof, SessionId, SessionRecord, SessionStart};
///
/// fn sign_in(session: SessionRecord, proof: PasswordProof, older: Option<SessionId>) -> SessionStart {
///     SessionStart { session, proof: Some(proof), replaces: older }
/// }
/// ```
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_structs, reason = "stores take it apart; a new field must not pass unseen")]
pub struct SessionStart {
    /// The row.
    pub session: SessionRecord,
    /// What has to be so still. Without it the session starts in any case.
    pub proof: Option<PasswordProof>,
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
/// auth.delete_key(&KeyId::username("alice"), LastKey::Delete).await?;
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
/// let deletion = auth.delete_key(&KeyId::new("github", "1234").unwrap(), LastKey::Keep).await?;
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
