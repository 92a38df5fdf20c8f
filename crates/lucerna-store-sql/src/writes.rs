//! Writes of more than one statement, and the diagnosis of their conflicts.

use crate::mapping::{methods_value, session_values};
use crate::query::{Query, attributes, changes, integer, text};
use crate::tables::columns;
use crate::{Change, Connection, Failed, FailureKind, Parameter, Statement, Statements};
use lucerna_core::{
    Conflict, KeyDeletion, KeyRecord, Methods, NewUserRecord, PasswordHash, Row, SessionId, SessionRecord,
    StoreError, Timestamp, UnfitValue, UserId,
};

/// Inserts a user with their key. If one insert fails, the caller has to roll both back.
///
/// # Errors
/// [`Failed`] if a statement fails.
#[doc(hidden)]
pub async fn insert_user<C: Connection>(
    connection: &mut C,
    statements: &Statements,
    new: &NewUserRecord,
) -> Result<(), Failed> {
    let Statements { user, key, schema, .. } = statements;
    let id = new.key.as_ref().map(|it| it.id.to_string());
    let own = attributes(schema.user(), &new.user.attributes);
    let of_user = std::iter::once(text(new.user.id.as_str())).chain(own);
    let Some(of_key) = new.key.as_ref().zip(id.as_deref()).map(|(key, id)| key_values(key, id)) else {
        return connection.execute(&Query::new(&user.insert, of_user)).await.map(drop);
    };
    if let Some(both) = &user.insert_with_key {
        return connection.execute(&Query::new(both, of_user.chain(of_key))).await.map(drop);
    }
    connection.execute(&Query::new(&user.insert, of_user)).await?;
    connection.execute(&Query::new(&key.insert, of_key)).await.map(drop)
}

fn key_values<'a>(key: &'a KeyRecord, id: &'a str) -> [Parameter<'a>; 3] {
    let hash = key.password_hash.as_ref().map(PasswordHash::expose);
    [text(id), text(key.user_id.as_str()), Parameter::Text(hash)]
}

/// Inserts a key.
///
/// # Errors
/// [`Failed`] if the statement fails. The inner error is a conflict.
#[doc(hidden)]
pub async fn insert_key<C: Connection>(
    connection: &mut C,
    statements: &Statements,
    key: &KeyRecord,
) -> Result<Result<(), StoreError>, Failed> {
    let id = key.id.to_string();
    let query = Query::new(&statements.key.insert, key_values(key, &id));
    unless_taken(connection.execute(&query).await.map(drop), Conflict::Key)
}

/// Inserts a session.
///
/// # Errors
/// [`Failed`] if the statement fails. The inner error is a conflict.
#[doc(hidden)]
pub async fn insert_session<C: Connection>(
    connection: &mut C,
    statements: &Statements,
    session: &SessionRecord,
) -> Result<Result<(), StoreError>, Failed> {
    let query = Query::new(&statements.session.insert, session_values(&statements.schema, session));
    unless_taken(connection.execute(&query).await.map(drop), Conflict::SessionId)
}

pub(crate) fn unless_taken<T>(
    outcome: Result<T, Failed>,
    taken: Conflict,
) -> Result<Result<T, StoreError>, Failed> {
    match outcome {
        Err(it) if it.failure == FailureKind::Unique => Ok(Err(StoreError::Conflict(taken))),
        outcome => outcome.map(Ok),
    }
}

/// Names the conflict after the insert of a new user failed. Returns the failure itself if it finds no conflict.
///
/// # Errors
/// [`Failed`] if the database could not answer.
#[doc(hidden)]
pub async fn diagnose_user<C: Connection>(
    connection: &mut C,
    statements: &Statements,
    new: &NewUserRecord,
    failed: Failed,
) -> Result<Result<StoreError, Failed>, Failed> {
    if !matches!(failed.failure, FailureKind::Unique | FailureKind::TooLong) {
        return Ok(Err(failed));
    }
    if let Some(conflict) = conflict(connection, statements, new).await? {
        return Ok(Ok(StoreError::Conflict(conflict)));
    }
    let users = &statements.schema.tables().user;
    let unfit = too_long(connection, statements, users, &new.user.attributes).await?;
    Ok(unfit.map(StoreError::Unfit).ok_or(failed))
}

