//! A user in a transaction of the application's.

use super::super::driver::{Connected, Driver, Failed, Failure};
use super::SqlStore;
use super::transaction::InsertUser;
use lucerna_core::{CreateUserError, Created, Error, PreparedUser, StoreError};
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
        let work = InsertUser { statements: self.statements(), user: user.record() };
        match insert::<D>(transaction, &work).await {
            Ok(()) => Ok(user.danger_inserted()),
            Err(it) if it.failure == Failure::Unique => {
                match work.conflict::<D>(transaction).await.map_err(StoreError::from)? {
                    Some(conflict) => Err(CreateUserError::Taken(conflict)),
                    None => Err(failed(it)),
                }
            }
            Err(it) => Err(failed(it)),
        }
    }
}

async fn insert<D: Driver>(transaction: &mut Connected<D>, work: &InsertUser<'_>) -> Result<(), Failed> {
    let mut savepoint = transaction.begin().await.map_err(Failed::of::<D>)?;
    match work.insert::<D>(&mut savepoint).await {
        Ok(()) => savepoint.commit().await.map_err(Failed::of::<D>),
        Err(failed) => {
            // Where the whole transaction is gone there is no savepoint either: what happened first is what is told.
            drop(savepoint.rollback().await);
            Err(failed)
        }
    }
}

fn failed(failed: Failed) -> CreateUserError {
    CreateUserError::Failed(Error::from(StoreError::from(failed)))
}
