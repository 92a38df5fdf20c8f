//! Tables that are altered under the running process: every call succeeds.

use crate::test_database;
use lucerna_core::{Column, KeyId, KeyRecord, NewUserRecord, Row, Schema, UserRecord, UserStore};
use lucerna_store_mysql::MySqlStore;
use sqlx::{AssertSqlSafe, Connection, MySqlConnection};

fn user(name: &str) -> NewUserRecord {
    let attributes = Row::new().with("username", &name.to_owned());
    let key = KeyRecord { id: KeyId::username(name), user_id: name.into(), password_hash: None };
    NewUserRecord { user: UserRecord { id: name.into(), attributes }, key: Some(key) }
}

async fn opened(database: &str) -> (MySqlStore, String) {
    let url = test_database::create(&lucerna_servers::mariadb().unwrap(), database).await;
    let schema = Schema::of_columns(vec![Column::of::<String>("username").unique()]).unwrap();
    (MySqlStore::open(&url, schema).await.unwrap(), url)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_or_added_column_is_no_outage() {
    let (store, url) = opened("altered_columns").await;
    let mut connection = MySqlConnection::connect(&url).await.unwrap();
    store.insert_user(user("alice")).await.unwrap();
    let collation = "SELECT collation_name FROM information_schema.columns
        WHERE table_schema = DATABASE() AND table_name = 'user' AND column_name = 'id'";
    let collation: String = sqlx::query_scalar(collation).fetch_one(store.pool()).await.unwrap();
    for (round, change) in [
        format!("MODIFY username VARCHAR(100) COLLATE {collation}"),
        "ADD COLUMN note TEXT FIRST".to_owned(),
        format!("MODIFY username VARCHAR(255) COLLATE {collation} AFTER id"),
        "DROP COLUMN note".to_owned(),
        format!("CONVERT TO CHARACTER SET utf8mb4 COLLATE {collation}"),
    ]
    .into_iter()
    .enumerate()
    {
        let reads = async || store.find_user(&"alice".into()).await.unwrap().unwrap().attributes;
        reads().await;
        let sql = format!("SET foreign_key_checks = 0; ALTER TABLE `user` {change}");
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
        assert_eq!(reads().await, Row::new().with("username", &"alice".to_owned()), "{change}");
        let changes = Row::new().with("username", &"alice".to_owned());
        assert!(store.update_user(&"alice".into(), changes).await.unwrap());
        store.insert_user(user(&format!("user{round}"))).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_in_flight_succeed_while_columns_change() {
    let (store, url) = opened("columns_altered_in_flight").await;
    store.insert_user(user("alice")).await.unwrap();
    let altering = tokio::spawn(async move {
        let mut connection = MySqlConnection::connect(&url).await.unwrap();
        for round in 0..10 {
            let sql = format!("ALTER TABLE `user` ADD COLUMN note{round} TEXT FIRST");
            sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
        }
    });
    let mut calls = 0;
    while !altering.is_finished() || calls < 100 {
        let found = store.find_user(&"alice".into()).await.unwrap().unwrap();
        assert_eq!(found.attributes, Row::new().with("username", &"alice".to_owned()));
        let changes = Row::new().with("username", &"alice".to_owned());
        assert!(store.update_user(&"alice".into(), changes).await.unwrap());
        calls += 1;
    }
    altering.await.unwrap();
}
