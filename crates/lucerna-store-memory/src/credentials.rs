//! Changes of a user's credentials.

use crate::tables::MemoryTables;
use lucerna_core::{
    CredentialAction, CredentialChange, CredentialChanged, KeyDeletion, KeyId, KeyProof, LastKey,
    PasswordHash, SessionId, SessionRecord, UserId,
};

impl MemoryTables {
    pub(crate) fn change_credential(&mut self, change: CredentialChange) -> CredentialChanged {
        let CredentialChange { user_id, proof, session, action, current } = change;
        let is_theirs = |id: SessionId| self.sessions.get(&id).is_some_and(|it| it.user_id == user_id);
        if proof.is_some_and(|it| !self.still_holds(&it, &user_id))
            || session.is_some_and(|it| !is_theirs(it))
        {
            return CredentialChanged::Superseded;
        }
        if let Some(refusal) = self.apply(&user_id, action) {
            return refusal;
        }
        let before = self.sessions.len();
        let keep = current.map(|(id, _)| id);
        self.sessions.retain(|id, it| it.user_id != user_id || Some(*id) == keep);
        let ended = u64::try_from(before - self.sessions.len()).unwrap_or(u64::MAX);
        CredentialChanged::Changed {
            ended,
            kept: current.is_some_and(|it| self.rename_session_of_user(it, &user_id)),
        }
    }

    /// Returns true if the key still has the proven password and belongs to the user.
    pub(crate) fn still_holds(&self, proof: &KeyProof, user: &UserId) -> bool {
        proof.still_holds(self.keys.get(&proof.key.to_string()), user)
    }

    fn apply(&mut self, user: &UserId, action: CredentialAction) -> Option<CredentialChanged> {
        let changed = match action {
            CredentialAction::SetPassword { hash, keys } => self.set_password(user, &keys, Some(&hash)),
            CredentialAction::RemovePassword => self.set_password(user, &[], None),
            CredentialAction::DeleteKey { key, last } => {
                let is_theirs = self.keys.get(&key.to_string()).is_some_and(|it| it.user_id == *user);
                let deletion = if is_theirs { self.delete_key(&key, last) } else { KeyDeletion::Missing };
                return match deletion {
                    KeyDeletion::Deleted => None,
                    KeyDeletion::Missing => Some(CredentialChanged::Missing),
                    KeyDeletion::Last => Some(CredentialChanged::Last),
                };
            }
        };
        (changed == 0).then_some(CredentialChanged::Missing)
    }

    /// Sets or removes the password of those keys of a user that have one, and returns their number.
    pub(crate) fn set_password(&mut self, user: &UserId, keys: &[KeyId], new: Option<&PasswordHash>) -> u64 {
        let theirs = self.keys.values_mut().filter(|it| it.user_id == *user);
        let mut changed = 0;
        for it in theirs.filter(|it| it.password_hash.is_some() || keys.contains(&it.id)) {
            it.password_hash = new.cloned();
            changed += 1;
        }
        changed
    }

    pub(crate) fn delete_key(&mut self, id: &KeyId, last: LastKey) -> KeyDeletion {
        let name = id.to_string();
        let Some(key) = self.keys.get(&name) else { return KeyDeletion::Missing };
        let keys = self.keys.values().filter(|it| it.user_id == key.user_id).count();
        if last == LastKey::Keep && keys == 1 {
            return KeyDeletion::Last;
        }
        self.keys.remove(&name);
        KeyDeletion::Deleted
    }

    fn rename_session_of_user(&mut self, (id, new): (SessionId, SessionId), user: &UserId) -> bool {
        if self.sessions.contains_key(&new) || self.sessions.get(&id).is_none_or(|it| it.user_id != *user) {
            return false;
        }
        let Some(session) = self.sessions.remove(&id) else { return false };
        self.sessions.insert(new, SessionRecord { id: new, ..session });
        true
    }
}
