//! Faults about sessions.

use crate::fault::Fault;
use crate::faulty_store::FaultyStore;
use crate::values::{joined, single};
use lucerna_core::{
    Carrier, Column, Conflict, Expiry, Methods, Row, SessionId, SessionRecord, SessionStore, Store,
    StoreError, Timestamp, UserId, UserStore, Value,
};
use std::time::Duration;

const FIRST: Timestamp = Timestamp::from_unix_millis(i64::MIN);

fn next(now: Timestamp) -> Timestamp {
    now.after(Duration::from_millis(1))
}

impl SessionStore for FaultyStore {
    async fn insert_session(&self, session: SessionRecord) -> Result<(), StoreError> {
        self.begin().await?;
        let session = self.started(session);
        let mut stray = self.has(Fault::SessionForNobody);
        if self.has(Fault::UserIsFoundThenSignedIn) {
            stray = self.right.find_user(&session.user_id).await?.is_some();
            self.wait_for_race().await;
        }
        let taken = self.right.find_session(&session.id, FIRST).await?.is_some();
        if self.has(Fault::SessionIsCheckedThenInserted) && !taken {
            self.wait_for_race().await;
            return self.overwrite(session).await;
        }
        let was_there = self.memory().sessions.iter().any(|it| it.id == session.id);
        if self.has(Fault::EndedIdsStayTaken) && was_there {
            return Err(StoreError::Conflict(Conflict::SessionId));
        }
        match self.right.insert_session(session.clone()).await {
            Err(StoreError::MissingUser) if stray => self.memory().stray_sessions.push(session),
            Err(StoreError::Conflict(_)) if self.has(Fault::SessionIsOverwritten) => {
                self.overwrite(session).await?;
            }
            result => {
                self.memory().sessions.push(session);
                return result;
            }
        }
        Ok(())
    }

    async fn find_session(
        &self,
        id: &SessionId,
        now: Timestamp,
    ) -> Result<Option<SessionRecord>, StoreError> {
        let found = self.right.find_session(id, self.told(now, Fault::FindIgnoresExpiry)).await?;
        let memory = self.memory();
        let stray = match self.fault {
            Fault::AnySessionIsFound => memory.sessions.first(),
            _ => memory.stray_sessions.iter().find(|it| it.id == *id),
        };
        Ok(found.filter(|it| self.lets_live(it, now)).or(stray.cloned()))
    }

    async fn find_user_sessions(
        &self,
        user: &UserId,
        now: Timestamp,
    ) -> Result<Vec<SessionRecord>, StoreError> {
        let told = self.told(now, Fault::ListIgnoresExpiry);
        let mut found = self.right.find_user_sessions(user, told).await?;
        found.retain(|it| self.lets_live(it, now));
        match self.fault {
            Fault::SessionsOfOthersAreListed => {
                found.extend(self.right.find_user_sessions(&"bob".into(), now).await?);
            }
            Fault::SessionsAreUnordered => found.reverse(),
            _ => {}
        }
        found.extend(self.memory().stray_sessions.iter().filter(|it| it.user_id == *user).cloned());
        Ok(found)
    }

    async fn renew_session(&self, id: &SessionId, mut expiry: Expiry) -> Result<bool, StoreError> {
        self.begin().await?;
        let Some(old) = self.right.find_session(id, FIRST).await? else {
            return self.bring_back(id, Fault::RenewalBringsBack).await;
        };
        match self.fault {
            Fault::RenewalReadsThenWrites => {
                self.wait_for_race().await;
                return self.overwrite(SessionRecord { expiry, ..old }).await.map(|()| true);
            }
            Fault::RenewalMovesAbsoluteLimit => {
                return self.overwrite(SessionRecord { expiry, ..old }).await.map(|()| true);
            }
            Fault::RenewalKeepsIdleLimit => expiry.idle = old.expiry.idle,
            Fault::RenewalGoesForwardOnly => expiry.idle = expiry.idle.max(old.expiry.idle),
            Fault::RenewalInSteps => {
                self.right.renew_session(id, Expiry { idle: old.expiry.idle, ..expiry }).await?;
                self.wait_for_race().await;
            }
            _ => {}
        }
        self.right.renew_session(id, expiry).await
    }

