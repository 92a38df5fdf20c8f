//! Reads and writes of the tables of users and keys.

use super::{SqliteStore, change};
use crate::connection::{SqliteConnection, poll_once};
use lucerna_core::{
    KeyDeletion, KeyId, KeyRecord, LastKey, NewUserRecord, Page, PasswordHash, Row, StoreError, UserId,
    UserRecord, UserStore, Value,
};
use lucerna_store_sql::{
    Cells as _, CopyKey, DeleteKey, Parameter, Query, RenameKey, SetPassword, Statements, UpdateUser,
    diagnose_user, insert_key, insert_user, key, text, user,
};

impl UserStore for SqliteStore {
    async fn insert_user(&self, new: NewUserRecord) -> Result<(), StoreError> {
        self.write(move |connection, statements| insert(connection, statements, &new)).await
    }

    async fn find_user(&self, id: &UserId) -> Result<Option<UserRecord>, StoreError> {
        let Statements { schema, user: statements, .. } = &*self.0.statements;
        self.read_one(&statements.find, [id.as_str()], |row| user(row, 0, schema))
    }

    async fn find_user_by(&self, column: &str, value: &Value) -> Result<Option<UserRecord>, StoreError> {
        let statements = &self.0.statements;
        let query = statements.find_user_by(column, value)?;
        Ok(self.find(&query, |row| user(row, 0, &statements.schema))?.pop())
    }

    async fn list_users(&self, page: &Page) -> Result<Vec<UserRecord>, StoreError> {
        let Statements { schema, user: statements, .. } = &*self.0.statements;
        let params = (page.start().unwrap_or_default(), page.limit());
        self.read_all(&statements.list, params, |row| user(row, 0, schema))
    }

    async fn count_users(&self) -> Result<u64, StoreError> {
        let users = self.read_one(&self.0.statements.user.count, [], |row| row.integer(0))?;
        Ok(u64::try_from(users.unwrap_or_default()).unwrap_or_default())
    }

    async fn update_user(&self, id: &UserId, changes: Row) -> Result<bool, StoreError> {
        self.make(UpdateUser { id: id.clone(), changes }).await
    }

    async fn delete_user(&self, id: &UserId) -> Result<bool, StoreError> {
        let id = id.clone();
        self.write(move |connection, statements| {
            let id = text(id.as_str());
            // The store deletes them explicitly, since tables created by another program may not cascade.
            let all_sessions = [id, Parameter::Text(None)];
            change(connection, &Query::new(&statements.session.delete_all, all_sessions))?;
            change(connection, &Query::new(&statements.key.delete_all, [id]))?;
            for table in &statements.records {
                change(connection, &Query::new(&table.delete_of_user, [id]))?;
            }
            change(connection, &Query::new(&statements.user.delete, [id])).map(|rows| rows > 0)
        })
        .await
    }

    async fn insert_key(&self, key: KeyRecord) -> Result<(), StoreError> {
        self.write(move |connection, statements| poll_once(insert_key(connection, statements, &key))?).await
    }

    async fn copy_key(&self, id: &KeyId, new: &KeyId) -> Result<bool, StoreError> {
        self.make(CopyKey { id: id.clone(), new: new.clone() }).await
    }

    async fn find_key(&self, id: &KeyId) -> Result<Option<KeyRecord>, StoreError> {
        self.read_one(&self.0.statements.key.find, [id.to_string()], |row| key(row))
    }

    async fn find_user_keys(&self, user: &UserId) -> Result<Vec<KeyRecord>, StoreError> {
        self.read_all(&self.0.statements.key.find_all, [user.as_str()], |row| key(row))
    }

    async fn set_password(
        &self,
        user: &UserId,
        keys: &[KeyId],
        new: Option<PasswordHash>,
    ) -> Result<u64, StoreError> {
        self.make(SetPassword { user: user.clone(), keys: keys.to_vec(), new }).await
    }

    async fn rename_key(&self, id: &KeyId, new: &KeyId, changes: Row) -> Result<bool, StoreError> {
        self.make(RenameKey { id: id.clone(), new: new.clone(), changes }).await
    }

    async fn replace_password_hash(
        &self,
        id: &KeyId,
        old: &PasswordHash,
        new: PasswordHash,
    ) -> Result<bool, StoreError> {
        let (id, old) = (id.to_string(), old.clone());
        self.write(move |connection, statements| {
            let values = [&*id, old.expose(), new.expose()].map(text);
            change(connection, &Query::new(&statements.key.replace_hash, values)).map(|rows| rows > 0)
        })
        .await
    }

    async fn delete_key(&self, id: &KeyId, last: LastKey) -> Result<KeyDeletion, StoreError> {
        self.make(DeleteKey { id: id.clone(), last }).await
    }
}

/// Inserts a user with their key, and names the conflict. The caller's savepoint rolls back a partial insert.
pub(super) fn insert(
    connection: &mut SqliteConnection<'_>,
    statements: &Statements,
    new: &NewUserRecord,
) -> Result<(), StoreError> {
    match poll_once(insert_user(connection, statements, new)) {
        Ok(()) => Ok(()),
        Err(failed) => {
            Err(poll_once(diagnose_user(connection, statements, new, failed))?.unwrap_or_else(Into::into))
        }
    }
}
