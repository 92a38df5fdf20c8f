//! A user and the application's own rows in one transaction.

use crate::test_database;
use lucerna_core::{Auth, Column, Conflict, CreateUserError, KeyId, NewKey, Origin, Row, Schema, UserStore};
use lucerna_store_mysql::MySqlStore;
use lucerna_testkit::quick_passwords;

async fn store_and_shops(name: &str) -> MySqlStore {
    let name = format!("{name}_{}", std::process::id());
    let url = test_database::create(&lucerna_servers::mariadb().unwrap(), &name).await;
    let schema = Schema::of_columns(vec![Column::of::<String>("username").unique()]).unwrap();
    let store = MySqlStore::open(&url, schema).await.unwrap();
    sqlx::raw_sql("CREATE TABLE shop (owner TEXT)").execute(store.pool()).await.unwrap();
    store
}

fn auth(store: &MySqlStore) -> Auth<Row> {
    let origin = "https://example.com".parse::<Origin>().unwrap();
    Auth::builder(store.clone(), quick_passwords(), origin).build().unwrap()
}

fn named(name: &str) -> (NewKey, Row) {
    (NewKey::username(name, "correct horse battery"), Row::new().with("username", &name.to_owned()))
}

async fn shops(store: &MySqlStore) -> i64 {
    sqlx::query_scalar("SELECT count(*) FROM shop").fetch_one(store.pool()).await.unwrap()
}

#[tokio::test]
async fn a_rollback_removes_and_a_commit_keeps_user_and_rows() {
    let store = store_and_shops("both").await;
    for commit in [false, true] {
        let (key, attributes) = named("alice");
        let prepared = auth(&store).prepare_user(key, attributes).await.unwrap();
        let mut transaction = store.pool().begin().await.unwrap();
        let created = store.create_user_in(&mut transaction, prepared).await.unwrap();
        let insert = sqlx::query("INSERT INTO shop VALUES (?)").bind(created.user.id.as_str());
        insert.execute(&mut *transaction).await.unwrap();
        if commit { transaction.commit().await } else { transaction.rollback().await }.unwrap();
        assert_eq!(store.find_key(&KeyId::username("alice")).await.unwrap().is_some(), commit);
        assert_eq!(shops(&store).await, i64::from(commit));
    }
}

#[tokio::test]
async fn a_name_taken_after_the_snapshot_keeps_the_transaction() {
    let store = store_and_shops("taken").await;
    let auth = auth(&store);
    let mut transaction = store.pool().begin().await.unwrap();
    // This read fixes the snapshot of the transaction.
    sqlx::raw_sql("SELECT * FROM `user`").execute(&mut *transaction).await.unwrap();
    sqlx::raw_sql("INSERT INTO shop VALUES ('x')").execute(&mut *transaction).await.unwrap();
    let (key, attributes) = named("alice");
    auth.create_user(key, attributes).await.unwrap();
    for (name, attribute) in [("alice", "other"), ("other", "alice")] {
        let (key, _) = named(name);
        let prepared = auth.prepare_user(key, Row::new().with("username", &attribute.to_owned())).await;
        let refused = store.create_user_in(&mut transaction, prepared.unwrap()).await.unwrap_err();
        let expected = match name {
            "alice" => Conflict::Key,
            _ => Conflict::Column("username".to_owned()),
        };
        assert!(matches!(&refused, CreateUserError::Taken(it) if *it == expected), "{refused}");
    }
    transaction.commit().await.unwrap();
    assert_eq!(shops(&store).await, 1);
}
