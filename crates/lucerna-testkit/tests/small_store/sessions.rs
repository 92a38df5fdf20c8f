//! The sessions.

use crate::map::{Entry, MapStore, merge};
use lucerna_core::{
    Conflict, Expiry, Methods, Row, SessionId, SessionRecord, SessionState, SessionStore, StoreError,
    Timestamp, UserId,
};

impl SessionStore for MapStore {
    async fn insert_session(&self, mut session: SessionRecord) -> Result<(), StoreError> {
        let mut map = self.begin();
        if map.session(&session.id).is_some() {
            return Err(StoreError::Conflict(Conflict::SessionId));
        }
        map.user(&session.user_id)?;
        session.attributes = merge(self.schema.session(), &Row::new(), &session.attributes)?;
        map.put_session(session);
        Ok(())
    }

    async fn find_session(
        &self,
        id: &SessionId,
        now: Timestamp,
    ) -> Result<Option<SessionRecord>, StoreError> {
        Ok(self.begin().alive(id, now))
    }

    async fn find_user_sessions(
        &self,
        user: &UserId,
        now: Timestamp,
    ) -> Result<Vec<SessionRecord>, StoreError> {
        let mut map = self.begin();
        let ids = map.names("session of", user).into_iter().filter_map(|it| SessionId::parse(&it));
        Ok(ids.filter_map(|it| map.alive(&it, now)).collect())
    }

    async fn renew_session(&self, id: &SessionId, expiry: Expiry) -> Result<bool, StoreError> {
        let mut map = self.begin();
        let Some(session) = map.session(id) else { return Ok(false) };
        session.expiry = Expiry { absolute: session.expiry.absolute, ..expiry };
        Ok(true)
    }

    async fn update_session(&self, id: &SessionId, changes: Row) -> Result<bool, StoreError> {
        let mut map = self.begin();
        let Some(session) = map.session(id) else { return Ok(false) };
        session.attributes = merge(self.schema.session(), &session.attributes, &changes)?;
        Ok(true)
    }

    async fn rename_session(
        &self,
        id: &SessionId,
        new: &SessionId,
        verified: Option<(Timestamp, &Methods)>,
    ) -> Result<bool, StoreError> {
        let mut map = self.begin();
        let renamed = map.rename(id, new);
        if let (true, Some((at, methods)), Some(it)) = (renamed, verified, map.session(new)) {
            (it.details.verified, it.details.methods) = (Some(at), methods.clone());
        }
        Ok(renamed)
    }

    async fn delete_session(&self, id: &SessionId) -> Result<bool, StoreError> {
        Ok(self.begin().end(id))
    }

    async fn delete_user_sessions(&self, user: &UserId, keep: Option<&SessionId>) -> Result<u64, StoreError> {
        Ok(self.begin().end_all(user, keep))
    }

    async fn delete_dead_sessions(&self, now: Timestamp) -> Result<u64, StoreError> {
        let mut map = self.begin();
        let sessions =
            map.0.values().filter_map(|it| if let Entry::Session(it) = it { Some(it) } else { None });
        let dead = sessions.filter(|it| it.expiry.judge(now) == SessionState::Dead);
        let dead: Vec<_> = dead.map(|it| it.id).collect();
        Ok(dead.iter().filter(|it| map.end(it)).map(|_| 1).sum())
    }
}
