//! A small store: one ordered map from names to entries, which is what a key-value database is.

use lucerna_core::{
    Column, Conflict, KeyId, KeyRecord, Record, Row, Schema, SessionId, SessionRecord, SessionState,
    StoreError, Timestamp, UserId, UserRecord, Value,
};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A table, a name in it, and a second name in those that are indexes.
pub(crate) type Place = (&'static str, String, String);

#[derive(Clone)]
pub(crate) enum Entry {
    User(Row),
    Key(KeyRecord),
    Session(SessionRecord),
    Record(Record),
    /// In an index: whose it is.
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

    /// A transaction: nobody else reads or writes until it is dropped.
    pub(crate) fn begin(&self) -> MutexGuard<'_, Map> {
        self.map.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Clone, Default)]
pub(crate) struct Map(pub(crate) BTreeMap<Place, Entry>);

pub(crate) fn place(table: &'static str, name: &dyn ToString) -> Place {
    (table, name.to_string(), String::new())
}

pub(crate) fn entry(index: &'static str, of: &dyn ToString, name: &dyn ToString) -> Place {
    (index, of.to_string(), name.to_string())
}

impl Map {
    pub(crate) fn user(&self, id: &UserId) -> Result<&Row, StoreError> {
        match self.0.get(&place("user", id)) {
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
        match self.0.get_mut(&place("key", id)) {
            Some(Entry::Key(key)) => Some(key),
            _ => None,
        }
    }

    pub(crate) fn session(&mut self, id: &SessionId) -> Option<&mut SessionRecord> {
        match self.0.get_mut(&place("session", id)) {
            Some(Entry::Session(session)) => Some(session),
            _ => None,
        }
    }

    /// The second names in an index, in order.
    pub(crate) fn names(&self, index: &'static str, of: &UserId) -> Vec<String> {
        let from = entry(index, of, &"");
        let entries =
            self.0.range(from..).take_while(|((table, it, _), _)| *table == index && it == of.as_str());
        entries.map(|((_, _, name), _)| name.clone()).collect()
    }

    pub(crate) fn alive(&mut self, id: &SessionId, now: Timestamp) -> Option<SessionRecord> {
        self.session(id).filter(|it| it.expiry.judge(now) != SessionState::Dead).cloned()
    }

    /// Where the unique values of a row are, unless one is that of another user than this.
    pub(crate) fn unique(
        &self,
        schema: &Schema,
        row: &Row,
        own: Option<&UserId>,
    ) -> Result<Vec<Place>, StoreError> {
        let mut places = Vec::new();
        for column in schema.user().iter().filter(|it| it.is_unique()) {
            let Some(value) = row.value(column.name()).filter(|it| **it != Value::Null) else { continue };
            let place = entry("unique", column.name(), &format!("{value:?}"));
            match self.0.get(&place) {
                Some(Entry::Owner(owner)) if own != Some(owner) => {
                    return Err(StoreError::Conflict(Conflict::Column(column.name().to_string())));
                }
                _ => places.push(place),
            }
        }
        Ok(places)
    }

    pub(crate) fn put_user(&mut self, id: &UserId, row: Row, unique: Vec<Place>) {
        self.0.retain(|(table, ..), it| {
            *table != "unique" || !matches!(it, Entry::Owner(owner) if owner == id)
        });
        self.0.extend(unique.into_iter().map(|it| (it, Entry::Owner(id.clone()))));
        self.0.insert(place("user", id), Entry::User(row));
    }

    pub(crate) fn put_key(&mut self, key: KeyRecord) {
        self.0.insert(entry("key of", &key.user_id, &key.id), Entry::Owner(key.user_id.clone()));
        self.0.insert(place("key", &key.id), Entry::Key(key));
    }

    pub(crate) fn put_session(&mut self, session: SessionRecord) {
        let owner = Entry::Owner(session.user_id.clone());
        self.0.insert(entry("session of", &session.user_id, &session.id), owner);
        self.0.insert(place("session", &session.id), Entry::Session(session));
    }

    pub(crate) fn end(&mut self, id: &SessionId) -> bool {
        let Some(Entry::Session(it)) = self.0.remove(&place("session", id)) else { return false };
        self.0.remove(&entry("session of", &it.user_id, id)).is_some()
    }
}

/// One value for each of the table's columns, and nothing else: the new one where there is one.
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
