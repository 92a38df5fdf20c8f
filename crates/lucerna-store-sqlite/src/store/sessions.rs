//! Reads and writes of the table of sessions.

use super::{SqliteStore, change};
use crate::connection::{SqliteConnection, poll_once};
use lucerna_core::{
    Expiry, Methods, Row, SessionId, SessionRecord, SessionStart, SessionStarted, SessionStore, StoreError,
    Timestamp, UserId,
};
use lucerna_store_sql::{
    Parameter, Query, StartStatement, Statements, insert_session, integer, rename_session, session, settle,
    text, update_session,
};

impl SessionStore for SqliteStore {
    async fn insert_session(&self, session: SessionRecord) -> Result<(), StoreError> {
        self.write(move |connection, statements| poll_once(insert_session(connection, statements, &session))?)
            .await
    }

    async fn find_session(
        &self,
        id: &SessionId,
        now: Timestamp,
    ) -> Result<Option<SessionRecord>, StoreError> {
        let Statements { schema, session: statements, .. } = &*self.0.statements;
        self.read_one(&statements.find, (id.as_str(), now.unix_millis()), |row| session(row, schema))
    }

    async fn find_user_sessions(
        &self,
        user: &UserId,
        now: Timestamp,
    ) -> Result<Vec<SessionRecord>, StoreError> {
        let Statements { schema, session: statements, .. } = &*self.0.statements;
        self.read_all(&statements.find_all, (user.as_str(), now.unix_millis()), |row| session(row, schema))
    }

    async fn renew_session(&self, id: &SessionId, expiry: Expiry) -> Result<bool, StoreError> {
        let (id, Expiry { active, idle, .. }) = (*id, expiry);
        self.write(move |connection, statements| {
            let limits = [active, idle].map(|it| integer(it.unix_millis()));
            let values = std::iter::once(text(id.as_str())).chain(limits);
            change(connection, &Query::new(&statements.session.renew, values)).map(|rows| rows > 0)
        })
        .await
    }

    async fn update_session(&self, id: &SessionId, changes: Row) -> Result<bool, StoreError> {
        let id = *id;
        self.write(move |connection, statements| {
            Ok(poll_once(update_session(connection, statements, &id, &changes))?)
        })
        .await
    }

    async fn rename_session(
        &self,
        id: &SessionId,
        new: &SessionId,
        verified: Option<(Timestamp, &Methods)>,
    ) -> Result<bool, StoreError> {
        let (id, new, verified) = (*id, *new, verified.map(|(at, methods)| (at, methods.clone())));
        self.write(move |connection, statements| {
            let verified = verified.as_ref().map(|(at, methods)| (*at, methods));
            Ok(poll_once(rename_session(connection, statements, &id, &new, verified))?)
        })
        .await
    }

    async fn delete_session(&self, id: &SessionId) -> Result<bool, StoreError> {
        let id = *id;
        self.write(move |connection, statements| delete(connection, statements, &id)).await
    }

    async fn delete_user_sessions(&self, user: &UserId, keep: Option<&SessionId>) -> Result<u64, StoreError> {
        let (user, keep) = (user.clone(), keep.copied());
        self.write(move |connection, statements| {
            let keep = Parameter::Text(keep.as_ref().map(SessionId::as_str));
            change(connection, &Query::new(&statements.session.delete_all, [text(user.as_str()), keep]))
        })
        .await
    }

    async fn delete_dead_sessions(&self, now: Timestamp) -> Result<u64, StoreError> {
        self.write(move |connection, statements| {
            let now = integer(now.unix_millis());
            change(connection, &Query::new(&statements.session.delete_dead, [now]))
        })
        .await
    }
}

fn delete(
    connection: &mut SqliteConnection<'_>,
    statements: &Statements,
    id: &SessionId,
) -> Result<bool, StoreError> {
    change(connection, &Query::new(&statements.session.delete, [text(id.as_str())])).map(|rows| rows > 0)
}

/// Starts a session in the caller's transaction.
pub(super) fn start(
    connection: &mut SqliteConnection<'_>,
    statements: &Statements,
    start: &SessionStart,
) -> Result<SessionStarted, StoreError> {
    poll_once(insert_session(connection, statements, &start.session))??;
    if let (StartStatement::Settled(statement), Some(proof)) = (&statements.session.start, &start.proof) {
        // Within one transaction, the proof cannot change between the insert and this check.
        let settled = poll_once(settle(connection, statement, start, proof))?;
        return Ok(settled.unwrap_or(SessionStarted::Started { replaced: false }));
    }
    let replaced = match &start.replaces {
        Some(older) => delete(connection, statements, older)?,
        None => false,
    };
    Ok(SessionStarted::Started { replaced })
}
