//! The test application on each store, with a database of its own.

use crate::app::{App, LostEvents, schema};
use lucerna_core::Split;
use lucerna_servers::load;
use lucerna_store_memory::MemoryStore;
use lucerna_store_mysql::MySqlStore;
use lucerna_store_postgres::PostgresStore;
use lucerna_store_redis::{RedisOptions, RedisStore};
use lucerna_store_sqlite::SqliteStore;
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};
use tempfile::tempdir;

pub(crate) async fn memory(lost: LostEvents) -> App {
    App::open(MemoryStore::new(schema()), lost)
}

pub(crate) async fn sqlite(lost: LostEvents) -> App {
    let directory = tempdir().unwrap();
    let store = SqliteStore::open(directory.path().join("app.db"), schema()).unwrap();
    App::open(store, lost).in_directory(directory)
}

pub(crate) async fn postgres(lost: LostEvents) -> App {
    let url = own_database(&lucerna_servers::postgres().unwrap());
    App::open(PostgresStore::open(&url, schema()).await.unwrap(), lost)
}

pub(crate) async fn mariadb(lost: LostEvents) -> App {
    let url = own_database(&lucerna_servers::mariadb().unwrap());
    App::open(MySqlStore::open(&url, schema()).await.unwrap(), lost)
}

pub(crate) async fn memory_and_redis(lost: LostEvents) -> App {
    App::open(Split::new(MemoryStore::new(schema()), redis().await), lost)
}

pub(crate) async fn sqlite_and_redis(lost: LostEvents) -> App {
    let directory = tempdir().unwrap();
    let store = SqliteStore::open(directory.path().join("app.db"), schema()).unwrap();
    App::open(Split::new(store, redis().await), lost).in_directory(directory)
}

async fn redis() -> RedisStore {
    let mut options = RedisOptions::default();
    options.prefix = format!("{}:", own_name());
    RedisStore::open_with(&lucerna_servers::redis().unwrap(), schema(), options).await.unwrap()
}

/// Creates a database on a shared server, and returns its URL.
fn own_database(server: &str) -> String {
    let name = own_name();
    load(server, &format!("CREATE DATABASE {name};")).unwrap();
    let (address, _) = server.rsplit_once('/').unwrap();
    format!("{address}/{name}")
}

fn own_name() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!("mail_{}_{}", process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}
