//! The store itself: each call is one statement, or one small transaction.

use crate::reader::Readers;
use crate::sql::Statements;
use crate::value::{Bound, bind, read_row};
use crate::writer::Writer;
use crate::{OpenError, SqliteOptions, error, open};
use lucerna_core::{
    Conflict, Expiry, KeyId, KeyRecord, NewUserRecord, PasswordHash, Schema, SessionId, SessionRecord,
    SessionStore, Store, StoreError, Timestamp, UserRecord, UserStore,
};
use rusqlite::{Connection, OptionalExtension, params, params_from_iter};
use std::fmt;
use std::path::Path;
use std::sync::Arc;

/// A store in a SQLite file. A handle is cheap to clone.
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
        let statements = Arc::new(Statements::new(schema));
        let writer = Writer::start(connection).map_err(OpenError::Thread)?;
        Ok(Self(Arc::new(Inner { statements, readers, writer })))
    }

    fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.0.readers.read(work)
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
    ) -> Result<Option<(SessionRecord, UserRecord)>, StoreError> {
        let statements = &*self.0.statements;
        let schema = &statements.schema;
        self.read(|connection| {
            let mut statement =
                connection.prepare_cached(&statements.find_session_and_user).map_err(error::store)?;
            let mut rows = statement.query([id.as_str()]).map_err(error::store)?;
            let Some(row) = rows.next().map_err(error::store)? else { return Ok(None) };
            let time = |at| row.get(at).map(Timestamp::from_unix_millis).map_err(error::store);
            let user_id = row.get::<_, String>(0).map_err(error::store)?.into();
            let user = UserRecord {
                id: user_id,
                attributes: read_row(row, 4 + schema.session().len(), schema.user())?,
            };
            let expiry = Expiry { active: time(1)?, idle: time(2)?, absolute: time(3)? };
            let attributes = read_row(row, 4, schema.session())?;
            Ok(Some((SessionRecord { id: *id, user_id: user.id.clone(), expiry, attributes }, user)))
        })
    }
}

impl UserStore for SqliteStore {
    async fn insert_user(&self, new: NewUserRecord) -> Result<(), StoreError> {
        self.write(move |connection, statements| {
            insert_user(connection, statements, &new).map_err(|failure| match error::is_unique(&failure) {
                true => diagnose(connection, statements, &new).unwrap_or_else(|| error::store(failure)),
                false => error::store(failure),
            })
        })
        .await
    }

    async fn find_key(&self, id: &KeyId) -> Result<Option<KeyRecord>, StoreError> {
        self.read(|connection| {
            let mut statement =
                connection.prepare_cached(&self.0.statements.find_key).map_err(error::store)?;
            let record = statement.query_row([id.to_string()], |row| {
                let (user_id, hash): (String, Option<String>) = (row.get(0)?, row.get(1)?);
                let password_hash = hash.map(PasswordHash::new);
                Ok(KeyRecord { id: id.clone(), user_id: user_id.into(), password_hash })
            });
            record.optional().map_err(error::store)
        })
    }

    async fn replace_password_hash(
        &self,
        id: &KeyId,
        old: &PasswordHash,
        new: PasswordHash,
    ) -> Result<bool, StoreError> {
        let (id, old) = (id.to_string(), old.clone());
        self.write(move |connection, statements| {
            let hashes = params![id, old.expose(), new.expose()];
            execute(connection, &statements.replace_password_hash, hashes)
                .map(|rows| rows > 0)
                .map_err(error::store)
        })
        .await
    }
}

impl SessionStore for SqliteStore {
    async fn insert_session(&self, session: SessionRecord) -> Result<(), StoreError> {
        self.write(move |connection, statements| {
            let SessionRecord { id, user_id, expiry, attributes } = session;
            let Expiry { active, idle, absolute } = expiry;
            let limits = [active, idle, absolute].map(Bound::time);
            let values = [Bound::text(id.as_str()), Bound::text(user_id.as_str())].into_iter().chain(limits);
            let values = values.chain(bind(statements.schema.session(), &attributes));
            let inserted = connection
                .prepare_cached(&statements.insert_session)
                .and_then(|mut statement| statement.execute(params_from_iter(values)));
            match inserted {
                Ok(_) => Ok(()),
                Err(failure) if error::is_unique(&failure) => Err(StoreError::Conflict(Conflict::SessionId)),
                Err(failure) if error::is_foreign_key(&failure) => Err(StoreError::MissingUser),
                Err(failure) => Err(error::store(failure)),
            }
        })
        .await
    }

    async fn renew_session(&self, id: &SessionId, expiry: Expiry) -> Result<bool, StoreError> {
        let (id, Expiry { active, idle, .. }) = (*id, expiry);
        self.write(move |connection, statements| {
            let limits = params![id.as_str(), active.unix_millis(), idle.unix_millis()];
            execute(connection, &statements.renew_session, limits).map(|rows| rows > 0).map_err(error::store)
        })
        .await
    }

    async fn delete_session(&self, id: &SessionId) -> Result<bool, StoreError> {
        let id = *id;
        self.write(move |connection, statements| {
            execute(connection, &statements.delete_session, [id.as_str()])
                .map(|rows| rows > 0)
                .map_err(error::store)
        })
        .await
    }
}

impl fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteStore").finish_non_exhaustive()
    }
}

fn execute(connection: &Connection, sql: &str, params: impl rusqlite::Params) -> rusqlite::Result<usize> {
    connection.prepare_cached(sql)?.execute(params)
}

fn insert_user(
    connection: &Connection,
    statements: &Statements,
    new: &NewUserRecord,
) -> rusqlite::Result<()> {
    let id = Bound::text(new.user.id.as_str());
    let attributes = bind(statements.schema.user(), &new.user.attributes);
    execute(connection, &statements.insert_user, params_from_iter(std::iter::once(id).chain(attributes)))?;
    if let Some(KeyRecord { id, user_id, password_hash }) = &new.key {
        let hash = password_hash.as_ref().map(PasswordHash::expose);
        execute(connection, &statements.insert_key, params![id.to_string(), user_id.as_str(), hash])?;
    }
    Ok(())
}

/// Which of the new user's values is in use. No other write can come between the failure and this look.
fn diagnose(connection: &Connection, statements: &Statements, new: &NewUserRecord) -> Option<StoreError> {
    let exists = |sql: &str, value: Bound<'_>| {
        connection.prepare_cached(sql).and_then(|mut statement| statement.exists([value])).unwrap_or(false)
    };
    let key = new.key.as_ref().map(|it| it.id.to_string());
    if key.is_some_and(|it| exists(&statements.find_key, Bound::text(&it))) {
        return Some(StoreError::Conflict(Conflict::Key));
    }
    for (column, sql) in &statements.find_unique {
        if new.user.attributes.value(column).is_some_and(|it| exists(sql, Bound::value(it))) {
            return Some(StoreError::Conflict(Conflict::Column(column.clone())));
        }
    }
    exists(&statements.find_user, Bound::text(new.user.id.as_str()))
        .then_some(StoreError::Conflict(Conflict::UserId))
}
