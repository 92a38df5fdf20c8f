//! Faults about keys.

use crate::fault::Fault;
use crate::faulty_store::FaultyStore;
use lucerna_core::{
    Conflict, KeyDeletion, KeyId, KeyRecord, LastKey, PasswordHash, StoreError, UserId, UserStore,
};

impl FaultyStore {
    pub(crate) async fn add_key(&self, mut key: KeyRecord) -> Result<(), StoreError> {
        key.id = self.seen(&key.id);
        let taken = self.right.find_key(&key.id).await?.is_some();
        match self.fault {
            Fault::KeyIsOverwritten => return self.overwrite_key(key).await,
            Fault::KeyIsCheckedThenInserted if !taken => {
                self.wait_for_race().await;
                return self.overwrite_key(key).await;
            }
            Fault::KeysNeedPasswords => key.password_hash = key.password_hash.or(Some(PasswordHash::new(""))),
            Fault::WritesAreLost if key.id.subject() == "k7" => return Ok(()),
            _ => {}
        }
        match self.right.insert_key(key.clone()).await {
            Err(StoreError::MissingUser) if self.has(Fault::KeyOfUnknownUser) => {
                self.memory().stray_keys.push(key);
                Ok(())
            }
            Err(StoreError::MissingUser) if self.has(Fault::MissingUserIsAConflict) => {
                Err(StoreError::Conflict(Conflict::Key))
            }
            result => result,
        }
    }

    pub(crate) async fn look_up_key(&self, id: &KeyId) -> Result<Option<KeyRecord>, StoreError> {
        let mut found = self.right.find_key(&self.seen(id)).await?;
        if self.has(Fault::AnyKeyIsFound) && found.is_none() {
            found = self.right.find_user_keys(&"alice".into()).await?.pop();
        }
        let stray = self.memory().stray_keys.iter().find(|it| it.id == *id).cloned();
        Ok(found.or(stray).map(|it| self.cut(it)))
    }

    pub(crate) async fn list_keys(&self, user: &UserId) -> Result<Vec<KeyRecord>, StoreError> {
        let mut keys = self.right.find_user_keys(user).await?;
        match self.fault {
            Fault::KeysOfOthersAreListed => keys.extend(self.right.find_user_keys(&"bob".into()).await?),
            Fault::KeysAreUnordered => keys.reverse(),
            _ => {}
        }
        keys.extend(self.memory().stray_keys.iter().filter(|it| it.user_id == *user).cloned());
        Ok(keys)
    }

    pub(crate) async fn set_hash(
        &self,
        user: &UserId,
        keys: &[KeyId],
        new: Option<PasswordHash>,
    ) -> Result<u64, StoreError> {
        let theirs = self.right.find_user_keys(user).await?;
        match self.fault {
            Fault::MissingKeyIsThere if theirs.is_empty() => Ok(1),
            Fault::HashIsNeverRemoved if new.is_none() => Ok(1),
            Fault::HashIsSetForFirstKey => {
                for later in theirs.into_iter().skip(1) {
                    self.right.delete_key(&later.id, LastKey::Delete).await?;
                    self.memory().stray_keys.push(later);
                }
                self.right.set_password(user, keys, new).await
            }
            Fault::OneNamedKeyGetsThePassword => {
                self.right.set_password(user, keys.get(..1).unwrap_or(keys), new).await
            }
            Fault::HashIsSetForKeysOfOthers => {
                let owner = match keys.first() {
                    Some(key) => self.right.find_key(key).await?.map(|it| it.user_id),
                    None => None,
                };
                self.right.set_password(&owner.unwrap_or(user.clone()), keys, new).await
            }
            _ => self.right.set_password(user, keys, new).await,
        }
    }

    /// Sets the hash of a key, in place of any that it had.
    pub(crate) async fn overwrite_hash(
        &self,
        id: &KeyId,
        new: Option<PasswordHash>,
    ) -> Result<bool, StoreError> {
        let Some(key) = self.right.find_key(id).await? else { return Ok(false) };
        self.overwrite_key(KeyRecord { password_hash: new, ..key }).await.map(|()| true)
    }

