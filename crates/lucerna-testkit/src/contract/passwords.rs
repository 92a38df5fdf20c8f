//! The hash of a key's password is set, replaced if it is still the old one, and removed.

use super::people::{hash, key};
use super::place::Place;
use lucerna_core::{KeyId, LastKey, Store};

pub(super) async fn a_hash_is_set_and_no_other_is<S: Store>(place: &Place<S>) {
    let store = place.people().await;
    store.insert_key(key("alice2", "alice")).await.unwrap();
    assert!(store.set_password_hash(&KeyId::username("alice"), Some(hash("HASHED"))).await.unwrap());
    assert_eq!(
        store.keys("alice").await,
        [["username:alice", "alice", "HASHED"], ["username:alice2", "alice", "hash of alice2"]]
    );
    assert_eq!(store.hash("bob").await.as_deref(), Some("hash of bob"));
}

pub(super) async fn a_hash_is_removed_and_set_again<S: Store>(place: &Place<S>) {
    let store = place.people().await;
    let alice = KeyId::username("alice");
    assert!(store.set_password_hash(&alice, None).await.unwrap());
    assert_eq!((store.owner("alice").await.as_deref(), store.hash("alice").await), (Some("alice"), None));
    assert!(store.set_password_hash(&alice, None).await.unwrap());
    assert!(store.set_password_hash(&alice, Some(hash("again"))).await.unwrap());
    assert_eq!(store.hash("alice").await.as_deref(), Some("again"));
}

pub(super) async fn a_key_that_is_not_there_gets_no_hash<S: Store>(place: &Place<S>) {
    let store = place.people().await;
    let carol = KeyId::username("carol");
    assert!(!store.set_password_hash(&carol, Some(hash("x"))).await.unwrap());
    assert!(!store.replace_password_hash(&carol, &hash("x"), hash("y")).await.unwrap());
    store.delete_key(&KeyId::username("alice"), LastKey::Delete).await.unwrap();
    assert!(!store.set_password_hash(&KeyId::username("alice"), Some(hash("x"))).await.unwrap());
    assert_eq!((store.owner("carol").await, store.owner("alice").await), (None, None));
}

pub(super) async fn a_hash_is_replaced_once_and_nobody_elses_is<S: Store>(place: &Place<S>) {
    let store = place.people().await;
    let bob = KeyId::username("bob");
    assert!(store.set_password_hash(&bob, Some(hash("hash of alice"))).await.unwrap());
    let (alice, old) = (KeyId::username("alice"), hash("hash of alice"));
    assert!(store.replace_password_hash(&alice, &old, hash("new")).await.unwrap());
    assert!(!store.replace_password_hash(&alice, &old, hash("newer")).await.unwrap());
    assert_eq!(store.hash("alice").await.as_deref(), Some("new"));
    assert_eq!(store.hash("bob").await.as_deref(), Some("hash of alice"));
}

pub(super) async fn a_hash_is_replaced_only_by_who_knows_it_to_the_letter<S: Store>(place: &Place<S>) {
    let store = place.people().await;
    let alice = KeyId::username("alice");
    for wrong in ["", "hash of", "HASH OF ALICE", "hash of alice ", "hash of bob", "%", "no password"] {
        assert!(!store.replace_password_hash(&alice, &hash(wrong), hash("new")).await.unwrap(), "{wrong:?}");
    }
    assert_eq!(store.hash("alice").await.as_deref(), Some("hash of alice"));
}

pub(super) async fn where_there_is_no_hash_none_is_replaced<S: Store>(place: &Place<S>) {
    let store = place.people().await;
    let alice = KeyId::username("alice");
    assert!(store.set_password_hash(&alice, None).await.unwrap());
    for old in ["", "NULL", "hash of alice"] {
        assert!(!store.replace_password_hash(&alice, &hash(old), hash("new")).await.unwrap());
    }
    assert_eq!(store.hash("alice").await, None);
}
