//! A database of Lucia's, and the questions that tests put to it.

use crate::place;
use lucerna_core::{Column, Schema, SessionId, SessionRecord, Store, Timestamp, UserRecord};
use lucerna_store_mysql::{AdoptError, AdoptOptions, AdoptReport, MySqlStore};
use sqlx::{AssertSqlSafe, Connection, MySqlConnection};
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::time::Duration;

/// After the fixture's dead sessions, and before all others end.
pub(crate) const NOW: Timestamp = Timestamp::from_unix_millis(1_800_000_000_000);

/// Long after.
pub(crate) const LATER: i64 = 1_900_000_000_000;

/// Lucia's documented tables, with what it wrote.
pub(crate) const FIXTURE: &str = include_str!("lucia-v2.sql");

pub(crate) struct Database {
    pub(crate) url: String,
    pub(crate) schema: Schema,
}

impl Database {
    /// The fixture, and what else these statements make.
    pub(crate) async fn with(sql: &str) -> Self {
        Self::of(&format!("{FIXTURE}{sql}")).await
    }

    pub(crate) async fn of(sql: &str) -> Self {
        Self::at(&lucerna_servers::mariadb().unwrap(), sql).await
    }

    /// On this server.
    pub(crate) async fn at(server: &str, sql: &str) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("adopt_{}_{}", std::process::id(), NEXT.fetch_add(1, SeqCst));
        let url = place::create(server, &name).await;
        let schema = Schema::of_columns(vec![Column::of::<String>("username").unique()]).unwrap();
        let database = Self { url, schema };
        // What the servers of most have, so that nothing is ours by chance.
        let collation = format!("ALTER DATABASE `{name}` COLLATE utf8mb4_general_ci");
        database.execute(&collation).await;
        database.execute(sql).await;
        database
    }

    /// The text with the collation that this server compares to the letter in.
    pub(crate) async fn said(&self, text: &str) -> String {
        let is_mariadb = self.texts("SELECT VERSION()").await.concat().contains("MariaDB");
        text.replace("BINARY", if is_mariadb { "utf8mb4_nopad_bin" } else { "utf8mb4_0900_bin" })
    }

    pub(crate) fn name(&self) -> &str {
        self.url.rsplit_once('/').unwrap().1
    }

    pub(crate) async fn connect(&self) -> MySqlConnection {
        MySqlConnection::connect(&self.url).await.unwrap()
    }

    pub(crate) async fn execute(&self, sql: &str) {
        self.try_execute(sql).await.unwrap();
    }

    pub(crate) async fn try_execute(&self, sql: &str) -> Result<(), sqlx::Error> {
        let mut connection = self.connect().await;
        sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await?;
        connection.close().await
    }

    /// The first column of what is asked.
    pub(crate) async fn texts(&self, sql: &str) -> Vec<String> {
        let mut connection = self.connect().await;
        let texts = sqlx::query_scalar(AssertSqlSafe(sql.to_owned())).fetch_all(&mut connection).await;
        connection.close().await.unwrap();
        texts.unwrap()
    }

    pub(crate) async fn adopt(&self) -> AdoptReport {
        self.try_adopt(false).await.unwrap_or_else(|it| panic!("{it}"))
    }

    pub(crate) async fn try_adopt(&self, dry_run: bool) -> Result<AdoptReport, AdoptError> {
        self.adopt_at(&self.url, dry_run).await
    }

    /// The same by another way.
    pub(crate) async fn adopt_at(&self, url: &str, dry_run: bool) -> Result<AdoptReport, AdoptError> {
        let mut options = AdoptOptions::new(NOW);
        options.dry_run = dry_run;
        options.busy_timeout = Duration::from_millis(50);
        MySqlStore::adopt_lucia(url, &self.schema, options).await
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

    pub(crate) async fn open(&self) -> MySqlStore {
        MySqlStore::connect(&self.url, self.schema.clone()).await.unwrap_or_else(|it| panic!("{it}"))
    }

    /// The session and the user that an adopted database has for a cookie's value.
    pub(crate) async fn find(&self, token: &str) -> Option<(SessionRecord, UserRecord)> {
        let id = SessionId::of_token(token)?;
        let store = self.open().await;
        let found = store.find_session_and_user(&id, NOW).await.unwrap();
        store.pool().close().await;
        found
    }

    /// Every table, view and trigger as the server would make it, and every row.
    pub(crate) async fn dump(&self) -> Vec<String> {
        let mut connection = self.connect().await;
        let tables =
            "SELECT CAST(table_name AS CHAR), CAST(table_type AS CHAR) FROM information_schema.tables
                      WHERE table_schema = DATABASE() ORDER BY 1";
        let tables: Vec<(String, String)> = sqlx::query_as(tables).fetch_all(&mut connection).await.unwrap();
        let mut lines = Vec::new();
        for (table, kind) in tables {
            let create = AssertSqlSafe(format!("SHOW CREATE TABLE `{table}`"));
            let row = sqlx::query(create).fetch_one(&mut connection).await.unwrap();
            lines.push(sqlx::Row::get::<String, _>(&row, 1));
            if kind == "BASE TABLE" {
                lines.extend(self.rows(&table).await);
            }
        }
        let triggers =
            "SELECT CAST(concat_ws(' ', trigger_name, event_manipulation, action_statement) AS CHAR)
                        FROM information_schema.triggers WHERE trigger_schema = DATABASE() ORDER BY 1";
        lines.extend(self.texts(triggers).await);
        lines
    }

    /// Every row of a table, as text.
    pub(crate) async fn rows(&self, table: &str) -> Vec<String> {
        let columns = format!(
            "SELECT CAST(concat('`', column_name, '`') AS CHAR) FROM information_schema.columns
             WHERE table_schema = DATABASE() AND table_name = '{table}' ORDER BY ordinal_position"
        );
        let columns = self.texts(&columns).await;
        let columns: Vec<_> = columns.iter().map(|it| format!("coalesce({it}, 'NULL')")).collect();
        self.texts(&format!(
            "SELECT CAST(concat_ws(' ', '{table}', {}) AS CHAR) FROM `{table}` ORDER BY 1",
            columns.join(", ")
        ))
        .await
    }
}

/// A session id as Lucia makes them.
pub(crate) fn token(name: &str) -> String {
    format!("{name:z<40}")
}

/// The statement that inserts a session that lasts.
pub(crate) fn session(token: &str, user: &str) -> String {
    format!("INSERT INTO user_session VALUES ('{token}', '{user}', {LATER}, {LATER});")
}
