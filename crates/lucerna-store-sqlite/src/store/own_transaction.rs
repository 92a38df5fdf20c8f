//! The application's own tables beside the store's.

use super::SqliteStore;
use super::users::insert;
use crate::connection::SqliteConnection;
use crate::error::failed;
use lucerna_core::{CreateUserError, Created, PreparedUser, StoreError};
use rusqlite::Connection;
use std::panic::{AssertUnwindSafe, catch_unwind};

impl SqliteStore {
    /// Runs statements of the application's own in one transaction of the store, and returns when it is on the disk. They
    /// wait in line with Lucerna's own writes, so that no second writer holds locks, and are committed in a group with others.
    ///
    /// If `work` returns an error or panics, what it wrote is undone. It runs on the thread that writes: everybody else's
    /// writes wait for it. Do not begin or end transactions in it. Write the application's own tables, and users with
    /// [`create_user_in`](SqliteStore::create_user_in); change others of Lucerna's tables through [`Auth`](lucerna_core::Auth).
    ///
    /// ```
    /// # use lucerna_core::{Auth, Created, NewKey, UserId};
    /// # use lucerna_store_sqlite::SqliteStore;
    /// type AnyError = Box<dyn std::error::Error + Send + Sync>;
    ///
    /// async fn open_shop(auth: Auth, store: SqliteStore) -> Result<UserId, AnyError> {
    ///     let prepared = auth.prepare_user(NewKey::username("Alice", "correct horse battery"), ()).await?;
    ///     let within = store.clone();
    ///     store
    ///         .transaction(move |connection| -> Result<UserId, AnyError> {
    ///             let created = within.create_user_in(connection, prepared)?;
    ///             connection.execute("INSERT INTO shop (owner) VALUES (?)", [created.user.id.as_str()])?;
    ///             Ok(created.user.id)
    ///         })
    ///         .await
    /// }
    /// ```
    ///
    /// # Errors
    /// That of `work`, or a [`StoreError`] if the transaction could not be written.
    pub async fn transaction<T, E>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let guarded = |connection: &Connection| {
            let outcome = catch_unwind(AssertUnwindSafe(|| work(connection)));
            outcome.unwrap_or_else(|_| {
                Err(StoreError::Broken("the application's own work panicked".into()).into())
            })
        };
        self.0.writer.run(guarded).await
    }

    /// Runs queries of the application's own on a connection that only reads: that of the calling thread, as Lucerna's own
    /// look-ups do. It waits for the disk, and for no writer.
    ///
    /// ```
    /// # use lucerna_store_sqlite::SqliteStore;
    /// fn shops(store: &SqliteStore) -> Result<i64, Box<dyn std::error::Error>> {
    ///     store.read(|connection| Ok(connection.query_row("SELECT count(*) FROM shop", [], |row| row.get(0))?))
    /// }
    /// ```
    ///
    /// # Errors
    /// That of `work`, or a [`StoreError`] if the file could not be opened.
    pub fn read<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        let read = |connection: &Connection| {
            let answer = work(connection);
            // A transaction that was left open would go on showing what was there when it began.
            if !connection.is_autocommit() {
                connection.execute_batch("ROLLBACK").map_err(failed)?;
            }
            Ok(answer)
        };
        self.0.readers.read(read).map_err(StoreError::from)?
    }

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
