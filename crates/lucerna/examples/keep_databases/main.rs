//! Writes databases of this version, which later versions must open: `cargo xtask keep-databases <name>`.
//!
//! It writes the same users and sessions into SQLite, PostgreSQL and MariaDB, and the sessions into Redis. Their content is in
//! `expected.json`. The directory must not exist.

mod attributes;
mod planned_users;
mod writer;

#[path = "../../tests/old_databases/expected.rs"]
mod expected;

use expected::ExpectedDatabase;
use lucerna::MySqlStore;
use lucerna::{PostgresStore, RedisStore, Schema, Split, SqliteStore, Store};
use lucerna_servers::{MariaDb, Postgres, Redis, dump};
use planned_users::{PlannedUser, planned_users};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use writer::{sign_up, start_sessions};

/// 2100-01-01T00:00:00Z.
const NOW: i64 = 4_102_444_800_000;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let directory = PathBuf::from(std::env::args().nth(1).ok_or("name the directory to write")?);
    fs::create_dir(&directory).map_err(|it| format!("{}: {it}", directory.display()))?;
    let (user, session) = (attributes::user_columns(), attributes::session_columns());
    let mut expected =
        ExpectedDatabase { now: NOW, user_columns: user, session_columns: session, users: Vec::new() };
    let schema = expected.schema()?;
    let users = planned_users();
    keep_files(&directory, &schema, &users, &mut expected).await?;
    let text = serde_json::to_string_pretty(&expected)? + "\n";

    let server = Postgres::start()?;
    let url = server.url("postgres");
    write(PostgresStore::open(&url, schema.clone()).await?, &users, &mut expected).await?;
    fs::write(directory.join("postgres.sql"), dump(&url)?)?;

    let server = MariaDb::start()?;
    server.ask("CREATE DATABASE kept CHARACTER SET utf8mb4")?;
    let url = server.url("kept");
    write(MySqlStore::open(&url, schema).await?, &users, &mut expected).await?;
    fs::write(directory.join("mariadb.sql"), dump(&url)?)?;

    if text != serde_json::to_string_pretty(&expected)? + "\n" {
        return Err("the databases have different users or sessions".into());
    }
    fs::write(directory.join("expected.json"), text)?;
    Ok(())
}

/// Writes the SQLite file, and the dump of a Redis with its sessions.
async fn keep_files(
    directory: &Path,
    schema: &Schema,
    users: &[PlannedUser],
    expected: &mut ExpectedDatabase,
) -> Result<(), Box<dyn Error>> {
    let draft = tempfile::tempdir()?;
    let file = draft.path().join("sqlite.db");
    let store = SqliteStore::open(&file, schema.clone())?;
    write(store.clone(), users, expected).await?;

    let server = Redis::start()?;
    let sessions = RedisStore::open(&server.url("0"), schema.clone()).await?;
    start_sessions(Split::new(store, sessions), users, expected).await?;
    fs::write(directory.join("redis.txt"), dump(&server.url("0"))?)?;

    // `VACUUM INTO` writes one file, without a write-ahead log.
    let connection = rusqlite::Connection::open(file)?;
    connection.execute("VACUUM INTO ?1", [directory.join("sqlite.db").to_string_lossy()])?;
    Ok(())
}

async fn write(
    store: impl Store + Clone,
    users: &[PlannedUser],
    expected: &mut ExpectedDatabase,
) -> Result<(), Box<dyn Error>> {
    sign_up(store.clone(), users, expected).await?;
    start_sessions(store, users, expected).await
}
