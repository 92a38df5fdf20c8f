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
    let keep = current.as_ref().map(|(id, _)| id);
    let before = store.delete_user_sessions(&user_id, keep).await?;
    if let Some(refusal) = act(store, &user_id, action).await? {
        return Ok(refusal);
    }
    end(store, &user_id, current, before).await
}

/// What can be said before anything is changed: the session that stays, or why nothing is to be changed. The proof is looked at
/// last: sessions end next, and whoever lost to another change should not come to that, and end the other's current one.
pub(super) async fn ready(
    store: &(impl Store + ?Sized),
    change: &CredentialChange,
) -> Result<Result<Option<(SessionId, SessionId)>, CredentialChanged>, StoreError> {
    let CredentialChange { user_id, proof, session, action, current } = change;
    let refusal = refusal(store, user_id, action).await?;
    let current = match current {
        Some((id, new)) if is_theirs(store, id, user_id).await? => Some((*id, *new)),
        _ => None,
    };
    let mut still = holds(store, proof.as_ref(), user_id).await?;
    if let Some(session) = session {
        still = still && is_theirs(store, session, user_id).await?;
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
    current: Option<(SessionId, SessionId)>,
    before: u64,
) -> Result<CredentialChanged, StoreError> {
    let keep = current.as_ref().map(|(id, _)| id);
    let ended = before + store.delete_user_sessions(user, keep).await?;
    let kept = match &current {
        Some((id, new)) => store.rename_session(id, new, None).await?,
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

/// At the first time that there is no session is over.
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
