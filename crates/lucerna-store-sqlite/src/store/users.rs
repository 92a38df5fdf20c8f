//! The tables of users and keys.

use super::{SqliteStore, change};
use crate::connection::{SqliteConnection, now};
use lucerna_core::{
    KeyDeletion, KeyId, KeyRecord, LastKey, NewUserRecord, PasswordHash, Row, StoreError, UserId, UserRecord,
    UserStore,
};
use lucerna_store_sql::{
    Parameter, Query, Statements, delete_key_but_the_last, diagnose_user, insert_key, insert_user, key, text,
    update_user, user,
};

impl UserStore for SqliteStore {
    async fn insert_user(&self, new: NewUserRecord) -> Result<(), StoreError> {
        self.write(move |connection, statements| insert(connection, statements, &new)).await
    }

    async fn find_user(&self, id: &UserId) -> Result<Option<UserRecord>, StoreError> {
        let Statements { schema, user: statements, .. } = &*self.0.statements;
        self.read_one(&statements.find, [id.as_str()], |row| user(row, 0, schema))
    }

    async fn update_user(&self, id: &UserId, changes: Row) -> Result<bool, StoreError> {
        let id = id.clone();
        self.write(move |connection, statements| now(update_user(connection, statements, &id, &changes))?)
            .await
    }

    async fn delete_user(&self, id: &UserId) -> Result<bool, StoreError> {
        let id = id.clone();
        self.write(move |connection, statements| {
            let id = text(id.as_str());
            // Spelled out, for tables that were made elsewhere and do not cascade.
            let all_sessions = [id, Parameter::Text(None)];
            change(connection, &Query::new(&statements.session.delete_all, all_sessions))?;
            change(connection, &Query::new(&statements.key.delete_all, [id]))?;
            change(connection, &Query::new(&statements.user.delete, [id])).map(|rows| rows > 0)
        })
        .await
    }

    async fn insert_key(&self, key: KeyRecord) -> Result<(), StoreError> {
        self.write(move |connection, statements| now(insert_key(connection, statements, &key))?).await
    }

    async fn find_key(&self, id: &KeyId) -> Result<Option<KeyRecord>, StoreError> {
        self.read_one(&self.0.statements.key.find, [id.to_string()], |row| key(row))
    }

    async fn find_user_keys(&self, user: &UserId) -> Result<Vec<KeyRecord>, StoreError> {
        self.read_all(&self.0.statements.key.find_all, [user.as_str()], |row| key(row))
    }

    async fn set_password_hash(&self, id: &KeyId, new: Option<PasswordHash>) -> Result<bool, StoreError> {
        let id = id.to_string();
        self.write(move |connection, statements| {
            let hash = Parameter::Text(new.as_ref().map(PasswordHash::expose));
            change(connection, &Query::new(&statements.key.set_hash, [text(&id), hash])).map(|rows| rows > 0)
        })
        .await
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
        let id = id.to_string();
        self.write(move |connection, statements| {
            if last == LastKey::Keep {
                return Ok(now(delete_key_but_the_last(connection, statements, &id))?);
            }
            let there = change(connection, &Query::new(&statements.key.delete, [text(&id)]))? > 0;
            Ok(if there { KeyDeletion::Deleted } else { KeyDeletion::Missing })
        })
        .await
    }
}

/// Inserts a user with their key, and names what is in the way. The caller's savepoint undoes half of it.
pub(super) fn insert(
    connection: &mut SqliteConnection<'_>,
    statements: &Statements,
    new: &NewUserRecord,
) -> Result<(), StoreError> {
    match now(insert_user(connection, statements, new)) {
        Ok(()) => Ok(()),
        Err(failed) => {
            Err(now(diagnose_user(connection, statements, new, failed))?.unwrap_or_else(Into::into))
        }
    }
}
