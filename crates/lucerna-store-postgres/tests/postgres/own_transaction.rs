//! A user and the application's own rows in one transaction.

use crate::fixtures::{run, store};
use lucerna_core::{Auth, Conflict, CreateUserError, KeyId, NewKey, Origin, Row, UpdateUserError, UserStore};
use lucerna_store_postgres::PostgresStore;
use lucerna_testkit::quick_passwords;
use sqlx::Row as _;

fn auth(store: &PostgresStore) -> Auth<Row> {
    let origin = "https://example.com".parse::<Origin>().unwrap();
    Auth::builder(store.clone(), quick_passwords(), origin).build().unwrap()
}

fn named(name: &str) -> (NewKey, Row) {
    (NewKey::username(name, "correct horse battery"), Row::new().with("username", &name.to_owned()))
}

async fn shops(store: &PostgresStore) -> i64 {
    sqlx::query("SELECT count(*) FROM shop").fetch_one(store.pool()).await.unwrap().get(0)
}

async fn store_and_shops() -> (PostgresStore, tempfile::TempDir) {
    let (store, _, directory) = store().await;
    let mut connection = store.pool().acquire().await.unwrap();
    run(&mut connection, r#"CREATE TABLE shop (owner text NOT NULL REFERENCES "user" (id))"#).await;
    drop(connection);
    (store, directory)
}

#[tokio::test]
async fn a_commit_keeps_user_and_rows() {
    let (store, _directory) = store_and_shops().await;
    let (key, attributes) = named("alice");
    let prepared = auth(&store).prepare_user(key, attributes).await.unwrap();
    let mut transaction = store.pool().begin().await.unwrap();
    let created = store.create_user_in(&mut transaction, prepared).await.unwrap();
    let insert = sqlx::query("INSERT INTO shop VALUES ($1)").bind(created.user.id.as_str());
    insert.execute(&mut *transaction).await.unwrap();
    transaction.commit().await.unwrap();
    assert!(store.find_key(&KeyId::username("alice")).await.unwrap().is_some());
    assert_eq!(shops(&store).await, 1);
    auth(&store).start_bearer_session(created.verified, Default::default()).await.unwrap();
}

#[tokio::test]
async fn a_rollback_removes_user_and_rows() {
    let (store, _directory) = store_and_shops().await;
    let (key, attributes) = named("alice");
    let prepared = auth(&store).prepare_user(key, attributes).await.unwrap();
    let mut transaction = store.pool().begin().await.unwrap();
    let created = store.create_user_in(&mut transaction, prepared).await.unwrap();
    let insert = sqlx::query("INSERT INTO shop VALUES ($1)").bind(created.user.id.as_str());
    insert.execute(&mut *transaction).await.unwrap();
    transaction.rollback().await.unwrap();
    assert!(store.find_user(&created.user.id).await.unwrap().is_none());
    assert!(store.find_key(&KeyId::username("alice")).await.unwrap().is_none());
    assert_eq!(shops(&store).await, 0);
    let refused = auth(&store).start_bearer_session(created.verified, Default::default()).await;
    assert!(refused.is_err());
}

#[tokio::test]
async fn a_taken_name_keeps_the_transaction() {
    let (store, _directory) = store_and_shops().await;
    let auth = auth(&store);
    let (key, attributes) = named("alice");
    let alice = auth.create_user(key, attributes).await.unwrap();
    let mut transaction = store.pool().begin().await.unwrap();
    let insert = sqlx::query("INSERT INTO shop VALUES ($1)").bind(alice.user.id.as_str());
    insert.execute(&mut *transaction).await.unwrap();
    let (key, attributes) = named("ALICE");
    let prepared = auth.prepare_user(key, attributes).await.unwrap();
    let refused = store.create_user_in(&mut transaction, prepared).await.unwrap_err();
    assert!(matches!(refused, CreateUserError::Taken(Conflict::Key)), "{refused}");
    transaction.commit().await.unwrap();
    assert_eq!(shops(&store).await, 1);
}

#[tokio::test]
async fn a_name_taken_after_the_snapshot_is_a_conflict() {
    let (store, _directory) = store_and_shops().await;
    let auth = auth(&store);
    let mut transaction = store.pool().begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ").await.unwrap();
    sqlx::query("INSERT INTO shop SELECT id FROM \"user\"").execute(&mut *transaction).await.unwrap();
    let (key, attributes) = named("alice");
    auth.create_user(key, attributes).await.unwrap();
    for (name, username, expected) in
        [("alice", "another", Conflict::Key), ("another", "alice", Conflict::Column("username".to_owned()))]
    {
        let (key, attributes) = (named(name).0, named(username).1);
        let prepared = auth.prepare_user(key, attributes).await.unwrap();
        let refused = store.create_user_in(&mut transaction, prepared).await.unwrap_err();
        assert!(matches!(&refused, CreateUserError::Taken(it) if *it == expected), "{refused}");
    }
    transaction.commit().await.unwrap();
}

#[tokio::test]
async fn a_value_longer_than_its_column_is_named_and_keeps_the_transaction() {
    let (store, _directory) = store_and_shops().await;
    let auth = auth(&store);
    let (key, attributes) = named("alice");
    let alice = auth.create_user(key, attributes).await.unwrap();
    // Preparing a user reads the table, which the transaction locks.
    let (key, attributes) = named("bobby b");
    let prepared = auth.prepare_user(key, attributes).await.unwrap();
    let mut transaction = store.pool().begin().await.unwrap();
    run(&mut transaction, r#"ALTER TABLE "user" ALTER COLUMN username TYPE varchar(5)"#).await;
    let refused = store.create_user_in(&mut transaction, prepared).await.unwrap_err();
    assert!(matches!(&refused, CreateUserError::Unfit(it) if it.column == "username"), "{refused}");
    transaction.commit().await.unwrap();

    let (key, attributes) = named("carol c");
    let refused = auth.create_user(key, attributes).await.unwrap_err();
    assert!(matches!(&refused, CreateUserError::Unfit(it) if it.column == "username"), "{refused}");
    let rename = |row: &mut Row| *row = named("Alice A").1;
    let refused = auth.update_user(&alice.user.id, rename).await.unwrap_err();
    assert!(matches!(&refused, UpdateUserError::Unfit(it) if it.column == "username"), "{refused}");
    auth.update_user(&alice.user.id, |row: &mut Row| *row = named("ÄÖÜäö").1).await.unwrap();
}
