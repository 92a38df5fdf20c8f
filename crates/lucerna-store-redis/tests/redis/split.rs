//! A store of two halves, one of which fails.

use crate::fixtures::{HOUR, alice, cluster, id, now, one, open, options, schema, session};
use lucerna_core::{
    KeyId, KeyProof, KeyRecord, NewUserRecord, PasswordHash, Row, SessionStart, SessionStarted, SessionStore,
    Split, Store, StoreError, UserRecord, UserStore,
};
use lucerna_store_memory::MemoryStore;
use lucerna_store_redis::RedisStore;
use lucerna_testkit::SpyStore;

pub(crate) type Halves = Split<SpyStore<MemoryStore>, SpyStore<RedisStore>>;

/// Returns a store with the user Alice.
pub(crate) async fn halves(url: &str) -> Halves {
    let (users, sessions) = (MemoryStore::new(schema()), open(url, &options()).await);
    let store = Split::new(SpyStore::new(users), SpyStore::new(sessions));
    store.insert_user(new_alice()).await.unwrap();
    store
}

pub(crate) fn new_alice() -> NewUserRecord {
    NewUserRecord { user: UserRecord { id: alice(), attributes: Row::new() }, key: None }
}

async fn is_nowhere(store: &Halves, token: &str) -> bool {
    let id = id(token);
    let joined = store.find_session_and_user(&id, now()).await.unwrap();
    let found = store.find_session(&id, now()).await.unwrap();
    joined.is_none() && found.is_none() && store.find_user_sessions(&alice(), now()).await.unwrap().is_empty()
}

#[tokio::test]
async fn sessions_of_a_partly_deleted_user_do_not_count_for_a_new_one() {
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
async fn deleting_a_user_again_ends_remaining_sessions() {
    let store = halves(&one()).await;
    store.insert_session(session("a", HOUR)).await.unwrap();
    store.sessions().fail_once("delete_user_sessions");
    assert!(store.delete_user(&alice()).await.is_err());
    assert!(!store.delete_user(&alice()).await.unwrap());
    assert!(store.sessions().store().find_session(&id("a"), now()).await.unwrap().is_none());
}

#[tokio::test]
async fn a_session_is_deleted_if_its_user_cannot_be_read() {
    let store = halves(&one()).await;
    store.users().fail_once("find_user");
    let inserted = store.insert_session(session("a", HOUR)).await;
    assert!(matches!(inserted, Err(StoreError::Unavailable(_))), "{inserted:?}");
    assert!(is_nowhere(&store, "a").await);
}

/// Returns the start of a session for a caller who proved this password hash of Alice's.
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
async fn a_session_starts_with_one_call_to_one_half_and_two_to_the_other() {
    let store = halves_with_a_password().await;
    let calls = || (store.users().all_calls(), store.sessions().all_calls());
    let before = calls();
    let started = store.start_session(start("a", "hash")).await.unwrap();
    assert_eq!(started, SessionStarted::Started { replaced: true });
    assert_eq!(calls(), (before.0 + 1, before.1 + 2));
}

#[tokio::test]
async fn an_unproven_session_is_deleted_and_the_previous_one_stays() {
    let store = halves_with_a_password().await;
    assert_eq!(store.start_session(start("a", "older")).await.unwrap(), SessionStarted::Superseded);
    store.users().fail_once("find_key");
    assert!(store.start_session(start("a", "hash")).await.is_err());
    assert!(store.find_session(&id("a"), now()).await.unwrap().is_none());
    assert!(store.find_session(&id("before"), now()).await.unwrap().is_some());
}

#[tokio::test]
async fn an_outage_of_either_half_is_an_error_not_an_absent_session() {
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
