//! The tables of users and keys.

use super::super::connection::SqlConnection;
use super::super::driver::Driver;
use super::transaction::{DeleteKey, InsertUser};
use super::{SqlStore, Work, fetch};
use crate::{Failed, Parameter, Query, Statements, records, text, writes};
use lucerna_core::{
    KeyDeletion, KeyId, KeyRecord, LastKey, NewUserRecord, PasswordHash, Row, StoreError, UserId, UserRecord,
    UserStore,
};

impl<D: Driver> UserStore for SqlStore<D> {
    async fn insert_user(&self, user: NewUserRecord) -> Result<(), StoreError> {
        self.call(InsertUser { statements: self.statements(), user: &user }).await?
    }

    async fn find_user(&self, id: &UserId) -> Result<Option<UserRecord>, StoreError> {
        let Statements { schema, user, .. } = self.statements();
        let query = Query::new(&user.find, [text(id.as_str())]);
        Ok(self.call(fetch(query, |row| records::user(row, 0, schema))).await?.pop())
    }

    async fn update_user(&self, id: &UserId, changes: Row) -> Result<bool, StoreError> {
        self.call(UpdateUser { statements: self.statements(), id, changes: &changes }).await?
    }

    async fn delete_user(&self, id: &UserId) -> Result<bool, StoreError> {
        // Keys and sessions go with their user: the tables say so, and that they do was seen when the store was opened.
        self.change(Query::new(&self.statements().user.delete, [text(id.as_str())])).await
    }

    async fn insert_key(&self, key: KeyRecord) -> Result<(), StoreError> {
        self.call(InsertKey(self.statements(), &key)).await?
    }

    async fn find_key(&self, id: &KeyId) -> Result<Option<KeyRecord>, StoreError> {
        let id = id.to_string();
        let query = Query::new(&self.statements().key.find, [text(&id)]);
        Ok(self.call(fetch(query, |row| records::key(row))).await?.pop())
    }

    async fn find_user_keys(&self, user: &UserId) -> Result<Vec<KeyRecord>, StoreError> {
        let query = Query::new(&self.statements().key.find_all, [text(user.as_str())]);
        self.call(fetch(query, |row| records::key(row))).await
    }

    async fn set_password_hash(&self, id: &KeyId, new: Option<PasswordHash>) -> Result<bool, StoreError> {
        let id = id.to_string();
        let new = Parameter::Text(new.as_ref().map(PasswordHash::expose));
        self.change(Query::new(&self.statements().key.set_hash, [text(&id), new])).await
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
        let id = id.to_string();
        if last == LastKey::Keep {
            return self.call(DeleteKey { statements: self.statements(), id: &id }).await;
        }
        let there = self.change(Query::new(&self.statements().key.delete, [text(&id)])).await?;
        Ok(if there { KeyDeletion::Deleted } else { KeyDeletion::Missing })
    }
}

struct UpdateUser<'a> {
    statements: &'a Statements,
    id: &'a UserId,
    changes: &'a Row,
}

impl<D: Driver> Work<D> for UpdateUser<'_> {
    type Answer = Result<bool, StoreError>;

    async fn run(&self, connection: &mut SqlConnection<'_, D>) -> Result<Self::Answer, Failed> {
        writes::update_user(connection, self.statements, self.id, self.changes).await
    }
}

struct InsertKey<'a>(&'a Statements, &'a KeyRecord);

impl<D: Driver> Work<D> for InsertKey<'_> {
    type Answer = Result<(), StoreError>;

    async fn run(&self, connection: &mut SqlConnection<'_, D>) -> Result<Self::Answer, Failed> {
        writes::insert_key(connection, self.0, self.1).await
    }
}
