//! Cases about key names: a key is copied and renamed, and keeps its password.

use super::concurrency::{BoxedCall, MANY, assert_one, at_once, race};
use super::environment::Environment;
use super::fixtures::{hash, key, row, text, with_changes, with_key, with_text};
use super::store_under_test::conflict;
use lucerna_core::{Conflict, KeyId, KeyRecord, Row, Store, Value};

const ROUNDS: usize = 16;

fn name(text: &str) -> KeyId {
    KeyId::username(text)
}

pub(super) async fn a_copied_key_has_the_same_owner_and_password<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    let email = KeyId::email("alice@example.com");
    assert!(store.copy_key(&name("alice"), &email).await.unwrap());
    let expected =
        [["email:alice@example.com", "alice", "hash of alice"], ["username:alice", "alice", "hash of alice"]];
    assert_eq!(store.keys("alice").await, expected);
    assert_eq!(store.keys("bob").await.len(), 1);
}

pub(super) async fn a_key_is_copied_only_with_a_password<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    let github = KeyId::new("github", "1").unwrap();
    let without = KeyRecord { id: github.clone(), password_hash: None, ..key("x", "alice") };
    store.insert_key(without).await.unwrap();
    for old in [name("carol"), name(""), github] {
        for new in ["new", "bob"] {
            assert!(!store.copy_key(&old, &name(new)).await.unwrap(), "{old}");
        }
    }
    assert_eq!(store.owner("new").await, None);
    assert_eq!(store.keys("bob").await, [["username:bob", "bob", "hash of bob"]]);
}

pub(super) async fn a_key_is_not_copied_to_a_name_in_use<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    store.insert_key(key("alicia", "alice")).await.unwrap();
    for taken in ["bob", "alicia", "alice"] {
        assert_eq!(conflict(store.copy_key(&name("alice"), &name(taken)).await), Conflict::Key);
    }
    assert_eq!(store.hash("alicia").await.as_deref(), Some("hash of alicia"));
    assert_eq!(store.keys("bob").await, [["username:bob", "bob", "hash of bob"]]);
}

pub(super) async fn a_renamed_key_keeps_everything_else<S: Store>(env: &Environment<S>) {
    let store = env.signed_in().await;
    store.insert_key(key("amy", "alice")).await.unwrap();
    let sessions = store.sessions("alice").await;
    let changes = text("username", "Alicia");
    assert!(store.rename_key(&name("alice"), &name("alicia"), changes.clone()).await.unwrap());
    let expected = [["username:alicia", "alice", "hash of alice"], ["username:amy", "alice", "hash of amy"]];
    assert_eq!(store.keys("alice").await, expected);
    assert_eq!(store.user("alice").await, Some(with_changes(&row("alice"), &changes)));
    assert_eq!(store.sessions("alice").await, sessions);
    assert_eq!((store.user("bob").await, store.keys("bob").await.len()), (Some(row("bob")), 1));
    // The old name is free, and only the new one belongs to the key.
    store.insert_user(with_key("carol")).await.unwrap();
    store.insert_key(key("alice", "carol")).await.unwrap();
    assert!(store.rename_key(&name("alicia"), &name("alix"), Row::new()).await.unwrap());
    assert_eq!(store.user("alice").await, Some(with_changes(&row("alice"), &changes)));
}

pub(super) async fn a_name_may_change_its_spelling_under_the_same_key<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    let alice = name("ALICE");
    for shown in ["ALICE", "Alice", "Alice"] {
        assert!(store.rename_key(&alice, &name("alice"), text("username", shown)).await.unwrap());
        assert_eq!(store.user("alice").await, Some(with_changes(&row("alice"), &text("username", shown))));
        assert_eq!(store.keys("alice").await, [["username:alice", "alice", "hash of alice"]]);
    }
}

pub(super) async fn a_key_is_not_renamed_to_a_name_in_use<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    store.insert_key(key("amy", "alice")).await.unwrap();
    for taken in ["bob", "amy"] {
        let changes = text("username", "Alicia").with("age", &8_i64);
        assert_eq!(conflict(store.rename_key(&name("alice"), &name(taken), changes).await), Conflict::Key);
        assert_eq!(store.user("alice").await, Some(row("alice")));
    }
    let names = [["username:alice", "alice", "hash of alice"], ["username:amy", "alice", "hash of amy"]];
    assert_eq!(store.keys("alice").await, names);
    assert_eq!(store.keys("bob").await, [["username:bob", "bob", "hash of bob"]]);
}