    pub(crate) async fn replace_hash(
        &self,
        id: &KeyId,
        old: &PasswordHash,
        new: PasswordHash,
    ) -> Result<bool, StoreError> {
        let stored = self.right.find_key(id).await?.and_then(|it| it.password_hash);
        let is_old = stored.as_ref().is_some_and(|it| it.expose() == old.expose());
        let set = self.overwrite_hash(id, Some(new.clone()));
        match self.fault {
            Fault::OldHashIsIgnored if stored.is_some() => set.await,
            Fault::NoHashIsReplaced if stored.is_none() => set.await,
            Fault::HashIsReplacedWhereItIsTheSame if is_old => {
                self.right.replace_password_hash(&KeyId::username("bob"), old, new.clone()).await?;
                set.await
            }
            Fault::HashIsComparedThenSet if is_old => {
                self.wait_for_race().await;
                set.await
            }
            Fault::HashIsRemovedFirst if is_old => {
                self.overwrite_hash(id, None).await?;
                self.wait_for_race().await;
                set.await
            }
            _ => self.right.replace_password_hash(id, old, new).await,
        }
    }

    pub(crate) async fn remove_key(&self, id: &KeyId, last: LastKey) -> Result<KeyDeletion, StoreError> {
        let Some(key) = self.right.find_key(id).await? else {
            let there = self.has(Fault::MissingKeyIsThere);
            return Ok(if there { KeyDeletion::Deleted } else { KeyDeletion::Missing });
        };
        let keys = self.right.find_user_keys(&key.user_id).await?;
        match self.fault {
            Fault::LastKeyGoes => self.right.delete_key(id, LastKey::Delete).await,
            Fault::LastKeyAlwaysStays => self.right.delete_key(id, LastKey::Keep).await,
            Fault::LastKeyCountsOthers => self.right.delete_key(id, LastKey::Delete).await,
            Fault::FirstKeyIsTheLast if keys.first().is_some_and(|it| it.id == *id) => Ok(KeyDeletion::Last),
            Fault::LastKeyIsCountedThenDeleted if keys.len() > 1 => {
                self.wait_for_race().await;
                self.right.delete_key(id, LastKey::Delete).await
            }
            Fault::KeyIsFoundThenDeleted if keys.len() > 1 => {
                self.wait_for_race().await;
                self.right.delete_key(id, last).await.map(|_| KeyDeletion::Deleted)
            }
            Fault::AllKeysGoWithOne if keys.len() > 1 => {
                for key in keys {
                    self.right.delete_key(&key.id, LastKey::Delete).await?;
                }
                Ok(KeyDeletion::Deleted)
            }
            Fault::DeletedKeyKeepsItsName => {
                self.memory().stray_keys.push(key);
                self.right.delete_key(id, last).await
            }
            _ => self.right.delete_key(id, last).await,
        }
    }

    pub(crate) async fn overwrite_key(&self, key: KeyRecord) -> Result<(), StoreError> {
        self.right.delete_key(&key.id, LastKey::Delete).await?;
        self.right.insert_key(key).await
    }

    /// Returns the name that the fault looks up.
    fn seen(&self, id: &KeyId) -> KeyId {
        let short = id.subject().char_indices().nth(60).map_or(id.subject(), |(at, _)| &id.subject()[..at]);
        let (provider, subject) = match self.fault {
            Fault::ProvidersAreOne if id.provider() != "username" => ("any", id.subject()),
            Fault::NamesIgnorePadding => (id.provider(), id.subject().trim_end()),
            Fault::NamesAreCut => (id.provider(), short),
            _ => (id.provider(), id.subject()),
        };
        KeyId::new(provider, subject).unwrap_or_else(|_| id.clone())
    }

    fn cut(&self, key: KeyRecord) -> KeyRecord {
        let subject = key.id.subject().split(':').next().filter(|it| !it.is_empty()).unwrap_or("?");
        match self.fault {
            Fault::SubjectEndsAtColon => {
                KeyRecord { id: KeyId::new(key.id.provider(), subject).unwrap(), ..key }
            }
            _ => key,
        }
    }
}
