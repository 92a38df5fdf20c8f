//! Migrations run once, and errors name tables that differ.

use crate::test_database;
use lucerna_core::{Column, Schema, UserStore};
use lucerna_store_mysql::{MigrationError, MySqlStore, PoolOpenError};
use sqlx::{AssertSqlSafe, Connection, MySqlConnection};

async fn database(name: &str) -> String {
    test_database::create(&lucerna_servers::mariadb().unwrap(), &format!("{name}_{}", std::process::id()))
        .await
}

fn schema() -> Schema {
    Schema::of_columns(vec![Column::of::<String>("username").unique()]).unwrap()
}

async fn run(url: &str, sql: String) {
    let mut connection = MySqlConnection::connect(url).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_many_concurrent_starts_migrates() {
    let url = database("at_once").await;
    let starts: Vec<_> = (0..8)
        .map(|_| {
            let url = url.clone();
            tokio::spawn(async move { MySqlStore::open(&url, schema()).await.unwrap() })
        })
        .collect();
    for start in starts {
        start.await.unwrap().find_user(&"nobody".into()).await.unwrap();
    }
    let mut connection = MySqlConnection::connect(&url).await.unwrap();
    let count = sqlx::query_scalar("SELECT count(*) FROM lucerna_migration").fetch_one(&mut connection);
    let count: i64 = count.await.unwrap();
    assert_eq!(count, 2);
}

/// MySQL cannot roll back part of a migration, so that the next start completes it.
#[tokio::test]
async fn an_interrupted_migration_is_completed() {
    let url = database("interrupted").await;
    MySqlStore::open(&url, schema()).await.unwrap();
    run(&url, "DELETE FROM lucerna_migration WHERE number = 2".to_owned()).await;
    let undo = "ALTER TABLE user_session DROP COLUMN lucerna_verified, DROP COLUMN lucerna_carrier";
    run(&url, undo.to_owned()).await;
    MySqlStore::open(&url, schema()).await.unwrap();
    run(
        &url,
        "SELECT lucerna_started, lucerna_verified, lucerna_methods, lucerna_carrier FROM user_session"
            .to_owned(),
    )
    .await;
    run(&url, "ALTER TABLE user_session DROP COLUMN lucerna_carrier".to_owned()).await;
    let PoolOpenError::Tables(refused) = MySqlStore::open(&url, schema()).await.unwrap_err() else {
        panic!("the store accepted tables without a migrated column")
    };
    assert!(refused[0].starts_with("`user_session`.`lucerna_carrier` is missing"), "{refused:?}");
}

#[tokio::test]
async fn tables_of_a_later_version_are_refused() {
    let url = database("newer").await;
    MySqlStore::open(&url, schema()).await.unwrap();
    let later =
        "INSERT INTO lucerna_migration SELECT of_tables, 99, '?' FROM lucerna_migration WHERE number = 1";
    run(&url, later.to_owned()).await;
    let refused = MySqlStore::open(&url, schema()).await.unwrap_err();
    assert!(
        matches!(refused, PoolOpenError::Migrations(MigrationError::Newer { found: 99, .. })),
        "{refused}"
    );
}

#[tokio::test]
async fn a_migration_changed_after_its_release_is_refused() {
    let url = database("changed").await;
    MySqlStore::open(&url, schema()).await.unwrap();
    run(&url, "UPDATE lucerna_migration SET checksum = '?'".to_owned()).await;
    let refused = MySqlStore::open(&url, schema()).await.unwrap_err();
    assert!(
        matches!(refused, PoolOpenError::Migrations(MigrationError::Changed { migration: 1 })),
        "{refused}"
    );
}

#[tokio::test]
async fn a_database_of_lucias_has_to_be_adopted_first() {
    let url = database("lucias").await;
    let tables = "CREATE TABLE user_key (id VARCHAR(255) PRIMARY KEY, user_id VARCHAR(15), hashed_password VARCHAR(255));
        CREATE TABLE user_session (id VARCHAR(128) PRIMARY KEY, user_id VARCHAR(15), active_expires BIGINT, idle_expires BIGINT)";
    run(&url, tables.to_owned()).await;
    let refused = MySqlStore::open(&url, schema()).await.unwrap_err();
    assert!(
        matches!(&refused, PoolOpenError::NotAdopted { sessions } if sessions == "user_session"),
        "{refused}"
    );
}

#[tokio::test]
async fn existing_tables_need_no_permission_to_create_tables() {
    let url = database("rights").await;
    MySqlStore::open(&url, schema()).await.unwrap();
    let (server, name) = url.rsplit_once('/').unwrap();
    let (_, address) = server.split_once('@').unwrap();
    let account = format!("'{name}'@'127.0.0.1'");
    let grant = format!(
        "CREATE USER {account} IDENTIFIED BY 'uses'; GRANT SELECT, INSERT, UPDATE, DELETE ON `{name}`.* TO {account}"
    );
    run(&url, grant).await;
    let limited = format!("mysql://{name}:uses@{address}/{name}");
    let store = MySqlStore::open(&limited, schema()).await.unwrap();
    assert!(store.find_user(&"nobody".into()).await.unwrap().is_none());
    run(&url, format!("DROP USER {account}")).await;
}
