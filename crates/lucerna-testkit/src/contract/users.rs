//! Cases about users: they are inserted, found and deleted.

use super::environment::Environment;
use super::fixtures::{key, row, session, user, user_called, with_key, with_text};
use lucerna_core::{NewUserRecord, Row, Store, Value};

pub(super) async fn a_user_is_found_as_inserted<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    for name in ["alice", "bob"] {
        assert_eq!(store.find_user(&name.into()).await.unwrap(), Some(user(name).user));
    }
}

pub(super) async fn an_unknown_id_finds_no_user<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    for id in ["*", "", "alic", "alice ", "%", "_lice"] {
        assert_eq!(store.user(id).await, None, "{id:?}");
    }
}

pub(super) async fn a_user_needs_no_key<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    store.insert_user(user("carol")).await.unwrap();
    assert_eq!(store.user("carol").await, Some(row("carol")));
    assert!(store.keys("carol").await.is_empty());
}

pub(super) async fn a_user_and_their_key_are_inserted_together<S: Store>(env: &Environment<S>) {
    let store = env.empty().await;
    store.insert_user(with_key("carol")).await.unwrap();
    assert_eq!(store.user("carol").await, Some(row("carol")));
    assert_eq!(store.keys("carol").await, [["username:carol", "carol", "hash of carol"]]);
}

pub(super) async fn a_key_that_comes_with_its_user_needs_no_password<S: Store>(env: &Environment<S>) {
    let store = env.empty().await;
    let mut carol = with_key("carol");
    carol.key.as_mut().unwrap().password_hash = None;
    store.insert_user(carol).await.unwrap();
    assert_eq!(store.owner("carol").await.as_deref(), Some("carol"));
    assert_eq!(store.hash("carol").await, None);
}

pub(super) async fn columns_may_come_in_any_order_and_nullable_ones_may_be_left_out<S: Store>(
    env: &Environment<S>,
) {
    let store = env.empty().await;
    let mut carol = user("carol");
    carol.user.attributes = with_text(Row::new().with("age", &9_i64), "username", "Carol");
    store.insert_user(carol).await.unwrap();
    let found = store.user("carol").await.unwrap();
    assert_eq!(found.value("username"), Some(&Value::Text("Carol".to_owned())));
    assert_eq!(found.value("age"), Some(&Value::Integer(9)));
    assert_eq!(found.value("email"), Some(&Value::Null));
    assert_eq!(found.iter().len(), 3);
}

pub(super) async fn a_column_that_must_not_be_empty_is_never_stored_empty<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    let mut carol = with_key("carol");
    carol.user.attributes = Row::new().with("age", &9_i64);
    assert!(store.insert_user(carol).await.is_err());
    assert_eq!((store.user("carol").await, store.owner("carol").await), (None, None));
    let empty = Row::new().with("username", &None::<String>);
    assert!(store.update_user(&"alice".into(), empty).await.is_err());
    assert_eq!(store.user("alice").await, Some(row("alice")));
}

pub(super) async fn lucia_flaw_36_a_column_beyond_the_schema_is_not_written<S: Store>(env: &Environment<S>) {
    let store = env.empty().await;
    let mut carol = user("carol");
    for name in ["admin", "age = 99, username", "username\" = 'Root' --", "age;", "", "id", "AGE"] {
        carol.user.attributes.push(name, Value::Integer(1));
    }
    store.insert_user(carol.clone()).await.unwrap();
    assert!(store.update_user(&"carol".into(), carol.user.attributes).await.unwrap());
    assert_eq!(store.user("carol").await, Some(row("carol")));
}

pub(super) async fn a_deleted_user_is_gone_and_the_others_stay<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    assert!(store.delete_user(&"bob".into()).await.unwrap());
    assert_eq!(store.user("bob").await, None);
    assert_eq!(store.user("alice").await, Some(row("alice")));
    assert!(!store.delete_user(&"bob".into()).await.unwrap());
}

pub(super) async fn deleting_an_unknown_user_is_no_error_and_deletes_no_user<S: Store>(env: &Environment<S>) {
    let store = env.signed_in().await;
    assert!(!store.delete_user(&"*".into()).await.unwrap());
    assert_eq!((store.keys("alice").await.len(), store.sessions("alice").await.len()), (1, 2));
    assert!(store.user("alice").await.is_some());
}

pub(super) async fn a_user_is_deleted_with_their_own_keys_and_sessions_only<S: Store>(env: &Environment<S>) {
    let store = env.signed_in().await;
    store.insert_key(key("alice2", "alice")).await.unwrap();
    assert!(store.delete_user(&"alice".into()).await.unwrap());
    assert_eq!((store.owner("alice").await, store.owner("alice2").await), (None, None));
    assert_eq!((store.session("a1").await, store.session("a2").await), (None, None));
    assert!(store.keys("alice").await.is_empty() && store.sessions("alice").await.is_empty());
    assert_eq!(store.keys("bob").await, [["username:bob", "bob", "hash of bob"]]);
    assert_eq!(store.sessions("bob").await, [session("b1", "bob")]);
}

pub(super) async fn a_new_user_with_the_id_of_a_deleted_one_inherits_nothing<S: Store>(env: &Environment<S>) {
    let store = env.signed_in().await;
    assert!(store.delete_user(&"alice".into()).await.unwrap());
    let NewUserRecord { user, .. } = user_called("alice", "alice");
    store.insert_user(NewUserRecord { user, key: None }).await.unwrap();
    assert!(store.keys("alice").await.is_empty() && store.sessions("alice").await.is_empty());
    store.insert_key(key("alice", "alice")).await.unwrap();
    store.insert_session(session("a1", "alice")).await.unwrap();
    assert_eq!(store.sessions("alice").await, [session("a1", "alice")]);
}
