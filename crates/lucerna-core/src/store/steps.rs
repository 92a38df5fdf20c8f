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
    let CredentialChange { user_id, proof, action, current } = change;
    if !holds(store, proof.as_ref(), &user_id).await? {
        return Ok(CredentialChanged::Superseded);
    }
    let current = match current {
        Some((id, new)) if is_theirs(store, &id, &user_id).await? => Some((id, new)),
        _ => None,
    };
    let keep = current.as_ref().map(|(id, _)| id);
    if let Some(refusal) = refusal(store, &user_id, &action).await? {
        return Ok(refusal);
    }
    let mut ended = store.delete_user_sessions(&user_id, keep).await?;
    if let Some(refusal) = act(store, &user_id, action).await? {
        return Ok(refusal);
    }
    ended += store.delete_user_sessions(&user_id, keep).await?;
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
    Ok(proof.still_holds(key.as_ref()) && key.is_some_and(|it| it.user_id == *user))
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
        CredentialAction::SetPassword { key, .. } => has_password || key.as_ref().is_some_and(has),
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
        CredentialAction::SetPassword { hash, key } => {
            store.set_password(user, key.as_ref(), Some(hash)).await?
        }
        CredentialAction::RemovePassword => store.set_password(user, None, None).await?,
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
