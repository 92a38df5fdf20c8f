//! Cases about conflicts: the error names what is in use, and the call leaves nothing behind.

use super::environment::Environment;
use super::fixtures::{key, only, row, text, user, user_called, with_changes, with_key, with_text};
use super::store_under_test::conflict;
use lucerna_core::{Conflict, NewUserRecord, Row, Store, Value};

fn column(name: &str) -> Conflict {
    Conflict::Column(name.to_owned())
}

/// Returns a user whose every value may belong to another user.
fn user_with(id: &str, name: &str, key_name: &str) -> NewUserRecord {
    NewUserRecord { key: Some(key(key_name, id)), ..user_called(id, name) }
}

pub(super) async fn a_conflict_names_the_key_before_the_column_before_the_id<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    let cases = [
        (user_with("bob", "bob", "alice"), Conflict::Key),
        (user_with("carol", "bob", "alice"), Conflict::Key),
        (user_with("bob", "carol", "alice"), Conflict::Key),
        (user_with("bob", "bob", "carol"), column("username")),
        (user_called("bob", "bob"), column("username")),
    ];
    for (new, expected) in cases {
        assert_eq!(conflict(store.insert_user(new).await), expected);
    }
}

pub(super) async fn lucia_flaw_39_a_taken_id_is_not_called_a_taken_key<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    assert_eq!(conflict(store.insert_user(user_with("bob", "carol", "carol")).await), Conflict::UserId);
    assert_eq!(conflict(store.insert_user(user_called("bob", "carol")).await), Conflict::UserId);
}

pub(super) async fn a_conflict_names_the_column_that_is_in_use_and_no_other<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    store.update_user(&"alice".into(), text("email", "a@example.com")).await.unwrap();
    let mut carol = user("carol");
    carol.user.attributes = with_text(text("username", "carol"), "email", "a@example.com");
    assert_eq!(conflict(store.insert_user(carol).await), column("email"));
    assert_eq!(
        conflict(store.update_user(&"bob".into(), text("email", "a@example.com")).await),
        column("email")
    );
}

pub(super) async fn lucia_flaw_46_a_taken_key_rolls_back_the_user<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    assert_eq!(conflict(store.insert_user(user_with("carol", "carol", "alice")).await), Conflict::Key);
    assert_eq!(store.user("carol").await, None);
    assert_eq!(store.keys("alice").await, [["username:alice", "alice", "hash of alice"]]);
    assert!(store.keys("carol").await.is_empty());
    store.insert_user(with_key("carol")).await.unwrap();
}

pub(super) async fn a_taken_column_rolls_back_the_key<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    assert_eq!(conflict(store.insert_user(user_with("carol", "alice", "carol")).await), column("username"));
    assert_eq!((store.user("carol").await, store.owner("carol").await), (None, None));
    store.insert_user(with_key("carol")).await.unwrap();
}

pub(super) async fn a_taken_id_gives_its_owner_neither_key_nor_attributes<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    assert_eq!(conflict(store.insert_user(user_with("alice", "carol", "carol")).await), Conflict::UserId);
    assert_eq!(store.user("alice").await, Some(row("alice")));
    assert_eq!(store.owner("carol").await, None);
    assert_eq!(store.keys("alice").await.len(), 1);
    store.insert_user(with_key("carol")).await.unwrap();
}

pub(super) async fn an_update_to_a_taken_value_changes_nothing<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    let changes = with_text(only("age", &99_i64), "username", "bob");
    assert_eq!(conflict(store.update_user(&"alice".into(), changes).await), column("username"));
    assert_eq!(store.user("alice").await, Some(row("alice")));
}

pub(super) async fn lucia_flaw_41_a_refused_call_has_rolled_back_when_it_returns<S: Store>(
    env: &Environment<S>,
) {
    let store = env.with_users().await;
    let mut expected = row("alice");
    for age in 0..16_i64 {
        assert_eq!(conflict(store.insert_user(user_with("carol", "bob", "carol")).await), column("username"));
        assert!(store.update_user(&"alice".into(), only("age", &age)).await.unwrap());
        assert_eq!((store.user("carol").await, store.owner("carol").await), (None, None));
        expected = with_changes(&expected, &only("age", &age));
        assert_eq!(store.user("alice").await.as_ref(), Some(&expected));
    }
}

pub(super) async fn a_users_own_value_does_not_conflict<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    assert!(store.update_user(&"alice".into(), row("alice")).await.unwrap());
    assert_eq!(store.user("alice").await, Some(row("alice")));
}

pub(super) async fn null_values_do_not_conflict<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    for name in ["carol", "dave"] {
        store.insert_user(user(name)).await.unwrap();
        assert!(store.update_user(&name.into(), only("email", &None::<String>)).await.unwrap());
    }
}

pub(super) async fn an_empty_text_is_a_value<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    assert!(store.update_user(&"alice".into(), text("email", "")).await.unwrap());
    assert_eq!(conflict(store.update_user(&"bob".into(), text("email", "")).await), column("email"));
    assert_eq!(store.user("alice").await.unwrap().value("email"), Some(&Value::Text(String::new())));
    assert_eq!(store.user("bob").await.unwrap().value("email"), Some(&Value::Null));
}

pub(super) async fn a_released_value_can_be_taken<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    assert!(store.update_user(&"alice".into(), text("username", "Alicia")).await.unwrap());
    assert!(store.update_user(&"bob".into(), text("username", "alice")).await.unwrap());
    assert!(store.delete_user(&"alice".into()).await.unwrap());
    store.insert_user(user_with("alice", "Alicia", "alice")).await.unwrap();
}

pub(super) async fn columns_without_a_unique_constraint_may_repeat<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    let [alice, bob] = [store.user("alice").await, store.user("bob").await].map(Option::unwrap);
    assert!(alice.value("age").is_some_and(|it| *it != Value::Null));
    assert_eq!(alice.value("age"), bob.value("age"));
    assert!(store.update_user(&"bob".into(), Row::new().with("age", &7_i64)).await.unwrap());
}