pub(super) async fn a_key_is_not_renamed_if_an_attribute_is_in_use<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    assert!(store.update_user(&"bob".into(), text("email", "b@x")).await.unwrap());
    for (new, changes, column) in [
        ("alicia", text("username", "bob"), "username"),
        ("alicia", with_text(text("username", "Alicia"), "email", "b@x"), "email"),
        ("alicia", with_text(text("username", "alice"), "email", "b@x"), "email"),
        ("alice", with_text(text("username", "Alicia"), "email", "b@x"), "email"),
    ] {
        let refused = store.rename_key(&name("alice"), &name(new), changes).await;
        assert_eq!(conflict(refused), Conflict::Column(column.to_owned()));
        assert_eq!(store.user("alice").await, Some(row("alice")));
        assert_eq!(store.keys("alice").await, [["username:alice", "alice", "hash of alice"]]);
    }
}

pub(super) async fn a_key_that_is_not_there_is_not_renamed<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    for new in ["new", "bob", "carol"] {
        assert!(!store.rename_key(&name("carol"), &name(new), text("username", "x")).await.unwrap(), "{new}");
    }
    assert_eq!((store.owner("new").await, store.owner("carol").await), (None, None));
    assert_eq!((store.user("alice").await, store.user("bob").await), (Some(row("alice")), Some(row("bob"))));
}

pub(super) async fn lucia_flaw_37_a_renaming_writes_attributes_only<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    let mut changes = text("username", "Alicia");
    for column in ["id", "user_id", "hashed_password", "age = 99, username", ""] {
        changes.push(column, Value::Text("bob".to_owned()));
    }
    assert!(store.rename_key(&name("alice"), &name("alicia"), changes).await.unwrap());
    assert_eq!(store.user("alice").await, Some(with_changes(&row("alice"), &text("username", "Alicia"))));
    assert_eq!(store.keys("alice").await, [["username:alicia", "alice", "hash of alice"]]);
    assert_eq!(store.user("bob").await, Some(row("bob")));
}

pub(super) async fn one_of_many_renames_a_key_to_a_name<S: Store>(env: &Environment<S>) {
    let store = &env.with_users().await;
    for at in 0..MANY {
        store.insert_key(key(&format!("k{at}"), "alice")).await.unwrap();
    }
    let answers = race(MANY, |at| {
        let store = store.clone();
        let changes = text("username", &format!("name {at}"));
        async move { store.rename_key(&name(&format!("k{at}")), &name("new"), changes).await }
    })
    .await;
    let lost = |it: &Result<bool, _>| matches!(it, Err(lucerna_core::StoreError::Conflict(Conflict::Key)));
    assert_one(&answers, |it| matches!(it, Ok(true)));
    assert!(answers.iter().all(|it| matches!(it, Ok(true)) || lost(it)), "{answers:?}");
    let winner = answers.iter().position(Result::is_ok).unwrap();
    assert_eq!(store.owner(&format!("k{winner}")).await, None);
    assert_eq!(store.hash("new").await, Some(format!("hash of k{winner}")));
    let shown = Value::Text(format!("name {winner}"));
    assert_eq!(store.user("alice").await.unwrap().value("username"), Some(&shown));
    assert_eq!(store.keys("alice").await.len(), MANY + 1);
}

pub(super) async fn one_of_many_renames_a_key<S: Store>(env: &Environment<S>) {
    let store = &env.with_users().await;
    let answers = race(MANY, |at| {
        let (store, new) = (store.clone(), name(&format!("new{at}")));
        async move { store.rename_key(&name("alice"), &new, Row::new()).await.unwrap() }
    });
    let answers = answers.await;
    assert_one(&answers, |it| *it);
    let winner = answers.iter().position(|it| *it).unwrap();
    let expected = [&format!("username:new{winner}"), "alice", "hash of alice"];
    assert_eq!(store.keys("alice").await, [expected]);
}

pub(super) async fn no_key_is_left_with_a_password_that_was_changed_while_it_was_copied<S: Store>(
    env: &Environment<S>,
) {
    let store = &env.with_users().await;
    for round in 0..ROUNDS {
        store.set_hash("alice", Some("old")).await;
        let copy = |at: usize| {
            let (store, new) = (store.clone(), name(&format!("new{round}-{at}")));
            Box::pin(async move { assert!(store.copy_key(&name("alice"), &new).await.unwrap()) })
                as BoxedCall<()>
        };
        let mut calls: Vec<_> = (0..4).map(copy).collect();
        let changer = store.clone();
        let change = Box::pin(async move {
            changer.set_password(&"alice".into(), &[], Some(hash("new"))).await.unwrap();
        });
        calls.insert(round % 5, change);
        at_once(calls).await;
        let keys = store.keys("alice").await;
        assert!(keys.iter().all(|[.., hash]| hash == "new"), "round {round}: {keys:?}");
        assert_eq!(keys.len(), 1 + 4 * (round + 1));
    }
}
