//! The table of sessions.

use super::{SqliteStore, change, execute, exists};
use crate::error;
use crate::value::{Bound, bind, bind_some, read_row};
use lucerna_core::{
    Conflict, Expiry, Row, Schema, SessionId, SessionPeriods, SessionRecord, SessionStore, StoreError,
    Timestamp, UserId,
};
use lucerna_store_sql::{SESSION, Statements};
use rusqlite::{params, params_from_iter};
use std::time::Duration;

impl SessionStore for SqliteStore {
    async fn insert_session(&self, session: SessionRecord) -> Result<(), StoreError> {
        self.write(move |connection, statements| {
            let SessionRecord { id, user_id, expiry: Expiry { active, idle, absolute }, periods, attributes } = &session;
            let names = [Bound::text(id.as_str()), Bound::text(user_id.as_str())];
            let limits = [*active, *idle, *absolute].map(Bound::time);
            let periods = [periods.map(|it| it.active), periods.map(|it| it.idle)].map(Bound::duration);
            let own = names.into_iter().chain(limits).chain(periods);
            let values = own.chain(bind(statements.schema.session(), attributes));
            match execute(connection, &statements.session.insert, params_from_iter(values)) {
                Ok(_) => Ok(()),
                Err(failure) if error::is_unique(&failure) => Err(StoreError::Conflict(Conflict::SessionId)),
                Err(failure) if error::is_foreign_key(&failure) => Err(StoreError::MissingUser),
                Err(failure) => Err(error::store(failure)),
            }
        })
        .await
    }

    async fn find_session(
        &self,
        id: &SessionId,
        now: Timestamp,
    ) -> Result<Option<SessionRecord>, StoreError> {
        let Statements { schema, session, .. } = &*self.0.statements;
        self.read_one(&session.find, (id.as_str(), now.unix_millis()), |row| read(row, schema))
    }

    async fn find_user_sessions(
        &self,
        user: &UserId,
        now: Timestamp,
    ) -> Result<Vec<SessionRecord>, StoreError> {
        let Statements { schema, session, .. } = &*self.0.statements;
        self.read_all(&session.find_all, (user.as_str(), now.unix_millis()), |row| read(row, schema))
    }

    async fn renew_session(&self, id: &SessionId, expiry: Expiry) -> Result<bool, StoreError> {
        let (id, Expiry { active, idle, .. }) = (*id, expiry);
        self.write(move |connection, statements| {
            let limits = params![id.as_str(), active.unix_millis(), idle.unix_millis()];
            change(connection, &statements.session.renew, limits).map(|rows| rows > 0)
        })
        .await
    }

    async fn update_session(&self, id: &SessionId, changes: Row) -> Result<bool, StoreError> {
        let id = *id;
        self.write(move |connection, statements| {
            let Some(update) = statements.update_session(&changes) else {
                return exists(connection, &statements.session.exists, id.as_str());
            };
            let changes = bind_some(statements.schema.session(), &changes);
            let values = std::iter::once(Bound::text(id.as_str())).chain(changes);
            change(connection, &update, params_from_iter(values)).map(|rows| rows > 0)
        })
        .await
    }

    async fn rename_session(&self, id: &SessionId, new: &SessionId) -> Result<bool, StoreError> {
        let (id, new) = (*id, *new);
        self.write(move |connection, statements| {
            match execute(connection, &statements.session.rename, [id.as_str(), new.as_str()]) {
                Ok(rows) => Ok(rows > 0),
                Err(failure) if error::is_unique(&failure) => Ok(false),
                Err(failure) => Err(error::store(failure)),
            }
        })
        .await
    }

    async fn delete_session(&self, id: &SessionId) -> Result<bool, StoreError> {
        let id = *id;
        self.write(move |connection, statements| {
            change(connection, &statements.session.delete, [id.as_str()]).map(|rows| rows > 0)
        })
        .await
    }

    async fn delete_user_sessions(&self, user: &UserId, keep: Option<&SessionId>) -> Result<u64, StoreError> {
        let (user, keep) = (user.clone(), keep.copied());
        self.write(move |connection, statements| {
            let keep = keep.as_ref().map(SessionId::as_str);
            change(connection, &statements.session.delete_all, (user.as_str(), keep))
        })
        .await
    }

    async fn delete_dead_sessions(&self, now: Timestamp) -> Result<u64, StoreError> {
        self.write(move |connection, statements| {
            change(connection, &statements.session.delete_dead, [now.unix_millis()])
        })
        .await
    }
}

/// How many columns of a row are the session's.
pub(super) fn width(schema: &Schema) -> usize {
    SESSION.len() + schema.session().len()
}

/// The session in a row's first columns.
pub(super) fn read(row: &rusqlite::Row<'_>, schema: &Schema) -> Result<SessionRecord, StoreError> {
    let text = |at| row.get_ref(at).and_then(|it| Ok(it.as_str()?)).map_err(error::store);
    let time = |at| row.get(at).map(Timestamp::from_unix_millis).map_err(error::store);
    let period = |at| {
        let millis: Option<i64> = row.get(at).map_err(error::store)?;
        Ok::<_, StoreError>(millis.and_then(|it| u64::try_from(it).ok()).map(Duration::from_millis))
    };
    let id =
        SessionId::parse(text(0)?).ok_or_else(|| StoreError::Broken("a session's id is no hash".into()))?;
    Ok(SessionRecord {
        id,
        user_id: text(1)?.into(),
        expiry: Expiry { active: time(2)?, idle: time(3)?, absolute: time(4)? },
        periods: period(5)?.zip(period(6)?).map(|(active, idle)| SessionPeriods { active, idle }),
        attributes: read_row(row, SESSION.len(), schema.session())?,
    })
}
