//! Transactions of the application's own tables beside the store's.

use super::SqliteStore;
use super::users::insert;
use crate::connection::SqliteConnection;
use crate::error::failed;
use lucerna_core::{CreateUserError, Created, PreparedUser, StoreError};
use rusqlite::Connection;
use std::panic::{AssertUnwindSafe, catch_unwind};

impl SqliteStore {
    /// Runs the application's own statements in one transaction of the store, and returns once it is on the disk. The
    /// transaction queues with Lucerna's writes and is committed in a group with them. No second writer contends for
    /// locks.
    ///
    /// If `work` returns an error or panics, its writes are rolled back. It runs on the writer thread, so that all
    /// other writes wait for it. It must not begin or end transactions. Write your own tables in it, and create users
    /// with [`create_user_in`](SqliteStore::create_user_in). Change other tables of Lucerna's through
    /// [`Auth`](lucerna_core::Auth).
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
    /// The error of `work`, or a [`StoreError`] if the transaction could not be committed.
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
                Err(StoreError::Broken(
                    "the application's closure panicked: its writes were rolled back".into(),
                )
                .into())
            })
        };
        self.0.writer.run(guarded).await
    }

    /// Runs the application's own queries on the calling thread's read-only connection, as Lucerna's look-ups do. They
    /// block on the disk, but never wait for a writer.
    ///
    /// ```
    /// # use lucerna_store_sqlite::SqliteStore;
    /// fn shops(store: &SqliteStore) -> Result<i64, Box<dyn std::error::Error>> {
    ///     store.read(|connection| Ok(connection.query_row("SELECT count(*) FROM shop", [], |row| row.get(0))?))
    /// }
    /// ```
    ///
    /// # Errors
    /// The error of `work`, or a [`StoreError`] if the file could not be opened.
    pub fn read<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        let read = |connection: &Connection| {
            let answer = work(connection);
            // An open transaction would keep showing its old snapshot.
            if !connection.is_autocommit() {
                connection.execute_batch("ROLLBACK").map_err(failed)?;
            }
            Ok(answer)
        };
        self.0.read(read).map_err(StoreError::from)?
    }

    /// Inserts a user into a transaction on the application's own connection to the same file. The user exists once the
    /// transaction is committed. After a conflict the transaction keeps its other changes.
    ///
    /// Start the session after the commit, since the user does not exist before it. Begin the transaction with `BEGIN
    /// IMMEDIATE`, so that it waits for other writers at its start. End it soon, since all other writes wait for it.
    /// This call blocks on the disk, so run it in `spawn_blocking` or on a thread of its own.
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
    /// [`CreateUserError`] if the name or a unique attribute is taken, or if the database failed.
    pub fn create_user_in<U>(
        &self,
        transaction: &Connection,
        user: PreparedUser<U>,
    ) -> Result<Created<U>, CreateUserError> {
        let run = |sql: &str| transaction.execute_batch(sql).map_err(|it| StoreError::from(failed(it)));
        run("SAVEPOINT lucerna")?;
        let mut connection = SqliteConnection::new(transaction);
        let inserted = insert(&mut connection, &self.0.statements, user.record());
        // The conflicting value belongs to another row, so that the conflict outlasts the rollback.
        let ended =
            run(if inserted.is_ok() { "RELEASE lucerna" } else { "ROLLBACK TO lucerna; RELEASE lucerna" });
        inserted?;
        ended?;
        Ok(user.danger_inserted())
    }
}
