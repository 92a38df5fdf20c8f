//! Keeps databases of this version, which later versions have to open: `cargo xtask keep-databases <name>`.
//!
//! It writes the same users and sessions into SQLite, PostgreSQL and MariaDB, and the sessions into Redis beside the users
//! in the SQLite file. What is true of all of them is in `expected.json`. The directory must not exist.

mod attributes;
mod house;
mod people;

#[path = "../../tests/old_databases/expected.rs"]
mod expected;

use expected::Expected;
use house::{sign_up, start_sessions};
use lucerna::MySqlStore;
use lucerna::{PostgresStore, RedisStore, Schema, Split, SqliteStore, Store};
use lucerna_servers::{MariaDb, Postgres, Redis, dump};
use people::{Person, people};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

/// 2100-01-01T00:00:00Z.
const NOW: i64 = 4_102_444_800_000;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let directory = PathBuf::from(std::env::args().nth(1).ok_or("name the directory to write")?);
    fs::create_dir(&directory).map_err(|it| format!("{}: {it}", directory.display()))?;
    let (user, session) = (attributes::user_columns(), attributes::session_columns());
    let mut expected = Expected { now: NOW, user_columns: user, session_columns: session, users: Vec::new() };
    let schema = expected.schema()?;
    let people = people();
    keep_files(&directory, &schema, &people, &mut expected).await?;
    let text = serde_json::to_string_pretty(&expected)? + "\n";

    let server = Postgres::start()?;
    let url = server.url("postgres");
    write(PostgresStore::open(&url, schema.clone()).await?, &people, &mut expected).await?;
    fs::write(directory.join("postgres.sql"), dump(&url)?)?;

    let server = MariaDb::start()?;
    server.ask("CREATE DATABASE kept CHARACTER SET utf8mb4")?;
    let url = server.url("kept");
    write(MySqlStore::open(&url, schema).await?, &people, &mut expected).await?;
    fs::write(directory.join("mariadb.sql"), dump(&url)?)?;

    if text != serde_json::to_string_pretty(&expected)? + "\n" {
        return Err("the databases are not about the same users and sessions".into());
    }
    fs::write(directory.join("expected.json"), text)?;
    Ok(())
}

/// The SQLite file, and the Redis beside it.
async fn keep_files(
    directory: &Path,
    schema: &Schema,
    people: &[Person],
    expected: &mut Expected,
) -> Result<(), Box<dyn Error>> {
    let draft = tempfile::tempdir()?;
    let file = draft.path().join("sqlite.db");
    let store = SqliteStore::open(&file, schema.clone())?;
    write(store.clone(), people, expected).await?;

    let server = Redis::start()?;
    let sessions = RedisStore::open(&server.url("0"), schema.clone()).await?;
    start_sessions(Split::new(store, sessions), people, expected).await?;
    fs::write(directory.join("redis.txt"), dump(&server.url("0"))?)?;

    // One file, without the log of what is not in it yet.
    let connection = rusqlite::Connection::open(file)?;
    connection.execute("VACUUM INTO ?1", [directory.join("sqlite.db").to_string_lossy()])?;
    Ok(())
}

async fn write(
    store: impl Store + Clone,
    people: &[Person],
    expected: &mut Expected,
) -> Result<(), Box<dyn Error>> {
    sign_up(store.clone(), people, expected).await?;
    start_sessions(store, people, expected).await
}
