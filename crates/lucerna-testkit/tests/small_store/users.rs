//! The users and their keys.

use crate::map::{Entry, MapStore, entry, entry_key, merge};
use lucerna_core::{
    Conflict, KeyDeletion, KeyId, KeyRecord, LastKey, NewUserRecord, Page, PasswordHash, Row, SessionRecord,
    StoreError, UserId, UserRecord, UserStore, Value,
};

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
        map.0.remove(&entry_key("user", id));
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
        keys: &[KeyId],
        new: Option<PasswordHash>,
    ) -> Result<u64, StoreError> {
        Ok(self.begin().set_password(user, keys, new.as_ref()))
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
        map.0.remove(&entry_key("key", id));
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
        Ok(self.begin().delete_key(id, last))
    }
}
