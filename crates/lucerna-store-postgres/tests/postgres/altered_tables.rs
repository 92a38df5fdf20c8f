//! Tables that are altered under the running process: a call is made again, and succeeds.

use crate::fixtures::{NOW, at_once, id, run, session, store, user};
use crate::pooler::auth;
use lucerna_core::{KeyId, NewKey, Row, SessionStore, Store, UserStore};
use lucerna_servers::Proxy;
use lucerna_store_postgres::{PoolOptions, PostgresStore};
use sqlx::{Connection, PgConnection};

const WIDEN: &str = r#"ALTER TABLE "user" ALTER COLUMN username TYPE varchar(100)"#;
const BACK: &str = r#"ALTER TABLE "user" ALTER COLUMN username TYPE text"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_column_costs_one_retry_on_each_connection() {
    let (_, url, _directory) = store().await;
    let (proxy, proxied) = Proxy::before(&url).unwrap();
    let mut options = PoolOptions::default();
    options.connections = 1;
    let store = PostgresStore::open_with(&proxied, crate::fixtures::schema(), options).await.unwrap();
    store.insert_user(user("alice")).await.unwrap();
    store.insert_session(session("a", "alice")).await.unwrap();
    let mut connection = PgConnection::connect(&url).await.unwrap();
    for change in [WIDEN, BACK] {
        store.find_session_and_user(&id("a"), NOW).await.unwrap().unwrap();
        run(&mut connection, change).await;
        let before = proxy.trips();
        let (_, found) = store.find_session_and_user(&id("a"), NOW).await.unwrap().unwrap();
        assert_eq!(found.attributes, Row::new().with("username", &"alice".to_owned()));
        // The refused statement, the closing of the kept statements, preparing and running it again.
        assert_eq!(proxy.trips() - before, 4);
        let before = proxy.trips();
        store.find_session_and_user(&id("a"), NOW).await.unwrap().unwrap();
        assert_eq!(proxy.trips() - before, 1, "statements are kept again");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_in_flight_on_many_connections_succeed_while_columns_change() {
    let (store, url, _directory) = store().await;
    store.insert_user(user("alice")).await.unwrap();
    store.insert_session(session("a", "alice")).await.unwrap();
    let altering = tokio::spawn(async move {
        let mut connection = PgConnection::connect(&url).await.unwrap();
        for round in 0..10 {
            run(&mut connection, if round % 2 == 0 { WIDEN } else { BACK }).await;
            run(&mut connection, &format!(r#"ALTER TABLE "user" ADD COLUMN note_{round} text"#)).await;
        }
    });
    let store = &store;
    at_once((0..8).map(|_| async move || read_and_write(store).await));
    altering.await.unwrap();
}

async fn read_and_write(store: &PostgresStore) {
    for _ in 0..100 {
        store.find_session_and_user(&id("a"), NOW).await.unwrap().unwrap();
        let changes = Row::new().with("username", &"alice".to_owned());
        assert!(store.update_user(&"alice".into(), changes).await.unwrap());
    }
}

#[tokio::test]
async fn a_transaction_is_rolled_back_and_made_again() {
    let (store, url, _directory) = store().await;
    let mut connection = PgConnection::connect(&url).await.unwrap();
    store.insert_user(user("alice")).await.unwrap();
    for (change, [from, to]) in [(WIDEN, ["alice", "bob"]), (BACK, ["bob", "alice"])] {
        // Each connection of the pool prepares the statements of the transaction.
        let [from, to] = [from, to].map(KeyId::username);
        let rename = async |a: &KeyId, b: &KeyId| {
            let changes = Row::new().with("username", &"renamed".to_owned());
            store.rename_key(a, b, changes).await.unwrap()
        };
        for _ in 0..4 {
            assert!(rename(&from, &to).await && rename(&to, &from).await);
        }
        run(&mut connection, change).await;
        run(&mut connection, "ALTER TABLE user_key ALTER COLUMN id TYPE varchar(300)").await;
        run(&mut connection, "ALTER TABLE user_key ALTER COLUMN id TYPE text").await;
        assert!(rename(&from, &to).await);
        assert!(store.find_key(&from).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn a_transaction_of_the_applications_survives_a_changed_column() {
    let (store, url, _directory) = store().await;
    let auth = auth(&store);
    let named = |name: &str| {
        let attributes = Row::new().with("username", &name.to_owned());
        (NewKey::username(name, "correct horse battery"), attributes)
    };
    let mut connection = PgConnection::connect(&url).await.unwrap();
    let mut own = store.pool().acquire().await.unwrap();
    for (name, change) in [("alice", WIDEN), ("bobby", BACK)] {
        let (key, attributes) = named(&format!("{name}1"));
        let first = auth.prepare_user(key, attributes).await.unwrap();
        let (key, attributes) = named(name);
        let second = auth.prepare_user(key, attributes).await.unwrap();
        let mut transaction = own.begin().await.unwrap();
        let first = store.create_user_in(&mut transaction, first).await.unwrap();
        transaction.commit().await.unwrap();
        run(&mut connection, change).await;
        let mut transaction = own.begin().await.unwrap();
        let second = store.create_user_in(&mut transaction, second).await.unwrap();
        transaction.commit().await.unwrap();
        for user in [first.user.id, second.user.id] {
            assert!(store.find_user(&user).await.unwrap().is_some());
        }
    }
}
