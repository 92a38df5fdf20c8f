//! A small store: one ordered map from names to records, which is what a key-value database is.

use lucerna_core::{
    Column, ColumnType, Conflict, Expiry, KeyDeletion, KeyId, KeyRecord, LastKey, Methods, NewUserRecord,
    Page, PasswordHash, Record, RecordStore, RecordTable, RecordWrite, RecordsBy, Row, Schema, SessionId,
    SessionRecord, SessionState, SessionStore, Store, StoreError, StoreFuture, Timestamp, UnfitValue, UserId,
    UserRecord, UserStore, Value,
};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A table, a name in it, and a second name in those that are indexes.
type Place = (&'static str, String, String);

#[derive(Clone)]
enum Entry {
    User(Row),
    Key(KeyRecord),
    Session(SessionRecord),
    Record(Record),
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

#[derive(Clone, Default)]
struct Map(BTreeMap<Place, Entry>);

fn place(table: &'static str, name: &dyn ToString) -> Place {
    (table, name.to_string(), String::new())
}

fn entry(index: &'static str, of: &dyn ToString, name: &dyn ToString) -> Place {
    (index, of.to_string(), name.to_string())
}

impl Map {
    fn user(&self, id: &UserId) -> Result<&Row, StoreError> {
        match self.0.get(&place("user", id)) {
            Some(Entry::User(row)) => Ok(row),
            _ => Err(StoreError::MissingUser),
        }
    }

    fn users(&self) -> impl Iterator<Item = UserRecord> {
        self.0.iter().filter_map(|((_, id, _), it)| match it {
            Entry::User(row) => Some(UserRecord { id: id.as_str().into(), attributes: row.clone() }),
            _ => None,
        })
    }

    fn key(&mut self, id: &KeyId) -> Option<&mut KeyRecord> {
        match self.0.get_mut(&place("key", id)) {
            Some(Entry::Key(key)) => Some(key),
            _ => None,
        }
    }

    fn session(&mut self, id: &SessionId) -> Option<&mut SessionRecord> {
        match self.0.get_mut(&place("session", id)) {
            Some(Entry::Session(session)) => Some(session),
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
                Some(Entry::Owner(owner)) if own != Some(owner) => {
                    return Err(StoreError::Conflict(Conflict::Column(column.name().to_string())));
                }
                _ => places.push(place),
            }
        }
        Ok(places)
    }

    fn put_user(&mut self, id: &UserId, row: Row, unique: Vec<Place>) {
        self.0.retain(|(table, ..), it| {
            *table != "unique" || !matches!(it, Entry::Owner(owner) if owner == id)
        });
        self.0.extend(unique.into_iter().map(|it| (it, Entry::Owner(id.clone()))));
        self.0.insert(place("user", id), Entry::User(row));
    }

    fn put_key(&mut self, key: KeyRecord) {
        self.0.insert(entry("key of", &key.user_id, &key.id), Entry::Owner(key.user_id.clone()));
        self.0.insert(place("key", &key.id), Entry::Key(key));
    }

    fn put_session(&mut self, session: SessionRecord) {
        let owner = Entry::Owner(session.user_id.clone());
        self.0.insert(entry("session of", &session.user_id, &session.id), owner);
        self.0.insert(place("session", &session.id), Entry::Session(session));
    }

    fn end(&mut self, id: &SessionId) -> bool {
        let Some(Entry::Session(it)) = self.0.remove(&place("session", id)) else { return false };
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

    async fn find_user_by(&self, column: &str, value: &Value) -> Result<Option<UserRecord>, StoreError> {
        if !self.schema.user().iter().any(|it| it.name() == column && it.is_unique()) {
            return Err(StoreError::Broken(format!("users have no unique column `{column}`").into()));
        }
        let map = self.begin();
        let Some(Entry::Owner(id)) = map.0.get(&entry("unique", &column, &format!("{value:?}"))) else {
            return Ok(None);
        };
        Ok(map.user(id).ok().map(|it| UserRecord { id: id.clone(), attributes: it.clone() }))
    }

    async fn list_users(&self, page: &Page) -> Result<Vec<UserRecord>, StoreError> {
        let map = self.begin();
        let later = map.users().filter(|it| page.start().is_none_or(|start| it.id.as_str() > start));
        Ok(later.take(page.limit() as usize).collect())
    }

    async fn count_users(&self) -> Result<u64, StoreError> {
        Ok(self.begin().users().map(|_| 1).sum())
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
            Entry::User(_) => true,
            Entry::Record(record) => record.user_id.as_ref() != Some(id),
            Entry::Key(KeyRecord { user_id, .. })
            | Entry::Session(SessionRecord { user_id, .. })
            | Entry::Owner(user_id) => user_id != id,
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

    async fn copy_key(&self, id: &KeyId, new: &KeyId) -> Result<bool, StoreError> {
        let mut map = self.begin();
        let old = map.key(id).filter(|it| it.password_hash.is_some()).cloned();
        let Some(old) = old else { return Ok(false) };
        if map.key(new).is_some() {
            return Err(StoreError::Conflict(Conflict::Key));
        }
        map.put_key(KeyRecord { id: new.clone(), ..old });
        Ok(true)
    }

    async fn find_key(&self, id: &KeyId) -> Result<Option<KeyRecord>, StoreError> {
        Ok(self.begin().key(id).cloned())
    }

    async fn find_user_keys(&self, user: &UserId) -> Result<Vec<KeyRecord>, StoreError> {
        let mut map = self.begin();
        let ids = map.names("key of", user).into_iter().filter_map(|it| KeyId::parse(&it));
        Ok(ids.filter_map(|it| map.key(&it).cloned()).collect())
    }

    async fn set_password(
        &self,
        user: &UserId,
        key: Option<&KeyId>,
        new: Option<PasswordHash>,
    ) -> Result<u64, StoreError> {
        let mut map = self.begin();
        let ids = map.names("key of", user).into_iter().filter_map(|it| KeyId::parse(&it));
        let mut changed = 0;
        for id in ids {
            let found = map.key(&id).filter(|it| it.password_hash.is_some() || Some(&id) == key);
            changed += found.map_or(0, |it| {
                it.password_hash = new.clone();
                1
            });
        }
        Ok(changed)
    }

    async fn rename_key(&self, id: &KeyId, new: &KeyId, changes: Row) -> Result<bool, StoreError> {
        let mut map = self.begin();
        let Some(key) = map.key(id).cloned() else { return Ok(false) };
        if id != new && map.key(new).is_some() {
            return Err(StoreError::Conflict(Conflict::Key));
        }
        let user = key.user_id.clone();
        let row = merge(self.schema.user(), map.user(&user)?, &changes)?;
        let unique = map.unique(&self.schema, &row, Some(&user))?;
        map.put_user(&user, row, unique);
        map.0.remove(&entry("key of", &user, id));
        map.0.remove(&place("key", id));
        map.put_key(KeyRecord { id: new.clone(), ..key });
        Ok(true)
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

    async fn rename_session(
        &self,
        id: &SessionId,
        new: &SessionId,
        verified: Option<(Timestamp, &Methods)>,
    ) -> Result<bool, StoreError> {
        let mut map = self.begin();
        let session = if map.session(new).is_none() { map.session(id).cloned() } else { None };
        let Some(mut session) = session else { return Ok(false) };
        if let Some((at, methods)) = verified {
            (session.details.verified, session.details.methods) = (Some(at), methods.clone());
        }
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
            map.0.values().filter_map(|it| if let Entry::Session(it) = it { Some(it) } else { None });
        let dead = sessions.filter(|it| it.expiry.judge(now) == SessionState::Dead);
        let dead: Vec<_> = dead.map(|it| it.id).collect();
        Ok(dead.iter().filter(|it| map.end(it)).map(|_| 1).sum())
    }
}

impl Map {
    /// The records of a table, in the order of their ids.
    fn records(&self, table: &RecordTable) -> impl Iterator<Item = &Record> {
        let rows = self.0.range(entry("record", &table.name(), &"")..);
        let rows = rows.take_while(|((kind, name, _), _)| *kind == "record" && name == table.name());
        rows.filter_map(|(_, it)| if let Entry::Record(it) = it { Some(it) } else { None })
    }

    /// The record, if it has not expired and still has these values.
    fn record(&self, table: &RecordTable, id: &str, still: &Row, now: Timestamp) -> Option<Record> {
        let Some(Entry::Record(found)) = self.0.get(&entry("record", &table.name(), &id)) else {
            return None;
        };
        let is_still = |(name, value): (&str, &Value)| match table.column(name).map(Column::column_type) {
            None | Some(ColumnType::Json | ColumnType::Float) => true,
            Some(_) => found.value.value(name) == Some(value),
        };
        (found.is_alive(now) && still.iter().all(is_still)).then(|| found.clone())
    }

    fn put_record(&mut self, table: &RecordTable, new: Record, now: Timestamp) -> Result<(), StoreError> {
        for column in table.columns().iter().filter(|it| it.is_unique()) {
            let value = new.value.value(column.name()).filter(|it| **it != Value::Null);
            let has_it = |it: &Record| it.id != new.id && it.value.value(column.name()) == value;
            if value.is_some() && self.records(table).any(|it| has_it(it) && it.is_alive(now)) {
                return Err(StoreError::Conflict(Conflict::Column(column.name().to_string())));
            }
        }
        self.0.insert(entry("record", &table.name(), &new.id), Entry::Record(new));
        Ok(())
    }

    fn insert_record(&mut self, table: &RecordTable, new: Record, now: Timestamp) -> Result<(), StoreError> {
        if self.record(table, &new.id, &Row::new(), now).is_some() {
            return Err(StoreError::Conflict(Conflict::RecordId));
        }
        if let Some(user) = &new.user_id {
            self.user(user)?;
        }
        let value = merge(table.columns(), &Row::new(), &new.value)?;
        self.put_record(table, Record { value, ..new }, now)
    }

    fn delete_records(&mut self, table: &RecordTable, is_meant: impl Fn(&Record) -> bool) -> u64 {
        let meant = self.records(table).filter(|it| is_meant(it));
        let places: Vec<_> = meant.map(|it| entry("record", &table.name(), &it.id)).collect();
        places.iter().filter(|it| self.0.remove(it).is_some()).map(|_| 1).sum()
    }
}

fn is_by(by: RecordsBy<'_>, record: &Record) -> bool {
    match by {
        RecordsBy::Id(id) => record.id == id,
        RecordsBy::User(user) => record.user_id.as_ref() == Some(user),
        RecordsBy::Column(name, value) => *value != Value::Null && record.value.value(name) == Some(value),
        RecordsBy::All => true,
    }
}

impl MapStore {
    /// That the table is one of the schema's.
    fn declared(&self, table: &RecordTable) -> Result<&Self, StoreError> {
        match self.schema.record_table(table.name()) {
            Some(_) => Ok(self),
            None => Err(StoreError::Broken(format!("the table `{}` is not declared", table.name()).into())),
        }
    }
}

impl RecordStore for MapStore {
    fn insert_record<'a>(
        &'a self,
        table: &'a RecordTable,
        record: Record,
        now: Timestamp,
    ) -> StoreFuture<'a, ()> {
        Box::pin(async move { self.declared(table)?.begin().insert_record(table, record, now) })
    }

    fn find_records<'a>(
        &'a self,
        table: &'a RecordTable,
        by: RecordsBy<'a>,
        page: &'a Page,
        now: Timestamp,
    ) -> StoreFuture<'a, Vec<Record>> {
        Box::pin(async move {
            let map = self.declared(table)?.begin();
            let found = map.records(table).filter(|it| it.is_alive(now) && is_by(by, it));
            let found = found.filter(|it| page.start().is_none_or(|start| &*it.id > start));
            Ok(found.take(page.limit() as usize).cloned().collect())
        })
    }

    fn update_record<'a>(
        &'a self,
        table: &'a RecordTable,
        id: &'a str,
        still: &'a Row,
        set: &'a Row,
        now: Timestamp,
    ) -> StoreFuture<'a, bool> {
        Box::pin(async move {
            let mut map = self.declared(table)?.begin();
            let Some(old) = map.record(table, id, still, now) else { return Ok(false) };
            let value = merge(table.columns(), &old.value, set)?;
            map.put_record(table, Record { value, ..old }, now).map(|()| true)
        })
    }

    fn take_record<'a>(
        &'a self,
        table: &'a RecordTable,
        id: &'a str,
        still: &'a Row,
        now: Timestamp,
    ) -> StoreFuture<'a, Option<Record>> {
        Box::pin(async move {
            let mut map = self.declared(table)?.begin();
            let Some(taken) = map.record(table, id, still, now) else { return Ok(None) };
            map.0.remove(&entry("record", &table.name(), &id));
            Ok(Some(taken))
        })
    }

    fn add_to_record<'a>(
        &'a self,
        table: &'a RecordTable,
        fresh: Record,
        column: &'a str,
        by: i64,
        now: Timestamp,
    ) -> StoreFuture<'a, Record> {
        Box::pin(async move {
            let mut map = self.declared(table)?.begin();
            let Some(mut record) = map.record(table, &fresh.id, &Row::new(), now) else {
                map.insert_record(table, fresh.clone(), now)?;
                return Ok(fresh);
            };
            let Some(Value::Integer(before)) = record.value.value(column) else {
                return Err(StoreError::Broken(format!("`{column}` is no number").into()));
            };
            let sum = before.checked_add(by).ok_or_else(|| StoreError::Unfit(UnfitValue::new(column)))?;
            let set = Row::new().with(column.to_owned(), &sum);
            record.value = merge(table.columns(), &record.value, &set)?;
            map.put_record(table, record.clone(), now).map(|()| record)
        })
    }

    fn write_records<'a>(&'a self, writes: Vec<RecordWrite<'a>>, now: Timestamp) -> StoreFuture<'a, ()> {
        Box::pin(async move {
            for RecordWrite::Insert(table, _) | RecordWrite::Delete(table, _) in &writes {
                self.declared(table)?;
            }
            let mut map = self.begin();
            let before = map.clone();
            let written = writes.into_iter().try_for_each(|it| match it {
                RecordWrite::Insert(table, record) => map.insert_record(table, record, now),
                RecordWrite::Delete(table, id) => match map.record(table, id, &Row::new(), now) {
                    Some(_) => {
                        map.0.remove(&entry("record", &table.name(), &id));
                        Ok(())
                    }
                    None => Err(StoreError::MissingRecord),
                },
            });
            if written.is_err() {
                *map = before;
            }
            written
        })
    }

    fn delete_records<'a>(&'a self, table: &'a RecordTable, by: RecordsBy<'a>) -> StoreFuture<'a, u64> {
        Box::pin(async move { Ok(self.declared(table)?.begin().delete_records(table, |it| is_by(by, it))) })
    }

    fn delete_expired_records(&self, now: Timestamp) -> StoreFuture<'_, u64> {
        Box::pin(async move {
            let mut map = self.begin();
            let tables = self.schema.record_tables().iter();
            Ok(tables.map(|it| map.delete_records(it, |record| !record.is_alive(now))).sum())
        })
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
