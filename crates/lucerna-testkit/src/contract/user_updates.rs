//! Cases about updates of users: the given columns are written, and nothing else.

use super::environment::Environment;
use super::fixtures::{only, row, text, with_changes, with_text};
use lucerna_core::{Row, Store, Value};

pub(super) async fn an_update_writes_the_given_columns_only<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    let alice = row("alice");
    for changes in [text("username", "Y"), text("email", "a@example.com"), only("age", &None::<i64>)] {
        let before = store.user("alice").await.unwrap();
        assert!(store.update_user(&"alice".into(), changes.clone()).await.unwrap());
        assert_eq!(store.user("alice").await, Some(with_changes(&before, &changes)));
    }
    let all = with_text(text("username", "Y"), "email", "a@example.com").with("age", &None::<i64>);
    assert_eq!(store.user("alice").await, Some(with_changes(&alice, &all)));
}

pub(super) async fn an_update_writes_several_columns_in_any_order<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    let changes = with_text(only("age", &-1_i64), "username", "Alicia");
    assert!(store.update_user(&"alice".into(), changes.clone()).await.unwrap());
    assert_eq!(store.user("alice").await, Some(with_changes(&row("alice"), &changes)));
}

pub(super) async fn an_update_leaves_other_users_keys_and_sessions_as_they_are<S: Store>(
    env: &Environment<S>,
) {
    let store = env.signed_in().await;
    let (keys, sessions) = (store.keys("alice").await, store.sessions("alice").await);
    assert!(store.update_user(&"alice".into(), only("age", &99_i64)).await.unwrap());
    assert_eq!(store.user("bob").await, Some(row("bob")));
    assert_eq!((store.keys("alice").await, store.sessions("alice").await), (keys, sessions));
}

pub(super) async fn lucia_flaw_47_an_update_of_an_unknown_user_returns_false_and_creates_none<S: Store>(
    env: &Environment<S>,
) {
    let store = env.with_users().await;
    assert!(!store.update_user(&"carol".into(), row("carol")).await.unwrap());
    assert_eq!(store.user("carol").await, None);
    assert!(!store.update_user(&"carol".into(), text("username", "alice")).await.unwrap());
}

pub(super) async fn lucia_flaw_38_an_empty_update_writes_nothing_and_returns_whether_the_user_exists<
    S: Store,
>(
    env: &Environment<S>,
) {
    let store = env.with_users().await;
    for empty in [Row::new(), text("no_such_column", "x")] {
        assert!(store.update_user(&"alice".into(), empty.clone()).await.unwrap());
        assert!(!store.update_user(&"carol".into(), empty).await.unwrap());
    }
    assert_eq!(store.user("alice").await, Some(row("alice")));
    assert_eq!(store.user("carol").await, None);
}

pub(super) async fn lucia_flaw_37_the_id_of_a_user_cannot_be_written<S: Store>(env: &Environment<S>) {
    let store = env.signed_in().await;
    for id in ["bob", "carol"] {
        let changes = text("id", id).with("age", &8_i64);
        assert!(store.update_user(&"alice".into(), changes).await.unwrap());
        assert_eq!(store.user("carol").await, None);
        assert_eq!(store.user("bob").await, Some(row("bob")));
        assert_eq!(store.user("alice").await.unwrap().value("age"), Some(&Value::Integer(8)));
    }
    assert_eq!(store.sessions("alice").await.len(), 2);
}

pub(super) async fn an_update_of_a_deleted_user_does_nothing<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    assert!(store.delete_user(&"alice".into()).await.unwrap());
    assert!(!store.update_user(&"alice".into(), row("alice")).await.unwrap());
    assert_eq!(store.user("alice").await, None);
}
