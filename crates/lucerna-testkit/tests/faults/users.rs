//! Faults about users.

use crate::fault::Fault;
use crate::faulty_store::FaultyStore;
use crate::values::{joined, single};
use lucerna_core::{
    Conflict, KeyDeletion, KeyId, KeyRecord, LastKey, NewUserRecord, Page, PasswordHash, Row, SessionStore,
    StoreError, Timestamp, UserId, UserRecord, UserStore, Value,
};

const FIRST: Timestamp = Timestamp::from_unix_millis(i64::MIN);

impl UserStore for FaultyStore {
    async fn insert_user(&self, new: NewUserRecord) -> Result<(), StoreError> {
        self.begin().await?;
        let new = self.changed(new);
        let free = self.is_free(&new).await?;
        if self.has(Fault::UserIsCheckedThenInserted) {
            self.wait_for_race().await;
        }
        self.memory().users.push(new.user.clone());
        if self.has(Fault::InsertionInTwoSteps) {
            return self.insert_in_two_steps(new).await;
        }
        match self.right.insert_user(new.clone()).await {
            Err(_) if free && self.has(Fault::UserIsCheckedThenInserted) => Ok(()),
            Err(StoreError::Conflict(found)) => {
                self.memory().rolling_back = self.has(Fault::RollbackIsLate);
                self.after_conflict(found, new).await
            }
            result => result,
        }
    }

    async fn find_user(&self, id: &UserId) -> Result<Option<UserRecord>, StoreError> {
        let id = if self.has(Fault::IdsArePatterns) && id.as_str() == "*" { &"alice".into() } else { id };
        let Some(mut user) = self.right.find_user(&self.folded(id)).await? else { return Ok(None) };
        let extra = self.memory().extra.clone();
        extra.iter().for_each(|(name, value)| user.attributes.push(name.to_owned(), value.clone()));
        Ok(Some(user))
    }

    async fn find_user_by(&self, column: &str, value: &Value) -> Result<Option<UserRecord>, StoreError> {
        self.search_user(column, value).await
    }

    async fn list_users(&self, page: &Page) -> Result<Vec<UserRecord>, StoreError> {
        self.page_of_users(page).await
    }

    async fn count_users(&self) -> Result<u64, StoreError> {
        self.number_of_users().await
    }

    async fn update_user(&self, id: &UserId, changes: Row) -> Result<bool, StoreError> {
        self.begin().await?;
        if std::mem::take(&mut self.memory().rolling_back) {
            return Ok(true);
        }
        let (id, changes) = (self.folded(id), self.stored(&self.user_columns(), &changes));
        match self.right.find_user(&id).await? {
            Some(old) => self.update(old, changes).await,
            None => self.update_nobody(id, changes).await,
        }
    }

    async fn delete_user(&self, id: &UserId) -> Result<bool, StoreError> {
        self.begin().await?;
        let id = &self.folded(id);
        let sessions = self.right.find_user_sessions(id, FIRST).await?;
        let keys = self.right.find_user_keys(id).await?;
        self.keep_records(id).await?;
        match self.fault {
            Fault::DeletionLeavesSessions => self.memory().stray_sessions.extend(sessions),
            Fault::DeletionLeavesKeys => self.memory().stray_keys.extend(keys),
            Fault::DeletionInTwoSteps => {
                self.right.delete_user_sessions(id, None).await?;
                self.wait_for_race().await;
            }
            Fault::UserIsFoundThenDeleted => {
                let found = self.right.find_user(id).await?.is_some();
                self.wait_for_race().await;
                return self.right.delete_user(id).await.map(|_| found);
            }
            _ => {}
        }
        Ok(self.right.delete_user(id).await? || self.has(Fault::DeletionSaysYes))
    }

    async fn insert_key(&self, key: KeyRecord) -> Result<(), StoreError> {
        self.begin().await?;
        self.add_key(key).await
    }