    async fn update_session(&self, id: &SessionId, changes: Row) -> Result<bool, StoreError> {
        self.begin().await?;
        let columns = self.session_columns();
        let mut changes = self.stored(&columns, &changes);
        let Some(old) = self.right.find_session(id, FIRST).await? else {
            let empty = columns.iter().all(|it| changes.value(it.name()).is_none());
            let there = self.bring_back(id, Fault::SessionUpdateBringsBack).await?;
            return Ok(there || (empty && self.has(Fault::EmptyUpdateSaysYes)));
        };
        match (self.fault, changes.value("user_id")) {
            (Fault::OwnColumnsAreWritten, Some(Value::Text(user))) => {
                let user_id = user.as_str().into();
                return self.overwrite(SessionRecord { user_id, ..old }).await.map(|()| true);
            }
            (Fault::SessionUpdateEmptiesTheRest, _) => {
                changes = joined(&changes, &single("device", Value::Null));
            }
            (Fault::UpdateInSteps, _) => {
                let (name, value) = changes.iter().next().unwrap();
                self.right.update_session(id, single(name, value.clone())).await?;
                self.wait_for_race().await;
            }
            (Fault::UpdateReadsThenWrites, _) => {
                self.wait_for_race().await;
                changes = joined(&changes, &old.attributes);
            }
            _ => {}
        }
        self.right.update_session(id, changes).await
    }

    async fn rename_session(
        &self,
        id: &SessionId,
        new: &SessionId,
        verified: Option<(Timestamp, &Methods)>,
    ) -> Result<bool, StoreError> {
        self.begin().await?;
        let Some(old) = self.right.find_session(id, FIRST).await? else {
            return self.bring_back(id, Fault::RenamingBringsBack).await;
        };
        let mut renamed = SessionRecord { id: *new, ..old };
        match self.fault {
            Fault::RenamingForgetsThePeriods => renamed.periods = None,
            Fault::RenamingOverwrites => {
                self.right.delete_session(new).await?;
            }
            Fault::RenamingInSteps => {
                if self.right.insert_session(renamed).await.is_err() {
                    return Ok(false);
                }
                self.wait_for_race().await;
                return self.right.delete_session(id).await.map(|_| true);
            }
            Fault::RenamingReadsThenWrites => {
                self.wait_for_race().await;
                self.right.delete_session(id).await?;
                return Ok(self.right.insert_session(renamed).await.is_ok());
            }
            _ => {}
        }
        let verified = verified.filter(|_| !self.has(Fault::VerificationIsNotWritten));
        let done = self.right.rename_session(id, new, verified).await?;
        if done && self.has(Fault::RenamingForgetsThePeriods) {
            self.overwrite(renamed).await?;
        }
        Ok(done)
    }

    async fn delete_session(&self, id: &SessionId) -> Result<bool, StoreError> {
        self.begin().await?;
        let found = self.right.find_session(id, FIRST).await?;
        match (self.fault, found) {
            (Fault::SessionIsFoundThenEnded, Some(_)) => {
                self.wait_for_race().await;
                self.right.delete_session(id).await.map(|_| true)
            }
            (Fault::AllSessionsEndWithOne, Some(found)) => {
                self.right.delete_user_sessions(&found.user_id, None).await.map(|_| true)
            }
            (Fault::EndSaysYes, _) => self.right.delete_session(id).await.map(|_| true),
            _ => self.right.delete_session(id).await,
        }
    }

    async fn delete_user_sessions(&self, user: &UserId, keep: Option<&SessionId>) -> Result<u64, StoreError> {
        self.begin().await?;
        let sessions = self.right.find_user_sessions(user, FIRST).await?;
        match self.fault {
            Fault::KeepIsIgnored => return self.right.delete_user_sessions(user, None).await,
            Fault::KeepIsNotTheirs if keep.is_some_and(|it| sessions.iter().all(|own| own.id != *it)) => {
                return Ok(0);
            }
            Fault::SessionsEndInSteps => return self.delete_in_steps(&sessions).await,
            Fault::SessionsAreCountedThenEnded => {
                self.wait_for_race().await;
                self.right.delete_user_sessions(user, keep).await?;
                return Ok(sessions.len() as u64);
            }
            _ => {}
        }
        let deleted = self.right.delete_user_sessions(user, keep).await?;
        if self.has(Fault::EverybodysSessionsEnd) {
            self.right.delete_user_sessions(&"bob".into(), keep).await?;
        }
        let kept = self.has(Fault::KeptSessionIsCounted) && keep.is_some();
        let nobodys = self.has(Fault::SessionsOfUnknownUserAreCounted) && sessions.is_empty();
        Ok(deleted + u64::from(kept || nobodys))
    }

