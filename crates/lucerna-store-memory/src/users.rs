//! Users and their keys.

use crate::MemoryStore;
use crate::rows::changed;
use lucerna_core::{
    Conflict, KeyDeletion, KeyId, KeyRecord, LastKey, NewUserRecord, PasswordHash, Row, StoreError, UserId,
    UserRecord, UserStore,
};

impl UserStore for MemoryStore {
    async fn insert_user(&self, NewUserRecord { user, key }: NewUserRecord) -> Result<(), StoreError> {
        let mut rows = self.lock();
        if key.as_ref().is_some_and(|it| rows.keys.contains_key(&it.id.to_string())) {
            return Err(StoreError::Conflict(Conflict::Key));
        }
        let row = changed(self.schema.user(), &Row::new(), &user.attributes)?;
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

    async fn update_user(&self, id: &UserId, changes: Row) -> Result<bool, StoreError> {
        let mut rows = self.lock();
        let Some(old) = rows.users.get(id) else { return Ok(false) };
        let row = changed(self.schema.user(), old, &changes)?;
        rows.check_unique(self.schema.user(), &row, Some(id))?;
        rows.users.insert(id.clone(), row);
        Ok(true)
    }

    async fn delete_user(&self, id: &UserId) -> Result<bool, StoreError> {
        let mut rows = self.lock();
        rows.sessions.retain(|_, it| it.user_id != *id);
        rows.keys.retain(|_, it| it.user_id != *id);
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

    async fn find_key(&self, id: &KeyId) -> Result<Option<KeyRecord>, StoreError> {
        Ok(self.lock().keys.get(&id.to_string()).cloned())
    }

    async fn find_user_keys(&self, user: &UserId) -> Result<Vec<KeyRecord>, StoreError> {
        Ok(self.lock().keys.values().filter(|it| it.user_id == *user).cloned().collect())
    }

    async fn set_password_hash(&self, id: &KeyId, new: Option<PasswordHash>) -> Result<bool, StoreError> {
        let mut rows = self.lock();
        Ok(rows.keys.get_mut(&id.to_string()).map(|it| it.password_hash = new).is_some())
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
        let mut rows = self.lock();
        let name = id.to_string();
        let Some(key) = rows.keys.get(&name) else { return Ok(KeyDeletion::Missing) };
        let keys = rows.keys.values().filter(|it| it.user_id == key.user_id).count();
        if last == LastKey::Keep && keys == 1 {
            return Ok(KeyDeletion::Last);
        }
        rows.keys.remove(&name);
        Ok(KeyDeletion::Deleted)
    }
}
