//! The store itself.

use crate::reader::Readers;
use crate::writer::Writer;
use crate::{OpenError, SqliteOptions, error, open};
use lucerna_core::{Schema, SessionId, SessionRecord, Store, StoreError, Timestamp, UserRecord};
use lucerna_store_sql::{Dialect, Statement, Statements};
use rusqlite::{Connection, Params};
use std::fmt;
use std::path::Path;
use std::sync::Arc;

mod own_transaction;
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
    /// [`OpenError`] if the file cannot be used, or its tables are not what is needed; nothing was changed then.
    pub fn open(path: impl AsRef<Path>, schema: Schema) -> Result<Self, OpenError> {
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
    ) -> Result<Self, OpenError> {
        let path = path.as_ref();
        let connection = open::writer(path, &schema, options)?;
        let readers = Readers::new(path, options);
        let statements = Arc::new(Statements::new(Dialect::Sqlite, schema));
        let writer = Writer::start(connection).map_err(OpenError::Thread)?;
        Ok(Self(Arc::new(Inner { statements, readers, writer })))
    }

    fn read_all<T>(
        &self,
        statement: &Statement,
        params: impl Params,
        read: impl Fn(&rusqlite::Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        self.0.readers.read(|connection| {
            let mut statement = connection.prepare_cached(&statement.text).map_err(error::store)?;
            let mut rows = statement.query(params).map_err(error::store)?;
            let mut found = Vec::new();
            while let Some(row) = rows.next().map_err(error::store)? {
                found.push(read(row)?);
            }
            Ok(found)
        })
    }

    fn read_one<T>(
        &self,
        statement: &Statement,
        params: impl Params,
        read: impl Fn(&rusqlite::Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        self.0.readers.read(|connection| {
            let mut statement = connection.prepare_cached(&statement.text).map_err(error::store)?;
            let mut rows = statement.query(params).map_err(error::store)?;
            rows.next().map_err(error::store)?.map(read).transpose()
        })
    }

    async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection, &Statements) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let statements = Arc::clone(&self.0.statements);
        self.0.writer.run(move |connection| work(connection, &statements)).await
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
        let Statements { schema, session, .. } = &*self.0.statements;
        self.read_one(&session.find_with_user, (id.as_str(), now.unix_millis()), |row| {
            Ok((sessions::read(row, schema)?, users::read(row, sessions::width(schema), schema)?))
        })
    }
}

impl fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteStore").finish_non_exhaustive()
    }
}

/// Runs a statement and gives the number of rows that it changed.
fn execute(connection: &Connection, statement: &Statement, params: impl Params) -> rusqlite::Result<u64> {
    let rows = connection.prepare_cached(&statement.text)?.execute(params)?;
    Ok(u64::try_from(rows).unwrap_or(u64::MAX))
}

/// The same, where a failure has no meaning of its own.
fn change(connection: &Connection, statement: &Statement, params: impl Params) -> Result<u64, StoreError> {
    execute(connection, statement, params).map_err(error::store)
}

/// Whether a statement about this id gives a row.
fn exists(connection: &Connection, statement: &Statement, id: &str) -> Result<bool, StoreError> {
    connection.prepare_cached(&statement.text).and_then(|mut it| it.exists([id])).map_err(error::store)
}
