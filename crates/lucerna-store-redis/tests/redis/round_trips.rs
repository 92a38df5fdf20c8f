//! Round trips of each call about a session.

use crate::fixtures::{
    HOUR, Raw, alice, cluster, id, is_found, keys, now, one, open, options, schema, session, until,
};
use lucerna_core::{Conflict, Row, SessionStore, StoreError};
use lucerna_servers::Proxy;
use lucerna_store_redis::{RedisOptions, RedisStore};
use redis::cluster::{ClusterClientBuilder, NodeAddress};
use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr};

fn port(url: &str) -> u16 {
    let (_, address) = url.rsplit_once(':').unwrap();
    address.split('/').next().unwrap().parse().unwrap()
}

fn proxy(port: u16) -> Proxy {
    Proxy::to(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).unwrap()
}

/// Returns proxies before the nodes of the cluster, by port.
pub(crate) fn proxies() -> HashMap<u16, Proxy> {
    let nodes = lucerna_servers::redis_cluster().unwrap();
    nodes.iter().map(|it| (port(it), proxy(port(it)))).collect()
}

/// Returns the round trips of each call, after Redis has the scripts.
async fn counted(
    store: &RedisStore,
    other: &RedisStore,
    trips: impl Fn() -> u64,
) -> Vec<(&'static str, u64)> {
    let mut counted = Vec::new();
    let mut before = trips();
    let mut note = |call| {
        counted.push((call, trips() - before));
        before = trips();
    };
    store.insert_session(session("a", HOUR)).await.unwrap();
    store.insert_session(session("b", HOUR)).await.unwrap();
    note("two inserted");
    assert!(is_found(other, "a").await.unwrap());
    note("found without a cached owner");
    assert!(!is_found(store, "never").await.unwrap());
    note("not found");
    assert_eq!(store.find_user_sessions(&alice(), now()).await.unwrap().len(), 2);
    note("listed");
    assert!(store.renew_session(&id("a"), session("a", 2 * HOUR).expiry).await.unwrap());
    note("renewed");
    assert!(store.update_session(&id("a"), Row::new().with("device", &None::<i64>)).await.unwrap());
    note("updated");
    assert!(store.rename_session(&id("a"), &id("renamed"), None).await.unwrap());
    note("renamed");
    assert!(store.delete_session(&id("renamed")).await.unwrap());
    note("ended");
    assert_eq!(store.delete_user_sessions(&alice(), None).await.unwrap(), 1);
    note("ended all");
    counted
}

#[tokio::test]
async fn each_call_on_one_redis_is_one_round_trip() {
    let (proxy, url) = Proxy::before(&one()).unwrap();
    let store = open(&url, &options()).await;
    counted(&store, &store, || 0).await;
    for (call, trips) in counted(&store, &store, || proxy.trips()).await {
        assert_eq!(trips, if call == "two inserted" { 2 } else { 1 }, "{call}");
    }
}

/// Opens a store with its own connection through the proxies, as another process would.
pub(crate) async fn on_cluster(proxies: &HashMap<u16, Proxy>, options: &RedisOptions) -> RedisStore {
    let nodes = lucerna_servers::redis_cluster().unwrap();
    let address = |port| NodeAddress::new("127.0.0.1", port);
    let map = proxies.iter().map(|(port, proxy)| (address(*port), address(proxy.port())));
    let client = ClusterClientBuilder::new(nodes).node_address_map(map.collect()).build().unwrap();
    let connection = client.get_async_connection().await.unwrap();
    RedisStore::from_cluster(connection, schema(), options.clone()).unwrap()
}

#[tokio::test]
async fn the_pointer_on_a_cluster_costs_one_more_round_trip() {
    let proxies = proxies();
    let options = options();
    let store = on_cluster(&proxies, &options).await;
    counted(&store, &store, || 0).await;
    let other = on_cluster(&proxies, &options).await;
    let trips = || proxies.values().map(Proxy::trips).sum();
    let expected = [
        ("two inserted", 4),
        ("found without a cached owner", 2),
        ("not found", 1),
        ("listed", 1),
        ("renewed", 2),
        ("updated", 2),
        ("renamed", 4),
        ("ended", 3),
        ("ended all", 2),
    ];
    assert_eq!(counted(&store, &other, trips).await, expected);
}

/// Returns a token whose pointer is on another node than Alice's sessions.
async fn token_elsewhere(options: &RedisOptions) -> String {
    let pair = |token: &str| {
        let [index, _, pointer] = keys(options, &id(token));
        [index, pointer]
    };
    id_elsewhere(pair).await
}

/// Returns an id whose two keys are on different nodes.
pub(crate) async fn id_elsewhere(pair: impl Fn(&str) -> [String; 2]) -> String {
    let mut raw = Raw::to(&cluster()).await;
    // Each of the three nodes has a third of the slots.
    let mut node = async |key: &str| raw.ask::<u32>(&format!("CLUSTER KEYSLOT {key}")).await / 5461;
    for id in (0..100).map(|it| it.to_string()) {
        let [one, other] = pair(&id);
        if node(&one).await != node(&other).await {
            return id;
        }
    }
    unreachable!("a hundred ids in one third of the slots")
}

/// Returns the proxy before the only node that a call reaches.
pub(crate) async fn reached(proxies: &HashMap<u16, Proxy>, call: impl AsyncFn()) -> &Proxy {
    let trips = || -> Vec<_> { proxies.values().map(Proxy::trips).collect() };
    let before = trips();
    call().await;
    let asked = trips().into_iter().zip(before).map(|(after, before)| after > before);
    proxies.values().zip(asked).find(|(_, asked)| *asked).unwrap().0
}

#[tokio::test]
async fn a_cached_session_on_a_cluster_costs_one_round_trip() {
    let proxies = proxies();
    let options = options();
    let (store, token) = (on_cluster(&proxies, &options).await, token_elsewhere(&options).await);
    store.insert_session(session(&token, HOUR)).await.unwrap();
    assert!(is_found(&store, &token).await.unwrap());

    proxies.values().for_each(Proxy::hold);
    let look_up = tokio::spawn(async move { is_found(&store, &token).await });
    let is_asked = |what: &str| proxies.values().any(|it| it.held().contains(what));
    until("both commands are sent and neither is answered", async || is_asked("GET") && is_asked("EVALSHA"))
        .await;
    proxies.values().for_each(Proxy::release);
    assert!(look_up.await.unwrap().unwrap());
}

#[tokio::test]
async fn an_insert_with_a_lost_reply_is_retried_without_conflict() {
    let proxies = proxies();
    let options = options();
    let (store, token) = (on_cluster(&proxies, &options).await, token_elsewhere(&options).await);
    // Redis now has the script.
    store.insert_session(session("a", HOUR)).await.unwrap();
    let list = async || assert_eq!(store.find_user_sessions(&alice(), now()).await.unwrap().len(), 1);
    let theirs = reached(&proxies, list).await;

    // The pointer is on another node, so that this node receives only the insert.
    //
    theirs.cut_at(theirs.trips() + 1);
    store.insert_session(session(&token, HOUR)).await.unwrap();
    assert!(is_found(&store, &token).await.unwrap());
    let again = store.insert_session(session(&token, HOUR)).await;
    assert!(matches!(again, Err(StoreError::Conflict(Conflict::SessionId))), "{again:?}");
}
