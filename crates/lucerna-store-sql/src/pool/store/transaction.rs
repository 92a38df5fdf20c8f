//! Writes in a transaction.

use super::super::connection::SqlConnection;
use super::super::driver::{Driver, DriverConnection, failed};
use super::Work;
use crate::{
    AddToRecord, Change, ChangeCredential, CopyKey, DeleteKey, Failed, InsertRecord, RenameKey, SetPassword,
    Statements, TakeRecord, UpdateRecord, UpdateUser, WriteRecords, writes,
};
use lucerna_core::{NewUserRecord, StoreError};
use sqlx::Connection;

/// Inserts a user with their key, or neither.
pub(super) struct InsertUser<'a> {
    pub(super) statements: &'a Statements,
    pub(super) user: &'a NewUserRecord,
}

impl<D: Driver> Work<D> for InsertUser<'_> {
    type Answer = Result<(), StoreError>;

    async fn run(&self, connection: &mut SqlConnection<'_, D>) -> Result<Self::Answer, Failed> {
        match self.insert(connection).await {
            Ok(()) => Ok(Ok(())),
            Err(it) => writes::diagnose_user(connection, self.statements, self.user, it).await?.map(Err),
        }
    }
}

impl InsertUser<'_> {
    async fn insert<D: Driver>(&self, connection: &mut SqlConnection<'_, D>) -> Result<(), Failed> {
        let is_one_statement = self.user.key.is_none() || self.statements.user.insert_with_key.is_some();
        if is_one_statement {
            return writes::insert_user(connection, self.statements, self.user).await;
        }
        let own = [&self.statements.user.insert, &self.statements.key.insert];
        connection.prepare_statements(own.map(Clone::clone).to_vec()).await?;
        let keeps = connection.keeps_statements();
        let mut transaction = connection.driver().begin().await.map_err(failed::<D>)?;
        let mut inner = on::<D>(&mut transaction, self.statements, keeps);
        writes::insert_user(&mut inner, self.statements, self.user).await?;
        transaction.commit().await.map_err(failed::<D>)
    }
}

/// A change, run in a transaction if it needs one.
pub(super) struct RunChange<'a, W> {
    pub(super) statements: &'a Statements,
    pub(super) change: &'a W,
}

/// The futures have to be `Send`, which the compiler can prove only for concrete changes.
macro_rules! run_changes {
    ($($change:ty),+ $(,)?) => {$(
        impl<D: Driver> Work<D> for RunChange<'_, $change> {
            type Answer = Result<<$change as Change>::Answer, StoreError>;

            async fn run(&self, connection: &mut SqlConnection<'_, D>) -> Result<Self::Answer, Failed> {
                let Self { statements, change } = *self;
                if change.needs_no_transaction() {
                    let outcome = change.run(connection, statements).await;
                    let Err(failed) = outcome else { return outcome };
                    return change.diagnose(connection, statements, failed).await?.map(Err);
                }
                connection.prepare_statements(change.transaction_statements(statements)).await?;
                let keeps = connection.keeps_statements();
                let mut transaction = connection.driver().begin_with(D::BEGIN).await.map_err(failed::<D>)?;
                let outcome = change.run(&mut on::<D>(&mut transaction, statements, keeps), statements).await;
                match &outcome {
                    Ok(Ok(_)) => transaction.commit().await.map_err(failed::<D>)?,
                    // The first error is the one to report.
                    _ => drop(transaction.rollback().await),
                }
                let Err(failed) = outcome else { return outcome };
                change.diagnose(connection, statements, failed).await?.map(Err)
            }
        }
    )+};
}

run_changes!(
    UpdateUser,
    CopyKey,
    SetPassword,
    RenameKey,
    DeleteKey,
    ChangeCredential,
    InsertRecord,
    UpdateRecord,
    TakeRecord,
    AddToRecord,
    WriteRecords,
);

fn on<'a, D: Driver>(
    connection: &'a mut DriverConnection<D>,
    statements: &Statements,
    keeps_statements: bool,
) -> SqlConnection<'a, D> {
    SqlConnection::new(connection, statements.dialect).keeping_statements(keeps_statements)
}
