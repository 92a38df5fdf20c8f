//! The tables of users and keys.

use super::{SqliteStore, change, execute, exists};
use crate::error;
use crate::value::{Bound, bind, bind_some, read_row};
use lucerna_core::{
    Conflict, KeyDeletion, KeyId, KeyRecord, LastKey, NewUserRecord, PasswordHash, Row, Schema, StoreError,
    UserId, UserRecord, UserStore,
};
use lucerna_store_sql::{Statement, Statements};
use rusqlite::{Connection, params, params_from_iter};

impl UserStore for SqliteStore {
    async fn insert_user(&self, new: NewUserRecord) -> Result<(), StoreError> {
        self.write(move |connection, statements| {
            insert_user(connection, statements, &new).map_err(|failure| match error::is_unique(&failure) {
                true => diagnose(connection, statements, &new).unwrap_or_else(|| error::store(failure)),
                false => error::store(failure),
            })
        })
        .await
    }

    async fn find_user(&self, id: &UserId) -> Result<Option<UserRecord>, StoreError> {
        let Statements { schema, user, .. } = &*self.0.statements;
        self.read_one(&user.find, [id.as_str()], |row| read(row, 0, schema))
    }

    async fn update_user(&self, id: &UserId, changes: Row) -> Result<bool, StoreError> {
        let id = id.clone();
        self.write(move |connection, statements| {
            let Some(update) = statements.update_user(&changes) else {
                return exists(connection, &statements.user.exists, id.as_str());
            };
            let bound = bind_some(statements.schema.user(), &changes);
            let values = std::iter::once(Bound::text(id.as_str())).chain(bound);
            match execute(connection, &update, params_from_iter(values)) {
                Ok(rows) => Ok(rows > 0),
                Err(failure) if error::is_unique(&failure) => {
                    Err(taken(connection, statements, &changes, Some(&id))
                        .unwrap_or_else(|| error::store(failure)))
                }
                Err(failure) => Err(error::store(failure)),
            }
        })
        .await
    }

    async fn delete_user(&self, id: &UserId) -> Result<bool, StoreError> {
        let id = id.clone();
        self.write(move |connection, statements| {
            // Spelled out, for tables that were made elsewhere and do not cascade.
            change(connection, &statements.session.delete_all, (id.as_str(), None::<&str>))?;
            change(connection, &statements.key.delete_all, [id.as_str()])?;
            change(connection, &statements.user.delete, [id.as_str()]).map(|rows| rows > 0)
        })
        .await
    }

    async fn insert_key(&self, key: KeyRecord) -> Result<(), StoreError> {
        self.write(move |connection, statements| match insert_key(connection, statements, &key) {
            Ok(()) => Ok(()),
            Err(failure) if error::is_unique(&failure) => Err(StoreError::Conflict(Conflict::Key)),
            Err(failure) if error::is_foreign_key(&failure) => Err(StoreError::MissingUser),
            Err(failure) => Err(error::store(failure)),
        })
        .await
    }

    async fn find_key(&self, id: &KeyId) -> Result<Option<KeyRecord>, StoreError> {
        self.read_one(&self.0.statements.key.find, [id.to_string()], read_key)
    }

    async fn find_user_keys(&self, user: &UserId) -> Result<Vec<KeyRecord>, StoreError> {
        self.read_all(&self.0.statements.key.find_all, [user.as_str()], read_key)
    }

    async fn set_password_hash(&self, id: &KeyId, new: Option<PasswordHash>) -> Result<bool, StoreError> {
        let id = id.to_string();
        self.write(move |connection, statements| {
            let hash = new.as_ref().map(PasswordHash::expose);
            change(connection, &statements.key.set_hash, (id, hash)).map(|rows| rows > 0)
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
            let hashes = (id, old.expose(), new.expose());
            change(connection, &statements.key.replace_hash, hashes).map(|rows| rows > 0)
        })
        .await
    }

    async fn delete_key(&self, id: &KeyId, last: LastKey) -> Result<KeyDeletion, StoreError> {
        let id = id.to_string();
        self.write(move |connection, statements| {
            if !exists(connection, &statements.key.find, &id)? {
                return Ok(KeyDeletion::Missing);
            }
            if last == LastKey::Keep && !exists(connection, &statements.key.has_other, &id)? {
                return Ok(KeyDeletion::Last);
            }
            change(connection, &statements.key.delete, [&id]).map(|_| KeyDeletion::Deleted)
        })
        .await
    }
}

/// The user in a row's columns from `start` on.
pub(super) fn read(row: &rusqlite::Row<'_>, start: usize, schema: &Schema) -> Result<UserRecord, StoreError> {
    let id: String = row.get(start).map_err(error::store)?;
    Ok(UserRecord { id: id.into(), attributes: read_row(row, start + 1, schema.user())? })
}

fn read_key(row: &rusqlite::Row<'_>) -> Result<KeyRecord, StoreError> {
    let read = || Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, Option<String>>(2)?));
    let (id, user_id, hash) = read().map_err(error::store)?;
    let id = KeyId::parse(&id).ok_or_else(|| StoreError::Broken("a key's name cannot be one".into()))?;
    Ok(KeyRecord { id, user_id: user_id.into(), password_hash: hash.map(PasswordHash::new) })
}

pub(super) fn insert_user(
    connection: &Connection,
    statements: &Statements,
    new: &NewUserRecord,
) -> rusqlite::Result<()> {
    let id = Bound::text(new.user.id.as_str());
    let attributes = bind(statements.schema.user(), &new.user.attributes);
    execute(connection, &statements.user.insert, params_from_iter(std::iter::once(id).chain(attributes)))?;
    new.key.as_ref().map_or(Ok(()), |key| insert_key(connection, statements, key))
}

fn insert_key(connection: &Connection, statements: &Statements, key: &KeyRecord) -> rusqlite::Result<()> {
    let KeyRecord { id, user_id, password_hash } = key;
    let hash = password_hash.as_ref().map(PasswordHash::expose);
    execute(connection, &statements.key.insert, params![id.to_string(), user_id.as_str(), hash]).map(drop)
}

/// Which of the new user's values is in use. No other write can come between the failure and this look.
pub(super) fn diagnose(
    connection: &Connection,
    statements: &Statements,
    new: &NewUserRecord,
) -> Option<StoreError> {
    let key = new.key.as_ref().map(|it| it.id.to_string());
    if key.is_some_and(|it| found(connection, &statements.key.find, [it])) {
        return Some(StoreError::Conflict(Conflict::Key));
    }
    taken(connection, statements, &new.user.attributes, None).or_else(|| {
        found(connection, &statements.user.find, [new.user.id.as_str()])
            .then_some(StoreError::Conflict(Conflict::UserId))
    })
}

/// Which unique column has one of these values, in the row of another user than this.
fn taken(
    connection: &Connection,
    statements: &Statements,
    row: &Row,
    user: Option<&UserId>,
) -> Option<StoreError> {
    let user = user.map(UserId::as_str);
    let taken = statements.user.find_unique.iter().find(|(column, statement)| {
        row.value(column.name())
            .is_some_and(|it| found(connection, statement, params![Bound::value(it), user]))
    });
    taken.map(|(column, _)| StoreError::Conflict(Conflict::Column(column.name().to_string())))
}

fn found(connection: &Connection, statement: &Statement, params: impl rusqlite::Params) -> bool {
    connection
        .prepare_cached(&statement.text)
        .and_then(|mut statement| statement.exists(params))
        .unwrap_or(false)
}
