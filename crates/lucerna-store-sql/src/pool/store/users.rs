//! The tables of users and keys.

use super::super::driver::{Connected, Driver, Failed, Failure, Parameter, Read};
use super::super::query::{Query, changes, text};
use super::insert::Insert;
use super::transaction::{DeleteKey, InsertUser, taken, too_long};
use super::{Fetch, SqlStore, Work, read};
use crate::{Statement, Statements};
use lucerna_core::{
    Conflict, KeyDeletion, KeyId, KeyRecord, LastKey, NewUserRecord, PasswordHash, Row, StoreError, UserId,
    UserRecord, UserStore,
};

impl<D: Driver> UserStore for SqlStore<D> {
    async fn insert_user(&self, user: NewUserRecord) -> Result<(), StoreError> {
        self.call(InsertUser { statements: self.statements(), user: &user }).await?
    }

    async fn find_user(&self, id: &UserId) -> Result<Option<UserRecord>, StoreError> {
        let Statements { schema, user, .. } = self.statements();
        let read = |row: &Read<D>| read::user::<D>(row, 0, schema);
        Ok(self.call(Fetch(Query::new(&user.find, [text(id.as_str())]), read)).await?.pop())
    }

    async fn update_user(&self, id: &UserId, changes: Row) -> Result<bool, StoreError> {
        let statements = self.statements();
        match statements.update_user(&changes) {
            Some(update) => self.call(UpdateUser { statements, update, id, changes: &changes }).await?,
            None => {
                let exists = Query::new(&statements.user.exists, [text(id.as_str())]);
                Ok(!self.call(Fetch(exists, |_: &Read<D>| Ok(()))).await?.is_empty())
            }
        }
    }

    async fn delete_user(&self, id: &UserId) -> Result<bool, StoreError> {
        // Keys and sessions go with their user: the tables say so, and that they do was seen when the store was opened.
        self.change(Query::new(&self.statements().user.delete, [text(id.as_str())])).await
    }

    async fn insert_key(&self, key: KeyRecord) -> Result<(), StoreError> {
        let id = key.id.to_string();
        let hash = key.password_hash.as_ref().map(PasswordHash::expose);
        let values = [text(&id), text(key.user_id.as_str()), Parameter::Text(hash)];
        let query = Query::new(&self.statements().key.insert, values);
        self.call(Insert { query, taken: Conflict::Key }).await?
    }

    async fn find_key(&self, id: &KeyId) -> Result<Option<KeyRecord>, StoreError> {
        let id = id.to_string();
        let query = Query::new(&self.statements().key.find, [text(&id)]);
        Ok(self.call(Fetch(query, read::key::<D>)).await?.pop())
    }

    async fn find_user_keys(&self, user: &UserId) -> Result<Vec<KeyRecord>, StoreError> {
        let query = Query::new(&self.statements().key.find_all, [text(user.as_str())]);
        self.call(Fetch(query, read::key::<D>)).await
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
            return self.call(DeleteKey { statements: &self.statements().key, id: &id }).await;
        }
        let there = self.change(Query::new(&self.statements().key.delete, [text(&id)])).await?;
        Ok(if there { KeyDeletion::Deleted } else { KeyDeletion::Missing })
    }
}

struct UpdateUser<'a> {
    statements: &'a Statements,
    update: Statement,
    id: &'a UserId,
    changes: &'a Row,
}

impl<D: Driver> Work<D> for UpdateUser<'_> {
    type Answer = Result<bool, StoreError>;

    async fn run(&self, connection: &mut Connected<D>) -> Result<Self::Answer, Failed> {
        let id = std::iter::once(text(self.id.as_str()));
        let values = id.chain(changes(self.statements.schema.user(), self.changes));
        match Query::new(&self.update, values).execute::<D>(connection).await {
            Err(it) if matches!(it.failure, Failure::Unique | Failure::TooLong) => {
                let (statements, changes) = (self.statements, self.changes);
                if let Some(conflict) = taken::<D>(connection, statements, changes, Some(self.id)).await? {
                    return Ok(Err(StoreError::Conflict(conflict)));
                }
                match too_long::<D>(connection, statements, changes).await? {
                    Some(unfit) => Ok(Err(StoreError::Unfit(unfit))),
                    None => Err(it),
                }
            }
            answer => answer.map(|rows| Ok(rows > 0)),
        }
    }
}
