//! Round trips of each call about a record, and interleavings of two calls on a cluster.

use crate::fixtures::{alice, cluster, code, code_keys, codes, find_code, now, one, open, options, until};
use crate::round_trips::{id_elsewhere, on_cluster, proxies, reached};
use lucerna_core::{Conflict, Record, RecordStore, RecordsBy, Row, StoreError, UserId};
use lucerna_servers::Proxy;
use lucerna_store_redis::{RedisOptions, RedisStore};
use std::collections::HashMap;

/// Returns the round trips of each call about a code, which belongs to Alice or to no user.
async fn counted_codes(
    store: &RedisStore,
    user: Option<UserId>,
    trips: impl Fn() -> u64,
) -> Vec<(&'static str, u64)> {
    let (mut counted, table, nothing) = (Vec::new(), codes(), Row::new());
    let of = |id: &str| Record { user_id: user.clone(), ..code(id) };
    let mut before = trips();
    let mut note = |call| {
        counted.push((call, trips() - before));
        before = trips();
    };
    store.insert_record(&table, of("a"), now()).await.unwrap();
    note("inserted");
    assert!(store.insert_record(&table, of("a"), now()).await.is_err());
    note("refused");
    assert!(find_code(store, "a").await.unwrap().is_some());
    note("found");
    let set = Row::new().with("count", &2_i64);
    assert!(store.update_record(&table, "a", &nothing, &set, now()).await.unwrap());
    note("updated");
    store.add_to_record(&table, of("b"), "count", 1, now()).await.unwrap();
    note("added, the first time");
    store.add_to_record(&table, of("b"), "count", 1, now()).await.unwrap();
    note("added");
    assert!(store.take_record(&table, "a", &nothing, now()).await.unwrap().is_some());
    note("taken");
    assert!(store.take_record(&table, "a", &nothing, now()).await.unwrap().is_none());
    note("not taken");
    assert_eq!(store.delete_records(&table, RecordsBy::Id("b")).await.unwrap(), 1);
    note("deleted");
    if let Some(user) = &user {
        for id in ["c", "d"] {
            store.insert_record(&table, of(id), now()).await.unwrap();
        }
        note("two inserted");
        assert_eq!(store.delete_records(&table, RecordsBy::User(user)).await.unwrap(), 2);
        note("two deleted by their user");
    }
    assert_eq!(store.delete_expired_records(now()).await.unwrap(), 0);
    note("expired ones deleted");
    counted
}

#[tokio::test]
async fn each_record_call_on_one_redis_is_one_round_trip() {
    let (proxy, url) = Proxy::before(&one()).unwrap();
    let store = open(&url, &options()).await;
    for user in [None, Some(alice())] {
        counted_codes(&store, user.clone(), || 0).await;
        for (call, trips) in counted_codes(&store, user, || proxy.trips()).await {
            let expected = match call {
                "two inserted" => 2,
                "expired ones deleted" => 0,
                _ => 1,
            };
            assert_eq!(trips, expected, "{call}");
        }
    }
}

#[tokio::test]
async fn the_index_on_a_cluster_costs_one_more_round_trip() {
    let proxies = proxies();
    let store = on_cluster(&proxies, &options()).await;
    let trips = || proxies.values().map(Proxy::trips).sum();
    for (user, [alone, with_index, with_three]) in [(None, [1, 1, 1]), (Some(alice()), [1, 2, 3])] {
        counted_codes(&store, user.clone(), || 0).await;
        let mut expected = vec![
            ("inserted", with_index),
            ("refused", with_three),
            ("found", alone),
            ("updated", alone),
            ("added, the first time", with_three),
            ("added", alone),
            ("taken", with_index),
            ("not taken", alone),
            ("deleted", with_index),
        ];
        if user.is_some() {
            expected.extend([
                ("two inserted", 2 * with_index),
                ("two deleted by their user", 1 + 2 * with_index),
            ]);
        }
        expected.push(("expired ones deleted", 0));
        assert_eq!(counted_codes(&store, user, trips).await, expected);
    }
}

