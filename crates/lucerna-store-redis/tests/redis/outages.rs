//! Outages: servers that fail, hang, are full or restart.

use crate::fixtures::{
    HOUR, alice, cluster, cluster_of, code, codes, find_code, id, is_found, is_unavailable, now, one, open,
    options, session, until,
};
use lucerna_core::{RecordStore, Row, SessionStore};
use lucerna_servers::{Proxy, Redis, RedisCluster, Server};
use lucerna_store_redis::{RedisOpenError, RedisStore};
use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

#[tokio::test]
async fn the_store_recovers_after_a_killed_redis_restarts() {
    let server = Redis::start().unwrap();
    let store = open(&server.url("0"), &options()).await;
    for token in ["a", "b"] {
        store.insert_session(session(token, HOUR)).await.unwrap();
    }
    assert!(store.delete_session(&id("b")).await.unwrap());
    store.insert_record(&codes(), code("kept"), now()).await.unwrap();
    server.kill().unwrap();
    assert!(is_unavailable(&is_found(&store, "a").await));
    assert!(is_unavailable(&find_code(&store, "kept").await));
    assert!(is_unavailable(&store.take_record(&codes(), "kept", &Row::new(), now()).await));
    assert!(is_unavailable(&store.delete_session(&id("a")).await));
    assert!(is_unavailable(&store.insert_session(session("c", HOUR)).await));
    server.restart().unwrap();
    // The restarted process no longer has the scripts.
    assert!(is_found(&store, "a").await.unwrap());
    assert!(!is_found(&store, "b").await.unwrap(), "the session stays ended");
    assert_eq!(find_code(&store, "kept").await.unwrap().map(|it| it.id).as_deref(), Some("kept"));
    assert!(store.delete_session(&id("a")).await.unwrap());
}

#[tokio::test]
async fn a_cut_or_silent_connection_times_out_and_recovers() {
    let server = Redis::start().unwrap();
    let proxy = Proxy::to(SocketAddr::from((Ipv4Addr::LOCALHOST, server.port()))).unwrap();
    let url = server.url("0").replace(&server.port().to_string(), &proxy.port().to_string());
    let mut options = options();
    options.timeout = Duration::from_millis(300);
    let store = open(&url, &options).await;
    store.insert_session(session("a", HOUR)).await.unwrap();

    proxy.cut();
    assert!(is_found(&store, "a").await.unwrap(), "a look-up is retried");

    proxy.hold();
    let begin = Instant::now();
    assert!(is_unavailable(&is_found(&store, "a").await));
    assert!(is_unavailable(&store.delete_session(&id("a")).await));
    let took = begin.elapsed();
    assert!(took >= 2 * options.timeout && took < 3 * options.timeout, "{took:?}");
    proxy.release();
    until("it answers again", async || is_found(&store, "a").await.is_ok()).await;
}

#[tokio::test]
async fn opening_a_hanging_redis_times_out() {
    let server = Redis::start().unwrap();
    server.pause().unwrap();
    let mut options = options();
    options.timeout = Duration::from_millis(200);
    let opened = RedisStore::open_with(&server.url("0"), crate::fixtures::schema(), options).await;
    server.resume().unwrap();
    assert!(matches!(opened, Err(RedisOpenError::Connection(_))), "{opened:?}");
}

#[tokio::test]
async fn a_redis_that_refuses_writes_can_still_be_read() {
    let server = Redis::start().unwrap();
    let store = open(&server.url("0"), &options()).await;
    store.insert_session(session("a", HOUR)).await.unwrap();
    store.insert_record(&codes(), code("c"), now()).await.unwrap();
    for (on, off) in [
        ("CONFIG SET maxmemory 1", "CONFIG SET maxmemory 0"),
        ("CONFIG SET min-replicas-to-write 1", "CONFIG SET min-replicas-to-write 0"),
        ("REPLICAOF 127.0.0.1 1", "REPLICAOF NO ONE"),
    ] {
        server.ask(on).unwrap();
        let inserted = store.insert_session(session("b", HOUR)).await;
        assert!(is_unavailable(&inserted), "{on}: {inserted:?}");
        let added = store.add_to_record(&codes(), code("c"), "count", 1, now()).await;
        assert!(is_unavailable(&added), "{on}: {added:?}");
        server.ask(off).unwrap();
        assert!(is_found(&store, "a").await.unwrap() && !is_found(&store, "b").await.unwrap());
    }
    store.insert_session(session("b", HOUR)).await.unwrap();
}

#[tokio::test]
async fn a_change_without_replicas_is_not_acknowledged() {
    let mut options = options();
    (options.replicas, options.timeout) = (1, Duration::from_millis(400));
    let alone = open(&one(), &options).await;
    assert!(is_unavailable(&alone.insert_session(session("a", HOUR)).await));
    let inserted = alone.insert_record(&codes(), code("a"), now()).await;
    assert!(is_unavailable(&inserted), "{inserted:?}");
    options.timeout = Duration::from_secs(5);
    let replicated = open(&cluster(), &options).await;
    replicated.insert_session(session("a", HOUR)).await.unwrap();
    assert!(replicated.delete_session(&id("a")).await.unwrap());
    replicated.insert_record(&codes(), code("a").of_user("alice"), now()).await.unwrap();
    assert!(replicated.take_record(&codes(), "a", &Row::new(), now()).await.unwrap().is_some());
}

#[tokio::test]
async fn ended_sessions_stay_ended_after_a_failover() {
    let servers = RedisCluster::start().unwrap();
    let mut options = options();
    options.replicas = 1;
    let store = open(&cluster_of(&servers.urls()), &options).await;
    for token in ["a", "b", "c"] {
        store.insert_session(session(token, HOUR)).await.unwrap();
    }
    assert!(is_found(&store, "a").await.unwrap());
    assert!(store.delete_session(&id("a")).await.unwrap());
    assert_eq!(store.delete_user_sessions(&alice(), Some(&id("c"))).await.unwrap(), 1);
    // These ids are in slots of all nodes.
    let ids: Vec<_> = (0..24).map(|it| it.to_string()).collect();
    for id in &ids {
        store.insert_record(&codes(), code(id).of_user("alice"), now()).await.unwrap();
        assert!(store.take_record(&codes(), id, &Row::new(), now()).await.unwrap().is_some());
    }
    let master = master_of_alice(&servers);
    master.kill().unwrap();
    until("a replica has taken over", async || matches!(is_found(&store, "c").await, Ok(true))).await;
    for ended in ["a", "b"] {
        until("every slot is served", async || is_found(&store, ended).await.is_ok()).await;
        assert!(!is_found(&store, ended).await.unwrap(), "{ended}");
    }
    for id in &ids {
        assert_eq!(find_code(&store, id).await.unwrap(), None, "{id} was taken before the failover");
    }
    master.restart().unwrap();
    servers.wait_until_whole().unwrap();
    store.insert_session(session("d", HOUR)).await.unwrap();
}

/// Returns the server that holds Alice's keys.
fn master_of_alice(servers: &RedisCluster) -> &Server {
    let has_alice = |it: &&Server| {
        let slot = it.ask("CLUSTER KEYSLOT {u:alice}").unwrap();
        it.ask(&format!("CLUSTER COUNTKEYSINSLOT {}", slot.trim())).unwrap().trim() != "0"
    };
    servers.masters().unwrap().into_iter().map(|it| &servers.nodes()[it]).find(has_alice).unwrap()
}
