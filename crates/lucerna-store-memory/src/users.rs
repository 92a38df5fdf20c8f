//! Reads and writes of users and their keys.

use crate::MemoryStore;
use crate::tables::apply_changes;
use lucerna_core::{
    Column, Conflict, KeyDeletion, KeyId, KeyRecord, LastKey, NewUserRecord, Page, PasswordHash, Row,
    StoreError, UserId, UserRecord, UserStore, Value,
};

impl UserStore for MemoryStore {
    async fn insert_user(&self, NewUserRecord { user, key }: NewUserRecord) -> Result<(), StoreError> {
        let mut rows = self.lock();
        if key.as_ref().is_some_and(|it| rows.keys.contains_key(&it.id.to_string())) {
            return Err(StoreError::Conflict(Conflict::Key));
        }
        let row = apply_changes(self.schema.user(), &Row::new(), &user.attributes)?;
        rows.check_unique(self.schema.user(), &row, None)?;
        if rows.users.contains_key(&user.id) {
            return Err(StoreError::Conflict(Conflict::UserId));
        }
        rows.users.insert(user.id, row);
        rows.keys.extend(key.map(|it| (it.id.to_string(), it)));
        Ok(())
    }

    async fn find_user(&self, id: &UserId) -> Result<Option<UserRecord>, StoreError> {
        Ok(self.lock().user(id))
    }

    async fn find_user_by(&self, column: &str, value: &Value) -> Result<Option<UserRecord>, StoreError> {
        let is_unique = |it: &Column| it.name() == column && it.is_unique();
        if !self.schema.user().iter().any(is_unique) {
            return Err(StoreError::Broken(format!("users have no unique column `{column}`").into()));
        }
        let rows = self.lock();
        let found =
            rows.users.iter().find(|(_, row)| *value != Value::Null && row.value(column) == Some(value));
        Ok(found.map(|(id, row)| UserRecord { id: id.clone(), attributes: row.clone() }))
    }

    async fn list_users(&self, page: &Page) -> Result<Vec<UserRecord>, StoreError> {
        let rows = self.lock();
        let after = rows.users.iter().filter(|(id, _)| page.start().is_none_or(|it| id.as_str() > it));
        let page = after.take(page.limit().try_into().unwrap_or(usize::MAX));
        Ok(page.map(|(id, row)| UserRecord { id: id.clone(), attributes: row.clone() }).collect())
    }

    async fn count_users(&self) -> Result<u64, StoreError> {
        Ok(u64::try_from(self.lock().users.len()).unwrap_or(u64::MAX))
    }

    async fn update_user(&self, id: &UserId, changes: Row) -> Result<bool, StoreError> {
        let mut rows = self.lock();
        let Some(old) = rows.users.get(id) else { return Ok(false) };
        let row = apply_changes(self.schema.user(), old, &changes)?;
        rows.check_unique(self.schema.user(), &row, Some(id))?;
        rows.users.insert(id.clone(), row);
        Ok(true)
    }

    async fn delete_user(&self, id: &UserId) -> Result<bool, StoreError> {
        let mut rows = self.lock();
        rows.sessions.retain(|_, it| it.user_id != *id);
        rows.keys.retain(|_, it| it.user_id != *id);
        rows.records.values_mut().for_each(|it| it.retain(|_, it| it.user_id.as_ref() != Some(id)));
        Ok(rows.users.remove(id).is_some())
    }

    async fn insert_key(&self, key: KeyRecord) -> Result<(), StoreError> {
        let mut rows = self.lock();
        let name = key.id.to_string();
        if rows.keys.contains_key(&name) {
            return Err(StoreError::Conflict(Conflict::Key));
        }
        rows.check_user(&key.user_id)?;
        rows.keys.insert(name, key);
        Ok(())
    }

    async fn copy_key(&self, id: &KeyId, new: &KeyId) -> Result<bool, StoreError> {
        let mut rows = self.lock();
        let old = rows.keys.get(&id.to_string()).filter(|it| it.password_hash.is_some()).cloned();
        let Some(old) = old else { return Ok(false) };
        if rows.keys.contains_key(&new.to_string()) {
            return Err(StoreError::Conflict(Conflict::Key));
        }
        rows.keys.insert(new.to_string(), KeyRecord { id: new.clone(), ..old });
        Ok(true)
    }

    async fn find_key(&self, id: &KeyId) -> Result<Option<KeyRecord>, StoreError> {
        Ok(self.lock().keys.get(&id.to_string()).cloned())
    }

    async fn find_user_keys(&self, user: &UserId) -> Result<Vec<KeyRecord>, StoreError> {
        Ok(self.lock().keys.values().filter(|it| it.user_id == *user).cloned().collect())
    }

    async fn set_password(
        &self,
        user: &UserId,
        keys: &[KeyId],
        new: Option<PasswordHash>,
    ) -> Result<u64, StoreError> {
        Ok(self.lock().set_password(user, keys, new.as_ref()))
    }

    async fn rename_key(&self, id: &KeyId, new: &KeyId, changes: Row) -> Result<bool, StoreError> {
        let mut rows = self.lock();
        let Some(key) = rows.keys.get(&id.to_string()).cloned() else { return Ok(false) };
        if id != new && rows.keys.contains_key(&new.to_string()) {
            return Err(StoreError::Conflict(Conflict::Key));
        }
        let old = rows.users.get(&key.user_id).cloned().unwrap_or_default();
        let row = apply_changes(self.schema.user(), &old, &changes)?;
        rows.check_unique(self.schema.user(), &row, Some(&key.user_id))?;
        rows.users.insert(key.user_id.clone(), row);
        rows.keys.remove(&id.to_string());
        rows.keys.insert(new.to_string(), KeyRecord { id: new.clone(), ..key });
        Ok(true)
    }

    async fn replace_password_hash(
        &self,
        id: &KeyId,
        old: &PasswordHash,
        new: PasswordHash,
    ) -> Result<bool, StoreError> {
        let mut rows = self.lock();
        let hash = rows.keys.get_mut(&id.to_string()).and_then(|it| it.password_hash.as_mut());
        let still_there = hash.filter(|it| it.expose() == old.expose());
        Ok(still_there.map(|it| *it = new).is_some())
    }

    async fn delete_key(&self, id: &KeyId, last: LastKey) -> Result<KeyDeletion, StoreError> {
        Ok(self.lock().delete_key(id, last))
    }
}
