//! Opening a store: URLs, sockets, the warning about eviction, and a password that is changed later.

use crate::fixtures::{
    HOUR, Raw, cluster, code, codes, id, is_found, is_unavailable, open, options, schema, session, until,
};
use lucerna_core::{RecordStore, SessionStore};
use lucerna_servers::Redis;
use lucerna_store_redis::{RedisOpenError, RedisStore};
use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

#[tokio::test]
async fn what_is_wrong_is_reported_at_once_without_a_value_of_the_url() {
    let server = Redis::start().unwrap();
    let port = server.port();
    for (url, cause) in [
        ("redis://:hunter2@127.0.0.1:1".to_owned(), "Connection refused"),
        (format!("redis://:hunter2@127.0.0.1:{port}"), "authentication failed"),
        ("rediss://:hunter2@no-such-host.invalid".to_owned(), "lookup"),
        ("redis+unix:///no/such/socket?pass=hunter2".to_owned(), "No such file"),
        ("redis://redis.example?danger_plaintext=hunter2".to_owned(), "neither true nor false"),
        ("redis://:hunter2@redis.example".to_owned(), "redis.example would not be encrypted"),
        (format!("{}?sslpassword=hunter2", server.url("0")), "`sslpassword` is unknown"),
    ] {
        let start = Instant::now();
        let error = RedisStore::open(&url, schema()).await.unwrap_err();
        let shown = format!("{error} {error:?}");
        assert!(shown.contains(cause) && !shown.contains("hunter2"), "{shown}");
        assert!(start.elapsed() < Duration::from_secs(4), "{shown}: {:?}", start.elapsed());
    }
}

#[tokio::test]
async fn a_socket_is_used() {
    let server = Redis::start().unwrap();
    let socket = server.directory().join("socket");
    let password = server.url("0").split(['@', ':']).nth(2).unwrap().to_owned();
    let url = format!("redis+unix://{}?pass={password}&db=3\r", socket.display());
    let store = open(&url, &options()).await;
    store.insert_session(session("a", HOUR)).await.unwrap();
    assert!(is_found(&store, "a").await.unwrap());
    let mut raw = Raw::to(&server.url("3")).await;
    assert!(raw.ask::<u64>("DBSIZE").await > 0);
    let clients: String = raw.ask("CLIENT LIST").await;
    assert!(clients.lines().any(|it| it.contains("socket:0")), "{clients}");
}

#[tokio::test]
async fn a_changed_password_is_an_outage_until_it_is_the_same_again() {
    let server = Redis::start().unwrap();
    let url = server.url("0");
    let store = open(&url, &options()).await;
    store.insert_session(session("a", HOUR)).await.unwrap();
    store.insert_record(&codes(), code("c"), crate::fixtures::now()).await.unwrap();
    let password = url.split(['@', ':']).nth(2).unwrap();
    server.ask("CONFIG SET requirepass rotated").unwrap();
    let mut rotated = Raw::to(&url.replace(password, "rotated")).await;
    rotated.ask::<u64>("CLIENT KILL TYPE normal").await;
    for _ in 0..3 {
        let found = is_found(&store, "a").await;
        assert!(is_unavailable(&found), "{found:?}");
        let ended = store.delete_session(&id("a")).await;
        assert!(is_unavailable(&ended), "{ended:?}");
        let swept = store.delete_expired_records(crate::fixtures::now()).await;
        assert!(swept.is_ok() || is_unavailable(&swept), "{swept:?}");
    }
    rotated.ask::<String>(&format!("CONFIG SET requirepass {password}")).await;
    until("the store recovers", async || matches!(is_found(&store, "a").await, Ok(true))).await;
}

/// A log that a test can read.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Opens the store, and returns what it writes to the log.
async fn logged(url: &str) -> String {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt().with_writer(move || writer.clone()).with_ansi(false).finish();
    let guard = tracing::subscriber::set_default(subscriber);
    open(url, &options()).await;
    drop(guard);
    let text = log.0.lock().unwrap().clone();
    let text = String::from_utf8(text).unwrap();
    text.lines().filter(|it| it.contains(" lucerna: ")).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn a_policy_that_evicts_is_warned_about() {
    let server = Redis::start().unwrap();
    assert_eq!(logged(&server.url("0")).await, "");
    for policy in ["allkeys-lru", "volatile-ttl"] {
        server.ask(&format!("CONFIG SET maxmemory-policy {policy}")).unwrap();
        for protocol in ["resp2", "resp3"] {
            let line = logged(&format!("{}?protocol={protocol}", server.url("0"))).await;
            let (level, name) = (line.contains("WARN"), line.contains("store.evicts"));
            assert!(level && name && line.contains(policy) && line.contains("noeviction"), "{line}");
        }
    }
    // Redis may forbid the question. Then the store opens all the same.
    server.ask("ACL SETUSER quiet on >pw ~* &* +@all -info").unwrap();
    let quiet = server.url("0").split_once('@').unwrap().1.to_owned();
    assert_eq!(logged(&format!("redis://quiet:pw@{quiet}")).await, "");
    server.ask("CONFIG SET maxmemory-policy noeviction").unwrap();
    assert_eq!(logged(&server.url("0")).await, "");
    assert_eq!(logged(&cluster()).await, "");
}

#[tokio::test]
async fn the_nodes_of_a_cluster_are_asked_too() {
    let servers = lucerna_servers::RedisCluster::start().unwrap();
    let last = servers.masters().unwrap()[2];
    servers.nodes()[last].ask("CONFIG SET maxmemory-policy allkeys-random").unwrap();
    let line = logged(&crate::fixtures::cluster_of(&servers.urls())).await;
    assert!(line.contains("store.evicts") && line.contains("allkeys-random"), "{line}");
}

#[tokio::test]
async fn errors_of_a_url_are_of_their_own_kind() {
    let opened = RedisStore::open("redis://redis.example", schema()).await;
    assert!(matches!(opened, Err(RedisOpenError::Url(_))), "{opened:?}");
}
