//! A small store: one ordered map from names to entries, like a key-value database.

use lucerna_core::{
    Column, Conflict, KeyDeletion, KeyId, KeyRecord, LastKey, PasswordHash, Record, Row, Schema, SessionId,
    SessionRecord, SessionState, StoreError, Timestamp, UserId, UserRecord, Value,
};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A table, a name in it, and a second name if the table is an index.
pub(crate) type EntryKey = (&'static str, String, String);

#[derive(Clone)]
pub(crate) enum Entry {
    User(Row),
    Key(KeyRecord),
    Session(SessionRecord),
    Record(Record),
    /// An entry of an index: its owner.
    Owner(UserId),
}

#[derive(Clone)]
pub(crate) struct MapStore {
    pub(crate) schema: Arc<Schema>,
    map: Arc<Mutex<Map>>,
}

impl MapStore {
    pub(crate) fn new(schema: Schema) -> Self {
        Self { schema: Arc::new(schema), map: Arc::default() }
    }

    /// Begins a transaction. No other call reads or writes until it is dropped.
    pub(crate) fn begin(&self) -> MutexGuard<'_, Map> {
        self.map.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Clone, Default)]
pub(crate) struct Map(pub(crate) BTreeMap<EntryKey, Entry>);

pub(crate) fn entry_key(table: &'static str, name: &dyn ToString) -> EntryKey {
    (table, name.to_string(), String::new())
}

pub(crate) fn entry(index: &'static str, of: &dyn ToString, name: &dyn ToString) -> EntryKey {
    (index, of.to_string(), name.to_string())
}

impl Map {
    pub(crate) fn user(&self, id: &UserId) -> Result<&Row, StoreError> {
        match self.0.get(&entry_key("user", id)) {
            Some(Entry::User(row)) => Ok(row),
            _ => Err(StoreError::MissingUser),
        }
    }

    pub(crate) fn users(&self) -> impl Iterator<Item = UserRecord> {
        self.0.iter().filter_map(|((_, id, _), it)| match it {
            Entry::User(row) => Some(UserRecord { id: id.as_str().into(), attributes: row.clone() }),
            _ => None,
        })
    }

    pub(crate) fn key(&mut self, id: &KeyId) -> Option<&mut KeyRecord> {
        match self.0.get_mut(&entry_key("key", id)) {
            Some(Entry::Key(key)) => Some(key),
            _ => None,
        }
    }

    pub(crate) fn session(&mut self, id: &SessionId) -> Option<&mut SessionRecord> {
        match self.0.get_mut(&entry_key("session", id)) {
            Some(Entry::Session(session)) => Some(session),
            _ => None,
        }
    }

    /// Returns the second names in an index, in order.
    pub(crate) fn names(&self, index: &'static str, of: &UserId) -> Vec<String> {
        let from = entry(index, of, &"");
        let entries =
            self.0.range(from..).take_while(|((table, it, _), _)| *table == index && it == of.as_str());
        entries.map(|((_, _, name), _)| name.clone()).collect()
    }

    pub(crate) fn alive(&mut self, id: &SessionId, now: Timestamp) -> Option<SessionRecord> {
        self.session(id).filter(|it| it.expiry.judge(now) != SessionState::Dead).cloned()
    }

    /// Returns the index keys of a row's unique values, or a conflict if another user has one.
    pub(crate) fn unique(
        &self,
        schema: &Schema,
        row: &Row,
        own: Option<&UserId>,
    ) -> Result<Vec<EntryKey>, StoreError> {
        let mut keys = Vec::new();
        for column in schema.user().iter().filter(|it| it.is_unique()) {
            let Some(value) = row.value(column.name()).filter(|it| **it != Value::Null) else { continue };
            let key = entry("unique", column.name(), &format!("{value:?}"));
            match self.0.get(&key) {
                Some(Entry::Owner(owner)) if own != Some(owner) => {
                    return Err(StoreError::Conflict(Conflict::Column(column.name().to_string())));
                }
                _ => keys.push(key),
            }
        }
        Ok(keys)
    }

    pub(crate) fn put_user(&mut self, id: &UserId, row: Row, unique: Vec<EntryKey>) {
        self.0.retain(|(table, ..), it| {
            *table != "unique" || !matches!(it, Entry::Owner(owner) if owner == id)
        });
        self.0.extend(unique.into_iter().map(|it| (it, Entry::Owner(id.clone()))));
        self.0.insert(entry_key("user", id), Entry::User(row));
    }

    pub(crate) fn put_key(&mut self, key: KeyRecord) {
        self.0.insert(entry("key of", &key.user_id, &key.id), Entry::Owner(key.user_id.clone()));
        self.0.insert(entry_key("key", &key.id), Entry::Key(key));
    }

    pub(crate) fn set_password(&mut self, user: &UserId, keys: &[KeyId], new: Option<&PasswordHash>) -> u64 {
        let ids = self.names("key of", user).into_iter().filter_map(|it| KeyId::parse(&it));
        let mut changed = 0;
        for id in ids {
            let found = self.key(&id).filter(|it| it.password_hash.is_some() || keys.contains(&id));
            changed += found.map_or(0, |it| {
                it.password_hash = new.cloned();
                1
            });
        }
        changed
    }

    pub(crate) fn delete_key(&mut self, id: &KeyId, last: LastKey) -> KeyDeletion {
        let Some(user) = self.key(id).map(|it| it.user_id.clone()) else { return KeyDeletion::Missing };
        if last == LastKey::Keep && self.names("key of", &user).len() == 1 {
            return KeyDeletion::Last;
        }
        self.0.remove(&entry("key of", &user, id));
        self.0.remove(&entry_key("key", id));
        KeyDeletion::Deleted
    }

    pub(crate) fn put_session(&mut self, session: SessionRecord) {
        let owner = Entry::Owner(session.user_id.clone());
        self.0.insert(entry("session of", &session.user_id, &session.id), owner);
        self.0.insert(entry_key("session", &session.id), Entry::Session(session));
    }

    /// Gives a session another id, if that id is free.
    pub(crate) fn rename(&mut self, id: &SessionId, new: &SessionId) -> bool {
        let session = if self.session(new).is_none() { self.session(id).cloned() } else { None };
        let Some(session) = session else { return false };
        self.end(id);
        self.put_session(SessionRecord { id: *new, ..session });
        true
    }

    /// Ends all sessions of a user except one, and returns how many.
    pub(crate) fn end_all(&mut self, user: &UserId, keep: Option<&SessionId>) -> u64 {
        let ids = self.names("session of", user).into_iter().filter_map(|it| SessionId::parse(&it));
        ids.filter(|it| Some(it) != keep && self.end(it)).map(|_| 1).sum()
    }

    pub(crate) fn end(&mut self, id: &SessionId) -> bool {
        let Some(Entry::Session(it)) = self.0.remove(&entry_key("session", id)) else { return false };
        self.0.remove(&entry("session of", &it.user_id, id)).is_some()
    }
}

/// Returns a row with one value for each of the table's columns: the new one if there is one.
pub(crate) fn merge(columns: &[Column], old: &Row, new: &Row) -> Result<Row, StoreError> {
    let mut row = Row::with_capacity(columns.len());
    for column in columns {
        let value = new.value(column.name()).or(old.value(column.name())).unwrap_or(&Value::Null);
        if *value == Value::Null && !column.is_nullable() {
            return Err(StoreError::Broken(format!("`{}` must not be empty", column.name()).into()));
        }
        row.push(column.name().clone(), value.clone());
    }
    Ok(row)
}
