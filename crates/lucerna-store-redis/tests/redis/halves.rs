//! One half of a store of two does its part, and the other fails.

use crate::place::{HOUR, alice, cluster, id, now, one, open, options, schema, session};
use lucerna_core::{NewUserRecord, Row, SessionStore, Split, Store, StoreError, UserRecord, UserStore};
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
