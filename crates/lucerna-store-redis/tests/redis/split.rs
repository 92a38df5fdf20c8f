//! One half of a store of two does its part, and the other fails.

use crate::kit::{
    HOUR, alice, cluster, code, codes, find_code, id, notes, now, one, open, options, schema, session,
};
use lucerna_core::{
    KeyId, KeyProof, KeyRecord, NewUserRecord, Page, PasswordHash, Record, RecordStore, RecordsBy, Row,
    SessionStart, SessionStarted, SessionStore, Split, Store, StoreError, UserRecord, UserStore, Value,
};
use lucerna_store_memory::MemoryStore;
use lucerna_store_redis::RedisStore;
use lucerna_testkit::SpyStore;

type Halves = Split<SpyStore<MemoryStore>, SpyStore<RedisStore>>;

/// A store in which Alice is.
async fn halves(url: &str) -> Halves {
    let (users, sessions) = (MemoryStore::new(schema()), open(url, &options()).await);
    let store = Split::new(SpyStore::new(users), SpyStore::new(sessions));
    store.insert_user(new_alice()).await.unwrap();
    store
}

fn new_alice() -> NewUserRecord {
    NewUserRecord { user: UserRecord { id: alice(), attributes: Row::new() }, key: None }
}

async fn is_nowhere(store: &Halves, token: &str) -> bool {
    let id = id(token);
    let joined = store.find_session_and_user(&id, now()).await.unwrap();
    let found = store.find_session(&id, now()).await.unwrap();
    joined.is_none() && found.is_none() && store.find_user_sessions(&alice(), now()).await.unwrap().is_empty()
}

#[tokio::test]
async fn the_sessions_of_a_user_deleted_by_half_do_not_count_and_are_not_the_next_ones() {
    for url in [one(), cluster()] {
        let store = halves(&url).await;
        store.insert_session(session("a", HOUR)).await.unwrap();
        store.sessions().fail_once("delete_user_sessions");
        let deleted = store.delete_user(&alice()).await;
        assert!(matches!(deleted, Err(StoreError::Unavailable(_))), "{deleted:?}");
        assert!(is_nowhere(&store, "a").await);
        assert!(store.sessions().store().find_session(&id("a"), now()).await.unwrap().is_some());

        store.insert_user(new_alice()).await.unwrap();
        assert!(is_nowhere(&store, "a").await);
    }
}

#[tokio::test]
async fn deleting_a_user_once_more_ends_what_is_left_of_their_sessions() {
    let store = halves(&one()).await;
    store.insert_session(session("a", HOUR)).await.unwrap();
    store.sessions().fail_once("delete_user_sessions");
    assert!(store.delete_user(&alice()).await.is_err());
    assert!(!store.delete_user(&alice()).await.unwrap());
    assert!(store.sessions().store().find_session(&id("a"), now()).await.unwrap().is_none());
}

#[tokio::test]
async fn a_session_whose_user_cannot_be_asked_for_is_taken_back() {
    let store = halves(&one()).await;
    store.users().fail_once("find_user");
    let inserted = store.insert_session(session("a", HOUR)).await;
    assert!(matches!(inserted, Err(StoreError::Unavailable(_))), "{inserted:?}");
    assert!(is_nowhere(&store, "a").await);
}

/// A start by somebody who knew this password of Alice's.
fn start(token: &str, hash: &str) -> SessionStart {
    let proof = KeyProof { key: KeyId::username("alice"), hash: Some(PasswordHash::new(hash)) };
    SessionStart { session: session(token, HOUR), proof: Some(proof), replaces: Some(id("before")) }
}

async fn halves_with_a_password() -> Halves {
    let store = halves(&one()).await;
    let password_hash = Some(PasswordHash::new("hash"));
    let key = KeyRecord { id: KeyId::username("alice"), user_id: alice(), password_hash };
    store.insert_key(key).await.unwrap();
    store.insert_session(session("before", HOUR)).await.unwrap();
    store
}

#[tokio::test]
async fn a_session_starts_with_one_question_to_the_one_half_and_two_to_the_other() {
    let store = halves_with_a_password().await;
    let calls = || (store.users().all_calls(), store.sessions().all_calls());
    let before = calls();
    let started = store.start_session(start("a", "hash")).await.unwrap();
    assert_eq!(started, SessionStarted::Started { replaced: true });
    assert_eq!(calls(), (before.0 + 1, before.1 + 2));
}

#[tokio::test]
async fn a_session_that_cannot_be_proven_is_taken_back_and_that_of_before_stays() {
    let store = halves_with_a_password().await;
    assert_eq!(store.start_session(start("a", "older")).await.unwrap(), SessionStarted::Superseded);
    store.users().fail_once("find_key");
    assert!(store.start_session(start("a", "hash")).await.is_err());
    assert!(store.find_session(&id("a"), now()).await.unwrap().is_none());
    assert!(store.find_session(&id("before"), now()).await.unwrap().is_some());
}

#[tokio::test]
async fn no_outage_of_either_half_is_an_absent_session() {
    let store = halves(&one()).await;
    store.insert_session(session("a", HOUR)).await.unwrap();
    store.users().fail();
    assert!(store.find_session_and_user(&id("a"), now()).await.is_err());
    assert!(store.find_user_sessions(&alice(), now()).await.is_err());
    store.users().recover();
    store.sessions().fail();
    assert!(store.find_session_and_user(&id("a"), now()).await.is_err());
    store.sessions().recover();
    assert!(store.find_session_and_user(&id("a"), now()).await.unwrap().is_some());
}

async fn insert_code(store: &Halves, id: &str) -> Result<(), StoreError> {
    store.insert_record(&codes(), code(id).of_user("alice"), now()).await
}

/// The code that Redis holds, whoever is there.
async fn kept_code(store: &Halves, id: &str) -> Option<Record> {
    find_code(store.sessions().store(), id).await.unwrap()
}

#[tokio::test]
async fn passing_records_are_in_redis_and_lasting_ones_with_the_users() {
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
async fn the_records_of_a_user_go_with_the_user_and_those_of_others_stay() {
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
async fn the_records_of_a_user_deleted_by_half_go_when_it_is_repeated() {
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
async fn a_record_whose_user_is_not_there_is_taken_back() {
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
async fn an_outage_of_the_users_sets_no_counter_back() {
    let store = halves(&one()).await;
    let fresh = || code("a").of_user("alice");
    store.add_to_record(&codes(), fresh(), "count", 1, now()).await.unwrap();
    store.users().fail_once("find_user");
    assert!(store.add_to_record(&codes(), fresh(), "count", 1, now()).await.is_err());
    let counted = store.add_to_record(&codes(), fresh(), "count", 1, now()).await.unwrap();
    assert_eq!(counted.value.value("count"), Some(&Value::Integer(3)));
}

#[tokio::test]
async fn no_record_stays_that_is_inserted_while_its_user_is_deleted() {
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
