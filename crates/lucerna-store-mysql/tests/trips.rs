//! What each call costs on MariaDB, and with MySQL's statements, in round trips to the server.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use as_mysql::AsMySql;
use lucerna_core::{
    Auth, Column, Expiry, KeyId, KeyRecord, LastKey, NewKey, NewUserRecord, Origin, PasswordHash,
    PasswordProof, RequestHead, Row, Schema, SessionId, SessionRecord, SessionStart, SessionStore, Store,
    Timestamp, UserRecord, UserStore,
};
use lucerna_servers::Proxy;
use lucerna_store_mysql::{MySql, PoolOptions};
use lucerna_store_sql::{Driver, SqlStore};
use plain::Plain;
use std::future::Future;
use std::net::{Ipv4Addr, SocketAddr};

mod as_mysql;

mod place;

mod plain;

const NOW: Timestamp = Timestamp::from_unix_millis(1_000_000);

/// A store on one connection through a proxy.
async fn through_proxy<D: Driver>(name: &str) -> (SqlStore<D>, Proxy) {
    let name = format!("{name}_{}", std::process::id());
    let url = place::create(&lucerna_servers::mariadb().unwrap(), &name).await;
    let port: u16 = url.rsplit_once(':').and_then(|(_, it)| it.split('/').next()?.parse().ok()).unwrap();
    let proxy = Proxy::to(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).unwrap();
    let url = url.replace(&format!(":{port}/"), &format!(":{}/", proxy.port()));
    let mut options = PoolOptions::default();
    options.connections = 1;
    let schema = Schema::of_columns(vec![Column::of::<String>("username").unique()]).unwrap();
    (SqlStore::connect_with(&url, schema, options).await.unwrap(), proxy)
}

fn named(name: &str) -> Row {
    Row::new().with("username", &name.to_owned())
}

fn key(name: &str) -> KeyRecord {
    let password_hash = Some(PasswordHash::new(format!("hash of {name}")));
    KeyRecord { id: KeyId::username(name), user_id: "alice".into(), password_hash }
}

fn id(token: &str) -> SessionId {
    SessionId::of_token(&format!("{token:-<32}")).unwrap()
}

fn session(token: &str) -> SessionRecord {
    let [active, idle, absolute] =
        [1, 2, 3].map(|it| Timestamp::from_unix_millis(NOW.unix_millis() + it * 1_000));
    let expiry = Expiry { active, idle, absolute };
    SessionRecord { id: id(token), user_id: "alice".into(), expiry, periods: None, attributes: Row::new() }
}

/// What a call costs once its statements are prepared.
async fn trips<T>(proxy: &Proxy, call: impl Future<Output = T>) -> u64 {
    let before = proxy.trips();
    call.await;
    proxy.trips() - before
}

#[tokio::test]
async fn every_call_of_the_store() {
    every_call::<MySql>("trips").await;
    every_call::<AsMySql>("trips_as_mysql").await;
}

async fn every_call<D: Driver>(name: &str) {
    let (store, proxy) = through_proxy::<D>(name).await;
    let (alice, expiry) = ("alice".into(), session("a").expiry);
    // Once so that every statement is prepared, and once to count.
    for counted in [false, true] {
        let user = UserRecord { id: "alice".into(), attributes: named("alice") };
        let user = NewUserRecord { user, key: Some(key("alice")) };
        let KeyRecord { id: username, password_hash, .. } = key("alice");
        let proof = Some(PasswordProof { key: username.clone(), hash: password_hash.unwrap() });
        let start = SessionStart { session: session("b"), proof, replaces: Some(id("a")) };
        let renewed = Expiry { active: NOW, ..expiry };
        let costs = [
            // Begin, the user, the key, commit.
            ("insert_user", trips(&proxy, store.insert_user(user)).await, 4),
            ("find_user", trips(&proxy, store.find_user(&alice)).await, 1),
            ("update_user", trips(&proxy, store.update_user(&alice, named("Alice"))).await, 1),
            ("insert_key", trips(&proxy, store.insert_key(key("b"))).await, 1),
            ("find_key", trips(&proxy, store.find_key(&username)).await, 1),
            ("find_user_keys", trips(&proxy, store.find_user_keys(&alice)).await, 1),
            ("insert_session", trips(&proxy, store.insert_session(session("a"))).await, 1),
            // Insert, then end the older session, on MariaDB this one where the proof no longer holds.
            ("start_session", trips(&proxy, store.start_session(start)).await, 2),
            ("find_session_and_user", trips(&proxy, store.find_session_and_user(&id("b"), NOW)).await, 1),
            ("find_session", trips(&proxy, store.find_session(&id("b"), NOW)).await, 1),
            ("find_user_sessions", trips(&proxy, store.find_user_sessions(&alice, NOW)).await, 1),
            ("renew_session", trips(&proxy, store.renew_session(&id("b"), renewed)).await, 1),
            ("delete_session", trips(&proxy, store.delete_session(&id("b"))).await, 1),
            ("delete_user_sessions", trips(&proxy, store.delete_user_sessions(&alice, None)).await, 1),
            ("delete_dead_sessions", trips(&proxy, store.delete_dead_sessions(NOW)).await, 1),
            ("set_password_hash", trips(&proxy, store.set_password_hash(&username, None)).await, 1),
            // Begin, lock, claim in two, look twice, delete, commit.
            ("delete_key", trips(&proxy, store.delete_key(&username, LastKey::Keep)).await, 8),
            ("delete_user", trips(&proxy, store.delete_user(&alice)).await, 1),
        ];
        for (call, cost, expected) in costs.into_iter().filter(|_| counted) {
            assert_eq!(cost, expected, "{call}");
        }
    }
}

struct Head(String);

impl RequestHead for Head {
    fn method(&self) -> &str {
        "POST"
    }

    fn headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        let value = match name {
            "origin" => "https://example.com",
            "cookie" => &self.0,
            _ => "",
        };
        Some(value.as_bytes()).filter(|it| !it.is_empty()).into_iter()
    }
}

#[tokio::test]
async fn signing_in_and_being_recognised() {
    sign_in_and_be_recognised::<MySql>("signing_in").await;
    sign_in_and_be_recognised::<AsMySql>("signing_in_as_mysql").await;
}

async fn sign_in_and_be_recognised<D: Driver>(name: &str) {
    let (store, proxy) = through_proxy::<D>(name).await;
    let origin: Origin = "https://example.com".parse().unwrap();
    let auth: Auth<Row> = Auth::builder(store, Plain, origin).build().unwrap();
    auth.create_user(NewKey::username("alice", "correct horse battery"), named("alice")).await.unwrap();
    let mut request = Head(String::new());
    // Twice so that every statement is prepared, that for a session of before too.
    for counted in [false, false, true] {
        let before = proxy.trips();
        let verified =
            auth.verify_password(&KeyId::username("alice"), "correct horse battery").await.unwrap();
        let set = auth.start_session(verified, auth.check_origin(&request).unwrap()).await.unwrap();
        let signed_in = proxy.trips() - before;
        request = Head(set.header_value().split(';').next().unwrap().to_owned());
        let before = proxy.trips();
        assert!(auth.authenticate(&request).await.unwrap().is_some());
        let recognised = proxy.trips() - before;
        if counted {
            assert_eq!((signed_in, recognised), (3, 1), "with a session of before, which ends");
        }
    }
}
