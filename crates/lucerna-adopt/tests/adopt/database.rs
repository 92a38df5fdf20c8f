//! A database of Lucia's in SQLite, PostgreSQL or MariaDB, and the queries of the tests.

use crate::fixture::{ACTIVE, DatabaseKind, fixture};
use crate::tokens::NOW;
use lucerna_adopt::{AdoptError, AdoptOptions, Counter, StoreReport, adopt_lucia};
use lucerna_core::{
    Column, KeyId, KeyRecord, Schema, SessionId, SessionRecord, Store, UserRecord, UserStore,
};
use lucerna_store_mysql::MySqlStore;
use lucerna_store_postgres::PostgresStore;
use lucerna_store_sqlite::SqliteStore;
use rusqlite::fallible_iterator::FallibleIterator as _;
use sqlx::{AssertSqlSafe, ColumnIndex, Connection as _, Decode, Executor, MySql, Postgres, Row as _};
use std::any::Any;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;

pub(crate) struct LuciaTestDatabase {
    pub(crate) kind: DatabaseKind,
    /// The address, in the form that an adoption expects.
    pub(crate) url: String,
    pub(crate) schema: Schema,
    directory: TempDir,
}

/// Opens the store of the database and evaluates an expression with it; returns the error as text if it does not
/// open.
macro_rules! with_store {
    ($database:expr, $store:ident => $action:expr) => {{
        let (url, schema) = ($database.url.as_str(), $database.schema.clone());
        match $database.kind {
            DatabaseKind::Sqlite => match SqliteStore::open($database.file(), schema) {
                Ok($store) => Ok($action),
                Err(error) => Err(error.to_string()),
            },
            DatabaseKind::Postgres => match PostgresStore::open(url, schema).await {
                Ok($store) => Ok($action),
                Err(error) => Err(error.to_string()),
            },
            DatabaseKind::MariaDb => match MySqlStore::open(url, schema).await {
                Ok($store) => Ok($action),
                Err(error) => Err(error.to_string()),
            },
        }
    }};
}
pub(crate) use with_store;

/// Runs statements. Returns the last column of all rows as text, and the connection.
async fn ask<D: sqlx::Database>(url: &str, sql: &str) -> Result<(Vec<String>, D::Connection), sqlx::Error>
where
    for<'c> &'c mut D::Connection: Executor<'c, Database = D>,
    for<'r> String: Decode<'r, D>,
    usize: ColumnIndex<D::Row>,
{
    let mut connection = D::Connection::connect(url).await?;
    let rows = sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).fetch_all(&mut connection).await?;
    Ok((rows.iter().map(|row| row.get_unchecked(row.len() - 1)).collect(), connection))
}

/// Runs statements on a file. Returns the last column of all rows.
fn ask_file(connection: &rusqlite::Connection, sql: &str) -> rusqlite::Result<Vec<String>> {
    let (mut statements, mut answer) = (rusqlite::Batch::new(connection, sql), Vec::new());
    while let Some(mut statement) = statements.next()? {
        answer.extend(statement.query([])?.map(|row| row.get(0)).collect::<Vec<_>>()?);
    }
    Ok(answer)
}

impl LuciaTestDatabase {
    /// Creates a database with Lucia's data, and then runs statements.
    pub(crate) async fn with(kind: DatabaseKind, sql: &str) -> Self {
        Self::of(kind, &format!("{}{sql}", fixture(kind))).await
    }

    pub(crate) async fn of(kind: DatabaseKind, sql: &str) -> Self {
        let server = match kind {
            DatabaseKind::Sqlite => String::new(),
            DatabaseKind::Postgres => lucerna_servers::postgres().unwrap(),
            DatabaseKind::MariaDb => lucerna_servers::mariadb().unwrap(),
        };
        Self::at(kind, &server, sql).await
    }

