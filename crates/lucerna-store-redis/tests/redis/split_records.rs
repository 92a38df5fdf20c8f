//! Records in a store of two halves, deleted with their users.

use crate::fixtures::{alice, cluster, code, codes, find_code, notes, now, one};
use crate::split::{Halves, halves, new_alice};
use lucerna_core::{Page, Record, RecordStore, RecordsBy, Row, StoreError, UserStore, Value};

async fn insert_code(store: &Halves, id: &str) -> Result<(), StoreError> {
    store.insert_record(&codes(), code(id).of_user("alice"), now()).await
}

/// Returns the code in Redis, even if its user does not exist.
async fn kept_code(store: &Halves, id: &str) -> Option<Record> {
    find_code(store.sessions().store(), id).await.unwrap()
}

#[tokio::test]
async fn passing_records_are_in_redis_and_lasting_ones_beside_the_users() {
    for url in [one(), cluster()] {
        let store = halves(&url).await;
        insert_code(&store, "a").await.unwrap();
        store.insert_record(&notes(), Record::new("n", Row::new()).of_user("alice"), now()).await.unwrap();
        assert!(kept_code(&store, "a").await.is_some() && find_code(&store, "a").await.unwrap().is_some());
        let page = Page::first(1);
        let kept = store.users().store().find_records(&notes(), RecordsBy::Id("n"), &page, now()).await;
        assert_eq!(kept.unwrap().len(), 1);
        assert_eq!(store.delete_expired_records(now()).await.unwrap(), 0);
    }
}

#[tokio::test]
async fn deleting_a_user_deletes_only_their_records() {
    for url in [one(), cluster()] {
        let store = halves(&url).await;
        for id in ["a", "b", "{", "}"] {
            insert_code(&store, id).await.unwrap();
        }
        store.insert_record(&codes(), code("nobody's"), now()).await.unwrap();
        let added = code("added").of_user("alice");
        store.add_to_record(&codes(), added, "count", 1, now()).await.unwrap();
        assert!(store.delete_user(&alice()).await.unwrap());
        for id in ["a", "b", "{", "}", "added"] {
            assert_eq!(kept_code(&store, id).await, None, "{id} at {url}");
        }
        assert!(kept_code(&store, "nobody's").await.is_some());
    }
}

#[tokio::test]
async fn repeating_a_failed_deletion_deletes_the_remaining_records() {
    for url in [one(), cluster()] {
        for half in ["delete_user_sessions", "delete_records"] {
            let store = halves(&url).await;
            insert_code(&store, "a").await.unwrap();
            store.sessions().fail_once(half);
            let deleted = store.delete_user(&alice()).await;
            assert!(matches!(deleted, Err(StoreError::Unavailable(_))), "{deleted:?}");
            assert!(kept_code(&store, "a").await.is_some());
            assert!(!store.delete_user(&alice()).await.unwrap());
            assert_eq!(kept_code(&store, "a").await, None, "{half} at {url}");

            insert_code(&store, "b").await.unwrap_err();
            store.insert_user(new_alice()).await.unwrap();
            insert_code(&store, "c").await.unwrap();
            store.sessions().fail_once(half);
            assert!(store.delete_user(&alice()).await.is_err());
            store.insert_user(new_alice()).await.unwrap();
            assert_eq!(kept_code(&store, "c").await, None, "a new user of the same name has none");
        }
    }
}

#[tokio::test]
async fn a_record_without_its_user_is_deleted() {
    for url in [one(), cluster()] {
        let store = halves(&url).await;
        store.users().fail_once("find_user");
        assert!(matches!(insert_code(&store, "a").await, Err(StoreError::Unavailable(_))));
        assert_eq!(kept_code(&store, "a").await, None);

        let nobody = code("a").of_user("nobody");
        let refused = store.insert_record(&codes(), nobody.clone(), now()).await;
        assert!(matches!(refused, Err(StoreError::MissingUser)), "{refused:?}");
        let refused = store.add_to_record(&codes(), nobody, "count", 1, now()).await;
        assert!(matches!(refused, Err(StoreError::MissingUser)), "{refused:?}");
        assert_eq!(kept_code(&store, "a").await, None, "{url}");
    }
}

#[tokio::test]
async fn an_outage_of_the_users_does_not_reset_counters() {
    let store = halves(&one()).await;
    let fresh = || code("a").of_user("alice");
    store.add_to_record(&codes(), fresh(), "count", 1, now()).await.unwrap();
    store.users().fail_once("find_user");
    assert!(store.add_to_record(&codes(), fresh(), "count", 1, now()).await.is_err());
    let counted = store.add_to_record(&codes(), fresh(), "count", 1, now()).await.unwrap();
    assert_eq!(counted.value.value("count"), Some(&Value::Integer(3)));
}

#[tokio::test]
async fn records_inserted_during_the_users_deletion_do_not_stay() {
    for url in [one(), cluster()] {
        let store = halves(&url).await;
        let racers: Vec<_> = (0..64)
            .map(|it| {
                let store = store.clone();
                tokio::spawn(async move {
                    let id = it.to_string();
                    match it {
                        32 => drop(store.delete_user(&alice()).await.unwrap()),
                        _ if it % 2 == 0 => drop(insert_code(&store, &id).await),
                        _ => {
                            let fresh = code(&id).of_user("alice");
                            drop(store.add_to_record(&codes(), fresh, "count", 1, now()).await);
                        }
                    }
                })
            })
            .collect();
        for racer in racers {
            racer.await.unwrap();
        }
        for id in (0..64).map(|it| it.to_string()) {
            assert_eq!(kept_code(&store, &id).await, None, "{id} at {url}");
        }
    }
}
