//! Cases about passwords: they are set, replaced if the old one matches, and removed.

use super::environment::Environment;
use super::fixtures::{hash, key};
use lucerna_core::{KeyId, KeyRecord, LastKey, Store};
use std::slice;

/// Returns a key without a password.
fn github(user: &str) -> KeyRecord {
    KeyRecord { id: KeyId::new("github", user).unwrap(), password_hash: None, ..key(user, user) }
}

pub(super) async fn a_password_is_set_on_all_keys_with_a_password<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    store.insert_key(key("alice2", "alice")).await.unwrap();
    store.insert_key(github("alice")).await.unwrap();
    let alice = "alice".into();
    assert_eq!(store.set_password(&alice, &[], Some(hash("HASHED"))).await.unwrap(), 2);
    let expected = [
        ["github:alice", "alice", "no password"],
        ["username:alice", "alice", "HASHED"],
        ["username:alice2", "alice", "HASHED"],
    ];
    assert_eq!(store.keys("alice").await, expected);
    assert_eq!(store.hash("bob").await.as_deref(), Some("hash of bob"));
    // Setting the same hash again counts as many keys.
    assert_eq!(store.set_password(&alice, &[], Some(hash("HASHED"))).await.unwrap(), 2);
}

pub(super) async fn a_named_key_gets_the_password_if_it_belongs_to_the_user<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    let new = github("alice");
    store.insert_key(new.clone()).await.unwrap();
    let set = async |key: &KeyId, text| {
        store.set_password(&"alice".into(), slice::from_ref(key), Some(hash(text))).await
    };
    assert_eq!(set(&KeyId::username("bob"), "first").await.unwrap(), 1);
    assert_eq!(store.hash("bob").await.as_deref(), Some("hash of bob"));
    assert_eq!(set(&new.id, "second").await.unwrap(), 2);
    let expected = [["github:alice", "alice", "second"], ["username:alice", "alice", "second"]];
    assert_eq!(store.keys("alice").await, expected);
}

pub(super) async fn all_named_keys_of_the_user_get_the_password<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    store.set_hash("alice", None).await;
    store.insert_key(github("alice")).await.unwrap();
    store.insert_key(KeyRecord { password_hash: None, ..key("amy", "alice") }).await.unwrap();
    let names = ["bob", "amy", "carol", "alice"].map(KeyId::username);
    assert_eq!(store.set_password(&"alice".into(), &names, Some(hash("first"))).await.unwrap(), 2);
    let expected = [
        ["github:alice", "alice", "no password"],
        ["username:alice", "alice", "first"],
        ["username:amy", "alice", "first"],
    ];
    assert_eq!(store.keys("alice").await, expected);
    assert_eq!(store.hash("bob").await.as_deref(), Some("hash of bob"));
    assert_eq!(store.owner("carol").await, None);
}

pub(super) async fn a_hash_is_removed_and_set_again<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    assert_eq!(store.set_password(&"alice".into(), &[], None).await.unwrap(), 1);
    assert_eq!((store.owner("alice").await.as_deref(), store.hash("alice").await), (Some("alice"), None));
    assert_eq!(store.set_password(&"alice".into(), &[], None).await.unwrap(), 0);
    assert_eq!(store.set_password(&"alice".into(), &[], Some(hash("x"))).await.unwrap(), 0);
    assert_eq!(store.hash("alice").await, None);
    store.set_hash("alice", Some("again")).await;
    assert_eq!(store.hash("alice").await.as_deref(), Some("again"));
}

pub(super) async fn a_key_that_is_not_there_gets_no_hash<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    let (carol, alice) = (KeyId::username("carol"), KeyId::username("alice"));
    assert_eq!(
        store.set_password(&"carol".into(), slice::from_ref(&carol), Some(hash("x"))).await.unwrap(),
        0
    );
    assert!(!store.replace_password_hash(&carol, &hash("x"), hash("y")).await.unwrap());
    store.delete_key(&alice, LastKey::Delete).await.unwrap();
    assert_eq!(store.set_password(&"alice".into(), &[alice], Some(hash("x"))).await.unwrap(), 0);
    assert_eq!((store.owner("carol").await, store.owner("alice").await), (None, None));
}

pub(super) async fn a_hash_is_replaced_on_one_key_only<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    store.set_hash("bob", Some("hash of alice")).await;
    let (alice, old) = (KeyId::username("alice"), hash("hash of alice"));
    assert!(store.replace_password_hash(&alice, &old, hash("new")).await.unwrap());
    assert!(!store.replace_password_hash(&alice, &old, hash("newer")).await.unwrap());
    assert_eq!(store.hash("alice").await.as_deref(), Some("new"));
    assert_eq!(store.hash("bob").await.as_deref(), Some("hash of alice"));
}

pub(super) async fn a_hash_is_replaced_only_if_the_old_one_matches_exactly<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    let alice = KeyId::username("alice");
    for wrong in ["", "hash of", "HASH OF ALICE", "hash of alice ", "hash of bob", "%", "no password"] {
        assert!(!store.replace_password_hash(&alice, &hash(wrong), hash("new")).await.unwrap(), "{wrong:?}");
    }
    assert_eq!(store.hash("alice").await.as_deref(), Some("hash of alice"));
}

pub(super) async fn a_key_without_a_hash_gets_none<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    let alice = KeyId::username("alice");
    store.set_hash("alice", None).await;
    for old in ["", "NULL", "hash of alice"] {
        assert!(!store.replace_password_hash(&alice, &hash(old), hash("new")).await.unwrap());
    }
    assert_eq!(store.hash("alice").await, None);
}
