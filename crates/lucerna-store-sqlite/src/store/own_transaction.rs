//! A user in a transaction of the application's.

use super::SqliteStore;
use super::users::insert;
use crate::connection::SqliteConnection;
use crate::error::failed;
use lucerna_core::{CreateUserError, Created, PreparedUser, StoreError};
use rusqlite::Connection;

impl SqliteStore {
    /// Writes a user into a transaction that the application began on a connection of its own to the same file. The user
    /// is there when the transaction is committed. A name that is taken leaves the transaction as it was before: what
    /// else it did stays.
    ///
    /// Start the session after the commit: before it, or without it, there is nobody to sign in. Begin the transaction
    /// with `BEGIN IMMEDIATE`, so that it waits for other writers at its start, and end it soon: everybody else's
    /// writes wait for it. This call waits for the disk: make it where blocking is allowed, as in `spawn_blocking`.
    ///
    /// ```
    /// # use lucerna_core::{Auth, CreateUserError, NewKey};
    /// # use lucerna_store_sqlite::SqliteStore;
    /// # async fn example(auth: Auth, store: SqliteStore) -> Result<(), Box<dyn std::error::Error>> {
    /// let prepared = auth.prepare_user(NewKey::username("Alice", "correct horse battery"), ()).await?;
    /// let mut connection = rusqlite::Connection::open("app.db")?;
    /// let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    /// let created = store.create_user_in(&transaction, prepared)?;
    /// transaction.execute("INSERT INTO shop (owner) VALUES (?)", [created.user.id.as_str()])?;
    /// transaction.commit()?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`CreateUserError`]: the name or a unique attribute is taken, or something under Lucerna failed.
    pub fn create_user_in<U>(
        &self,
        transaction: &Connection,
        user: PreparedUser<U>,
    ) -> Result<Created<U>, CreateUserError> {
        let run = |sql: &str| transaction.execute_batch(sql).map_err(|it| StoreError::from(failed(it)));
        run("SAVEPOINT lucerna")?;
        let mut connection = SqliteConnection::new(transaction);
        let inserted = insert(&mut connection, &self.0.statements, user.record());
        // What is found in use is in use after the rollback too, since it is somebody else's.
        let ended =
            run(if inserted.is_ok() { "RELEASE lucerna" } else { "ROLLBACK TO lucerna; RELEASE lucerna" });
        inserted?;
        ended?;
        Ok(user.danger_inserted())
    }
}
