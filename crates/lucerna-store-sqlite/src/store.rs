//! The store itself.

use crate::connection::{Found, SqliteConnection, now};
use crate::error::failed;
use crate::reader::Readers;
use crate::writer::{UNDO, Writer};
use crate::{SqliteOpenError, SqliteOptions, open};
use lucerna_core::{
    CredentialChange, CredentialChanged, Schema, SessionId, SessionRecord, SessionStart, SessionStarted,
    Store, StoreError, Timestamp, UserRecord,
};
use lucerna_store_sql::{
    Cells, Change, ChangeCredential, Connection as _, Dialect, Failed, Query, Statement, Statements,
};
use lucerna_store_sql::{adopted_until, session, session_width, user};
use rusqlite::Params;
use std::fmt;
use std::path::Path;
use std::sync::Arc;

mod own_transaction;
mod records;
mod sessions;
mod users;

/// A store in a SQLite file. A handle is cheap to clone.
///
/// ```
/// use lucerna_core::{NewUserRecord, Row, Schema, UserRecord, UserStore};
/// use lucerna_store_sqlite::SqliteStore;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let directory = tempfile::tempdir()?;
/// let store = SqliteStore::open(directory.path().join("app.db"), Schema::of::<()>()?)?;
/// let user = UserRecord { id: "u1".into(), attributes: Row::new() };
/// store.insert_user(NewUserRecord { user, key: None }).await?;
/// assert!(store.find_user(&"u1".into()).await?.is_some());
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct SqliteStore(Arc<Inner>);

struct Inner {
    statements: Arc<Statements>,
    readers: Readers,
    writer: Writer,
}

impl SqliteStore {
    /// Opens the file, creating it and its tables where they are missing. A new file can be read by its owner only.
    ///
    /// This reads and writes files: call it when the program starts.
    ///
    /// ```
    /// use lucerna_core::Schema;
    /// use lucerna_store_sqlite::SqliteStore;
    ///
    /// let directory = tempfile::tempdir()?;
    /// let store = SqliteStore::open(directory.path().join("app.db"), Schema::of::<()>()?)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`SqliteOpenError`] if the file cannot be used, or its tables are not what is needed; nothing was changed then.
    pub fn open(path: impl AsRef<Path>, schema: Schema) -> Result<Self, SqliteOpenError> {
        Self::open_with(path, schema, SqliteOptions::default())
    }

    /// The same with other settings.
    ///
    /// ```
    /// use lucerna_core::Schema;
    /// use lucerna_store_sqlite::{SqliteOptions, SqliteStore};
    /// use std::time::Duration;
    ///
    /// # let directory = tempfile::tempdir()?;
    /// # let path = directory.path().join("app.db");
    /// let mut options = SqliteOptions::default();
    /// options.busy_timeout = Duration::from_secs(1);
    /// let store = SqliteStore::open_with(path, Schema::of::<()>()?, options)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`open`](SqliteStore::open).
    pub fn open_with(
        path: impl AsRef<Path>,
        schema: Schema,
        options: SqliteOptions,
    ) -> Result<Self, SqliteOpenError> {
        let path = path.as_ref();
        let connection = open::writer(path, &schema, options)?;
        let readers = Readers::new(path, options);
        let statements = Arc::new(Statements::new(Dialect::Sqlite, schema));
        let writer = Writer::start(connection).map_err(SqliteOpenError::Thread)?;
        Ok(Self(Arc::new(Inner { statements, readers, writer })))
    }

    /// Returns until when a session that was adopted from Lucia v2 can be alive; `None` if the database was not adopted.
    ///
    /// An application reads Lucia's old cookie until then, and not at all without an adoption.
    ///
    /// ```
    /// # use lucerna_core::Schema;
    /// # use lucerna_store_sqlite::SqliteStore;
    /// # let directory = tempfile::tempdir()?;
    /// let store = SqliteStore::open(directory.path().join("app.db"), Schema::of::<()>()?)?;
    /// assert_eq!(store.adopted_until()?, None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`StoreError`] if the database could not answer.
    pub fn adopted_until(&self) -> Result<Option<Timestamp>, StoreError> {
        let tables = self.0.statements.schema.tables();
        let read = |it: &rusqlite::Connection| now(adopted_until(&mut SqliteConnection::new(it), tables));
        Ok(self.0.readers.read(read)?)
    }

