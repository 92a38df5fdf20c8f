//! A small store: one ordered map from names to records, which is what a key-value database is.

use lucerna_core::{
    Column, Conflict, Expiry, KeyDeletion, KeyId, KeyRecord, LastKey, NewUserRecord, PasswordHash, Row,
    Schema, SessionId, SessionRecord, SessionState, SessionStore, Store, StoreError, Timestamp, UserId,
    UserRecord, UserStore, Value,
};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A table, a name in it, and a second name in those that are indexes.
type Place = (&'static str, String, String);

enum Record {
    User(Row),
    Key(KeyRecord),
    Session(SessionRecord),
    /// In an index: whose it is.
    Owner(UserId),
}

#[derive(Clone)]
struct MapStore {
    schema: Arc<Schema>,
    map: Arc<Mutex<Map>>,
}

impl MapStore {
    fn new(schema: Schema) -> Self {
        Self { schema: Arc::new(schema), map: Arc::default() }
    }

    /// A transaction: nobody else reads or writes until it is dropped.
    fn begin(&self) -> MutexGuard<'_, Map> {
        self.map.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Default)]
struct Map(BTreeMap<Place, Record>);

fn place(table: &'static str, name: &dyn ToString) -> Place {
    (table, name.to_string(), String::new())
}

fn entry(index: &'static str, of: &dyn ToString, name: &dyn ToString) -> Place {
    (index, of.to_string(), name.to_string())
}

impl Map {
    fn user(&self, id: &UserId) -> Result<&Row, StoreError> {
        match self.0.get(&place("user", id)) {
            Some(Record::User(row)) => Ok(row),
            _ => Err(StoreError::MissingUser),
        }
    }

    fn key(&mut self, id: &KeyId) -> Option<&mut KeyRecord> {
        match self.0.get_mut(&place("key", id)) {
            Some(Record::Key(key)) => Some(key),
            _ => None,
        }
    }

    fn session(&mut self, id: &SessionId) -> Option<&mut SessionRecord> {
        match self.0.get_mut(&place("session", id)) {
            Some(Record::Session(session)) => Some(session),
            _ => None,
        }
    }

    /// The second names in an index, in order.
    fn names(&self, index: &'static str, of: &UserId) -> Vec<String> {
        let from = entry(index, of, &"");
        let entries =
            self.0.range(from..).take_while(|((table, it, _), _)| *table == index && it == of.as_str());
        entries.map(|((_, _, name), _)| name.clone()).collect()
    }

    fn alive(&mut self, id: &SessionId, now: Timestamp) -> Option<SessionRecord> {
        self.session(id).filter(|it| it.expiry.judge(now) != SessionState::Dead).cloned()
    }

    /// Where the unique values of a row are, unless one is that of another user than this.
    fn unique(&self, schema: &Schema, row: &Row, own: Option<&UserId>) -> Result<Vec<Place>, StoreError> {
        let mut places = Vec::new();
        for column in schema.user().iter().filter(|it| it.is_unique()) {
            let Some(value) = row.value(column.name()).filter(|it| **it != Value::Null) else { continue };
            let place = entry("unique", column.name(), &format!("{value:?}"));
            match self.0.get(&place) {
                Some(Record::Owner(owner)) if own != Some(owner) => {
                    return Err(StoreError::Conflict(Conflict::Column(column.name().to_string())));
                }
                _ => places.push(place),
            }
        }
        Ok(places)
    }

    fn put_user(&mut self, id: &UserId, row: Row, unique: Vec<Place>) {
        self.0.retain(|(table, ..), it| {
            *table != "unique" || !matches!(it, Record::Owner(owner) if owner == id)
        });
        self.0.extend(unique.into_iter().map(|it| (it, Record::Owner(id.clone()))));
        self.0.insert(place("user", id), Record::User(row));
    }

    fn put_key(&mut self, key: KeyRecord) {
        self.0.insert(entry("key of", &key.user_id, &key.id), Record::Owner(key.user_id.clone()));
        self.0.insert(place("key", &key.id), Record::Key(key));
    }

    fn put_session(&mut self, session: SessionRecord) {
        let owner = Record::Owner(session.user_id.clone());
        self.0.insert(entry("session of", &session.user_id, &session.id), owner);
        self.0.insert(place("session", &session.id), Record::Session(session));
    }

    fn end(&mut self, id: &SessionId) -> bool {
        let Some(Record::Session(it)) = self.0.remove(&place("session", id)) else { return false };
        self.0.remove(&entry("session of", &it.user_id, id)).is_some()
    }
}

