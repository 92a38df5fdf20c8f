//! Reads and writes of sessions.

use crate::MemoryStore;
use crate::tables::{MemoryTables, apply_changes, is_alive};
use lucerna_core::{
    Conflict, Expiry, Methods, Row, SessionId, SessionRecord, SessionStore, StoreError, Timestamp, UserId,
};

impl SessionStore for MemoryStore {
    async fn insert_session(&self, mut session: SessionRecord) -> Result<(), StoreError> {
        let mut rows = self.lock();
        if rows.sessions.contains_key(&session.id) {
            return Err(StoreError::Conflict(Conflict::SessionId));
        }
        rows.check_user(&session.user_id)?;
        session.attributes = apply_changes(self.schema.session(), &Row::new(), &session.attributes)?;
        rows.sessions.insert(session.id, session);
        Ok(())
    }

    async fn find_session(
        &self,
        id: &SessionId,
        now: Timestamp,
    ) -> Result<Option<SessionRecord>, StoreError> {
        Ok(self.lock().session(id, now).cloned())
    }

    async fn find_user_sessions(
        &self,
        user: &UserId,
        now: Timestamp,
    ) -> Result<Vec<SessionRecord>, StoreError> {
        let rows = self.lock();
        let alive = rows.sessions.values().filter(|it| it.user_id == *user && is_alive(it, now));
        Ok(alive.cloned().collect())
    }

    async fn renew_session(&self, id: &SessionId, expiry: Expiry) -> Result<bool, StoreError> {
        let mut rows = self.lock();
        let Some(session) = rows.sessions.get_mut(id) else { return Ok(false) };
        session.expiry = Expiry { absolute: session.expiry.absolute, ..expiry };
        Ok(true)
    }

    async fn update_session(&self, id: &SessionId, changes: Row) -> Result<bool, StoreError> {
        let mut rows = self.lock();
        let Some(session) = rows.sessions.get_mut(id) else { return Ok(false) };
        session.attributes = apply_changes(self.schema.session(), &session.attributes, &changes)?;
        Ok(true)
    }

    async fn rename_session(
        &self,
        id: &SessionId,
        new: &SessionId,
        verified: Option<(Timestamp, &Methods)>,
    ) -> Result<bool, StoreError> {
        let mut rows = self.lock();
        if rows.sessions.contains_key(new) {
            return Ok(false);
        }
        let Some(mut session) = rows.sessions.remove(id) else { return Ok(false) };
        if let Some((at, methods)) = verified {
            (session.details.verified, session.details.methods) = (Some(at), methods.clone());
        }
        rows.sessions.insert(*new, SessionRecord { id: *new, ..session });
        Ok(true)
    }

    async fn delete_session(&self, id: &SessionId) -> Result<bool, StoreError> {
        Ok(self.lock().sessions.remove(id).is_some())
    }

    async fn delete_user_sessions(&self, user: &UserId, keep: Option<&SessionId>) -> Result<u64, StoreError> {
        Ok(self.lock().delete_sessions(|it| it.user_id == *user && keep != Some(&it.id)))
    }

    async fn delete_dead_sessions(&self, now: Timestamp) -> Result<u64, StoreError> {
        Ok(self.lock().delete_sessions(|it| !is_alive(it, now)))
    }
}

impl MemoryTables {
    /// Deletes the sessions that match, and returns their number.
    fn delete_sessions(&mut self, answer: impl Fn(&SessionRecord) -> bool) -> u64 {
        let before = self.sessions.len();
        self.sessions.retain(|_, it| !answer(it));
        u64::try_from(before - self.sessions.len()).unwrap_or(u64::MAX)
    }
}
