//! A database of Lucia's in SQLite, PostgreSQL or MariaDB, and the questions that tests put to it.

use crate::fixture::{Kind, fixture};
use crate::kit::NOW;
use lucerna_adopt::{AdoptError, AdoptOptions, StoreReport, adopt_lucia};
use lucerna_core::{
    Column, KeyId, KeyRecord, Schema, SessionId, SessionRecord, Store, UserRecord, UserStore,
};
use lucerna_store_mysql::MySqlStore;
use lucerna_store_postgres::PostgresStore;
use lucerna_store_sqlite::SqliteStore;
use sqlx::{AssertSqlSafe, Connection as _, MySqlConnection, PgConnection};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;

pub(crate) struct Database {
    pub(crate) kind: Kind,
    /// As an adoption wants it.
    pub(crate) url: String,
    pub(crate) schema: Schema,
    directory: TempDir,
}

/// Does the same with the store of either kind.
macro_rules! with_store {
    ($database:expr, $store:ident => $what:expr) => {{
        let (database, schema) = ($database, $database.schema.clone());
        match database.kind {
            Kind::Sqlite => match SqliteStore::open(database.file(), schema) {
                Ok($store) => Ok($what),
                Err(error) => Err(error.to_string()),
            },
            Kind::Postgres => match PostgresStore::connect(&database.url, schema).await {
                Ok($store) => Ok($what),
                Err(error) => Err(error.to_string()),
            },
            Kind::MariaDb => match MySqlStore::connect(&database.url, schema).await {
                Ok($store) => Ok($what),
                Err(error) => Err(error.to_string()),
            },
        }
    }};
}
pub(crate) use with_store;

impl Database {
    /// What Lucia wrote, and what else these statements make.
    pub(crate) async fn with(kind: Kind, sql: &str) -> Self {
        Self::of(kind, &format!("{}{sql}", fixture(kind))).await
    }

    pub(crate) async fn of(kind: Kind, sql: &str) -> Self {
        let server = match kind {
            Kind::Sqlite => String::new(),
            Kind::Postgres => lucerna_servers::postgres().unwrap(),
            Kind::MariaDb => lucerna_servers::mariadb().unwrap(),
        };
        Self::at(kind, &server, sql).await
    }

