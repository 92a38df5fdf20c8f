//! What each call costs, in round trips to the server.

use crate::people::{NOW, id, schema, session, store, user};
use crate::plain::Plain;
use lucerna_core::{
    Auth, Expiry, KeyId, LastKey, NewKey, Origin, RequestHead, Row, SessionStart, SessionStore, Store,
    UserStore,
};
use lucerna_servers::Proxy;
use lucerna_store_postgres::{PoolOptions, PostgresStore};
use std::future::Future;
use std::net::{Ipv4Addr, SocketAddr};

/// A store on one connection through a proxy.
pub(crate) async fn through_proxy(url: &str, options: PoolOptions) -> (PostgresStore, Proxy) {
    let port: u16 = url.rsplit_once(":").and_then(|(_, it)| it.split('/').next()?.parse().ok()).unwrap();
    let proxy = Proxy::to(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).unwrap();
    let url = url.replace(&format!(":{port}/"), &format!(":{}/", proxy.port()));
    (PostgresStore::connect_with(&url, schema(), options).await.unwrap(), proxy)
}

/// What a call costs once its statements are prepared.
async fn trips<T>(proxy: &Proxy, call: impl Future<Output = T>) -> u64 {
    let before = proxy.trips();
    call.await;
    proxy.trips() - before
}

#[tokio::test]
async fn every_call_of_the_store() {
    let (_, url, _directory) = store().await;
    let mut options = PoolOptions::default();
    options.connections = 1;
    let (store, proxy) = through_proxy(&url, options).await;
    let (alice, key) = ("alice".into(), KeyId::username("alice"));
    let expiry = session("a", "alice").expiry;
    let named = |name: &str| Row::new().with("username", &name.to_owned());
    // Once so that every statement is prepared, and once to count.
    for counted in [false, true] {
        let start = |token: &str, older: &str| {
            let key = user("alice").key.unwrap();
            let proof = Some(lucerna_core::PasswordProof { key: key.id, hash: key.password_hash.unwrap() });
            SessionStart { session: session(token, "alice"), proof, replaces: Some(id(older)) }
        };
        let costs = [
            ("insert_user", trips(&proxy, store.insert_user(user("alice"))).await, 1),
            ("find_user", trips(&proxy, store.find_user(&alice)).await, 1),
            ("update_user", trips(&proxy, store.update_user(&alice, named("Alice"))).await, 1),
            (
                "insert_key",
                trips(
                    &proxy,
                    store.insert_key(
                        user("b")
                            .key
                            .map(|it| lucerna_core::KeyRecord { user_id: "alice".into(), ..it })
                            .unwrap(),
                    ),
                )
                .await,
                1,
            ),
            ("find_key", trips(&proxy, store.find_key(&key)).await, 1),
            ("find_user_keys", trips(&proxy, store.find_user_keys(&alice)).await, 1),
            ("insert_session", trips(&proxy, store.insert_session(session("a", "alice"))).await, 1),
            ("start_session", trips(&proxy, store.start_session(start("b", "a"))).await, 1),
            ("find_session_and_user", trips(&proxy, store.find_session_and_user(&id("b"), NOW)).await, 1),
            ("find_session", trips(&proxy, store.find_session(&id("b"), NOW)).await, 1),
            ("find_user_sessions", trips(&proxy, store.find_user_sessions(&alice, NOW)).await, 1),
            (
                "renew_session",
                trips(&proxy, store.renew_session(&id("b"), Expiry { active: NOW, ..expiry })).await,
                1,
            ),
            ("delete_session", trips(&proxy, store.delete_session(&id("b"))).await, 1),
            ("delete_user_sessions", trips(&proxy, store.delete_user_sessions(&alice, None)).await, 1),
            ("delete_dead_sessions", trips(&proxy, store.delete_dead_sessions(NOW)).await, 1),
            ("set_password_hash", trips(&proxy, store.set_password_hash(&key, None)).await, 1),
            // Begin, lock, look twice, delete, commit.
            ("delete_key", trips(&proxy, store.delete_key(&key, LastKey::Keep)).await, 6),
            ("delete_user", trips(&proxy, store.delete_user(&alice)).await, 1),
        ];
        for (call, cost, expected) in costs.into_iter().filter(|_| counted) {
            assert_eq!(cost, expected, "{call}");
        }
    }
}

struct Head(Vec<(&'static str, String)>);

impl RequestHead for Head {
    fn method(&self) -> &str {
        "POST"
    }

    fn headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        self.0.iter().filter(move |(it, _)| *it == name).map(|(_, value)| value.as_bytes())
    }
}

#[tokio::test]
async fn signing_in_and_being_recognised() {
    let (_, url, _directory) = store().await;
    let mut options = PoolOptions::default();
    options.connections = 1;
    let (store, proxy) = through_proxy(&url, options).await;
    let origin: Origin = "https://example.com".parse().unwrap();
    let auth: Auth<Row> = Auth::builder(store, Plain, origin).build().unwrap();
    let attributes = Row::new().with("username", &"alice".to_owned());
    auth.create_user(NewKey::username("alice", "correct horse battery"), attributes).await.unwrap();
    let mut cookie = String::new();
    for counted in [false, true, true] {
        let request = Head(vec![("origin", "https://example.com".to_owned()), ("cookie", cookie.clone())]);
        let before = proxy.trips();
        let verified =
            auth.verify_password(&KeyId::username("alice"), "correct horse battery").await.unwrap();
        let set = auth.start_session(verified, auth.check_origin(&request).unwrap()).await.unwrap();
        let signed_in = proxy.trips() - before;
        cookie = set.header_value().split(';').next().unwrap().to_owned();
        let request = Head(vec![("origin", "https://example.com".to_owned()), ("cookie", cookie.clone())]);
        let before = proxy.trips();
        assert!(auth.authenticate(&request).await.unwrap().is_some());
        let recognised = proxy.trips() - before;
        if counted {
            assert_eq!((signed_in, recognised), (2, 1), "with a session of before, which ends");
        }
    }
}
