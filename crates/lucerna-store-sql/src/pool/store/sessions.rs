//! The table of sessions.

use super::super::driver::{Driver, Parameter, Read};
use super::super::query::{Query, attributes, changes, integer, text};
use super::insert::{Insert, Rename};
use super::{Fetch, SqlStore, read};
use lucerna_core::{
    Conflict, Expiry, Row, Schema, SessionId, SessionRecord, SessionStore, StoreError, Timestamp, UserId,
};
use std::time::Duration;

impl<D: Driver> SessionStore for SqlStore<D> {
    async fn insert_session(&self, session: SessionRecord) -> Result<(), StoreError> {
        let statements = self.statements();
        let query = Query::new(&statements.session.insert, values(&statements.schema, &session));
        self.call(Insert { query, taken: Conflict::SessionId }).await?
    }

    async fn find_session(
        &self,
        id: &SessionId,
        now: Timestamp,
    ) -> Result<Option<SessionRecord>, StoreError> {
        let statements = self.statements();
        let values = [text(id.as_str()), integer(now.unix_millis())];
        let read = |row: &Read<D>| read::session::<D>(row, &statements.schema);
        Ok(self.call(Fetch(Query::new(&statements.session.find, values), read)).await?.pop())
    }

    async fn find_user_sessions(
        &self,
        user: &UserId,
        now: Timestamp,
    ) -> Result<Vec<SessionRecord>, StoreError> {
        let statements = self.statements();
        let values = [text(user.as_str()), integer(now.unix_millis())];
        let read = |row: &Read<D>| read::session::<D>(row, &statements.schema);
        self.call(Fetch(Query::new(&statements.session.find_all, values), read)).await
    }

    async fn renew_session(&self, id: &SessionId, expiry: Expiry) -> Result<bool, StoreError> {
        let limits = [expiry.active, expiry.idle].map(|it| integer(it.unix_millis()));
        let values = std::iter::once(text(id.as_str())).chain(limits);
        self.change(Query::new(&self.statements().session.renew, values)).await
    }

    async fn update_session(&self, id: &SessionId, row: Row) -> Result<bool, StoreError> {
        let statements = self.statements();
        let Some(update) = statements.update_session(&row) else {
            let exists = Query::new(&statements.session.exists, [text(id.as_str())]);
            return Ok(!self.call(Fetch(exists, |_: &Read<D>| Ok(()))).await?.is_empty());
        };
        let values = std::iter::once(text(id.as_str())).chain(changes(statements.schema.session(), &row));
        self.change(Query::new(&update, values)).await
    }

    async fn rename_session(&self, id: &SessionId, new: &SessionId) -> Result<bool, StoreError> {
        let values = [text(id.as_str()), text(new.as_str())];
        self.call(Rename(Query::new(&self.statements().session.rename, values))).await
    }

    async fn delete_session(&self, id: &SessionId) -> Result<bool, StoreError> {
        self.change(Query::new(&self.statements().session.delete, [text(id.as_str())])).await
    }

    async fn delete_user_sessions(&self, user: &UserId, keep: Option<&SessionId>) -> Result<u64, StoreError> {
        let values = [text(user.as_str()), Parameter::Text(keep.map(SessionId::as_str))];
        self.call(Query::new(&self.statements().session.delete_all, values)).await
    }

    async fn delete_dead_sessions(&self, now: Timestamp) -> Result<u64, StoreError> {
        let now = integer(now.unix_millis());
        self.call(Query::new(&self.statements().session.delete_dead, [now])).await
    }
}

impl<D: Driver> SqlStore<D> {
    /// Whether a statement changed something.
    pub(super) async fn change(&self, query: Query<'_>) -> Result<bool, StoreError> {
        self.call(query).await.map(|rows| rows > 0)
    }
}

/// The columns of a session's row.
pub(super) fn values<'a>(schema: &'a Schema, session: &'a SessionRecord) -> Vec<Parameter<'a>> {
    let SessionRecord { id, user_id, expiry: Expiry { active, idle, absolute }, periods, attributes: own } =
        session;
    let limits = [*active, *idle, *absolute].map(|it| integer(it.unix_millis()));
    let millis = |it: Duration| i64::try_from(it.as_millis()).unwrap_or(i64::MAX);
    let periods = [periods.map(|it| it.active), periods.map(|it| it.idle)];
    let periods = periods.map(|it| Parameter::Integer(it.map(millis)));
    let names = [text(id.as_str()), text(user_id.as_str())];
    names.into_iter().chain(limits).chain(periods).chain(attributes(schema.session(), own)).collect()
}
