//! The calls of every request.

use crate::map::{Map, MapStore};
use lucerna_core::{
    CredentialAction, CredentialChange, CredentialChanged, KeyDeletion, Schema, SessionId, SessionRecord,
    Store, StoreError, Timestamp, UserId, UserRecord,
};

impl Store for MapStore {
    fn schema(&self) -> &Schema {
        &self.schema
    }

    async fn find_session_and_user(
        &self,
        id: &SessionId,
        now: Timestamp,
    ) -> Result<Option<(SessionRecord, UserRecord)>, StoreError> {
        let mut map = self.begin();
        let Some(session) = map.alive(id, now) else { return Ok(None) };
        let user = map.user(&session.user_id).ok();
        let user = user.map(|it| UserRecord { id: session.user_id.clone(), attributes: it.clone() });
        Ok(user.map(|user| (session, user)))
    }

    async fn change_credential(&self, change: CredentialChange) -> Result<CredentialChanged, StoreError> {
        let CredentialChange { user_id, proof, session, action, current } = change;
        let mut map = self.begin();
        let is_proven = proof.is_none_or(|it| it.still_holds(map.key(&it.key).as_deref(), &user_id));
        let is_there = session.is_none_or(|it| map.is_theirs(&it, &user_id));
        if !(is_proven && is_there) {
            return Ok(CredentialChanged::Superseded);
        }
        if let Some(refusal) = map.act(&user_id, action) {
            return Ok(refusal);
        }
        let ended = map.end_all(&user_id, current.as_ref().map(|(id, _)| id));
        let kept = current.is_some_and(|(id, new)| map.is_theirs(&id, &user_id) && map.rename(&id, &new));
        Ok(CredentialChanged::Changed { ended, kept })
    }
}

impl Map {
    fn is_theirs(&mut self, id: &SessionId, user: &UserId) -> bool {
        self.session(id).is_some_and(|it| it.user_id == *user)
    }

    /// Changes the credential, or returns why it did not.
    fn act(&mut self, user: &UserId, action: CredentialAction) -> Option<CredentialChanged> {
        let keys = match action {
            CredentialAction::SetPassword { hash, keys } => self.set_password(user, &keys, Some(&hash)),
            CredentialAction::RemovePassword => self.set_password(user, &[], None),
            CredentialAction::DeleteKey { key, last } => {
                let is_theirs = self.key(&key).is_some_and(|it| it.user_id == *user);
                return match if is_theirs { self.delete_key(&key, last) } else { KeyDeletion::Missing } {
                    KeyDeletion::Deleted => None,
                    KeyDeletion::Missing => Some(CredentialChanged::Missing),
                    KeyDeletion::Last => Some(CredentialChanged::Last),
                };
            }
        };
        (keys == 0).then_some(CredentialChanged::Missing)
    }
}
