//! Writes that need a transaction.

use super::super::connection::SqlConnection;
use super::super::driver::{Connected, Driver, failed};
use super::Work;
use crate::{Change, Failed, Statements, writes};
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
        let mut transaction = connection.driver().begin().await.map_err(failed::<D>)?;
        writes::insert_user(&mut on::<D>(&mut transaction, self.statements), self.statements, self.user)
            .await?;
        transaction.commit().await.map_err(failed::<D>)
    }
}

/// A change, in a transaction where it needs one.
pub(super) struct Changes<'a, W> {
    pub(super) statements: &'a Statements,
    pub(super) change: &'a W,
}

impl<D: Driver, W: Change> Work<D> for Changes<'_, W> {
    type Answer = Result<W::Answer, StoreError>;

    async fn run(&self, connection: &mut SqlConnection<'_, D>) -> Result<Self::Answer, Failed> {
        let Self { statements, change } = *self;
        let outcome = match change.needs_no_transaction() {
            true => change.run(connection, statements).await,
            false => self.in_transaction(connection).await,
        };
        match outcome {
            Err(failed) => change.diagnose(connection, statements, failed).await?.map(Err),
            answer => answer,
        }
    }
}

impl<W: Change> Changes<'_, W> {
    async fn in_transaction<D: Driver>(
        &self,
        connection: &mut SqlConnection<'_, D>,
    ) -> Result<Result<W::Answer, StoreError>, Failed> {
        let mut transaction = connection.driver().begin_with(D::BEGIN).await.map_err(failed::<D>)?;
        let outcome = self.change.run(&mut on::<D>(&mut transaction, self.statements), self.statements).await;
        match outcome {
            Ok(Ok(_)) => transaction.commit().await.map_err(failed::<D>)?,
            // What happened first is what is told.
            _ => drop(transaction.rollback().await),
        }
        outcome
    }
}

fn on<'a, D: Driver>(connection: &'a mut Connected<D>, statements: &Statements) -> SqlConnection<'a, D> {
    SqlConnection::new(connection, statements.dialect)
}