    /// On this server.
    pub(crate) async fn at(kind: Kind, server: &str, sql: &str) -> Self {
        let directory = tempfile::Builder::new().prefix("adopt_").tempdir().unwrap();
        let name = directory.path().file_name().unwrap().to_str().unwrap().to_lowercase();
        let url = match kind {
            Kind::Sqlite => format!("sqlite:{}", directory.path().join("app.db").display()),
            Kind::Postgres => {
                let mut connection = PgConnection::connect(server).await.unwrap();
                let create = AssertSqlSafe(format!(r#"CREATE SCHEMA "{name}""#));
                sqlx::raw_sql(create).execute(&mut connection).await.unwrap();
                format!("{server}?options=-c%20search_path%3D{name}")
            }
            Kind::MariaDb => {
                let mut connection = MySqlConnection::connect(server).await.unwrap();
                // What the servers of most have, so that nothing is ours by chance.
                let create = AssertSqlSafe(format!("CREATE DATABASE `{name}` COLLATE utf8mb4_general_ci"));
                sqlx::raw_sql(create).execute(&mut connection).await.unwrap();
                format!("{}/{name}", server.rsplit_once('/').unwrap().0)
            }
        };
        let schema = Schema::of_columns(vec![Column::of::<String>("username").unique()]).unwrap();
        let database = Self { kind, url, schema, directory };
        if !sql.is_empty() {
            database.execute(sql).await;
        }
        database
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.directory.path().join("app.db")
    }

    pub(crate) fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// The name of a MariaDB's database or a schema of PostgreSQL.
    pub(crate) fn name(&self) -> String {
        self.directory.path().file_name().unwrap().to_str().unwrap().to_lowercase()
    }

    pub(crate) fn connect(&self) -> rusqlite::Connection {
        let connection = rusqlite::Connection::open(self.file()).unwrap();
        connection.pragma_update(None, "foreign_keys", false).unwrap();
        connection
    }

    pub(crate) async fn execute(&self, sql: &str) {
        self.try_execute(sql).await.unwrap_or_else(|it| panic!("{it}: {sql}"));
    }

    pub(crate) async fn try_execute(&self, sql: &str) -> Result<(), String> {
        let text = AssertSqlSafe(sql.to_owned());
        match self.kind {
            Kind::Sqlite => self.connect().execute_batch(sql).map_err(|it| it.to_string()),
            Kind::Postgres => {
                let mut connection = PgConnection::connect(&self.url).await.unwrap();
                sqlx::raw_sql(text).execute(&mut connection).await.map(drop).map_err(|it| it.to_string())
            }
            Kind::MariaDb => {
                let mut connection =
                    MySqlConnection::connect(&self.url).await.map_err(|it| it.to_string())?;
                sqlx::raw_sql(text).execute(&mut connection).await.map(drop).map_err(|it| it.to_string())
            }
        }
    }

    /// The first column of what is asked.
    pub(crate) async fn texts(&self, sql: &str) -> Vec<String> {
        let text = AssertSqlSafe(sql.to_owned());
        match self.kind {
            Kind::Sqlite => {
                let connection = self.connect();
                let mut statement = connection.prepare(sql).unwrap();
                statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
            }
            Kind::Postgres => {
                let mut connection = PgConnection::connect(&self.url).await.unwrap();
                sqlx::query_scalar(text).fetch_all(&mut connection).await.unwrap()
            }
            Kind::MariaDb => {
                let mut connection = MySqlConnection::connect(&self.url).await.unwrap();
                sqlx::query_scalar(text).fetch_all(&mut connection).await.unwrap()
            }
        }
    }

    pub(crate) async fn adopt(&self) -> StoreReport {
        self.try_adopt(false).await.unwrap_or_else(|it| panic!("{it}"))
    }

    pub(crate) async fn try_adopt(&self, dry_run: bool) -> Result<StoreReport, AdoptError> {
        self.adopt_at(&self.url, dry_run).await
    }

    /// The same by another way.
    pub(crate) async fn adopt_at(&self, url: &str, dry_run: bool) -> Result<StoreReport, AdoptError> {
        let mut options = AdoptOptions::new(NOW);
        options.dry_run = dry_run;
        options.busy_timeout = Duration::from_millis(50);
        adopt_lucia(url, &self.schema, &options).await.map(|it| it.database)
    }

    /// What the adoption says that is refused, after which everything has to be as it was.
    pub(crate) async fn refusal(&self) -> String {
        let before = self.dump().await;
        let rehearsal = self.try_adopt(true).await;
        assert!(rehearsal.is_err(), "{rehearsal:?} {before:#?}");
        let refusal = self.try_adopt(false).await.unwrap_err().to_string();
        assert!(refusal.starts_with("the database was not adopted and is as it was: "), "{refusal}");
        assert_eq!(self.dump().await, before, "{refusal}");
        refusal
    }

    /// The session and the user that an adopted database has for a cookie's value.
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

    /// Whether a store opens it, or what it says.
    pub(crate) async fn open(&self) -> Result<(), String> {
        with_store!(self, store => drop(store))
    }

    /// Every definition and every row.
    pub(crate) async fn dump(&self) -> Vec<String> {
        let [definitions, tables] = match self.kind {
            Kind::Sqlite => [
                "SELECT concat_ws(' ', type, name, tbl_name, sql) FROM sqlite_schema ORDER BY 1",
                "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY 1",
            ],
            Kind::Postgres => [
                "SELECT concat_ws(' ', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull)
                 FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
                 WHERE c.relnamespace = current_schema()::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
                 UNION ALL SELECT conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
                 WHERE connamespace = current_schema()::regnamespace
                 UNION ALL SELECT concat_ws(' ', tgname, tgenabled) FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid
                 WHERE c.relnamespace = current_schema()::regnamespace AND NOT tgisinternal ORDER BY 1",
                "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1",
            ],
            Kind::MariaDb => [
                "SELECT CAST(concat_ws(' ', trigger_name, event_manipulation, action_statement) AS CHAR)
                 FROM information_schema.triggers WHERE trigger_schema = DATABASE()
                 UNION SELECT CAST(concat_ws(' ', table_name, view_definition) AS CHAR)
                 FROM information_schema.views WHERE table_schema = DATABASE() ORDER BY 1",
                "SELECT CAST(table_name AS CHAR) FROM information_schema.tables
                 WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE' ORDER BY 1",
            ],
        };
        let mut lines = self.texts(definitions).await;
        for table in self.texts(tables).await {
            lines.extend(self.rows(&table).await);
        }
        lines
    }

    /// Every row of a table, and in MariaDB the statement that would make it.
    async fn rows(&self, table: &str) -> Vec<String> {
        match self.kind {
            Kind::Sqlite => {
                let columns =
                    format!("SELECT format('quote(\"%w\")', name) FROM pragma_table_xinfo('{table}')");
                let columns = self.texts(&columns).await.join(", ");
                self.texts(&format!(
                    "SELECT concat_ws(' ', '{table}', {columns}) FROM \"{table}\" ORDER BY 1"
                ))
                .await
            }
            Kind::Postgres => {
                self.texts(&format!("SELECT '{table} ' || t::text FROM \"{table}\" t ORDER BY 1")).await
            }
            Kind::MariaDb => {
                let columns = format!(
                    "SELECT CAST(concat('coalesce(`', column_name, '`, ''NULL'')') AS CHAR) FROM information_schema.columns
                     WHERE table_schema = DATABASE() AND table_name = '{table}' ORDER BY ordinal_position"
                );
                let columns = self.texts(&columns).await.join(", ");
                let rows = format!(
                    "SELECT CAST(concat_ws(' ', '{table}', {columns}) AS CHAR) FROM `{table}` ORDER BY 1"
                );
                let mut lines = self.texts(&rows).await;
                let mut connection = MySqlConnection::connect(&self.url).await.unwrap();
                let create = AssertSqlSafe(format!("SHOW CREATE TABLE `{table}`"));
                let create = sqlx::query(create).fetch_one(&mut connection).await.unwrap();
                lines.push(sqlx::Row::get(&create, 1));
                lines
            }
        }
    }
}

/// The statement that inserts a session that lasts.
pub(crate) fn session(token: &str, user: &str) -> String {
    let later = 1_900_000_000_000_i64;
    format!(
        "INSERT INTO user_session (id, user_id, active_expires, idle_expires) VALUES ('{token}', '{user}', {later}, {later});"
    )
}

/// The same for a key with a password.
pub(crate) fn key(id: &str, user: &str) -> String {
    format!("INSERT INTO user_key (id, user_id, hashed_password) VALUES ('{id}', '{user}', 's2:salt:hash');")
}
