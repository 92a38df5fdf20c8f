//! Creation of a user in a transaction of the application's.

use super::super::driver::{Driver, DriverConnection, failed};
use super::SqlStore;
use crate::{Failed, FailureKind, Query, Statements, diagnose_user, insert_user, text};
use lucerna_core::{Conflict, CreateUserError, Created, Error, NewUserRecord, PreparedUser, StoreError};
use sqlx::Connection;

impl<D: Driver> SqlStore<D> {
    /// Inserts a user into a transaction that the application began with sqlx (`pool.begin()`). The user exists once
    /// the transaction is committed. After a conflict the transaction keeps its other changes.
    ///
    /// Start the session after the commit, since the user does not exist before it.
    ///
    /// # Errors
    /// [`CreateUserError`] if the name or a unique attribute is taken, or if the database or another part of Lucerna
    /// failed.
    pub async fn create_user_in<U: Send>(
        &self,
        transaction: &mut DriverConnection<D>,
        user: PreparedUser<U>,
    ) -> Result<Created<U>, CreateUserError> {
        let (statements, record) = (self.statements(), user.record());
        let Err(failed) = self.insert_in(transaction, record).await else {
            return Ok(user.danger_inserted());
        };
        let mut connection = self.wrap(transaction);
        let index = failed.constraint.clone();
        let diagnosis = diagnose_user(&mut connection, statements, record, failed).await;
        match diagnosis.map_err(StoreError::from)? {
            Ok(StoreError::Conflict(conflict)) => Err(CreateUserError::Taken(conflict)),
            Ok(StoreError::Unfit(unfit)) => Err(CreateUserError::Unfit(unfit)),
            Ok(other) => Err(CreateUserError::Failed(Error::from(other))),
            Err(failed) if failed.failure == FailureKind::Unique => {
                let conflict = conflict_of_index(&mut connection, statements, index).await;
                Err(conflict
                    .map_err(StoreError::from)?
                    .map_or_else(|| create_user_error(failed), CreateUserError::Taken))
            }
            Err(failed) => Err(create_user_error(failed)),
        }
    }

    /// Inserts the user, once more if a table was altered. The savepoint has undone the first attempt.
    async fn insert_in(
        &self,
        transaction: &mut DriverConnection<D>,
        user: &NewUserRecord,
    ) -> Result<(), Failed> {
        let outcome = self.insert_with_savepoint(transaction, user).await;
        if !matches!(&outcome, Err(it) if it.failure == FailureKind::Stale) {
            return outcome;
        }
        self.forget_plans(transaction, 0).await?;
        self.insert_with_savepoint(transaction, user).await
    }

    async fn insert_with_savepoint(
        &self,
        transaction: &mut DriverConnection<D>,
        user: &NewUserRecord,
    ) -> Result<(), Failed> {
        let mut savepoint = transaction.begin().await.map_err(failed::<D>)?;
        match insert_user(&mut self.wrap(&mut savepoint), self.statements(), user).await {
            Ok(()) => savepoint.commit().await.map_err(failed::<D>),
            Err(failed) => {
                // If the server rolled back the whole transaction, the savepoint is gone too. The first error is the
                // one to report.
                drop(savepoint.rollback().await);
                Err(failed)
            }
        }
    }
}

/// Derives the conflict from the name of the index. The transaction's snapshot may not show the conflicting row.
async fn conflict_of_index<C: crate::Connection>(
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

fn create_user_error(failed: Failed) -> CreateUserError {
    CreateUserError::Failed(Error::from(StoreError::from(failed)))
}
