//! Outages: a missing server is unavailable, and the store recovers when it is back.

use lucerna_core::{NewUserRecord, Row, Schema, StoreError, UserRecord, UserStore};
use lucerna_servers::{Galera, MariaDb, Server};
use lucerna_store_mysql::{MySqlStore, PoolOpenError, PoolOptions};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(60);

fn schema() -> Schema {
    Schema::of::<()>().unwrap()
}

async fn with_alice(server: &Server) -> MySqlStore {
    let store = MySqlStore::open(&server.url("lucerna"), schema()).await.unwrap();
    let user = UserRecord { id: "alice".into(), attributes: Row::new() };
    store.insert_user(NewUserRecord { user, key: None }).await.unwrap();
    store
}

async fn find(store: &MySqlStore) -> Result<bool, StoreError> {
    store.find_user(&"alice".into()).await.map(|it| it.is_some())
}

/// Repeats the call until its result matches.
async fn wait_for(store: &MySqlStore, expected: impl Fn(&Result<bool, StoreError>) -> bool) {
    let start = Instant::now();
    loop {
        let answer = find(store).await;
        if expected(&answer) {
            return;
        }
        assert!(start.elapsed() < PATIENCE, "{answer:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_server_is_unavailable_until_it_restarts() {
    let server = MariaDb::start().unwrap();
    let store = with_alice(&server).await;
    server.kill().unwrap();
    for _ in 0..3 {
        assert!(matches!(find(&store).await, Err(StoreError::Unavailable(_))));
    }
    server.restart().unwrap();
    wait_for(&store, |it| matches!(it, Ok(true))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unresponsive_server_times_out_as_unavailable() {
    let server = MariaDb::start().unwrap();
    let mut options = PoolOptions::default();
    options.timeout = Duration::from_secs(1);
    let store = MySqlStore::open_with(&server.url("lucerna"), schema(), options).await.unwrap();
    server.pause().unwrap();
    let start = Instant::now();
    let answer = find(&store).await;
    server.resume().unwrap();
    assert!(matches!(answer, Err(StoreError::Unavailable(_))), "{answer:?}");
    assert!(start.elapsed() < Duration::from_secs(10));
    wait_for(&store, |it| matches!(it, Ok(false))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_outside_its_cluster_is_unavailable() {
    let cluster = Galera::start().unwrap();
    let [one, two, three] = cluster.nodes() else { panic!("a cluster of three") };
    let store = with_alice(one).await;
    two.kill().unwrap();
    wait_for(&store, |it| matches!(it, Ok(true))).await;
    three.kill().unwrap();
    wait_for(
        &store,
        |it| matches!(it, Err(StoreError::Unavailable(error)) if error.to_string().contains("WSREP")),
    )
    .await;
}

#[tokio::test]
async fn errors_do_not_contain_the_password_of_the_url() {
    for url in ["mysql://app:hunter2@127.0.0.1:1/app", "mysql://app:hunter2@127.0.0.1:port/app"] {
        let refused = MySqlStore::open(url, schema()).await.unwrap_err();
        assert!(!format!("{refused} {refused:?}").contains("hunter2"), "{refused:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_is_verified() {
    let server = MariaDb::start_tls().unwrap();
    let ca = server.ca().expect("an authority").display().to_string();
    let url = server.url("lucerna").replace("127.0.0.1", "localhost");
    let verified = format!("{url}?ssl-mode=VERIFY_IDENTITY&ssl-ca={ca}");
    MySqlStore::open(&verified, schema()).await.unwrap();
    let unknown = MySqlStore::open(&format!("{url}?ssl-mode=VERIFY_IDENTITY"), schema()).await;
    assert!(matches!(unknown, Err(PoolOpenError::Unavailable(_))), "{unknown:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_password_and_a_read_only_server_are_outages() {
    let server = MariaDb::start().unwrap();
    for statement in ["CREATE USER app@'%' IDENTIFIED BY 'old'", "GRANT ALL ON lucerna.* TO app@'%'"] {
        server.ask(statement).unwrap();
    }
    let (_, place) = server.url("lucerna").split_once('@').map(|(_, it)| ((), it.to_owned())).unwrap();
    let store = MySqlStore::open(&format!("mysql://app:old@{place}"), schema()).await.unwrap();
    assert!(!find(&store).await.unwrap());
    for (change, back) in [
        ("ALTER USER app@'%' IDENTIFIED BY 'new'", "ALTER USER app@'%' IDENTIFIED BY 'old'"),
        ("ALTER USER app@'%' ACCOUNT LOCK", "ALTER USER app@'%' ACCOUNT UNLOCK"),
        ("REVOKE ALL ON lucerna.* FROM app@'%'", "GRANT ALL ON lucerna.* TO app@'%'"),
    ] {
        server.ask(change).unwrap();
        server.ask("KILL USER app").unwrap();
        for _ in 0..4 {
            let answer = find(&store).await;
            assert!(matches!(answer, Err(StoreError::Unavailable(_))), "{change}: {answer:?}");
        }
        server.ask(back).unwrap();
        wait_for(&store, |it| matches!(it, Ok(false))).await;
    }
    server.ask("SET GLOBAL read_only = ON").unwrap();
    let user = UserRecord { id: "bob".into(), attributes: Row::new() };
    let refused = store.insert_user(NewUserRecord { user, key: None }).await;
    assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
    assert!(!find(&store).await.unwrap(), "it can still be read");
}
