//! The tables, and the rules for their rows.

use crate::records::RecordMap;

use lucerna_core::{
    Column, Conflict, KeyRecord, Row, SessionId, SessionRecord, SessionState, StoreError, Timestamp, UserId,
    UserRecord, Value,
};
use std::collections::BTreeMap;

#[derive(Default)]
pub(crate) struct MemoryTables {
    pub(crate) users: BTreeMap<UserId, Row>,
    /// The keys by id, as `provider:subject`.
    pub(crate) keys: BTreeMap<String, KeyRecord>,
    pub(crate) sessions: BTreeMap<SessionId, SessionRecord>,
    /// The records by the name of their table.
    pub(crate) records: BTreeMap<String, RecordMap>,
}

impl MemoryTables {
    pub(crate) fn user(&self, id: &UserId) -> Option<UserRecord> {
        self.users.get(id).map(|row| UserRecord { id: id.clone(), attributes: row.clone() })
    }

    /// Returns the session if it has not expired.
    pub(crate) fn session(&self, id: &SessionId, now: Timestamp) -> Option<&SessionRecord> {
        self.sessions.get(id).filter(|it| is_alive(it, now))
    }

    /// Returns a conflict if another user has one of the values in a unique column. Null values never conflict.
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

    /// Returns an error if the user does not exist, as a foreign key does.
    pub(crate) fn check_user(&self, id: &UserId) -> Result<(), StoreError> {
        if self.users.contains_key(id) { Ok(()) } else { Err(StoreError::MissingUser) }
    }
}

pub(crate) fn is_alive(session: &SessionRecord, now: Timestamp) -> bool {
    session.expiry.judge(now) != SessionState::Dead
}

/// Returns the old row with the changes: one value for each of the table's columns.
pub(crate) fn apply_changes(columns: &[Column], old: &Row, changes: &Row) -> Result<Row, StoreError> {
    let mut row = Row::with_capacity(columns.len());
    for column in columns {
        let name = column.name();
        let value = changes.value(name).or(old.value(name)).unwrap_or(&Value::Null);
        if *value == Value::Null && !column.is_nullable() {
            return Err(StoreError::Broken(format!("`{name}` requires a value").into()));
        }
        row.push(name.clone(), value.clone());
    }
    Ok(row)
}
