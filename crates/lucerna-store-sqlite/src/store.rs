//! The SQLite store.

use crate::backup::copy_database;
use crate::connection::{SqliteCells, SqliteConnection, poll_once};
use crate::error::failed;
use crate::files::DatabaseFiles;
use crate::reader::Readers;
use crate::writer::{ROLLBACK, Writer};
use crate::{SqliteBackUpError, SqliteOpenError, SqliteOptions, open};
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
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use tokio::sync::oneshot;

mod own_transaction;
mod records;
mod sessions;
mod users;

/// A store of users, keys and sessions in a SQLite file. Cloning it is cheap.
///
/// [`close`](SqliteStore::close) and the drop of the last clone leave one file, without `-wal` and `-shm` beside it.
///
/// If the file or its log is moved, removed or replaced while the program runs, every call fails as
/// [unavailable](StoreError::Unavailable): writes at once, reads within a tenth of a second. So it is if the log is
/// truncated. The calls work again when the same file is back. To use another file, or after a truncation, restart the
/// program. A file that is overwritten in place may not be noticed: use [`restore_file`](crate::restore_file).
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
    files: DatabaseFiles,
    readers: Arc<Readers>,
    writer: Writer,
}

impl Inner {
    fn read<T>(&self, work: impl FnOnce(&rusqlite::Connection) -> Result<T, Failed>) -> Result<T, Failed> {
        self.readers.read(work).inspect_err(|_| {
            if self.files.check().is_err() || self.files.log_shrank() {
                self.writer.look_at_files();
            }
        })
    }
}

impl SqliteStore {
    /// Opens the file, and creates it and its tables if they are missing. Only its owner can read a new file.
    ///
    /// Opening blocks on the disk, so call it when the program starts.
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
    /// [`SqliteOpenError`] if the file cannot be used, or its tables differ. Nothing was changed then.
    pub fn open(path: impl AsRef<Path>, schema: Schema) -> Result<Self, SqliteOpenError> {
        Self::open_with(path, schema, SqliteOptions::default())
    }

    /// Opens the store as [`open`](SqliteStore::open) does, with other settings.
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
        let (connection, files) = open::writer(path, &schema, options)?;
        let readers = Arc::new(Readers::new(files.clone(), options));
        let statements = Arc::new(Statements::new(Dialect::Sqlite, schema));
        let writer = Writer::start(connection, files.clone(), Arc::clone(&readers))
            .map_err(SqliteOpenError::Thread)?;
        Ok(Self(Arc::new(Inner { statements, files, readers, writer })))
    }

    /// Ends the use of the file: completes the waiting writes, moves the log into the file, and closes it. Without
    /// another program that has it open, one file remains, without `-wal` and `-shm` beside it.
    ///
    /// Call it at the end of the program. Afterwards every call on every clone fails as
    /// [unavailable](StoreError::Unavailable). The drop of the last clone does the same, and blocks meanwhile.
    ///
    /// ```
    /// # use lucerna_core::Schema;
    /// # use lucerna_store_sqlite::SqliteStore;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let directory = tempfile::tempdir()?;
    /// let store = SqliteStore::open(directory.path().join("app.db"), Schema::of::<()>()?)?;
    /// store.close().await?;
    /// assert_eq!(std::fs::read_dir(directory.path())?.count(), 1);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`StoreError`] if the log could not be moved into the file, as on a full disk, or if the file is not in its place.
    /// No acknowledged write is lost as long as the `-wal` stays beside the file.
    pub async fn close(&self) -> Result<(), StoreError> {
        self.0.writer.close().await
    }

    /// Copies the database into a new file, as [`back_up_file`](crate::back_up_file) does, on a thread of its own.
    /// Reads and writes go on meanwhile.
    ///
    /// ```
    /// # use lucerna_store_sqlite::{SqliteBackUpError, SqliteStore};
    /// async fn nightly(store: SqliteStore, date: &str) -> Result<(), SqliteBackUpError> {
    ///     store.back_up(format!("/var/backups/app-{date}.db")).await
    /// }
    /// ```
    ///
    /// # Errors
    /// [`SqliteBackUpError`] if a file of that name exists, or if the copy cannot be made. No file is left then.
    pub async fn back_up(&self, copy: impl Into<PathBuf>) -> Result<(), SqliteBackUpError> {
        let (copy, readers) = (copy.into(), Arc::clone(&self.0.readers));
        let (caller, answer) = oneshot::channel();
        let work = move || {
            let database = readers.another().map_err(|it| SqliteBackUpError::Failed(it.source));
            // A dropped caller receives nothing.
            drop(caller.send(database.and_then(|it| copy_database(&it, &copy))));
        };
        let thread = thread::Builder::new().name("lucerna-backup".to_owned()).spawn(work);
        thread.map_err(|it| SqliteBackUpError::Failed(it.into()))?;
        answer.await.map_err(|it| SqliteBackUpError::Failed(it.into()))?
    }

    /// Returns the time until which a session adopted from Lucia v2 can be alive, or `None` without an adoption.
    ///
    /// An application accepts Lucia's old cookie until then, and never without an adoption.
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
        let read =
            |it: &rusqlite::Connection| poll_once(adopted_until(&mut SqliteConnection::new(it), tables));
        Ok(self.0.read(read)?)
    }

    fn read_all<T>(
        &self,
        statement: &Statement,
        params: impl Params,
        read: impl Fn(&SqliteCells<'_>) -> Result<T, Failed>,
    ) -> Result<Vec<T>, StoreError> {
        let found = self.0.read(|connection| {
            let mut statement = connection.prepare_cached(&statement.text).map_err(failed)?;
            let mut rows = statement.query(params).map_err(failed)?;
            let mut found = Vec::new();
            while let Some(row) = rows.next().map_err(failed)? {
                found.push(read(&SqliteCells(row))?);
            }
            Ok(found)
        });
        Ok(found?)
    }

    fn read_one<T>(
        &self,
        statement: &Statement,
        params: impl Params,
        read: impl Fn(&SqliteCells<'_>) -> Result<T, Failed>,
    ) -> Result<Option<T>, StoreError> {
        let found = self.0.read(|connection| {
            let mut statement = connection.prepare_cached(&statement.text).map_err(failed)?;
            let mut rows = statement.query(params).map_err(failed)?;
            rows.next().map_err(failed)?.map(|row| read(&SqliteCells(row))).transpose()
        });
        Ok(found?)
    }

    /// Runs a query and returns its rows.
    fn find<T: Send>(
        &self,
        query: &Query<'_>,
        read: impl Fn(&dyn Cells) -> Result<T, Failed> + Send + Sync,
    ) -> Result<Vec<T>, StoreError> {
        let found = self.0.read(|it| poll_once(SqliteConnection::new(it).fetch(query, read)));
        Ok(found?)
    }

    /// Makes a change. After a failure it rolls the change back before it diagnoses the conflict.
    async fn make<W: Change + 'static>(&self, change: W) -> Result<W::Answer, StoreError>
    where
        W::Answer: 'static,
    {
        self.write(move |connection, statements| match poll_once(change.run(connection, statements)) {
            Ok(answer) => answer,
            Err(failed) => {
                // After some failures SQLite has already rolled the change back.
                drop(poll_once(connection.run(ROLLBACK)));
                Err(poll_once(change.diagnose(connection, statements, failed))?.unwrap_or_else(Into::into))
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
    Ok(poll_once(connection.execute(query))?)
}
