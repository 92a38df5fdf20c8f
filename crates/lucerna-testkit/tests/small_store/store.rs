//! What is asked for every request.

use crate::map::MapStore;
use lucerna_core::{Schema, SessionId, SessionRecord, Store, StoreError, Timestamp, UserRecord};

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
}
