//! What a database does in one statement or transaction, done in steps where it cannot.

use super::{
    CredentialAction, CredentialChange, CredentialChanged, KeyDeletion, LastKey, SessionStart,
    SessionStarted, Store, StoreError,
};
use crate::{KeyId, KeyProof, SessionId, Timestamp, UserId};

pub(super) async fn start(
    store: &(impl Store + ?Sized),
    start: SessionStart,
) -> Result<SessionStarted, StoreError> {
    let SessionStart { session, proof, replaces } = start;
    let (id, user) = (session.id, session.user_id.clone());
    store.insert_session(session).await?;
    if !holds(store, proof.as_ref(), &user).await? {
        store.delete_session(&id).await?;
        return Ok(SessionStarted::Superseded);
    }
    let replaced = match replaces {
        Some(older) => store.delete_session(&older).await?,
        None => false,
    };
    Ok(SessionStarted::Started { replaced })
}

/// The sessions are ended before the change and once more after it: a session that starts in between with the old
/// credential is ended then, or finds that it is gone.
pub(super) async fn change_credential(
    store: &(impl Store + ?Sized),
    change: CredentialChange,
) -> Result<CredentialChanged, StoreError> {
    let current = match ready(store, &change).await? {
        Ok(current) => current,
        Err(refusal) => return Ok(refusal),
    };
    let CredentialChange { user_id, action, .. } = change;
    let before = store.delete_user_sessions(&user_id, current.id()).await?;
    if let Some(refusal) = act(store, &user_id, action).await? {
        current.give_back(store).await?;
        return Ok(refusal);
    }
    end(store, &user_id, current, before).await
}

/// The session that stays, if there is one: its id, the new one, and whether it has that already.
pub(super) struct Current {
    ids: Option<(SessionId, SessionId)>,
    is_renamed: bool,
}

impl Current {
    pub(super) fn id(&self) -> Option<&SessionId> {
        self.ids.as_ref().map(|(old, new)| if self.is_renamed { new } else { old })
    }

    /// Takes the session that a proof rests on out of use, so that of many changes on one proof one goes on.
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

    /// After a refusal the session has the id that its visitor knows.
    pub(super) async fn give_back(&self, store: &(impl Store + ?Sized)) -> Result<(), StoreError> {
        if let Some((old, new)) = self.ids.as_ref().filter(|_| self.is_renamed) {
            store.rename_session(new, old, None).await?;
        }
        Ok(())
    }
}

/// Checks everything before sessions end: the session that stays, or why nothing is to be changed. The proof comes last: a
/// change that lost to another one must not end the other's current session.
pub(super) async fn ready(
    store: &(impl Store + ?Sized),
    change: &CredentialChange,
) -> Result<Result<Current, CredentialChanged>, StoreError> {
    let CredentialChange { user_id, proof, session, action, current } = change;
    let refusal = refusal(store, user_id, action).await?;
    let ids = match current {
        Some((id, new)) if is_theirs(store, id, user_id).await? => Some((*id, *new)),
        _ => None,
    };
    let mut current = Current { ids, is_renamed: false };
    let mut still = holds(store, proof.as_ref(), user_id).await?;
    if let Some(session) = session {
        still = still && is_theirs(store, session, user_id).await?;
    }
    if let (true, None, Some(session)) = (still, &refusal, session) {
        still = current.claim(store, session).await?;
    }
    Ok(match refusal {
        _ if !still => Err(CredentialChanged::Superseded),
        Some(refusal) => Err(refusal),
        None => Ok(current),
    })
}

/// What is left to do after the change.
pub(super) async fn end(
    store: &(impl Store + ?Sized),
    user: &UserId,
    current: Current,
    before: u64,
) -> Result<CredentialChanged, StoreError> {
    let ended = before + store.delete_user_sessions(user, current.id()).await?;
    let kept = match &current.ids {
        Some((id, new)) => current.is_renamed || store.rename_session(id, new, None).await?,
        None => false,
    };
    Ok(CredentialChanged::Changed { ended, kept })
}

/// That the key still is what was proven, and the user's.
async fn holds(
    store: &(impl Store + ?Sized),
    proof: Option<&KeyProof>,
    user: &UserId,
) -> Result<bool, StoreError> {
    let Some(proof) = proof else { return Ok(true) };
    let key = store.find_key(&proof.key).await?;
    Ok(proof.still_holds(key.as_ref(), user))
}

/// Asks at the earliest time, so that expired sessions are found too.
async fn is_theirs(
    store: &(impl Store + ?Sized),
    session: &SessionId,
    user: &UserId,
) -> Result<bool, StoreError> {
    let session = store.find_session(session, Timestamp::from_unix_millis(i64::MIN)).await?;
    Ok(session.is_some_and(|it| it.user_id == *user))
}

/// What can be said before any session is ended.
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

async fn act(
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
