//! Faults about changes of credentials.

use crate::fault::Fault;
use crate::faulty_store::FaultyStore;
use lucerna_core::{
    CredentialAction, CredentialChange, CredentialChanged, KeyProof, LastKey, SessionId, SessionRecord,
    SessionStore, Store, StoreError, Timestamp, UserId, UserStore,
};

impl FaultyStore {
    pub(crate) async fn change_what_opens(
        &self,
        mut change: CredentialChange,
    ) -> Result<CredentialChanged, StoreError> {
        let (user, current) = (change.user_id.clone(), change.current);
        match (self.fault, &mut change.action) {
            (Fault::ProofIsIgnored, _) => change.proof = None,
            (Fault::KeyOfAnyUserProves, _) => change.proof = self.unless_it_holds(change.proof).await?,
            (Fault::FirstPasswordIsNotSet, CredentialAction::SetPassword { keys, .. }) => keys.clear(),
            (Fault::OneNamedKeyGetsThePassword, CredentialAction::SetPassword { keys, .. }) => {
                keys.truncate(1);
            }
            (Fault::SessionOfTheProofIsIgnored, _) => change.session = None,
            (Fault::SessionOfAnyUserProves, _) => {
                change.session = self.unless_it_is_there(change.session).await?;
            }
            (Fault::SessionIsCheckedThenUsed, _) => {
                change.session = self.unless_it_is_there(change.session).await?;
                self.wait_for_race().await;
            }
            (Fault::ProofIsCheckedThenUsed, _) => {
                change.proof = self.unless_it_holds(change.proof).await?;
                self.wait_for_race().await;
            }
            (Fault::LastKeyGoes, CredentialAction::DeleteKey { last, .. }) => *last = LastKey::Delete,
            (Fault::DeletedKeyStays, CredentialAction::DeleteKey { .. })
            | (Fault::HashIsNeverRemoved, CredentialAction::RemovePassword) => {
                return self.only_end(change).await;
            }
            (Fault::ChangeEndsTheCurrent, _) => change.current = None,
            (Fault::ChangeKeepsTheOldId, _) => {
                change.current = change.current.map(|(id, _)| (id, id));
            }
            (Fault::ChangeLeavesSessions, _) => return self.only_change(change).await,
            (Fault::ChangeIsCheckedThenMade, _) => {
                self.right.delete_user_sessions(&user, None).await?;
                self.wait_for_race().await;
                return self.only_change(change).await;
            }
            (Fault::ChangeInSteps, _) => {
                self.only_change(change.clone()).await?;
                self.wait_for_race().await;
            }
            _ => {}
        }
        let changed = self.right.change_credential(change).await?;
        let is_made = matches!(changed, CredentialChanged::Changed { .. });
        match (self.fault, current) {
            (Fault::RefusedChangeEndsSessions, _) if !is_made => {
                self.right.delete_user_sessions(&user, None).await?;
            }
            (Fault::CurrentSessionOfAnyUser, Some((id, new))) => {
                self.right.rename_session(&id, &new, None).await?;
            }
            (Fault::EverybodysSessionsEnd, _) => {
                self.right.delete_user_sessions(&"bob".into(), None).await?;
            }
            _ => {}
        }
        Ok(changed)
    }

    /// Removes the proof if the key still has the proven hash, for any owner.
    pub(crate) async fn unless_it_holds(
        &self,
        proof: Option<KeyProof>,
    ) -> Result<Option<KeyProof>, StoreError> {
        let Some(proof) = proof else { return Ok(None) };
        let key = self.right.find_key(&proof.key).await?;
        let holds = key.is_some_and(|it| proof.still_holds(Some(&it), &it.user_id));
        Ok((!holds).then_some(proof))
    }

    /// Removes the session of the proof if it exists, for any owner.
    async fn unless_it_is_there(&self, session: Option<SessionId>) -> Result<Option<SessionId>, StoreError> {
        let Some(id) = session else { return Ok(None) };
        let found = self.right.find_session(&id, Timestamp::from_unix_millis(i64::MIN)).await?;
        Ok(found.is_none().then_some(id))
    }

    /// Leaves the credential unchanged and reports a change.
    async fn only_end(&self, change: CredentialChange) -> Result<CredentialChanged, StoreError> {
        let keys = self.right.find_user_keys(&change.user_id).await?;
        let changed = self.right.change_credential(change).await?;
        for key in keys {
            self.overwrite_key(key).await?;
        }
        Ok(changed)
    }

    /// Changes the credential and leaves the sessions unchanged.
    async fn only_change(&self, change: CredentialChange) -> Result<CredentialChanged, StoreError> {
        let sessions = self.all_sessions(&change.user_id).await?;
        let changed = self.right.change_credential(CredentialChange { current: None, ..change }).await?;
        for session in sessions {
            self.right.insert_session(session).await?;
        }
        Ok(changed)
    }

    async fn all_sessions(&self, user: &UserId) -> Result<Vec<SessionRecord>, StoreError> {
        let first = Timestamp::from_unix_millis(i64::MIN);
        self.right.find_user_sessions(user, first).await
    }
}
