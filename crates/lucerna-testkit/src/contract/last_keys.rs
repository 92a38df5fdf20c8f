//! Cases about a user's last key: it is deleted only on explicit request.

use super::environment::Environment;
use super::fixtures::{key, user};
use lucerna_core::{KeyDeletion, KeyId, LastKey, Store};

pub(super) async fn the_last_key_is_kept_on_request<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    for _ in 0..2 {
        let deletion = store.delete_key(&KeyId::username("alice"), LastKey::Keep).await.unwrap();
        assert_eq!(deletion, KeyDeletion::Last);
    }
    assert_eq!(store.keys("alice").await, [["username:alice", "alice", "hash of alice"]]);
}

pub(super) async fn the_last_key_is_deleted_on_request<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    let deletion = store.delete_key(&KeyId::username("alice"), LastKey::Delete).await.unwrap();
    assert_eq!(deletion, KeyDeletion::Deleted);
    assert!(store.keys("alice").await.is_empty());
    assert!(store.user("alice").await.is_some());
}

pub(super) async fn of_two_keys_either_is_deleted_and_then_the_other_is_the_last<S: Store>(
    env: &Environment<S>,
) {
    let store = env.with_users().await;
    for (first, second) in [("alice", "alice2"), ("alice2", "alice")] {
        store.insert_user(user("carol")).await.unwrap();
        store.insert_key(key(&format!("{first}c"), "carol")).await.unwrap();
        store.insert_key(key(&format!("{second}c"), "carol")).await.unwrap();
        let delete = async |name: &str| {
            store.delete_key(&KeyId::username(&format!("{name}c")), LastKey::Keep).await.unwrap()
        };
        assert_eq!(delete(first).await, KeyDeletion::Deleted);
        assert_eq!(delete(second).await, KeyDeletion::Last);
        assert!(store.delete_user(&"carol".into()).await.unwrap());
    }
}

pub(super) async fn keys_of_other_users_do_not_count<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    store.insert_key(key("bob2", "bob")).await.unwrap();
    let deletion = store.delete_key(&KeyId::username("alice"), LastKey::Keep).await.unwrap();
    assert_eq!(deletion, KeyDeletion::Last);
    assert_eq!(store.owner("alice").await.as_deref(), Some("alice"));
}