    async fn delete_dead_sessions(&self, now: Timestamp) -> Result<u64, StoreError> {
        self.begin().await?;
        match self.fault {
            Fault::SweepIsEarly => self.right.delete_dead_sessions(next(now)).await,
            Fault::SweepDoesNotCount => self.right.delete_dead_sessions(now).await.map(|_| 0),
            Fault::SweepLeavesAbsoluteLimit => {
                let mut deleted = self.right.delete_dead_sessions(now).await?;
                let sessions = self.memory().sessions.clone();
                for session in sessions.into_iter().filter(|it| it.expiry.idle >= now) {
                    deleted -= u64::from(self.right.insert_session(session).await.is_ok());
                }
                Ok(deleted)
            }
            Fault::SweepLeavesTheList => {
                let dead = self.memory().sessions.clone().into_iter().filter(|it| it.expiry.idle < now);
                self.memory().stray_sessions.extend(dead);
                self.right.delete_dead_sessions(now).await
            }
            Fault::SweepInSteps => {
                let mut sessions = self.memory().sessions.clone();
                sessions.retain(|it| it.expiry.idle < now);
                self.delete_in_steps(&sessions).await
            }
            _ => self.right.delete_dead_sessions(now).await,
        }
    }
}

impl FaultyStore {
    fn session_columns(&self) -> Vec<Column> {
        self.right.schema().session().to_vec()
    }

    /// Changes a session to be inserted as the fault requires.
    fn started(&self, mut session: SessionRecord) -> SessionRecord {
        session.attributes = self.stored(&self.session_columns(), &session.attributes);
        let expiry = &mut session.expiry;
        match self.fault {
            Fault::PeriodsAreForgotten => session.periods = None,
            Fault::DetailsAreForgotten => session.details.carrier = Carrier::Any,
            Fault::OwnColumnsAreWritten => {
                if let Some(Value::Integer(idle)) = session.attributes.value("idle_expires") {
                    expiry.idle = Timestamp::from_unix_millis(*idle);
                }
            }
            Fault::SessionForgetsAColumn => {
                let country = single("country", Value::Text(String::new()));
                session.attributes = joined(&country, &session.attributes);
            }
            Fault::LimitsStartIn1970 => {
                let limits = [&mut expiry.active, &mut expiry.idle, &mut expiry.absolute];
                limits.into_iter().for_each(|it| *it = (*it).max(Timestamp::from_unix_millis(0)));
            }
            _ => {}
        }
        session
    }

    /// Returns the time for a search, which a fault may change.
    pub(crate) fn told(&self, now: Timestamp, ignores: Fault) -> Timestamp {
        match self.fault {
            fault if fault == ignores => FIRST,
            Fault::AbsoluteLimitIsIgnored => FIRST,
            Fault::LastMillisecondIsOver => next(now),
            _ => now,
        }
    }

    /// Changes a session as a fault does that uses another limit.
    pub(crate) fn lets_live(&self, session: &SessionRecord, now: Timestamp) -> bool {
        match self.fault {
            Fault::AbsoluteLimitIsIgnored => now <= session.expiry.idle,
            Fault::ActiveLimitIsTheEnd => now <= session.expiry.active,
            _ => true,
        }
    }

    async fn overwrite(&self, session: SessionRecord) -> Result<(), StoreError> {
        self.right.delete_session(&session.id).await?;
        self.right.insert_session(session).await
    }

    /// Inserts a session that existed before, if that is the fault.
    async fn bring_back(&self, id: &SessionId, fault: Fault) -> Result<bool, StoreError> {
        let once = self.memory().sessions.iter().find(|it| it.id == *id).cloned();
        match once.filter(|_| self.has(fault)) {
            Some(session) => self.right.insert_session(session).await.map(|()| false),
            None => Ok(false),
        }
    }

    async fn delete_in_steps(&self, sessions: &[SessionRecord]) -> Result<u64, StoreError> {
        let mut deleted = 0;
        for session in sessions {
            deleted += u64::from(self.right.delete_session(&session.id).await?);
            self.wait_for_race().await;
        }
        Ok(deleted)
    }
}
