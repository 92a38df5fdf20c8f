//! Default implementations of [`Store`] methods, for databases that cannot do them in one statement or transaction.

use super::{
    CredentialAction, CredentialChange, CredentialChanged, KeyDeletion, LastKey, SessionStart,
    SessionStarted, Store, StoreError,
};
use crate::{KeyId, KeyProof, SessionId, Timestamp, UserId};

/// Looks up a session that no token has: the id is a hash.
pub(super) async fn ping(store: &(impl Store + ?Sized)) -> Result<(), StoreError> {
    store.find_session_and_user(&SessionId::UNKNOWN, Timestamp::from_unix_millis(0)).await.map(drop)
}

pub(super) async fn start_session(
    store: &(impl Store + ?Sized),
    start: SessionStart,
) -> Result<SessionStarted, StoreError> {
    let SessionStart { session, proof, replaces } = start;
    let (id, user) = (session.id, session.user_id.clone());
    store.insert_session(session).await?;
    if !proof_holds(store, proof.as_ref(), &user).await? {
        store.delete_session(&id).await?;
        return Ok(SessionStarted::Superseded);
    }
    let replaced = match replaces {
        Some(older) => store.delete_session(&older).await?,
        None => false,
    };
    Ok(SessionStarted::Started { replaced })
}

/// Ends the sessions before the change and again after it. A session that starts in between with the old credential is
/// ended, or finds that the credential is outdated.
pub(super) async fn change_credential(
    store: &(impl Store + ?Sized),
    change: CredentialChange,
) -> Result<CredentialChanged, StoreError> {
    let current = match prepare(store, &change).await? {
        Ok(current) => current,
        Err(refusal) => return Ok(refusal),
    };
    let CredentialChange { user_id, action, .. } = change;
    let before = store.delete_user_sessions(&user_id, current.id()).await?;
    if let Some(refusal) = apply(store, &user_id, action).await? {
        current.restore_id(store).await?;
        return Ok(refusal);
    }
    finish(store, &user_id, current, before).await
}

/// The current session, which stays: its old id, its new id, and a flag for the rename.
pub(super) struct CurrentRow {
    ids: Option<(SessionId, SessionId)>,
    is_renamed: bool,
}

impl CurrentRow {
    pub(super) fn id(&self) -> Option<&SessionId> {
        self.ids.as_ref().map(|(old, new)| if self.is_renamed { new } else { old })
    }

    /// Invalidates the session of a proof, so that of several concurrent changes with one proof only one continues.
    async fn claim(
        &mut self,
        store: &(impl Store + ?Sized),
        session: &SessionId,
    ) -> Result<bool, StoreError> {
        match &self.ids {
            Some((old, new)) if old == session => {
                self.is_renamed = store.rename_session(old, new, None).await?;
                Ok(self.is_renamed)
            }
            _ => store.delete_session(session).await,
        }
    }

    /// Restores the session's old id after a refusal, since its visitor knows only that one.
    pub(super) async fn restore_id(&self, store: &(impl Store + ?Sized)) -> Result<(), StoreError> {
        if let Some((old, new)) = self.ids.as_ref().filter(|_| self.is_renamed) {
            store.rename_session(new, old, None).await?;
        }
        Ok(())
    }
}

/// Checks everything before any session ends. Returns the current session, or the refusal. The proof is claimed last,
/// so that a change that lost a race does not end the winner's session.
pub(super) async fn prepare(
    store: &(impl Store + ?Sized),
    change: &CredentialChange,
) -> Result<Result<CurrentRow, CredentialChanged>, StoreError> {
    let CredentialChange { user_id, proof, session, action, current } = change;
    let refusal = refusal(store, user_id, action).await?;
    let ids = match current {
        Some((id, new)) if is_session_of(store, id, user_id).await? => Some((*id, *new)),
        _ => None,
    };
    let mut current = CurrentRow { ids, is_renamed: false };
    let mut is_valid = proof_holds(store, proof.as_ref(), user_id).await?;
    if let Some(session) = session {
        is_valid = is_valid && is_session_of(store, session, user_id).await?;
    }
    if let (true, None, Some(session)) = (is_valid, &refusal, session) {
        is_valid = current.claim(store, session).await?;
    }
    Ok(match refusal {
        _ if !is_valid => Err(CredentialChanged::Superseded),
        Some(refusal) => Err(refusal),
        None => Ok(current),
    })
}

/// Ends the remaining sessions and renames the current one, after the change.
pub(super) async fn finish(
    store: &(impl Store + ?Sized),
    user: &UserId,
    current: CurrentRow,
    before: u64,
) -> Result<CredentialChanged, StoreError> {
    let ended = before + store.delete_user_sessions(user, current.id()).await?;
    let kept = match &current.ids {
        Some((id, new)) => current.is_renamed || store.rename_session(id, new, None).await?,
        None => false,
    };
    Ok(CredentialChanged::Changed { ended, kept })
}

/// Returns true if the key is still the user's and has the proven password.
async fn proof_holds(
    store: &(impl Store + ?Sized),
    proof: Option<&KeyProof>,
    user: &UserId,
) -> Result<bool, StoreError> {
    let Some(proof) = proof else { return Ok(true) };
    let key = store.find_key(&proof.key).await?;
    Ok(proof.still_holds(key.as_ref(), user))
}

/// Returns true if the session is the user's. It looks at the earliest time, so that expired sessions are found too.
async fn is_session_of(
    store: &(impl Store + ?Sized),
    session: &SessionId,
    user: &UserId,
) -> Result<bool, StoreError> {
    let session = store.find_session(session, Timestamp::from_unix_millis(i64::MIN)).await?;
    Ok(session.is_some_and(|it| it.user_id == *user))
}

/// Returns the refusal of an impossible change, before any session ends.
async fn refusal(
    store: &(impl Store + ?Sized),
    user: &UserId,
    action: &CredentialAction,
) -> Result<Option<CredentialChanged>, StoreError> {
    let keys = store.find_user_keys(user).await?;
    let has_password = keys.iter().any(|it| it.password_hash.is_some());
    let has = |key: &KeyId| keys.iter().any(|it| it.id == *key);
    let is_possible = match action {
        CredentialAction::SetPassword { keys: named, .. } => has_password || named.iter().any(has),
        CredentialAction::RemovePassword => has_password,
        CredentialAction::DeleteKey { key, last: LastKey::Keep } if has(key) && keys.len() == 1 => {
            return Ok(Some(CredentialChanged::Last));
        }
        CredentialAction::DeleteKey { key, .. } => has(key),
    };
    Ok((!is_possible).then_some(CredentialChanged::Missing))
}

async fn apply(
    store: &(impl Store + ?Sized),
    user: &UserId,
    action: CredentialAction,
) -> Result<Option<CredentialChanged>, StoreError> {
    let keys = match action {
        CredentialAction::SetPassword { hash, keys } => store.set_password(user, &keys, Some(hash)).await?,
        CredentialAction::RemovePassword => store.set_password(user, &[], None).await?,
        CredentialAction::DeleteKey { key, last } => {
            return Ok(match store.delete_key(&key, last).await? {
                KeyDeletion::Deleted => None,
                KeyDeletion::Missing => Some(CredentialChanged::Missing),
                KeyDeletion::Last => Some(CredentialChanged::Last),
            });
        }
    };
    Ok((keys == 0).then_some(CredentialChanged::Missing))
}