    async fn find_key(&self, id: &KeyId) -> Result<Option<KeyRecord>, StoreError> {
        self.look_up_key(id).await
    }

    async fn find_user_keys(&self, user: &UserId) -> Result<Vec<KeyRecord>, StoreError> {
        self.list_keys(user).await
    }

    async fn set_password(
        &self,
        user: &UserId,
        keys: &[KeyId],
        new: Option<PasswordHash>,
    ) -> Result<u64, StoreError> {
        self.begin().await?;
        self.set_hash(user, keys, new).await
    }

    async fn copy_key(&self, id: &KeyId, new: &KeyId) -> Result<bool, StoreError> {
        self.begin().await?;
        self.duplicate_key(id, new).await
    }

    async fn rename_key(&self, id: &KeyId, new: &KeyId, changes: Row) -> Result<bool, StoreError> {
        self.begin().await?;
        self.change_key(id, new, changes).await
    }

    async fn replace_password_hash(
        &self,
        id: &KeyId,
        old: &PasswordHash,
        new: PasswordHash,
    ) -> Result<bool, StoreError> {
        self.begin().await?;
        self.replace_hash(id, old, new).await
    }

    async fn delete_key(&self, id: &KeyId, last: LastKey) -> Result<KeyDeletion, StoreError> {
        self.begin().await?;
        self.remove_key(id, last).await
    }
}

impl FaultyStore {
    fn user_columns(&self) -> Vec<lucerna_core::Column> {
        lucerna_core::Store::schema(&self.right).user().to_vec()
    }

    fn folded(&self, id: &UserId) -> UserId {
        if self.has(Fault::IdsIgnoreCase) { id.as_str().to_lowercase().into() } else { id.clone() }
    }

    /// Changes a user to be inserted as the fault requires.
    fn changed(&self, mut new: NewUserRecord) -> NewUserRecord {
        let columns = self.user_columns();
        let mut row = self.stored(&columns, &new.user.attributes);
        match self.fault {
            Fault::InsertionForgetsAColumn => row = joined(&single("age", Value::Null), &row),
            Fault::MissingValueIsEmptyText => {
                row = joined(&row, &single("username", Value::Text(String::new())));
            }
            Fault::ExtraColumnsAreWritten => {
                let known = |name: &str| columns.iter().any(|it| it.name() == name);
                for (name, value) in row.iter().filter(|(name, _)| !known(name)) {
                    self.memory().extra.push(name.to_owned(), value.clone());
                }
            }
            Fault::KeysNeedPasswords => {
                let hash = new.key.as_mut().map(|it| &mut it.password_hash);
                hash.map(|it| it.get_or_insert(PasswordHash::new("")));
            }
            _ => {}
        }
        new.user = UserRecord { id: self.folded(&new.user.id), attributes: row };
        new
    }

    /// Returns true if no other user conflicts with this one at the moment.
    async fn is_free(&self, new: &NewUserRecord) -> Result<bool, StoreError> {
        let taken = match &new.key {
            Some(key) => self.right.find_key(&key.id).await?.is_some(),
            None => self.memory().was_taken(&new.user.attributes),
        };
        Ok(!taken && self.right.find_user(&new.user.id).await?.is_none())
    }

    async fn insert_in_two_steps(&self, new: NewUserRecord) -> Result<(), StoreError> {
        let id = new.user.id.clone();
        self.insert_plain_user(new.user).await?;
        self.wait_for_race().await;
        let Some(key) = new.key else { return Ok(()) };
        let result = self.right.insert_key(key).await;
        if result.is_err() {
            self.right.delete_user(&id).await?;
        }
        result
    }

