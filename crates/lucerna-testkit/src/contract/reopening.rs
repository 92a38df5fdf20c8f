//! Cases about reopening: a store that persists finds everything that it acknowledged.

use super::concurrency::{MANY, POLLS, drop_after_polls, race};
use super::environment::Environment;
use super::fixtures::{at, hash, key, row, session, session_id, text, with_changes, with_key};
use super::store_under_test::conflict;
use lucerna_core::{Conflict, Expiry, KeyDeletion, KeyId, LastKey, SessionPeriods, Store, StoreError};
use std::time::Duration;

pub(super) async fn inserted_rows_survive_reopening<S: Store>(env: &Environment<S>) {
    let store = env.signed_in().await;
    let periods = SessionPeriods { active: Duration::from_secs(1), idle: Duration::from_secs(2) };
    let mut long = session("a3", "alice");
    long.periods = Some(periods);
    store.insert_session(long.clone()).await.unwrap();
    drop(store);
    let store = env.empty().await;
    for name in ["alice", "bob"] {
        assert_eq!(store.user(name).await, Some(row(name)));
        assert_eq!(store.keys(name).await, [[&format!("username:{name}"), name, &format!("hash of {name}")]]);
    }
    assert_eq!(store.session("a1").await, Some(session("a1", "alice")));
    assert_eq!(store.session("a3").await, Some(long));
    assert_eq!(store.sessions("bob").await, [session("b1", "bob")]);
}

pub(super) async fn changes_survive_reopening<S: Store>(env: &Environment<S>) {
    let store = env.signed_in().await;
    let later = Expiry { active: at(250), idle: at(280), absolute: at(300) };
    assert!(store.update_user(&"alice".into(), text("email", "a@example.com")).await.unwrap());
    store.set_hash("alice", None).await;
    let bob = KeyId::username("bob");
    assert!(store.replace_password_hash(&bob, &hash("hash of bob"), hash("new")).await.unwrap());
    assert!(store.renew_session(&session_id("a1"), later).await.unwrap());
    assert!(store.update_session(&session_id("a2"), text("country", "YY")).await.unwrap());
    drop(store);
    let store = env.empty().await;
    let expected = with_changes(&row("alice"), &text("email", "a@example.com"));
    assert_eq!(store.user("alice").await, Some(expected));
    assert_eq!((store.hash("alice").await, store.hash("bob").await.as_deref()), (None, Some("new")));
    assert_eq!(store.session("a1").await.unwrap().expiry, later);
    let expected = with_changes(&session("a2", "alice").attributes, &text("country", "YY"));
    assert_eq!(store.session("a2").await.unwrap().attributes, expected);
}

pub(super) async fn deletions_survive_reopening<S: Store>(env: &Environment<S>) {
    let store = env.signed_in().await;
    store.insert_key(key("bob2", "bob")).await.unwrap();
    assert!(store.delete_session(&session_id("b1")).await.unwrap());
    let deletion = store.delete_key(&KeyId::username("bob2"), LastKey::Keep).await.unwrap();
    assert_eq!(deletion, KeyDeletion::Deleted);
    assert!(store.delete_user(&"alice".into()).await.unwrap());
    drop(store);
    let store = env.empty().await;
    assert!(store.user("alice").await.is_none() && store.keys("alice").await.is_empty());
    for token in ["a1", "a2", "b1"] {
        assert_eq!(store.session(token).await, None, "{token}");
    }
    assert_eq!(store.keys("bob").await.len(), 1);
    let later = Expiry { active: at(250), idle: at(280), absolute: at(300) };
    assert!(!store.renew_session(&session_id("b1"), later).await.unwrap());
}

pub(super) async fn ended_sessions_stay_ended_after_reopening<S: Store>(env: &Environment<S>) {
    let store = env.signed_in().await;
    assert_eq!(store.delete_user_sessions(&"alice".into(), Some(&session_id("a2"))).await.unwrap(), 1);
    let store = {
        drop(store);
        env.empty().await
    };
    assert_eq!(store.sessions("alice").await, [session("a2", "alice")]);
    assert_eq!(store.delete_dead_sessions(at(201)).await.unwrap(), 2);
    drop(store);
    let store = env.empty().await;
    assert!(store.sessions("alice").await.is_empty() && store.sessions("bob").await.is_empty());
}

pub(super) async fn refused_calls_leave_nothing_after_reopening<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    let mut carol = with_key("carol");
    carol.key = Some(key("alice", "carol"));
    assert_eq!(conflict(store.insert_user(carol).await), Conflict::Key);
    assert!(store.insert_session(session("c1", "carol")).await.is_err());
    drop(store);
    let store = env.empty().await;
    assert_eq!((store.user("carol").await, store.session("c1").await), (None, None));
    store.insert_user(with_key("carol")).await.unwrap();
}

pub(super) async fn constraints_hold_after_reopening<S: Store>(env: &Environment<S>) {
    drop(env.signed_in().await);
    let store = env.empty().await;
    assert_eq!(conflict(store.insert_user(with_key("alice")).await), Conflict::Key);
    let column = Conflict::Column("username".to_owned());
    assert_eq!(conflict(store.update_user(&"alice".into(), text("username", "bob")).await), column);
    assert_eq!(conflict(store.insert_session(session("a1", "bob")).await), Conflict::SessionId);
    assert!(matches!(store.insert_key(key("c", "carol")).await, Err(StoreError::MissingUser)));
    assert!(store.delete_user(&"alice".into()).await.unwrap());
    assert!(store.sessions("alice").await.is_empty() && store.owner("alice").await.is_none());
}

pub(super) async fn acknowledged_concurrent_writes_survive_reopening<S: Store>(env: &Environment<S>) {
    let store = env.empty().await;
    let answers = race(MANY, |at| {
        let (store, name) = (store.clone(), format!("u{}", at % 40));
        async move { store.insert_user(with_key(&name)).await.map(|()| name) }
    })
    .await;
    drop(store);
    let store = env.empty().await;
    let acknowledged: Vec<_> = answers.into_iter().flatten().collect();
    assert_eq!(acknowledged.len(), 40);
    for name in acknowledged {
        assert_eq!(store.user(&name).await, Some(row(&name)));
        assert_eq!(store.owner(&name).await, Some(name));
    }
}

pub(super) async fn a_dropped_call_is_done_entirely_or_not_at_all<S: Store>(env: &Environment<S>) {
    let store = env.empty().await;
    for polls in POLLS {
        for at in 0..8 {
            drop_after_polls(polls, store.insert_user(with_key(&format!("u{polls}{at}")))).await;
        }
    }
    drop(store);
    let store = env.empty().await;
    for name in POLLS.flat_map(|polls| (0..8).map(move |at| format!("u{polls}{at}"))) {
        let (key, user) = (store.owner(&name).await, store.user(&name).await);
        assert!(key.is_none() || user.is_some(), "a key without its user");
        let (user, key) = (store.user(&name).await, store.owner(&name).await);
        assert!(user.is_none() || key.is_some(), "a user without their key");
    }
}
