//! Reads and writes of the table of sessions.

use super::super::connection::SqlConnection;
use super::super::driver::Driver;
use super::{SqlStore, Work, fetch};
use crate::{Failed, Parameter, Query, Statements, integer, mapping, text, writes};
use lucerna_core::{
    Expiry, Methods, Row, SessionId, SessionRecord, SessionStore, StoreError, Timestamp, UserId,
};

impl<D: Driver> SessionStore for SqlStore<D> {
    async fn insert_session(&self, session: SessionRecord) -> Result<(), StoreError> {
        self.call(InsertSession(self.statements(), &session)).await?
    }

    async fn find_session(
        &self,
        id: &SessionId,
        now: Timestamp,
    ) -> Result<Option<SessionRecord>, StoreError> {
        let statements = self.statements();
        let values = [text(id.as_str()), integer(now.unix_millis())];
        let query = Query::new(&statements.session.find, values);
        Ok(self.call(fetch(query, |row| mapping::session(row, &statements.schema))).await?.pop())
    }

    async fn find_user_sessions(
        &self,
        user: &UserId,
        now: Timestamp,
    ) -> Result<Vec<SessionRecord>, StoreError> {
        let statements = self.statements();
        let values = [text(user.as_str()), integer(now.unix_millis())];
        let query = Query::new(&statements.session.find_all, values);
        self.call(fetch(query, |row| mapping::session(row, &statements.schema))).await
    }

    async fn renew_session(&self, id: &SessionId, expiry: Expiry) -> Result<bool, StoreError> {
        let limits = [expiry.active, expiry.idle].map(|it| integer(it.unix_millis()));
        let values = std::iter::once(text(id.as_str())).chain(limits);
        self.change(Query::new(&self.statements().session.renew, values)).await
    }

    async fn update_session(&self, id: &SessionId, row: Row) -> Result<bool, StoreError> {
        self.call(UpdateSession { statements: self.statements(), id, row: &row }).await
    }

    async fn rename_session(
        &self,
        id: &SessionId,
        new: &SessionId,
        verified: Option<(Timestamp, &Methods)>,
    ) -> Result<bool, StoreError> {
        self.call(RenameSession { statements: self.statements(), id, new, verified }).await
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
    /// Runs a statement and returns true if it changed a row.
    pub(super) async fn change(&self, query: Query<'_>) -> Result<bool, StoreError> {
        self.call(query).await.map(|rows| rows > 0)
    }
}

struct InsertSession<'a>(&'a Statements, &'a SessionRecord);

impl<D: Driver> Work<D> for InsertSession<'_> {
    type Answer = Result<(), StoreError>;

    async fn run(&self, connection: &mut SqlConnection<'_, D>) -> Result<Self::Answer, Failed> {
        writes::insert_session(connection, self.0, self.1).await
    }
}

struct UpdateSession<'a> {
    statements: &'a Statements,
    id: &'a SessionId,
    row: &'a Row,
}

impl<D: Driver> Work<D> for UpdateSession<'_> {
    type Answer = bool;

    async fn run(&self, connection: &mut SqlConnection<'_, D>) -> Result<bool, Failed> {
        writes::update_session(connection, self.statements, self.id, self.row).await
    }
}

struct RenameSession<'a> {
    statements: &'a Statements,
    id: &'a SessionId,
    new: &'a SessionId,
    verified: Option<(Timestamp, &'a Methods)>,
}

impl<D: Driver> Work<D> for RenameSession<'_> {
    type Answer = bool;

    async fn run(&self, connection: &mut SqlConnection<'_, D>) -> Result<bool, Failed> {
        writes::rename_session(connection, self.statements, self.id, self.new, self.verified).await
    }
}
