//! A database of Lucia's in a schema of its own, and the questions that tests put to it.

use crate::place;
use lucerna_core::{Column, Schema, SessionId, SessionRecord, Store, Timestamp, UserRecord};
use lucerna_store_postgres::{AdoptError, AdoptOptions, AdoptReport, PostgresStore};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use std::time::Duration;
use tempfile::TempDir;

/// After the fixture's dead sessions, and before all others end.
pub(crate) const NOW: Timestamp = Timestamp::from_unix_millis(1_800_000_000_000);

/// Long after.
pub(crate) const LATER: i64 = 1_900_000_000_000;

/// Lucia's documented tables, with what it wrote.
pub(crate) const FIXTURE: &str = include_str!("lucia-v2.sql");

pub(crate) struct Database {
    pub(crate) url: String,
    pub(crate) schema: Schema,
    _directory: TempDir,
}

impl Database {
    /// The fixture, and what else these statements make.
    pub(crate) async fn with(sql: &str) -> Self {
        Self::of(&format!("{FIXTURE}{sql}")).await
    }

    pub(crate) async fn of(sql: &str) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let url = place::url(directory.path()).await;
        let schema = Schema::of_columns(vec![Column::of::<String>("username").unique()]).unwrap();
        let database = Self { url, schema, _directory: directory };
        database.execute(sql).await;
        database
    }

    pub(crate) async fn connect(&self) -> PgConnection {
        PgConnection::connect(&self.url).await.unwrap()
    }

    pub(crate) async fn execute(&self, sql: &str) {
        self.try_execute(sql).await.unwrap();
    }

    pub(crate) async fn try_execute(&self, sql: &str) -> Result<(), sqlx::Error> {
        let sql = AssertSqlSafe(sql.to_owned());
        sqlx::raw_sql(sql).execute(&mut self.connect().await).await.map(drop)
    }

    /// The first column of what is asked.
    pub(crate) async fn texts(&self, sql: &str) -> Vec<String> {
        let sql = AssertSqlSafe(sql.to_owned());
        sqlx::query_scalar(sql).fetch_all(&mut self.connect().await).await.unwrap()
    }

    pub(crate) async fn adopt(&self) -> AdoptReport {
        self.try_adopt(false).await.unwrap_or_else(|it| panic!("{it}"))
    }

    pub(crate) async fn try_adopt(&self, dry_run: bool) -> Result<AdoptReport, AdoptError> {
        let mut options = AdoptOptions::new(NOW);
        options.dry_run = dry_run;
        options.busy_timeout = Duration::from_millis(50);
        PostgresStore::adopt_lucia(&self.url, &self.schema, options).await
    }

    /// What the adoption says that is refused, after which everything has to be as it was.
    pub(crate) async fn refusal(&self) -> String {
        let before = self.dump().await;
        assert!(self.try_adopt(true).await.is_err());
        let refusal = self.try_adopt(false).await.unwrap_err().to_string();
        assert!(refusal.starts_with("the database was not adopted and is as it was: "), "{refusal}");
        assert_eq!(self.dump().await, before, "{refusal}");
        refusal
    }

    pub(crate) async fn open(&self) -> PostgresStore {
        PostgresStore::connect(&self.url, self.schema.clone()).await.unwrap_or_else(|it| panic!("{it}"))
    }

    /// The session and the user that an adopted database has for a cookie's value.
    pub(crate) async fn find(&self, token: &str) -> Option<(SessionRecord, UserRecord)> {
        let id = SessionId::of_token(token)?;
        self.open().await.find_session_and_user(&id, NOW).await.unwrap()
    }

    /// Every column, constraint, index, trigger and row.
    pub(crate) async fn dump(&self) -> Vec<String> {
        let here = "current_schema()::regnamespace";
        let mut lines = self
            .texts(&format!(
                "SELECT concat_ws(' ', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull)
                 FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
                 WHERE c.relnamespace = {here} AND a.attnum > 0 AND NOT a.attisdropped
                 UNION ALL SELECT conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = {here}
                 UNION ALL SELECT concat_ws(' ', tgname, tgenabled) FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid
                 WHERE c.relnamespace = {here} AND NOT tgisinternal ORDER BY 1"
            ))
            .await;
        let tables = "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1";
        for table in self.texts(tables).await {
            lines.extend(
                self.texts(&format!(r#"SELECT '{table} ' || t::text FROM "{table}" t ORDER BY 1"#)).await,
            );
        }
        lines
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