    fn read_all<T>(
        &self,
        statement: &Statement,
        params: impl Params,
        read: impl Fn(&Found<'_>) -> Result<T, Failed>,
    ) -> Result<Vec<T>, StoreError> {
        let found = self.0.readers.read(|connection| {
            let mut statement = connection.prepare_cached(&statement.text).map_err(failed)?;
            let mut rows = statement.query(params).map_err(failed)?;
            let mut found = Vec::new();
            while let Some(row) = rows.next().map_err(failed)? {
                found.push(read(&Found(row))?);
            }
            Ok(found)
        });
        Ok(found?)
    }

    fn read_one<T>(
        &self,
        statement: &Statement,
        params: impl Params,
        read: impl Fn(&Found<'_>) -> Result<T, Failed>,
    ) -> Result<Option<T>, StoreError> {
        let found = self.0.readers.read(|connection| {
            let mut statement = connection.prepare_cached(&statement.text).map_err(failed)?;
            let mut rows = statement.query(params).map_err(failed)?;
            rows.next().map_err(failed)?.map(|row| read(&Found(row))).transpose()
        });
        Ok(found?)
    }

    /// Reads the rows of a query.
    fn find<T: Send>(
        &self,
        query: &Query<'_>,
        read: impl Fn(&dyn Cells) -> Result<T, Failed> + Send + Sync,
    ) -> Result<Vec<T>, StoreError> {
        let found = self.0.readers.read(|it| now(SqliteConnection::new(it).fetch(query, read)));
        Ok(found?)
    }

    /// Makes a change. If it fails, what it did is undone before it is asked what stands in the way.
    async fn make<W: Change + 'static>(&self, change: W) -> Result<W::Answer, StoreError>
    where
        W::Answer: 'static,
    {
        self.write(move |connection, statements| match now(change.run(connection, statements)) {
            Ok(answer) => answer,
            Err(failed) => {
                // After some failures SQLite has done so already.
                drop(now(connection.run(UNDO)));
                Err(now(change.diagnose(connection, statements, failed))?.unwrap_or_else(Into::into))
            }
        })
        .await
    }

    async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut SqliteConnection<'_>, &Statements) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let statements = Arc::clone(&self.0.statements);
        self.0.writer.run(move |connection| work(&mut SqliteConnection::new(connection), &statements)).await
    }
}

impl Store for SqliteStore {
    fn schema(&self) -> &Schema {
        &self.0.statements.schema
    }

    async fn find_session_and_user(
        &self,
        id: &SessionId,
        now: Timestamp,
    ) -> Result<Option<(SessionRecord, UserRecord)>, StoreError> {
        let Statements { schema, session: statements, .. } = &*self.0.statements;
        self.read_one(&statements.find_with_user, (id.as_str(), now.unix_millis()), |row| {
            Ok((session(row, schema)?, user(row, session_width(schema), schema)?))
        })
    }

    async fn start_session(&self, start: SessionStart) -> Result<SessionStarted, StoreError> {
        self.write(move |connection, statements| sessions::start(connection, statements, &start)).await
    }

    async fn change_credential(&self, change: CredentialChange) -> Result<CredentialChanged, StoreError> {
        self.make(ChangeCredential(change)).await
    }
}

impl fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteStore").finish_non_exhaustive()
    }
}

/// Runs a statement and returns the number of rows that it changed.
fn change(connection: &mut SqliteConnection<'_>, query: &Query<'_>) -> Result<u64, StoreError> {
    Ok(now(connection.execute(query))?)
}
