//! A user and the application's own rows are there together or not at all.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use lucerna_core::{
    Auth, Column, Conflict, CreateUserError, KeyId, NewKey, Origin, PreparedUser, Row, Schema, UserId,
    UserStore,
};
use lucerna_store_mysql::MySqlStore;
use plain::Plain;
use sqlx::mysql::MySqlConnection;

mod place;

mod plain;

const SHOPS: &str =
    "CREATE TABLE shop (owner VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin NOT NULL,
    FOREIGN KEY (owner) REFERENCES `user` (id))";

async fn store_and_shops(name: &str) -> MySqlStore {
    let name = format!("{name}_{}", std::process::id());
    let url = place::create(&lucerna_servers::mariadb().unwrap(), &name).await;
    let schema = Schema::of_columns(vec![Column::of::<String>("username").unique()]).unwrap();
    let store = MySqlStore::connect(&url, schema).await.unwrap();
    sqlx::raw_sql(SHOPS).execute(store.pool()).await.unwrap();
    store
}

fn auth(store: &MySqlStore) -> Auth<Row> {
    let origin = "https://example.com".parse::<Origin>().unwrap();
    Auth::builder(store.clone(), Plain, origin).build().unwrap()
}

async fn prepared(auth: &Auth<Row>, name: &str) -> PreparedUser<Row> {
    let attributes = Row::new().with("username", &name.to_owned());
    auth.prepare_user(NewKey::username(name, "correct horse battery"), attributes).await.unwrap()
}

async fn open_shop(connection: &mut MySqlConnection, owner: &UserId) {
    let insert = sqlx::query("INSERT INTO shop VALUES (?)").bind(owner.as_str());
    insert.execute(connection).await.unwrap();
}

async fn shops(store: &MySqlStore) -> i64 {
    sqlx::query_scalar("SELECT count(*) FROM shop").fetch_one(store.pool()).await.unwrap()
}

#[tokio::test]
async fn a_commit_leaves_both() {
    let store = store_and_shops("commit").await;
    let auth = auth(&store);
    let mut transaction = store.pool().begin().await.unwrap();
    let created = store.create_user_in(&mut transaction, prepared(&auth, "alice").await).await.unwrap();
    open_shop(&mut transaction, &created.user.id).await;
    transaction.commit().await.unwrap();
    assert!(store.find_key(&KeyId::username("alice")).await.unwrap().is_some());
    assert_eq!(shops(&store).await, 1);
    auth.start_bearer_session(created.verified, Default::default()).await.unwrap();
}

#[tokio::test]
async fn a_rollback_leaves_neither_and_nobody_to_sign_in() {
    let store = store_and_shops("rollback").await;
    let auth = auth(&store);
    let mut transaction = store.pool().begin().await.unwrap();
    let created = store.create_user_in(&mut transaction, prepared(&auth, "alice").await).await.unwrap();
    open_shop(&mut transaction, &created.user.id).await;
    transaction.rollback().await.unwrap();
    assert!(store.find_user(&created.user.id).await.unwrap().is_none());
    assert!(store.find_key(&KeyId::username("alice")).await.unwrap().is_none());
    assert_eq!(shops(&store).await, 0);
    assert!(auth.start_bearer_session(created.verified, Default::default()).await.is_err());
}

#[tokio::test]
async fn a_taken_name_leaves_the_transaction_as_it_was() {
    let store = store_and_shops("taken").await;
    let auth = auth(&store);
    let attributes = Row::new().with("username", &"alice".to_owned());
    let alice =
        auth.create_user(NewKey::username("alice", "correct horse battery"), attributes).await.unwrap();
    let again = prepared(&auth, "ALICE").await;
    let mut transaction = store.pool().begin().await.unwrap();
    open_shop(&mut transaction, &alice.user.id).await;
    let refused = store.create_user_in(&mut transaction, again).await.unwrap_err();
    assert!(matches!(refused, CreateUserError::Taken(Conflict::Key)), "{refused}");
    transaction.commit().await.unwrap();
    assert_eq!(shops(&store).await, 1);
}