/// Finds the value of a new user that is taken: the key, a unique attribute or the id, in this order.
///
/// # Errors
/// [`Failed`] if the database could not answer.
#[doc(hidden)]
pub async fn conflict<C: Connection>(
    connection: &mut C,
    statements: &Statements,
    new: &NewUserRecord,
) -> Result<Option<Conflict>, Failed> {
    if let Some(key) = &new.key {
        let id = key.id.to_string();
        if Query::new(&statements.key.exists, [text(&id)]).exists(connection).await? {
            return Ok(Some(Conflict::Key));
        }
    }
    if let Some(taken) = taken(connection, statements, &new.user.attributes, None).await? {
        return Ok(Some(taken));
    }
    let id = text(new.user.id.as_str());
    Ok(Query::new(&statements.user.exists, [id]).exists(connection).await?.then_some(Conflict::UserId))
}

/// Names the unique column whose value another user has.
async fn taken<C: Connection>(
    connection: &mut C,
    statements: &Statements,
    row: &Row,
    user: Option<&UserId>,
) -> Result<Option<Conflict>, Failed> {
    let user = Parameter::Text(user.map(UserId::as_str));
    for (column, statement) in &statements.user.find_unique {
        let Some(value) = row.value(column.name()) else { continue };
        let value = Parameter::Value(value, column.column_type());
        if Query::new(statement, [value, user]).exists(connection).await? {
            return Ok(Some(Conflict::Column(column.name().to_string())));
        }
    }
    Ok(None)
}

/// Names the value that is longer than its column. A database may truncate trailing spaces without an error, and the
/// rest may equal another user's value. Callers therefore check this after a conflict too.
pub(crate) async fn too_long<C: Connection>(
    connection: &mut C,
    statements: &Statements,
    table: &str,
    row: &Row,
) -> Result<Option<UnfitValue>, Failed> {
    let columns = columns(connection, table, &statements.schema.tables().user).await?;
    let short = columns.iter().find(|it| row.value(&it.name).is_some_and(|value| it.is_too_short_for(value)));
    Ok(short.map(|it| UnfitValue::new(&*it.name)))
}

/// Updates the columns of a user that the row has. Returns true if the user exists.
///
/// # Errors
/// [`Failed`] if the statement fails.
pub(crate) async fn update_user<C: Connection>(
    connection: &mut C,
    statements: &Statements,
    id: &UserId,
    row: &Row,
) -> Result<bool, Failed> {
    let Some(update) = statements.update_user(row) else {
        let exists = Query::new(&statements.user.exists, [text(id.as_str())]);
        return exists.exists(connection).await;
    };
    let values = std::iter::once(text(id.as_str())).chain(changes(statements.schema.user(), row));
    connection.execute(&Query::new(&update, values)).await.map(|rows| rows > 0)
}

/// Names the conflict after an update of a user failed. Returns the failure itself if it finds no conflict.
///
/// # Errors
/// [`Failed`] if the database could not answer.
pub(crate) async fn diagnose_changes<C: Connection>(
    connection: &mut C,
    statements: &Statements,
    row: &Row,
    user: Option<&UserId>,
    failed: Failed,
) -> Result<Result<StoreError, Failed>, Failed> {
    if !matches!(failed.failure, FailureKind::Unique | FailureKind::TooLong) {
        return Ok(Err(failed));
    }
    if let Some(conflict) = taken(connection, statements, row, user).await? {
        return Ok(Ok(StoreError::Conflict(conflict)));
    }
    let unfit = too_long(connection, statements, &statements.schema.tables().user, row).await?;
    Ok(unfit.map(StoreError::Unfit).ok_or(failed))
}

