//! Cases about keys: they are inserted, found, listed and deleted.

use super::environment::Environment;
use super::fixtures::key;
use super::store_under_test::{conflict, shown};
use lucerna_core::{Conflict, KeyDeletion, KeyId, KeyRecord, LastKey, Store, StoreError};

fn without_password(provider: &str, subject: &str, user: &str) -> KeyRecord {
    KeyRecord { id: KeyId::new(provider, subject).unwrap(), user_id: user.into(), password_hash: None }
}

pub(super) async fn a_key_is_found_as_inserted<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    for new in [key("carol", "alice"), without_password("github", "1234", "bob")] {
        store.insert_key(new.clone()).await.unwrap();
        let found = store.find_key(&new.id).await.unwrap().unwrap();
        assert_eq!((shown(&found), found.id), (shown(&new), new.id));
    }
}

pub(super) async fn an_unknown_name_finds_no_key<S: Store>(env: &Environment<S>) {
    let store = env.empty().await;
    assert!(store.find_key(&KeyId::username("*")).await.unwrap().is_none());
    store.insert_user(super::fixtures::with_key("alice")).await.unwrap();
    for id in [KeyId::username("*"), KeyId::username(""), KeyId::email("alice"), KeyId::username("alic")] {
        assert!(store.find_key(&id).await.unwrap().is_none(), "{id}");
    }
}

pub(super) async fn a_key_in_use_cannot_be_inserted_again<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    for user in ["bob", "alice"] {
        let again = KeyRecord { password_hash: None, ..key("alice", user) };
        assert_eq!(conflict(store.insert_key(again).await), Conflict::Key);
    }
    assert_eq!(store.keys("alice").await, [["username:alice", "alice", "hash of alice"]]);
    assert_eq!(store.keys("bob").await.len(), 1);
}

pub(super) async fn a_key_of_an_unknown_user_is_refused<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    let refused = store.insert_key(key("carol", "carol")).await;
    assert!(matches!(refused, Err(StoreError::MissingUser)), "{refused:?}");
    assert_eq!(store.owner("carol").await, None);
    assert!(store.keys("carol").await.is_empty());
}

pub(super) async fn a_users_keys_are_listed_in_order<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    for (name, user) in [("zoe", "alice"), ("amy", "alice"), ("mia", "bob"), ("kim", "alice")] {
        store.insert_key(key(name, user)).await.unwrap();
    }
    let names = |keys: Vec<[String; 3]>| keys.into_iter().map(|[name, ..]| name).collect::<Vec<_>>();
    let alice = ["username:alice", "username:amy", "username:kim", "username:zoe"];
    assert_eq!(names(store.keys("alice").await), alice);
    assert_eq!(names(store.keys("bob").await), ["username:bob", "username:mia"]);
}

pub(super) async fn an_unknown_user_has_no_keys<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    assert!(store.keys("*").await.is_empty());
    assert!(store.keys("").await.is_empty());
}

pub(super) async fn one_of_two_keys_is_deleted_and_the_other_stays<S: Store>(env: &Environment<S>) {
    let store = env.signed_in().await;
    store.insert_key(key("alice2", "alice")).await.unwrap();
    for (last, expected) in [(LastKey::Keep, KeyDeletion::Deleted), (LastKey::Keep, KeyDeletion::Missing)] {
        assert_eq!(store.delete_key(&KeyId::username("alice"), last).await.unwrap(), expected);
        assert_eq!(store.keys("alice").await, [["username:alice2", "alice", "hash of alice2"]]);
    }
    assert_eq!(store.keys("bob").await.len(), 1);
    assert_eq!(store.sessions("alice").await.len(), 2);
    assert!(store.user("alice").await.is_some());
}

pub(super) async fn deleting_a_key_that_is_not_there_is_no_error<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    for last in [LastKey::Keep, LastKey::Delete] {
        let deletion = store.delete_key(&KeyId::username("carol"), last).await.unwrap();
        assert_eq!(deletion, KeyDeletion::Missing);
    }
    assert_eq!(store.keys("alice").await.len(), 1);
}

pub(super) async fn a_deleted_key_can_be_taken_by_another<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    store.delete_key(&KeyId::username("alice"), LastKey::Delete).await.unwrap();
    store.insert_key(key("alice", "bob")).await.unwrap();
    assert_eq!(store.owner("alice").await.as_deref(), Some("bob"));
    assert!(store.keys("alice").await.is_empty());
}

pub(super) async fn a_subject_may_have_colons<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    let subjects = ["a:b", ":", "::a", "a:"];
    for subject in subjects {
        store.insert_key(without_password("saml", subject, "alice")).await.unwrap();
    }
    for subject in subjects {
        let id = KeyId::new("saml", subject).unwrap();
        assert_eq!(store.find_key(&id).await.unwrap().unwrap().id, id);
    }
    let listed = store.find_user_keys(&"alice".into()).await.unwrap();
    let saml = listed.iter().filter(|it| it.id.provider() == "saml" && subjects.contains(&it.id.subject()));
    assert_eq!((saml.count(), listed.len()), (4, 5));
}

pub(super) async fn the_same_subject_of_two_providers_is_two_keys<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    store.insert_key(without_password("github", "1", "alice")).await.unwrap();
    store.insert_key(without_password("gitlab", "1", "bob")).await.unwrap();
    let owner = async |provider| {
        let id = KeyId::new(provider, "1").unwrap();
        store.find_key(&id).await.unwrap().unwrap().user_id.to_string()
    };
    assert_eq!((owner("github").await, owner("gitlab").await), ("alice".to_owned(), "bob".to_owned()));
}