/// One value for each of the table's columns, and nothing else: the new one where there is one.
fn merge(columns: &[Column], old: &Row, new: &Row) -> Result<Row, StoreError> {
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

impl UserStore for MapStore {
    async fn insert_user(&self, NewUserRecord { user, key }: NewUserRecord) -> Result<(), StoreError> {
        let mut map = self.begin();
        if key.as_ref().is_some_and(|it| map.key(&it.id).is_some()) {
            return Err(StoreError::Conflict(Conflict::Key));
        }
        let row = merge(self.schema.user(), &Row::new(), &user.attributes)?;
        let unique = map.unique(&self.schema, &row, None)?;
        if map.user(&user.id).is_ok() {
            return Err(StoreError::Conflict(Conflict::UserId));
        }
        map.put_user(&user.id, row, unique);
        key.into_iter().for_each(|it| map.put_key(it));
        Ok(())
    }

    async fn find_user(&self, id: &UserId) -> Result<Option<UserRecord>, StoreError> {
        let map = self.begin();
        Ok(map.user(id).ok().map(|it| UserRecord { id: id.clone(), attributes: it.clone() }))
    }

    async fn update_user(&self, id: &UserId, changes: Row) -> Result<bool, StoreError> {
        let mut map = self.begin();
        let Ok(old) = map.user(id) else { return Ok(false) };
        let row = merge(self.schema.user(), old, &changes)?;
        let unique = map.unique(&self.schema, &row, Some(id))?;
        map.put_user(id, row, unique);
        Ok(true)
    }

    async fn delete_user(&self, id: &UserId) -> Result<bool, StoreError> {
        let mut map = self.begin();
        let was_there = map.user(id).is_ok();
        map.0.remove(&place("user", id));
        map.0.retain(|_, it| match it {
            Record::User(_) => true,
            Record::Key(KeyRecord { user_id, .. })
            | Record::Session(SessionRecord { user_id, .. })
            | Record::Owner(user_id) => user_id != id,
        });
        Ok(was_there)
    }

    async fn insert_key(&self, key: KeyRecord) -> Result<(), StoreError> {
        let mut map = self.begin();
        if map.key(&key.id).is_some() {
            return Err(StoreError::Conflict(Conflict::Key));
        }
        map.user(&key.user_id)?;
        map.put_key(key);
        Ok(())
    }

    async fn find_key(&self, id: &KeyId) -> Result<Option<KeyRecord>, StoreError> {
        Ok(self.begin().key(id).cloned())
    }

    async fn find_user_keys(&self, user: &UserId) -> Result<Vec<KeyRecord>, StoreError> {
        let mut map = self.begin();
        let ids = map.names("key of", user).into_iter().filter_map(|it| KeyId::parse(&it));
        Ok(ids.filter_map(|it| map.key(&it).cloned()).collect())
    }

    async fn set_password_hash(&self, id: &KeyId, new: Option<PasswordHash>) -> Result<bool, StoreError> {
        Ok(self.begin().key(id).map(|it| it.password_hash = new).is_some())
    }

    async fn replace_password_hash(
        &self,
        id: &KeyId,
        old: &PasswordHash,
        new: PasswordHash,
    ) -> Result<bool, StoreError> {
        let mut map = self.begin();
        let hash = map.key(id).and_then(|it| it.password_hash.as_mut());
        Ok(hash.filter(|it| it.expose() == old.expose()).map(|it| *it = new).is_some())
    }

    async fn delete_key(&self, id: &KeyId, last: LastKey) -> Result<KeyDeletion, StoreError> {
        let mut map = self.begin();
        let Some(user) = map.key(id).map(|it| it.user_id.clone()) else { return Ok(KeyDeletion::Missing) };
        if last == LastKey::Keep && map.names("key of", &user).len() == 1 {
            return Ok(KeyDeletion::Last);
        }
        map.0.remove(&entry("key of", &user, id));
        map.0.remove(&place("key", id));
        Ok(KeyDeletion::Deleted)
    }
}

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

    async fn rename_session(&self, id: &SessionId, new: &SessionId) -> Result<bool, StoreError> {
        let mut map = self.begin();
        let session = if map.session(new).is_none() { map.session(id).cloned() } else { None };
        let Some(session) = session else { return Ok(false) };
        map.end(id);
        map.put_session(SessionRecord { id: *new, ..session });
        Ok(true)
    }

    async fn delete_session(&self, id: &SessionId) -> Result<bool, StoreError> {
        Ok(self.begin().end(id))
    }

    async fn delete_user_sessions(&self, user: &UserId, keep: Option<&SessionId>) -> Result<u64, StoreError> {
        let mut map = self.begin();
        let ids = map.names("session of", user).into_iter().filter_map(|it| SessionId::parse(&it));
        Ok(ids.filter(|it| Some(it) != keep && map.end(it)).map(|_| 1).sum())
    }

    async fn delete_dead_sessions(&self, now: Timestamp) -> Result<u64, StoreError> {
        let mut map = self.begin();
        let sessions =
            map.0.values().filter_map(|it| if let Record::Session(it) = it { Some(it) } else { None });
        let dead = sessions.filter(|it| it.expiry.judge(now) == SessionState::Dead);
        let dead: Vec<_> = dead.map(|it| it.id).collect();
        Ok(dead.iter().filter(|it| map.end(it)).map(|_| 1).sum())
    }
}

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

lucerna_testkit::store_contract!(async |schema, _| MapStore::new(schema));