    async fn after_conflict(&self, found: Conflict, new: NewUserRecord) -> Result<(), StoreError> {
        let NewUserRecord { user, key } = new;
        let id_taken = self.right.find_user(&user.id).await?.is_some();
        let named = match (self.fault, &found) {
            (Fault::IdConflictsFirst, _) if id_taken => Conflict::UserId,
            (Fault::EveryConflictIsTheKey, _) => Conflict::Key,
            (Fault::FirstColumnIsBlamed, Conflict::Column(_)) => Conflict::Column("username".to_owned()),
            _ => found.clone(),
        };
        match (self.fault, found, key) {
            (Fault::TakenKeyLeavesUser, Conflict::Key, _) => self.insert_plain_user(user).await?,
            (Fault::TakenIdGetsKey, Conflict::UserId, Some(key)) => self.right.insert_key(key).await?,
            (Fault::TakenColumnLeavesKey, Conflict::Column(_), key) => self.memory().stray_keys.extend(key),
            _ => {}
        }
        Err(StoreError::Conflict(named))
    }

    async fn update_nobody(&self, id: UserId, changes: Row) -> Result<bool, StoreError> {
        let empty = self.user_columns().iter().all(|it| changes.value(it.name()).is_none());
        if self.has(Fault::UpdateCreates) {
            self.insert_plain_user(UserRecord { id, attributes: changes }).await?;
        }
        Ok(empty && self.has(Fault::EmptyUpdateSaysYes))
    }

    async fn update(&self, old: UserRecord, changes: Row) -> Result<bool, StoreError> {
        let UserRecord { id, attributes: old } = old;
        let same = |name| changes.value(name).is_some_and(|it| Some(it) == old.value(name));
        let column = |name: &str| Err(StoreError::Conflict(Conflict::Column(name.to_owned())));
        let empty = Row::new().with("email", &None::<String>).with("age", &None::<i64>);
        let result = match self.fault {
            Fault::OwnValueConflicts if same("username") => return column("username"),
            Fault::EmptyValuesConflict if changes.value("email") == Some(&Value::Null) => {
                return column("email");
            }
            Fault::EverythingIsUnique if same("age") => return column("age"),
            Fault::TakenIsTakenForEver if self.memory().was_taken(&changes) => return column("username"),
            Fault::UpdateEmptiesTheRest => self.right.update_user(&id, joined(&changes, &empty)).await,
            Fault::UpdateReadsThenWrites => {
                self.wait_for_race().await;
                self.right.update_user(&id, joined(&changes, &old)).await
            }
            Fault::UpdateInSteps => self.update_in_steps(&id, &changes).await,
            _ => self.right.update_user(&id, changes.clone()).await,
        };
        match (self.fault, changes.value("id"), result) {
            (Fault::IdIsWritten, Some(Value::Text(new)), Ok(_)) => {
                let user = self.right.find_user(&id).await?.unwrap();
                self.right.delete_user(&id).await?;
                self.right.delete_user(&new.as_str().into()).await?;
                self.insert_plain_user(UserRecord { id: new.as_str().into(), ..user }).await.map(|()| true)
            }
            (Fault::UpdateChangesOtherUsers, _, Ok(_)) => {
                let age = changes.value("age").map(|it| single("age", it.clone())).unwrap_or_default();
                self.right.update_user(&"bob".into(), age).await.map(|_| true)
            }
            (Fault::RefusedUpdateWritesTheRest, _, Err(error)) => {
                let name = single("username", old.value("username").unwrap().clone());
                self.right.update_user(&id, joined(&name, &changes)).await?;
                Err(error)
            }
            (Fault::FirstColumnIsBlamed, _, Err(_)) => column("username"),
            (_, _, result) => result,
        }
    }

    async fn update_in_steps(&self, id: &UserId, changes: &Row) -> Result<bool, StoreError> {
        let mut there = true;
        for (name, value) in changes.iter() {
            there &= self.right.update_user(id, single(name, value.clone())).await?;
            self.wait_for_race().await;
        }
        Ok(there)
    }
}

impl crate::faulty_store::FaultState {
    /// Returns true if any user ever had this username.
    fn was_taken(&self, changes: &Row) -> bool {
        let name = changes.value("username");
        name.is_some() && self.users.iter().any(|it| it.attributes.value("username") == name)
    }
}
