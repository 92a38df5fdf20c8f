//! A database of Lucia's in a directory of its own, and the questions that tests put to it.

use lucerna_core::{Column, Schema, SessionId, SessionRecord, Store, Tables, Timestamp, UserRecord};
use lucerna_store_sqlite::{AdoptError, AdoptOptions, AdoptReport, SqliteStore, adopt_lucia};
use rusqlite::Connection;
use rusqlite::types::Value;
use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;

/// After the fixture's dead sessions, and before all others end.
pub(crate) const NOW: Timestamp = Timestamp::from_unix_millis(1_800_000_000_000);

/// Long after.
pub(crate) const LATER: i64 = 1_900_000_000_000;

/// The tables of Lucia's documentation for better-sqlite3, with a username.
pub(crate) const LUCIA: &str = "
    CREATE TABLE user (id TEXT NOT NULL PRIMARY KEY, username TEXT NOT NULL UNIQUE);
    CREATE TABLE user_key (
        id TEXT NOT NULL PRIMARY KEY,
        user_id TEXT NOT NULL,
        hashed_password TEXT,
        FOREIGN KEY (user_id) REFERENCES user(id)
    );
    CREATE TABLE user_session (
        id TEXT NOT NULL PRIMARY KEY,
        user_id TEXT NOT NULL,
        active_expires INTEGER NOT NULL,
        idle_expires INTEGER NOT NULL,
        FOREIGN KEY (user_id) REFERENCES user(id)
    );
    INSERT INTO user VALUES ('alice', 'Alice'), ('bob', 'Bob');";

pub(crate) struct Database {
    directory: TempDir,
    pub(crate) path: PathBuf,
    pub(crate) schema: Schema,
}

impl Database {
    /// The one that Lucia itself wrote.
    pub(crate) fn fixture() -> Self {
        let database = Self::empty();
        let original = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/adopt/lucia-v2.sqlite");
        fs::copy(original, &database.path).unwrap();
        database
    }

    /// One that these statements make.
    pub(crate) fn of(sql: &str) -> Self {
        let database = Self::empty();
        database.execute(sql);
        database
    }

    /// One of Lucia's with two users, and what else these statements make.
    pub(crate) fn with(sql: &str) -> Self {
        Self::of(&format!("{LUCIA}{sql}"))
    }

    pub(crate) fn empty() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let schema = Schema::of_columns(vec![Column::of::<String>("username").unique()]).unwrap();
        Self { path: directory.path().join("app.db"), directory, schema }
    }

    pub(crate) fn named(mut self, [user, key, session]: [&str; 3]) -> Self {
        let mut tables = Tables::default();
        (tables.user, tables.key, tables.session) = (user.to_owned(), key.to_owned(), session.to_owned());
        self.schema = self.schema.with_tables(tables).unwrap();
        self
    }

    pub(crate) fn connect(&self) -> Connection {
        let connection = Connection::open(&self.path).unwrap();
        connection.pragma_update(None, "foreign_keys", false).unwrap();
        connection
    }

    pub(crate) fn execute(&self, sql: &str) {
        self.connect().execute_batch(sql).unwrap();
    }

    pub(crate) fn adopt(&self) -> AdoptReport {
        self.try_adopt(false).unwrap_or_else(|it| panic!("{it}"))
    }

    pub(crate) fn try_adopt(&self, dry_run: bool) -> Result<AdoptReport, AdoptError> {
        let mut options = AdoptOptions::new(NOW);
        options.dry_run = dry_run;
        options.busy_timeout = Duration::from_millis(20);
        adopt_lucia(&self.path, &self.schema, options)
    }

    /// What the adoption says that is refused, after which everything has to be as it was.
    pub(crate) fn refusal(&self) -> String {
        let before = self.dump();
        for dry_run in [true, false] {
            let refusal = self.try_adopt(dry_run).unwrap_err().to_string();
            assert!(refusal.starts_with("the database was not adopted and is as it was: "), "{refusal}");
            assert_eq!(self.dump(), before, "{refusal}");
        }
        self.try_adopt(false).unwrap_err().to_string()
    }

    pub(crate) fn open(&self) -> SqliteStore {
        SqliteStore::open(&self.path, self.schema.clone()).unwrap_or_else(|it| panic!("{it}"))
    }

    /// The session and the user that an adopted database has for a cookie's value.
    pub(crate) async fn find(&self, token: &str) -> Option<(SessionRecord, UserRecord)> {
        let id = SessionId::of_token(token)?;
        self.open().find_session_and_user(&id, NOW).await.unwrap()
    }

    /// Every statement and every row.
    pub(crate) fn dump(&self) -> Vec<String> {
        let mut lines = self.rows("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY 1, 2");
        for table in self.texts("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY 1") {
            lines.extend(self.rows(&format!(r#"SELECT '{table}', * FROM "{table}" ORDER BY 2"#)));
        }
        lines
    }

    pub(crate) fn rows(&self, sql: &str) -> Vec<String> {
        let connection = self.connect();
        let mut statement = connection.prepare(sql).unwrap();
        let width = statement.column_count();
        let row = |row: &rusqlite::Row<'_>| {
            let values: Vec<Value> = (0..width).map(|it| row.get(it)).collect::<Result<_, _>>()?;
            Ok(format!("{values:?}"))
        };
        statement.query_map([], row).unwrap().collect::<Result<_, _>>().unwrap()
    }

    pub(crate) fn texts(&self, sql: &str) -> Vec<String> {
        let connection = self.connect();
        let mut statement = connection.prepare(sql).unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
    }

    /// The bytes of the file and of all beside it.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let files = fs::read_dir(self.directory.path()).unwrap();
        files.flat_map(|it| fs::read(it.unwrap().path()).unwrap()).collect()
    }

    /// Those of these tokens that are somewhere in the files.
    pub(crate) fn legible(&self, tokens: &[String]) -> Vec<String> {
        let (bytes, sought) = (self.bytes(), tokens.iter().map(String::as_bytes).collect::<HashSet<_>>());
        let found = bytes.windows(TOKEN).filter(|it| sought.contains(it));
        found.map(|it| String::from_utf8(it.to_vec()).unwrap()).collect()
    }
}

/// As long as a session's id is for Lucia.
const TOKEN: usize = 40;

/// A session id as Lucia makes them.
pub(crate) fn token(name: impl std::fmt::Display) -> String {
    format!("{name:z<TOKEN$}")
}

/// The statement that inserts a session that lasts.
pub(crate) fn session(token: &str, user: &str) -> String {
    format!(
        "INSERT INTO user_session (id, user_id, active_expires, idle_expires) VALUES ('{token}', '{user}', {LATER}, {LATER});"
    )
}

/// The same for a key with a password.
pub(crate) fn key(id: &str, user: &str) -> String {
    format!("INSERT INTO user_key (id, user_id, hashed_password) VALUES ('{id}', '{user}', 's2:salt:hash');")
}
