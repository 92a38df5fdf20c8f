//! A user in a transaction of the application's.

use super::super::driver::{Connected, Driver, Failed, Failure};
use super::super::query::{Query, text};
use super::transaction::{InsertUser, too_long};
use super::{SqlStore, read};
use crate::{Statements, catalog};
use lucerna_core::{Conflict, CreateUserError, Created, Error, PreparedUser, StoreError};
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
                match conflict::<D>(transaction, &work, &it).await.map_err(StoreError::from)? {
                    Some(conflict) => Err(CreateUserError::Taken(conflict)),
                    None => Err(failed(it)),
                }
            }
            Err(it) if it.failure == Failure::TooLong => {
                let row = &user.record().user.attributes;
                match too_long::<D>(transaction, self.statements(), row).await.map_err(StoreError::from)? {
                    Some(unfit) => Err(CreateUserError::Unfit(unfit)),
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

/// What is in the way. It may be nothing that the transaction can see, where it sees what was there at its beginning: the
/// name of the index tells then.
async fn conflict<D: Driver>(
    transaction: &mut Connected<D>,
    work: &InsertUser<'_>,
    failed: &Failed,
) -> Result<Option<Conflict>, Failed> {
    let seen = work.conflict::<D>(transaction).await?;
    let Statements { dialect, schema, .. } = work.statements;
    let (None, Some(name), Some(index)) = (&seen, &failed.constraint, catalog::index(*dialect)) else {
        return Ok(seen);
    };
    let [users, keys] =
        [&schema.tables().user, &schema.tables().key].map(|it| catalog::table_name(*dialect, it));
    let rows = Query::new(&index, [name, &users, &keys].map(|it| text(it))).fetch::<D>(transaction).await?;
    let Some(row) = rows.first() else { return Ok(None) };
    let (is_key, column) = (read::integer::<D>(row, 0)? > 0, read::text::<D>(row, 1)?);
    let is_attribute = schema.user().iter().any(|it| it.is_unique() && **it.name() == column);
    Ok(match &*column {
        _ if is_key => Some(Conflict::Key),
        "id" => Some(Conflict::UserId),
        _ => is_attribute.then_some(Conflict::Column(column)),
    })
}

fn failed(failed: Failed) -> CreateUserError {
    CreateUserError::Failed(Error::from(StoreError::from(failed)))
}