    /// Creates a database on a server, and runs statements.
    pub(crate) async fn at(kind: DatabaseKind, server: &str, sql: &str) -> Self {
        let directory = tempfile::Builder::new().prefix("adopt_").tempdir().unwrap();
        let schema = Schema::of_columns(vec![Column::of::<String>("username").unique()]).unwrap();
        let mut database = Self { kind, url: String::new(), schema, directory };
        let name = database.name();
        database.url = match kind {
            DatabaseKind::Sqlite => format!("sqlite:{}", database.file().display()),
            DatabaseKind::Postgres => {
                ask::<Postgres>(server, &format!(r#"CREATE SCHEMA "{name}""#)).await.unwrap();
                format!("{server}?options=-c%20search_path%3D{name}")
            }
            DatabaseKind::MariaDb => {
                // A common default, which differs from Lucerna's collation.
                let create = format!("CREATE DATABASE `{name}` COLLATE utf8mb4_general_ci");
                ask::<MySql>(server, &create).await.unwrap();
                format!("{}/{name}", server.rsplit_once('/').unwrap().0)
            }
        };
        if !sql.is_empty() {
            database.execute(sql).await;
        }
        database
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.directory().join("app.db")
    }

    pub(crate) fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// Returns the name of the MariaDB database or the PostgreSQL schema.
    pub(crate) fn name(&self) -> String {
        self.directory().file_name().unwrap().to_str().unwrap().to_lowercase()
    }

    pub(crate) fn connect(&self) -> rusqlite::Connection {
        let connection = rusqlite::Connection::open(self.file()).unwrap();
        connection.pragma_update(None, "foreign_keys", false).unwrap();
        connection
    }

    pub(crate) async fn execute(&self, sql: &str) {
        self.texts(sql).await;
    }

    /// Runs statements and returns the last column.
    pub(crate) async fn texts(&self, sql: &str) -> Vec<String> {
        self.try_execute(sql).await.unwrap_or_else(|it| panic!("{it}: {sql}"))
    }

    pub(crate) async fn try_execute(&self, sql: &str) -> Result<Vec<String>, String> {
        match self.kind {
            DatabaseKind::Sqlite => ask_file(&self.connect(), sql).map_err(|it| it.to_string()),
            DatabaseKind::Postgres => {
                Ok(ask::<Postgres>(&self.url, sql).await.map_err(|it| it.to_string())?.0)
            }
            DatabaseKind::MariaDb => Ok(ask::<MySql>(&self.url, sql).await.map_err(|it| it.to_string())?.0),
        }
    }

    /// Runs statements and returns the connection, with its transaction open.
    pub(crate) async fn hold(&self, sql: &str) -> Box<dyn Any> {
        match self.kind {
            DatabaseKind::Sqlite => {
                let connection = self.connect();
                connection.execute_batch(sql).unwrap();
                Box::new(connection)
            }
            DatabaseKind::Postgres => Box::new(ask::<Postgres>(&self.url, sql).await.unwrap().1),
            DatabaseKind::MariaDb => Box::new(ask::<MySql>(&self.url, sql).await.unwrap().1),
        }
    }

    /// Returns until when Lucia's cookies are accepted, in milliseconds.
    pub(crate) async fn adopted_until(&self) -> Vec<String> {
        self.texts("SELECT checksum FROM lucerna_migration WHERE of_tables LIKE 'adopted %'").await
    }

    pub(crate) async fn adopt(&self) -> StoreReport {
        self.try_adopt(false).await.unwrap_or_else(|it| panic!("{it}"))
    }

    pub(crate) async fn try_adopt(&self, dry_run: bool) -> Result<StoreReport, AdoptError> {
        self.adopt_at(&self.url, dry_run).await
    }

    /// Adopts the database through another address.
    pub(crate) async fn adopt_at(&self, url: &str, dry_run: bool) -> Result<StoreReport, AdoptError> {
        let mut options = AdoptOptions::new(NOW);
        options.dry_run = dry_run;
        options.busy_timeout = Duration::from_millis(50);
        adopt_lucia(url, &self.schema, &options).await.map(|it| it.database)
    }

    /// Checks that the adoption is refused and changes nothing. Returns the error, which contains no token.
    pub(crate) async fn refusal(&self) -> String {
        let before = self.dump().await;
        let rehearsal = self.try_adopt(true).await;
        assert!(rehearsal.is_err(), "{rehearsal:?} {before:#?}");
        let refusal = self.try_adopt(false).await.unwrap_err().to_string();
        assert!(refusal.starts_with("the database was not adopted and is unchanged: "), "{refusal}");
        assert!(!refusal.contains(ACTIVE), "{refusal}");
        assert_eq!(self.dump().await, before, "{refusal}");
        refusal
    }

    /// Checks that the adoption is refused for this reason.
    pub(crate) async fn assert_refused(&self, reason: &str) {
        let refusal = self.refusal().await;
        assert!(refusal.contains(reason), "{reason}: {refusal}");
    }

    /// Returns the session and the user that an adopted database has for a cookie's value.
    pub(crate) async fn find(&self, token: &str) -> Option<(SessionRecord, UserRecord)> {
        let id = SessionId::of_token(token)?;
        with_store!(self, store => store.find_session_and_user(&id, NOW).await.unwrap()).unwrap()
    }

    pub(crate) async fn key(&self, id: KeyId) -> Option<KeyRecord> {
        with_store!(self, store => store.find_key(&id).await.unwrap()).unwrap()
    }

    pub(crate) async fn delete_user(&self, id: &str) -> bool {
        with_store!(self, store => store.delete_user(&id.into()).await.unwrap()).unwrap()
    }

    /// Opens a store on the database.
    pub(crate) async fn open(&self) -> Result<(), String> {
        with_store!(self, store => drop(store))
    }

    /// Returns every definition and every row.
    pub(crate) async fn dump(&self) -> Vec<String> {
        let queries = match self.kind {
            DatabaseKind::Sqlite => {
                r#"SELECT 'SELECT concat_ws('' '', type, name, tbl_name, sql) FROM sqlite_schema ORDER BY 1'
                   UNION ALL SELECT format('SELECT concat_ws('' '', %Q, %s) FROM "%w" ORDER BY 1', t.name,
                       group_concat(format('quote("%w")', c.name)), t.name)
                   FROM sqlite_schema t, pragma_table_xinfo(t.name) c WHERE t.type = 'table' GROUP BY t.name"#
            }
            DatabaseKind::Postgres => {
                "SELECT 'SELECT concat_ws('' '', attrelid::regclass, attname, format_type(atttypid, atttypmod), attnotnull)
                     FROM pg_attribute WHERE attnum > 0 AND NOT attisdropped AND attrelid IN
                         (SELECT oid FROM pg_class WHERE relnamespace = current_schema()::regnamespace)
                     UNION ALL SELECT conname || '' '' || pg_get_constraintdef(oid) FROM pg_constraint
                     WHERE connamespace = current_schema()::regnamespace
                     UNION ALL SELECT concat_ws('' '', tgname, tgenabled) FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid
                     WHERE relnamespace = current_schema()::regnamespace AND NOT tgisinternal ORDER BY 1'
                 UNION ALL SELECT format('SELECT concat_ws('' '', %L, t) FROM %1$I t ORDER BY 1', tablename)
                 FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1"
            }
            DatabaseKind::MariaDb => {
                "SELECT 'SELECT concat_ws('' '', trigger_name, event_manipulation, action_statement)
                     FROM information_schema.triggers WHERE trigger_schema = DATABASE()
                     UNION SELECT concat_ws('' '', table_name, view_definition)
                     FROM information_schema.views WHERE table_schema = DATABASE() ORDER BY 1'
                 UNION ALL SELECT concat('SELECT concat_ws('' '', ''', table_name, ''', ',
                     group_concat('coalesce(`', column_name, '`, ''NULL'')' ORDER BY ordinal_position),
                     ') FROM `', table_name, '` ORDER BY 1; SHOW CREATE TABLE `', table_name, '`')
                 FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
                 WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE' GROUP BY table_name"
            }
        };
        let mut lines = Vec::new();
        for query in self.texts(queries).await {
            lines.extend(self.texts(&query).await);
        }
        lines
    }
}

/// Checks refusals. `table` has pairs of lines: statements that change Lucia's database, and after `=>` the reason.
pub(crate) async fn assert_refusals(kind: DatabaseKind, table: &str) {
    let mut sql = String::new();
    for line in table.lines().map(str::trim) {
        if let Some(reason) = line.strip_prefix("=> ") {
            LuciaTestDatabase::with(kind, &std::mem::take(&mut sql)).await.assert_refused(reason).await;
        } else {
            sql += line;
        }
    }
    assert_eq!(sql, "", "a reason is missing");
}

/// Adopts tables that differ from those of Lucia's documentation, checks that no data is lost, and returns the notes.
pub(crate) async fn adopt_with(kind: DatabaseKind, replacements: &[(&str, &str)]) -> Vec<String> {
    let sql = replacements.iter().fold(fixture(kind), |sql, (from, to)| sql.replace(from, to));
    let database = LuciaTestDatabase::of(kind, &sql).await;
    let report = database.adopt().await;
    let counts = [Counter::Users, Counter::Keys, Counter::Sessions].map(|it| report.count(it));
    assert_eq!(counts, [4, 7, 6], "{report}");
    assert!(database.find(ACTIVE).await.is_some());
    report.notes
}

/// Returns a quoted name, for names that are keywords of SQL.
pub(crate) fn quoted(kind: DatabaseKind, name: &str) -> String {
    if kind == DatabaseKind::MariaDb { format!("`{name}`") } else { format!("\"{name}\"") }
}

/// Returns the statement that enables foreign keys.
pub(crate) fn checked(kind: DatabaseKind) -> &'static str {
    if kind == DatabaseKind::Sqlite { "PRAGMA foreign_keys = ON;" } else { "" }
}

/// Returns the statement that disables foreign keys, for rows that refer to missing rows.
pub(crate) fn unchecked(kind: DatabaseKind) -> &'static str {
    match kind {
        DatabaseKind::Sqlite => "PRAGMA foreign_keys = OFF;",
        DatabaseKind::Postgres => {
            "ALTER TABLE user_session DROP CONSTRAINT user_session_user_id_fkey; ALTER TABLE user_key DROP CONSTRAINT user_key_user_id_fkey;"
        }
        DatabaseKind::MariaDb => "SET foreign_key_checks = 0;",
    }
}

/// Returns the statement that inserts a session that has not expired.
pub(crate) fn session(token: &str, user: &str) -> String {
    let later = 1_900_000_000_000_i64;
    format!(
        "INSERT INTO user_session (id, user_id, active_expires, idle_expires) VALUES ('{token}', '{user}', {later}, {later});"
    )
}

/// Returns the statement that inserts a key with a password.
pub(crate) fn key(id: &str, user: &str) -> String {
    format!("INSERT INTO user_key (id, user_id, hashed_password) VALUES ('{id}', '{user}', 's2:salt:hash');")
}
