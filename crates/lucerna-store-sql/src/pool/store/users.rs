//! Reads and writes of the tables of users and keys.

use super::super::connection::SqlConnection;
use super::super::driver::Driver;
use super::transaction::InsertUser;
use super::{SqlStore, Work, fetch};
use crate::{
    CopyKey, DeleteKey, Failed, Query, RenameKey, SetPassword, Statements, UpdateUser, integer, mapping,
    text, writes,
};
use lucerna_core::{
    KeyDeletion, KeyId, KeyRecord, LastKey, NewUserRecord, Page, PasswordHash, Row, StoreError, UserId,
    UserRecord, UserStore, Value,
};

impl<D: Driver> UserStore for SqlStore<D> {
    async fn insert_user(&self, user: NewUserRecord) -> Result<(), StoreError> {
        self.call(InsertUser { statements: self.statements(), user: &user }).await?
    }

    async fn find_user(&self, id: &UserId) -> Result<Option<UserRecord>, StoreError> {
        let Statements { schema, user, .. } = self.statements();
        let query = Query::new(&user.find, [text(id.as_str())]);
        Ok(self.call(fetch(query, |row| mapping::user(row, 0, schema))).await?.pop())
    }

    async fn find_user_by(&self, column: &str, value: &Value) -> Result<Option<UserRecord>, StoreError> {
        let statements = self.statements();
        let query = statements.find_user_by(column, value)?;
        Ok(self.call(fetch(query, |row| mapping::user(row, 0, &statements.schema))).await?.pop())
    }

    async fn list_users(&self, page: &Page) -> Result<Vec<UserRecord>, StoreError> {
        let Statements { schema, user, .. } = self.statements();
        let values = [text(page.start().unwrap_or_default()), integer(page.limit().into())];
        self.call(fetch(Query::new(&user.list, values), |row| mapping::user(row, 0, schema))).await
    }

    async fn count_users(&self) -> Result<u64, StoreError> {
        let count = fetch(Query::new(&self.statements().user.count, []), |row| row.integer(0));
        let users = self.call(count).await?.pop().unwrap_or_default();
        Ok(u64::try_from(users).unwrap_or_default())
    }

    async fn update_user(&self, id: &UserId, changes: Row) -> Result<bool, StoreError> {
        self.make(&UpdateUser { id: id.clone(), changes }).await
    }

    async fn delete_user(&self, id: &UserId) -> Result<bool, StoreError> {
        // The foreign keys delete the user's keys and sessions. Opening the store checked that they cascade.
        //
        self.change(Query::new(&self.statements().user.delete, [text(id.as_str())])).await
    }

    async fn insert_key(&self, key: KeyRecord) -> Result<(), StoreError> {
        self.call(InsertKey(self.statements(), &key)).await?
    }

    async fn copy_key(&self, id: &KeyId, new: &KeyId) -> Result<bool, StoreError> {
        self.make(&CopyKey { id: id.clone(), new: new.clone() }).await
    }

    async fn find_key(&self, id: &KeyId) -> Result<Option<KeyRecord>, StoreError> {
        let id = id.to_string();
        let query = Query::new(&self.statements().key.find, [text(&id)]);
        Ok(self.call(fetch(query, |row| mapping::key(row))).await?.pop())
    }

    async fn find_user_keys(&self, user: &UserId) -> Result<Vec<KeyRecord>, StoreError> {
        let query = Query::new(&self.statements().key.find_all, [text(user.as_str())]);
        self.call(fetch(query, |row| mapping::key(row))).await
    }

    async fn set_password(
        &self,
        user: &UserId,
        keys: &[KeyId],
        new: Option<PasswordHash>,
    ) -> Result<u64, StoreError> {
        self.make(&SetPassword { user: user.clone(), keys: keys.to_vec(), new }).await
    }

    async fn rename_key(&self, id: &KeyId, new: &KeyId, changes: Row) -> Result<bool, StoreError> {
        self.make(&RenameKey { id: id.clone(), new: new.clone(), changes }).await
    }

    async fn replace_password_hash(
        &self,
        id: &KeyId,
        old: &PasswordHash,
        new: PasswordHash,
    ) -> Result<bool, StoreError> {
        let id = id.to_string();
        let values = [text(&id), text(old.expose()), text(new.expose())];
        self.change(Query::new(&self.statements().key.replace_hash, values)).await
    }

    async fn delete_key(&self, id: &KeyId, last: LastKey) -> Result<KeyDeletion, StoreError> {
        self.make(&DeleteKey { id: id.clone(), last }).await
    }
}

struct InsertKey<'a>(&'a Statements, &'a KeyRecord);

impl<D: Driver> Work<D> for InsertKey<'_> {
    type Answer = Result<(), StoreError>;

    async fn run(&self, connection: &mut SqlConnection<'_, D>) -> Result<Self::Answer, Failed> {
        writes::insert_key(connection, self.0, self.1).await
    }
}
