//! Outages: killed servers, cut connections and servers that do not answer.

use crate::fixtures::{NOW, id, session, store, user};
use crate::test_schema;
use lucerna_core::{SessionStore, Store, StoreError, UserStore};
use lucerna_servers::{Postgres, Proxy};
use lucerna_store_postgres::{PoolOptions, PostgresStore};
use std::time::{Duration, Instant};

#[tokio::test]
async fn the_store_recovers_after_a_killed_server_restarts() {
    let server = Postgres::start().unwrap();
    let store = PostgresStore::open(&server.url("postgres"), crate::fixtures::schema()).await.unwrap();
    store.insert_user(user("alice")).await.unwrap();
    store.insert_session(session("a", "alice")).await.unwrap();
    assert!(store.delete_session(&id("a")).await.unwrap());
    server.kill().unwrap();
    let refused = store.find_user(&"alice".into()).await;
    assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
    server.restart().unwrap();
    let again = Instant::now();
    while store.find_user(&"alice".into()).await.is_err() {
        assert!(again.elapsed() < Duration::from_secs(10), "the store did not recover");
    }
    assert!(store.find_session_and_user(&id("a"), NOW).await.unwrap().is_none(), "it ended before the kill");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cut_connection_is_an_outage_and_the_next_call_succeeds() {
    let (_, url, _directory) = store().await;
    let mut options = PoolOptions::default();
    options.connections = 1;
    let (proxy, url) = Proxy::before(&url).unwrap();
    let store = PostgresStore::open_with(&url, crate::fixtures::schema(), options).await.unwrap();
    store.insert_user(user("alice")).await.unwrap();
    // The pool first pings the returned connection. The cut must come after that ping.
    while store.pool().num_idle() == 0 {
        tokio::task::yield_now().await;
    }
    proxy.hold();
    let call = tokio::spawn({
        let store = store.clone();
        async move { store.find_user(&"alice".into()).await }
    });
    while proxy.held().is_empty() {
        tokio::task::yield_now().await;
    }
    proxy.cut();
    proxy.release();
    let cut = call.await.unwrap();
    assert!(matches!(cut, Err(StoreError::Unavailable(_))), "{cut:?}");
    assert!(store.find_user(&"alice".into()).await.unwrap().is_some());
}

#[tokio::test]
async fn an_unresponsive_server_times_out_and_does_not_leak_a_pooled_connection() {
    let (_, url, _directory) = store().await;
    let mut options = PoolOptions::default();
    (options.connections, options.timeout) = (2, Duration::from_millis(300));
    let (proxy, url) = Proxy::before(&url).unwrap();
    let store = PostgresStore::open_with(&url, crate::fixtures::schema(), options).await.unwrap();
    store.insert_user(user("alice")).await.unwrap();
    proxy.hold();
    for _ in 0..4 {
        let start = Instant::now();
        let held = store.find_user(&"alice".into()).await;
        assert!(matches!(held, Err(StoreError::Unavailable(_))), "{held:?}");
        // The default timeout of five seconds would be too long.
        assert!(start.elapsed() < Duration::from_secs(4), "{:?}", start.elapsed());
    }
    proxy.release();
    // A new connection may take longer on a busy machine. A leaked one would block for ever.
    let again = Instant::now();
    while !matches!(store.find_user(&"alice".into()).await, Ok(Some(_))) {
        assert!(again.elapsed() < Duration::from_secs(10), "the pool has no connection left");
    }
}

#[tokio::test]
async fn an_exhausted_pool_times_out_as_an_outage() {
    let directory = tempfile::tempdir().unwrap();
    let mut options = PoolOptions::default();
    (options.connections, options.timeout) = (1, Duration::from_millis(200));
    let url = test_schema::url(directory.path()).await;
    let store = PostgresStore::open_with(&url, crate::fixtures::schema(), options).await.unwrap();
    let taken = store.pool().acquire().await.unwrap();
    let refused = store.find_user(&"alice".into()).await;
    assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
    drop(taken);
    assert!(store.find_user(&"alice".into()).await.unwrap().is_none());
}

#[tokio::test]
async fn errors_do_not_contain_a_password_hash() {
    let (store, _, _directory) = store().await;
    let mut broken = user("alice");
    broken.user.attributes = lucerna_core::Row::new();
    let refused = store.insert_user(broken).await.unwrap_err();
    assert!(!format!("{refused} {refused:?}").contains("hash of alice"), "{refused:?}");
}

#[tokio::test]
async fn a_changed_password_and_a_read_only_server_are_outages() {
    let server = Postgres::start().unwrap();
    for statement in ["CREATE ROLE app LOGIN PASSWORD 'old'", "GRANT CREATE ON SCHEMA public TO app"] {
        server.ask(statement).unwrap();
    }
    let url = server.url("postgres");
    let (_, place) = url.split_once('@').unwrap();
    let own = format!("postgres://app:old@{place}");
    let store = PostgresStore::open(&own, crate::fixtures::schema()).await.unwrap();
    let find = async || store.find_user(&"alice".into()).await;
    assert!(find().await.unwrap().is_none());
    for (change, back) in [
        ("ALTER ROLE app PASSWORD 'new'", "ALTER ROLE app PASSWORD 'old'"),
        ("ALTER ROLE app NOLOGIN", "ALTER ROLE app LOGIN"),
        ("ALTER DATABASE postgres ALLOW_CONNECTIONS off", "ALTER DATABASE postgres ALLOW_CONNECTIONS on"),
    ] {
        let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'app'";
        let ask = |statement: &str| lucerna_servers::load(&server.url("template1"), statement).unwrap();
        ask(&format!("{change}; {end};"));
        for _ in 0..4 {
            let answer = find().await;
            assert!(matches!(answer, Err(StoreError::Unavailable(_))), "{change}: {answer:?}");
        }
        ask(&format!("{back};"));
        let again = Instant::now();
        while find().await.is_err() {
            assert!(again.elapsed() < Duration::from_secs(10), "{change}: the store did not recover");
        }
    }
    lucerna_servers::load(
        &server.url("template1"),
        "ALTER DATABASE postgres SET default_transaction_read_only = on;",
    )
    .unwrap();
    let store = PostgresStore::open(&own, crate::fixtures::schema()).await;
    let store = store.unwrap();
    let refused = store.insert_user(user("bob")).await;
    assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
    assert!(store.find_user(&"bob".into()).await.unwrap().is_none(), "it can still be read");
}
