//! What takes more than one statement, in a transaction.

use super::super::driver::{Connected, Driver, Failed, Failure, Parameter};
use super::super::query::{Query, attributes, text};
use super::super::tables;
use super::{Work, read};
use crate::Statements;
use crate::statements::KeyStatements;
use lucerna_core::{Conflict, KeyDeletion, NewUserRecord, PasswordHash, Row, StoreError, UnfitValue, UserId};
use sqlx::Connection;

/// Inserts a user with their key, or neither.
pub(super) struct InsertUser<'a> {
    pub(super) statements: &'a Statements,
    pub(super) user: &'a NewUserRecord,
}

impl<D: Driver> Work<D> for InsertUser<'_> {
    type Answer = Result<(), StoreError>;

    async fn run(&self, connection: &mut Connected<D>) -> Result<Self::Answer, Failed> {
        match self.insert::<D>(connection).await {
            Err(it) if matches!(it.failure, Failure::Unique | Failure::TooLong) => {
                if let Some(conflict) = self.conflict::<D>(connection).await? {
                    return Ok(Err(StoreError::Conflict(conflict)));
                }
                match too_long::<D>(connection, self.statements, &self.user.user.attributes).await? {
                    Some(unfit) => Ok(Err(StoreError::Unfit(unfit))),
                    None => Err(it),
                }
            }
            answer => answer.map(Ok),
        }
    }
}

impl InsertUser<'_> {
    pub(super) async fn insert<D: Driver>(&self, connection: &mut Connected<D>) -> Result<(), Failed> {
        let Statements { user, key, .. } = self.statements;
        let id = self.key_id();
        let (of_user, of_key) = (self.user_values(), self.key_values(id.as_deref()));
        let Some(of_key) = of_key else {
            return Query::new(&user.insert, of_user).execute::<D>(connection).await.map(drop);
        };
        if let Some(both) = &user.insert_with_key {
            let values = of_user.into_iter().chain(of_key);
            return Query::new(both, values).execute::<D>(connection).await.map(drop);
        }
        let mut transaction = connection.begin().await.map_err(Failed::of::<D>)?;
        Query::new(&user.insert, of_user).execute::<D>(&mut transaction).await?;
        Query::new(&key.insert, of_key).execute::<D>(&mut transaction).await?;
        transaction.commit().await.map_err(Failed::of::<D>)
    }

    /// Which of the new user's values is in use; `None` if none is any more.
    pub(super) async fn conflict<D: Driver>(
        &self,
        connection: &mut Connected<D>,
    ) -> Result<Option<Conflict>, Failed> {
        let Statements { user, key, .. } = self.statements;
        if let Some(id) = self.key_id()
            && Query::new(&key.exists, [text(&id)]).exists::<D>(connection).await?
        {
            return Ok(Some(Conflict::Key));
        }
        let record = &self.user.user;
        if let Some(conflict) = taken::<D>(connection, self.statements, &record.attributes, None).await? {
            return Ok(Some(conflict));
        }
        let exists = Query::new(&user.exists, [text(record.id.as_str())]).exists::<D>(connection).await?;
        Ok(exists.then_some(Conflict::UserId))
    }

    fn key_id(&self) -> Option<String> {
        self.user.key.as_ref().map(|it| it.id.to_string())
    }

    fn user_values(&self) -> Vec<Parameter<'_>> {
        let record = &self.user.user;
        let attributes = attributes(self.statements.schema.user(), &record.attributes);
        std::iter::once(text(record.id.as_str())).chain(attributes).collect()
    }

    fn key_values<'a>(&'a self, id: Option<&'a str>) -> Option<[Parameter<'a>; 3]> {
        let key = self.user.key.as_ref()?;
        let hash = key.password_hash.as_ref().map(PasswordHash::expose);
        Some([text(id?), text(key.user_id.as_str()), Parameter::Text(hash)])
    }
}

/// Which unique column has one of these values, in the row of another user than this.
pub(super) async fn taken<D: Driver>(
    connection: &mut Connected<D>,
    statements: &Statements,
    row: &Row,
    user: Option<&UserId>,
) -> Result<Option<Conflict>, Failed> {
    let user = Parameter::Text(user.map(UserId::as_str));
    for (column, statement) in &statements.user.find_unique {
        let Some(value) = row.value(column.name()) else { continue };
        let value = Parameter::Value(value, column.column_type());
        if Query::new(statement, [value, user]).exists::<D>(connection).await? {
            return Ok(Some(Conflict::Column(column.name().to_string())));
        }
    }
    Ok(None)
}

/// Which value is longer than its column. What is longer by spaces is cut without an error, and may then be somebody's.
pub(super) async fn too_long<D: Driver>(
    connection: &mut Connected<D>,
    Statements { dialect, schema, .. }: &Statements,
    row: &Row,
) -> Result<Option<UnfitValue>, Failed> {
    let users = &schema.tables().user;
    let columns = tables::columns::<D>(connection, *dialect, users, users).await?;
    let short = columns.iter().find(|it| row.value(&it.name).is_some_and(|value| it.is_too_short_for(value)));
    Ok(short.map(|it| UnfitValue::new(&*it.name)))
}

/// Deletes a key that is not its user's last.
pub(super) struct DeleteKey<'a> {
    pub(super) statements: &'a KeyStatements,
    pub(super) id: &'a str,
}

impl<D: Driver> Work<D> for DeleteKey<'_> {
    type Answer = KeyDeletion;

    async fn run(&self, connection: &mut Connected<D>) -> Result<KeyDeletion, Failed> {
        let query = |statement| Query::new(statement, [text(self.id)]);
        let mut transaction = connection.begin_with(D::BEGIN).await.map_err(Failed::of::<D>)?;
        if let Some(lock) = &self.statements.lock_owner {
            let rows = query(lock).fetch::<D>(&mut transaction).await?;
            let Some(row) = rows.first() else { return Ok(KeyDeletion::Missing) };
            self.claim::<D>(&mut transaction, &read::text::<D>(row, 0)?).await?;
        }
        if !query(&self.statements.find).exists::<D>(&mut transaction).await? {
            return Ok(KeyDeletion::Missing);
        }
        if !query(&self.statements.has_other).exists::<D>(&mut transaction).await? {
            // On Galera a key was once found and gone a read later, while another node deleted it: it was not the last.
            let there = query(&self.statements.exists).exists::<D>(&mut transaction).await?;
            return Ok(if there { KeyDeletion::Last } else { KeyDeletion::Missing });
        }
        query(&self.statements.delete).execute::<D>(&mut transaction).await?;
        transaction.commit().await.map_err(Failed::of::<D>)?;
        Ok(KeyDeletion::Deleted)
    }
}

impl DeleteKey<'_> {
    /// Before the first read, which decides what all reads of the transaction see.
    async fn claim<D: Driver>(&self, connection: &mut Connected<D>, owner: &str) -> Result<(), Failed> {
        let Some(claim) = &self.statements.claim else { return Ok(()) };
        // No key's name begins so. One that is cut stands for several users, who then wait for each other.
        let name: String = format!(":{owner}").chars().take(255).collect();
        Query::new(claim, [text(&name), text(owner)]).execute::<D>(connection).await?;
        Query::new(&self.statements.delete, [text(&name)]).execute::<D>(connection).await.map(drop)
    }
}
