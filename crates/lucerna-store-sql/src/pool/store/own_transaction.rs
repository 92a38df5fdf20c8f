//! A user in a transaction of the application's.

use super::super::connection::SqlConnection;
use super::super::driver::{Connected, Driver, failed};
use super::SqlStore;
use crate::{Failed, Failure, Query, Statements, diagnose_user, insert_user, text};
use lucerna_core::{Conflict, CreateUserError, Created, Error, NewUserRecord, PreparedUser, StoreError};
use sqlx::Connection;

impl<D: Driver> SqlStore<D> {
    /// Writes a user into a transaction of the application's, begun with sqlx (`pool.begin()`). The user is there when the
    /// transaction is committed. A name that is taken leaves the transaction as it was before: what else it did stays.
    ///
    /// Start the session after the commit: before it, or without it, there is nobody to sign in.
    ///
    /// # Errors
    /// [`CreateUserError`]: the name or a unique attribute is taken, or something under Lucerna failed.
    pub async fn create_user_in<U: Send>(
        &self,
        transaction: &mut Connected<D>,
        user: PreparedUser<U>,
    ) -> Result<Created<U>, CreateUserError> {
        let (statements, record) = (self.statements(), user.record());
        let Err(failed) = insert::<D>(transaction, statements, record).await else {
            return Ok(user.danger_inserted());
        };
        let mut connection = SqlConnection::<'_, D>::new(transaction, statements.dialect);
        let index = failed.constraint.clone();
        let diagnosis = diagnose_user(&mut connection, statements, record, failed).await;
        match diagnosis.map_err(StoreError::from)? {
            Ok(StoreError::Conflict(conflict)) => Err(CreateUserError::Taken(conflict)),
            Ok(StoreError::Unfit(unfit)) => Err(CreateUserError::Unfit(unfit)),
            Ok(other) => Err(CreateUserError::Failed(Error::from(other))),
            Err(failed) if failed.failure == Failure::Unique => {
                let conflict = of_index(&mut connection, statements, index).await;
                Err(conflict.map_err(StoreError::from)?.map_or_else(|| told(failed), CreateUserError::Taken))
            }
            Err(failed) => Err(told(failed)),
        }
    }
}

async fn insert<D: Driver>(
    transaction: &mut Connected<D>,
    statements: &Statements,
    user: &NewUserRecord,
) -> Result<(), Failed> {
    let mut savepoint = transaction.begin().await.map_err(failed::<D>)?;
    let mut connection = SqlConnection::<'_, D>::new(&mut savepoint, statements.dialect);
    match insert_user(&mut connection, statements, user).await {
        Ok(()) => savepoint.commit().await.map_err(failed::<D>),
        Err(failed) => {
            // Where the whole transaction is gone there is no savepoint either: what happened first is what is told.
            drop(savepoint.rollback().await);
            Err(failed)
        }
    }
}

/// Names what is in the way where the transaction cannot see it, since it sees what was there at its beginning: by the name
/// of the index.
async fn of_index<C: crate::Connection>(
    connection: &mut C,
    Statements { dialect, schema, .. }: &Statements,
    index: Option<String>,
) -> Result<Option<Conflict>, Failed> {
    let (Some(name), Some(question)) = (index, dialect.sql().index()) else { return Ok(None) };
    let [users, keys] = [&schema.tables().user, &schema.tables().key].map(|it| dialect.sql().table(it));
    let question = dialect.statement(question);
    let query = Query::new(&question, [&name, &users, &keys].map(|it| text(it)));
    let rows = connection.fetch(&query, |row| Ok((row.integer(0)? > 0, row.text(1)?.to_owned()))).await?;
    let Some((is_key, column)) = rows.into_iter().next() else { return Ok(None) };
    let is_attribute = schema.user().iter().any(|it| it.is_unique() && **it.name() == column);
    Ok(match &*column {
        _ if is_key => Some(Conflict::Key),
        "id" => Some(Conflict::UserId),
        _ => is_attribute.then_some(Conflict::Column(column)),
    })
}

fn told(failed: Failed) -> CreateUserError {
    CreateUserError::Failed(Error::from(StoreError::from(failed)))
}
