//! Databases of earlier versions open, all their users can sign in, and their live sessions still work.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod assertions;
mod expected;
mod fixtures;

use assertions::{assert_sessions, assert_users};
use fixtures::{FixtureDatabase, fixture_databases};
use lucerna::MySqlStore;
use lucerna::{PostgresStore, RedisStore, Split, SqliteStore};
use lucerna_servers::{Redis, load};

#[tokio::test]
async fn a_sqlite_file_of_every_earlier_version_opens() {
    for kept in fixture_databases() {
        let (directory, file) = kept.sqlite_file();
        let open = || SqliteStore::open(&file, kept.schema()).unwrap();
        assert_users(&kept, open()).await;
        assert_sessions(&kept, open()).await;
        drop(directory);
    }
}

#[tokio::test]
async fn a_postgresql_database_of_every_earlier_version_opens() {
    for kept in fixture_databases() {
        let url = kept.load_into(&lucerna_servers::postgres().unwrap(), "postgres.sql");
        let open = || PostgresStore::open(&url, kept.schema());
        assert_users(&kept, open().await.unwrap()).await;
        assert_sessions(&kept, open().await.unwrap()).await;
    }
}

#[tokio::test]
async fn a_mariadb_database_of_every_earlier_version_opens() {
    for kept in fixture_databases() {
        let url = kept.load_into(&lucerna_servers::mariadb().unwrap(), "mariadb.sql");
        let open = || MySqlStore::open(&url, kept.schema());
        assert_users(&kept, open().await.unwrap()).await;
        assert_sessions(&kept, open().await.unwrap()).await;
    }
}

/// The users are in the SQLite file.
#[tokio::test]
async fn redis_sessions_of_every_earlier_version_are_valid() {
    for kept in fixture_databases() {
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
fn the_fixtures_include_2026_11() {
    assert!(fixture_databases().iter().any(|it: &FixtureDatabase| it.name() == "2026-11"));
}
