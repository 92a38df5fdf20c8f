//! Writes that need a transaction.

use super::super::connection::SqlConnection;
use super::super::driver::{Connected, Driver, failed};
use super::Work;
use crate::{Failed, Query, Statements, text, writes};
use lucerna_core::{KeyDeletion, NewUserRecord, StoreError};
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

/// Deletes a key that is not its user's last.
pub(super) struct DeleteKey<'a> {
    pub(super) statements: &'a Statements,
    pub(super) id: &'a str,
}

impl<D: Driver> Work<D> for DeleteKey<'_> {
    type Answer = KeyDeletion;

    async fn run(&self, connection: &mut SqlConnection<'_, D>) -> Result<KeyDeletion, Failed> {
        let mut transaction = connection.driver().begin_with(D::BEGIN).await.map_err(failed::<D>)?;
        let mut inner = on::<D>(&mut transaction, self.statements);
        if let Some(lock) = &self.statements.key.lock_owner {
            let query = Query::new(lock, [text(self.id)]);
            let owners =
                crate::Connection::fetch(&mut inner, &query, |row| Ok(row.text(0)?.to_owned())).await?;
            let Some(owner) = owners.first() else { return Ok(KeyDeletion::Missing) };
            self.claim(&mut inner, owner).await?;
        }
        let deletion = writes::delete_key_but_the_last(&mut inner, self.statements, self.id).await?;
        if deletion == KeyDeletion::Deleted {
            transaction.commit().await.map_err(failed::<D>)?;
        }
        Ok(deletion)
    }
}

impl DeleteKey<'_> {
    /// Writes a row that is not to stay, before the first read, which decides what all reads of the transaction see.
    async fn claim<C: crate::Connection>(&self, connection: &mut C, owner: &str) -> Result<(), Failed> {
        let Some(claim) = &self.statements.key.claim else { return Ok(()) };
        // No key's name begins so. One that is cut stands for several users, who then wait for each other.
        let name: String = format!(":{owner}").chars().take(255).collect();
        connection.execute(&Query::new(claim, [text(&name), text(owner)])).await?;
        connection.execute(&Query::new(&self.statements.key.delete, [text(&name)])).await.map(drop)
    }
}

fn on<'a, D: Driver>(connection: &'a mut Connected<D>, statements: &Statements) -> SqlConnection<'a, D> {
    SqlConnection::new(connection, statements.dialect)
}
