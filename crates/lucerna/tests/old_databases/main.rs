//! Databases that earlier versions wrote open: everybody signs in, and everybody who was signed in still is.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod expected;
mod kept;
mod truth;

use kept::{Kept, kept_databases};
use lucerna::MySqlStore;
use lucerna::{PostgresStore, RedisStore, Split, SqliteStore};
use lucerna_servers::{Redis, load};
use truth::{assert_sessions, assert_users};

#[tokio::test]
async fn a_sqlite_file_of_every_earlier_version_opens() {
    for kept in kept_databases() {
        let (directory, file) = kept.sqlite_file();
        let open = || SqliteStore::open(&file, kept.schema()).unwrap();
        assert_users(&kept, open()).await;
        assert_sessions(&kept, open()).await;
        drop(directory);
    }
}

#[tokio::test]
async fn a_postgresql_database_of_every_earlier_version_opens() {
    for kept in kept_databases() {
        let url = kept.load_into(&lucerna_servers::postgres().unwrap(), "postgres.sql");
        let open = || PostgresStore::open(&url, kept.schema());
        assert_users(&kept, open().await.unwrap()).await;
        assert_sessions(&kept, open().await.unwrap()).await;
    }
}

#[tokio::test]
async fn a_mariadb_database_of_every_earlier_version_opens() {
    for kept in kept_databases() {
        let url = kept.load_into(&lucerna_servers::mariadb().unwrap(), "mariadb.sql");
        let open = || MySqlStore::open(&url, kept.schema());
        assert_users(&kept, open().await.unwrap()).await;
        assert_sessions(&kept, open().await.unwrap()).await;
    }
}

/// The users are those in the SQLite file.
#[tokio::test]
async fn the_sessions_of_every_earlier_version_in_redis_are_alive() {
    for kept in kept_databases() {
        let (directory, file) = kept.sqlite_file();
        let users = SqliteStore::open(&file, kept.schema()).unwrap();
        let server = Redis::start().unwrap();
        let url = server.url("0");
        load(&url, &kept.read("redis.txt")).unwrap();
        let open = async || RedisStore::open(&url, kept.schema()).await.unwrap();
        assert_users(&kept, Split::new(users.clone(), open().await)).await;
        assert_sessions(&kept, Split::new(users, open().await)).await;
        drop(directory);
    }
}

#[test]
fn there_are_kept_databases() {
    assert!(kept_databases().iter().any(|it: &Kept| it.name() == "2026-11"));
}