/// An update of a user's columns.
#[derive(Debug)]
#[expect(clippy::exhaustive_structs, reason = "private to the stores")]
#[doc(hidden)]
pub struct UpdateUser {
    /// The user.
    pub id: UserId,
    /// The new values.
    pub changes: Row,
}

impl Change for UpdateUser {
    type Answer = bool;

    fn needs_no_transaction(&self) -> bool {
        true
    }

    async fn run<C: Connection>(
        &self,
        connection: &mut C,
        statements: &Statements,
    ) -> Result<Result<bool, StoreError>, Failed> {
        update_user(connection, statements, &self.id, &self.changes).await.map(Ok)
    }

    async fn diagnose<C: Connection>(
        &self,
        connection: &mut C,
        statements: &Statements,
        failed: Failed,
    ) -> Result<Result<StoreError, Failed>, Failed> {
        diagnose_changes(connection, statements, &self.changes, Some(&self.id), failed).await
    }
}

/// Updates the columns of a session that the row has. Returns true if the session exists.
///
/// # Errors
/// [`Failed`] if the statement fails.
#[doc(hidden)]
pub async fn update_session<C: Connection>(
    connection: &mut C,
    statements: &Statements,
    id: &SessionId,
    row: &Row,
) -> Result<bool, Failed> {
    let id = text(id.as_str());
    let Some(update) = statements.update_session(row) else {
        return Query::new(&statements.session.exists, [id]).exists(connection).await;
    };
    let values = std::iter::once(id).chain(changes(statements.schema.session(), row));
    Ok(connection.execute(&Query::new(&update, values)).await? > 0)
}

/// Changes the id of a session, and its verification if one is given. Returns true if the session exists and the new id
/// was unused.
///
/// # Errors
/// [`Failed`] if the statement fails.
#[doc(hidden)]
pub async fn rename_session<C: Connection>(
    connection: &mut C,
    statements: &Statements,
    id: &SessionId,
    new: &SessionId,
    verified: Option<(Timestamp, &Methods)>,
) -> Result<bool, Failed> {
    let names = [text(id.as_str()), text(new.as_str())].into_iter();
    let query = match verified {
        Some((at, methods)) => {
            let verified = [integer(at.unix_millis()), methods_value(methods)];
            Query::new(&statements.session.rename_verified, names.chain(verified))
        }
        None => Query::new(&statements.session.rename, names),
    };
    match connection.execute(&query).await {
        Err(it) if it.failure == FailureKind::Unique => Ok(false),
        outcome => outcome.map(|rows| rows > 0),
    }
}

/// Returns the statements that delete a key unless it is its user's last one.
pub(crate) fn delete_key_statements(Statements { key, .. }: &Statements) -> impl Iterator<Item = Statement> {
    [&key.find, &key.has_other, &key.exists, &key.delete].into_iter().cloned()
}

/// Deletes a key unless it is its user's last one. The caller has locked the key's user, if the database has such
/// locks.
///
/// # Errors
/// [`Failed`] if a statement fails.
pub(crate) async fn delete_key_but_the_last<C: Connection>(
    connection: &mut C,
    statements: &Statements,
    id: &str,
) -> Result<KeyDeletion, Failed> {
    let key = &statements.key;
    let query = |statement| Query::new(statement, [text(id)]);
    if !query(&key.find).exists(connection).await? {
        return Ok(KeyDeletion::Missing);
    }
    if !query(&key.has_other).exists(connection).await? {
        // On Galera, a concurrent deletion can remove the key between the two reads. It was not the last one then.
        let there = query(&key.exists).exists(connection).await?;
        return Ok(if there { KeyDeletion::Last } else { KeyDeletion::Missing });
    }
    connection.execute(&query(&key.delete)).await?;
    Ok(KeyDeletion::Deleted)
}
