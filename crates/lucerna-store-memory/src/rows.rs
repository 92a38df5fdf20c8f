//! The tables, and what a row may be.

use crate::records::Table;

use lucerna_core::{
    Column, Conflict, KeyRecord, Row, SessionId, SessionRecord, SessionState, StoreError, Timestamp, UserId,
    UserRecord, Value,
};
use std::collections::BTreeMap;

#[derive(Default)]
pub(crate) struct Rows {
    pub(crate) users: BTreeMap<UserId, Row>,
    /// By name, as `provider:subject`.
    pub(crate) keys: BTreeMap<String, KeyRecord>,
    pub(crate) sessions: BTreeMap<SessionId, SessionRecord>,
    /// By the name of the table.
    pub(crate) records: BTreeMap<String, Table>,
}

impl Rows {
    pub(crate) fn user(&self, id: &UserId) -> Option<UserRecord> {
        self.users.get(id).map(|row| UserRecord { id: id.clone(), attributes: row.clone() })
    }

    /// The session, if it is not over.
    pub(crate) fn session(&self, id: &SessionId, now: Timestamp) -> Option<&SessionRecord> {
        self.sessions.get(id).filter(|it| is_alive(it, now))
    }

    /// That no other user has one of the values in a unique column. An empty one is nobody's.
    pub(crate) fn check_unique(
        &self,
        columns: &[Column],
        row: &Row,
        own: Option<&UserId>,
    ) -> Result<(), StoreError> {
        let has = |column: &Column, value: &Value| {
            self.users.iter().any(|(id, row)| own != Some(id) && row.value(column.name()) == Some(value))
        };
        let taken = |column: &&Column| {
            row.value(column.name()).is_some_and(|value| *value != Value::Null && has(column, value))
        };
        match columns.iter().filter(|it| it.is_unique()).find(taken) {
            Some(column) => Err(StoreError::Conflict(Conflict::Column(column.name().to_string()))),
            None => Ok(()),
        }
    }

    /// That a row can name this user.
    pub(crate) fn check_user(&self, id: &UserId) -> Result<(), StoreError> {
        if self.users.contains_key(id) { Ok(()) } else { Err(StoreError::MissingUser) }
    }
}

pub(crate) fn is_alive(session: &SessionRecord, now: Timestamp) -> bool {
    session.expiry.judge(now) != SessionState::Dead
}

/// The old row with what the changes say: one value for each of the table's columns, and nothing else.
pub(crate) fn changed(columns: &[Column], old: &Row, changes: &Row) -> Result<Row, StoreError> {
    let mut row = Row::with_capacity(columns.len());
    for column in columns {
        let name = column.name();
        let value = changes.value(name).or(old.value(name)).unwrap_or(&Value::Null);
        if *value == Value::Null && !column.is_nullable() {
            return Err(StoreError::Broken(format!("`{name}` must not be empty").into()));
        }
        row.push(name.clone(), value.clone());
    }
    Ok(row)
}