/// Returns a code of Alice's on another node than the index of her codes, and the proxies before the two nodes.
async fn code_elsewhere<'a>(
    proxies: &'a HashMap<u16, Proxy>,
    store: &RedisStore,
    options: &RedisOptions,
) -> (Record, &'a Proxy, &'a Proxy) {
    let id = id_elsewhere(|id| code_keys(options, id)).await;
    let own = reached(proxies, async || assert!(find_code(store, &id).await.unwrap().is_none())).await;
    let (table, alice) = (codes(), alice());
    let none = async || {
        assert_eq!(store.delete_records(&table, RecordsBy::User(&alice)).await.unwrap(), 0);
    };
    (code(&id).of_user("alice"), own, reached(proxies, none).await)
}

#[tokio::test]
async fn a_record_insert_with_a_lost_reply_is_retried_without_conflict() {
    let proxies = proxies();
    let (options, table) = (options(), codes());
    let store = on_cluster(&proxies, &options).await;
    let (record, own, _) = code_elsewhere(&proxies, &store, &options).await;
    // Redis now has the script.
    store.insert_record(&table, record.clone(), now()).await.unwrap();
    store.delete_records(&table, RecordsBy::Id(&record.id)).await.unwrap();

    own.cut_at(own.trips() + 1);
    store.insert_record(&table, record.clone(), now()).await.unwrap();
    let again = store.insert_record(&table, record, now()).await;
    assert!(matches!(again, Err(StoreError::Conflict(Conflict::RecordId))), "{again:?}");
    assert_eq!(store.delete_records(&table, RecordsBy::User(&alice())).await.unwrap(), 1);
}

#[tokio::test]
async fn a_record_inserted_during_a_deletion_is_deleted_by_the_next_one() {
    let proxies = proxies();
    let (options, table) = (options(), codes());
    let (store, other) = (on_cluster(&proxies, &options).await, open(&cluster(), &options).await);
    let (record, own, _) = code_elsewhere(&proxies, &store, &options).await;

    own.hold();
    let insert = tokio::spawn({
        let (store, record, table) = (store.clone(), record.clone(), table.clone());
        async move { store.insert_record(&table, record, now()).await }
    });
    until("its entry is written and the record is not", async || own.held().contains("EVALSHA")).await;
    let delete = async || other.delete_records(&table, RecordsBy::User(&alice())).await.unwrap();
    assert_eq!(delete().await, 0);
    own.release();
    insert.await.unwrap().unwrap();
    assert!(find_code(&other, &record.id).await.unwrap().is_some());
    assert_eq!(delete().await, 1, "the entry was still in the index");
    assert_eq!(find_code(&other, &record.id).await.unwrap(), None);
}

#[tokio::test]
async fn a_stale_entry_does_not_delete_a_later_record() {
    let proxies = proxies();
    let (options, table) = (options(), codes());
    let (store, other) = (on_cluster(&proxies, &options).await, open(&cluster(), &options).await);
    let (record, _, index) = code_elsewhere(&proxies, &store, &options).await;
    store.insert_record(&table, record.clone(), now()).await.unwrap();

    index.hold();
    let take = tokio::spawn({
        let (store, id, table) = (store.clone(), record.id.clone(), table.clone());
        async move { store.take_record(&table, &id, &Row::new(), now()).await }
    });
    until("it is taken and its entry is not", async || index.held().contains("ZREM")).await;
    let later = Record { user_id: Some("bob".into()), ..record.clone() };
    other.insert_record(&table, later, now()).await.unwrap();
    assert_eq!(other.delete_records(&table, RecordsBy::User(&alice())).await.unwrap(), 0);
    other.delete_records(&table, RecordsBy::Id(&record.id)).await.unwrap();
    other.insert_record(&table, record.clone(), now()).await.unwrap();
    index.release();
    assert!(take.await.unwrap().unwrap().is_some());
    assert_eq!(other.delete_records(&table, RecordsBy::User(&alice())).await.unwrap(), 1);
}
