//! Cases about races: one of many conflicting calls succeeds, and calls without conflict all do.

use super::concurrency::{MANY, assert_one, assert_one_done, race};
use super::environment::Environment;
use super::fixtures::{
    START, at, hash, key, only, row, session, session_id, text, user, user_called, with_changes,
};
use lucerna_core::{Conflict, Expiry, KeyDeletion, KeyId, LastKey, NewUserRecord, Store, StoreError, Value};

/// The number of repetitions of a race between few calls.
const ROUNDS: usize = 16;

pub(super) async fn one_of_many_gets_a_key<S: Store>(env: &Environment<S>) {
    let store = &env.with_users().await;
    let answers = race(MANY, |_| {
        let store = store.clone();
        async move { store.insert_key(key("carol", "alice")).await }
    });
    assert_one_done(&answers.await, |it| matches!(it, StoreError::Conflict(Conflict::Key)));
    assert_eq!(store.keys("alice").await.len(), 2);
}

pub(super) async fn one_of_many_signs_up_with_a_name<S: Store>(env: &Environment<S>) {
    let store = &env.empty().await;
    let answers = race(MANY, |at| {
        let store = store.clone();
        let (id, name) = (format!("u{at}"), format!("User {at}"));
        let key = Some(key("carol", &id));
        async move { store.insert_user(NewUserRecord { key, ..user_called(&id, &name) }).await }
    })
    .await;
    assert_one_done(&answers, |it| matches!(it, StoreError::Conflict(Conflict::Key)));
    let winner = answers.iter().position(Result::is_ok).unwrap();
    for at in 0..MANY {
        assert_eq!(store.user(&format!("u{at}")).await.is_some(), at == winner, "{at}");
    }
    assert_eq!(store.owner("carol").await, Some(format!("u{winner}")));
}

pub(super) async fn one_of_many_gets_a_value_that_is_unique<S: Store>(env: &Environment<S>) {
    let store = &env.empty().await;
    let taken =
        |it: &StoreError| matches!(it, StoreError::Conflict(Conflict::Column(name)) if name == "username");
    let inserted = race(MANY, |at| {
        let store = store.clone();
        async move { store.insert_user(user_called(&format!("u{at}"), "carol")).await }
    });
    assert_one_done(&inserted.await, taken);
    for at in 0..8 {
        store.insert_user(user(&format!("v{at}"))).await.unwrap();
    }
    let updated = race(8, |at| {
        let store = store.clone();
        async move {
            store.update_user(&format!("v{at}").as_str().into(), text("username", "dave")).await.map(drop)
        }
    });
    assert_one_done(&updated.await, taken);
}

pub(super) async fn one_of_many_gets_an_id<S: Store>(env: &Environment<S>) {
    let store = &env.empty().await;
    let answers = race(MANY, |at| {
        let store = store.clone();
        async move { store.insert_user(user_called("carol", &format!("User {at}"))).await }
    })
    .await;
    assert_one_done(&answers, |it| matches!(it, StoreError::Conflict(Conflict::UserId)));
    let winner = format!("User {}", answers.iter().position(Result::is_ok).unwrap());
    assert_eq!(store.user("carol").await.unwrap().value("username"), Some(&Value::Text(winner)));
}

pub(super) async fn one_of_many_inserts_a_session<S: Store>(env: &Environment<S>) {
    let store = &env.with_users().await;
    let answers = race(MANY, |at| {
        let (store, user) = (store.clone(), if at % 2 == 0 { "alice" } else { "bob" });
        async move { store.insert_session(session("s", user)).await }
    });
    assert_one_done(&answers.await, |it| matches!(it, StoreError::Conflict(Conflict::SessionId)));
    assert_eq!(store.sessions("alice").await.len() + store.sessions("bob").await.len(), 1);
}

pub(super) async fn one_of_many_ends_a_session<S: Store>(env: &Environment<S>) {
    let store = &env.signed_in().await;
    let answers = race(MANY, |_| {
        let store = store.clone();
        async move { store.delete_session(&session_id("a1")).await.unwrap() }
    });
    assert_one(&answers.await, |it| *it);
}

pub(super) async fn one_of_many_deletes_a_key<S: Store>(env: &Environment<S>) {
    for last in [LastKey::Keep, LastKey::Delete] {
        let store = &env.empty().await;
        let name = format!("{last:?}");
        store.insert_user(user(&name)).await.unwrap();
        store.insert_key(key(&name, &name)).await.unwrap();
        store.insert_key(key(&format!("{name}2"), &name)).await.unwrap();
        let answers = race(MANY, |_| {
            let (store, id) = (store.clone(), KeyId::username(&name));
            async move { store.delete_key(&id, last).await.unwrap() }
        })
        .await;
        assert_one(&answers, |it| *it == KeyDeletion::Deleted);
        assert!(!answers.contains(&KeyDeletion::Last));
        assert_eq!(store.keys(&name).await.len(), 1);
    }
}

pub(super) async fn one_of_many_deletes_a_user<S: Store>(env: &Environment<S>) {
    let store = &env.signed_in().await;
    let answers = race(MANY, |_| {
        let store = store.clone();
        async move { store.delete_user(&"alice".into()).await.unwrap() }
    });
    assert_one(&answers.await, |it| *it);
}

pub(super) async fn one_of_many_replaces_a_hash<S: Store>(env: &Environment<S>) {
    let store = &env.with_users().await;
    let answers = race(MANY, |at| {
        let (store, new) = (store.clone(), hash(&format!("new {at}")));
        let old = hash("hash of alice");
        async move { store.replace_password_hash(&KeyId::username("alice"), &old, new).await.unwrap() }
    })
    .await;
    assert_one(&answers, |it| *it);
    let winner = answers.iter().position(|it| *it).unwrap();
    assert_eq!(store.hash("alice").await, Some(format!("new {winner}")));
}

pub(super) async fn sessions_ended_concurrently_are_counted_once<S: Store>(env: &Environment<S>) {
    let store = &env.with_users().await;
    for at in 0..8 {
        store.insert_session(session(&format!("a{at}"), "alice")).await.unwrap();
        store.insert_session(session(&format!("b{at}"), "bob")).await.unwrap();
    }
    let ended = race(MANY, |_| {
        let store = store.clone();
        async move { store.delete_user_sessions(&"alice".into(), None).await.unwrap() }
    });
    assert_eq!(ended.await.iter().sum::<u64>(), 8);
    let swept = race(MANY, |_| {
        let store = store.clone();
        async move { store.delete_dead_sessions(at(201)).await.unwrap() }
    });
    assert_eq!(swept.await.iter().sum::<u64>(), 8);
}

pub(super) async fn one_of_two_concurrent_deletions_of_the_last_two_keys_is_refused<S: Store>(
    env: &Environment<S>,
) {
    let store = &env.empty().await;
    for round in 0..ROUNDS {
        let name = format!("u{round}");
        store.insert_user(user(&name)).await.unwrap();
        let keys = [format!("{name}a"), format!("{name}b")];
        for it in &keys {
            store.insert_key(key(it, &name)).await.unwrap();
        }
        let answers = race(2, |at| {
            let (store, id) = (store.clone(), KeyId::username(&keys[at]));
            async move { store.delete_key(&id, LastKey::Keep).await.unwrap() }
        })
        .await;
        assert_one(&answers, |it| *it == KeyDeletion::Deleted);
        assert_one(&answers, |it| *it == KeyDeletion::Last);
        assert_eq!(store.keys(&name).await.len(), 1);
    }
}

pub(super) async fn one_of_many_concurrent_deletions_of_all_keys_is_refused<S: Store>(env: &Environment<S>) {
    let store = &env.empty().await;
    for round in 0..ROUNDS {
        let user_id = format!("u{round}");
        store.insert_user(user(&user_id)).await.unwrap();
        for at in 0..8 {
            store.insert_key(key(&format!("{user_id}k{at}"), &user_id)).await.unwrap();
        }
        let answers = race(8, |at| {
            let (store, id) = (store.clone(), KeyId::username(&format!("{user_id}k{at}")));
            async move { store.delete_key(&id, LastKey::Keep).await.unwrap() }
        })
        .await;
        assert_one(&answers, |it| *it == KeyDeletion::Last);
        assert!(!answers.contains(&KeyDeletion::Missing));
        assert_eq!(store.keys(&user_id).await.len(), 1);
    }
}

pub(super) async fn concurrent_changes_of_two_columns_of_a_user_both_succeed<S: Store>(env: &Environment<S>) {
    let store = &env.with_users().await;
    for round in 0..ROUNDS {
        let email = text("email", &format!("a{round}@example.com"));
        let age = only("age", &i64::try_from(round).unwrap());
        let answers = race(2, |at| {
            let (store, changes) = (store.clone(), [&email, &age][at].clone());
            async move { store.update_user(&"alice".into(), changes).await.unwrap() }
        });
        assert_eq!(answers.await, [true, true]);
        assert_eq!(store.user("alice").await, Some(with_changes(&with_changes(&row("alice"), &email), &age)));
    }
}

pub(super) async fn concurrent_changes_of_two_columns_of_a_session_both_succeed<S: Store>(
    env: &Environment<S>,
) {
    let store = &env.signed_in().await;
    for round in 0..ROUNDS {
        let changes = ["country", "device"].map(|it| text(it, &format!("{it} {round}")));
        let answers = race(2, |at| {
            let (store, changes) = (store.clone(), changes[at].clone());
            async move { store.update_session(&session_id("a1"), changes).await.unwrap() }
        });
        assert_eq!(answers.await, [true, true]);
        let [country, device] = changes;
        let expected = with_changes(&with_changes(&session("a1", "alice").attributes, &country), &device);
        assert_eq!(store.session("a1").await.unwrap().attributes, expected);
    }
}

pub(super) async fn concurrent_calls_without_conflict_all_succeed<S: Store>(env: &Environment<S>) {
    let store = &env.with_users().await;
    let answers = race(MANY, |at| {
        let store = store.clone();
        async move {
            store.insert_key(key(&format!("k{at}"), "alice")).await.unwrap();
            store.insert_session(session(&format!("s{at}"), "alice")).await
        }
    });
    assert!(answers.await.iter().all(Result::is_ok));
    assert_eq!((store.keys("alice").await.len(), store.sessions("alice").await.len()), (MANY + 1, MANY));
}

pub(super) async fn lucia_flaw_44_a_session_that_ends_during_its_renewal_has_ended<S: Store>(
    env: &Environment<S>,
) {
    let store = &env.with_users().await;
    let later = Expiry { active: at(250), idle: at(280), absolute: at(300) };
    for round in 0..ROUNDS {
        let new = session(&format!("s{round}"), "alice");
        let id = new.id;
        store.insert_session(new).await.unwrap();
        let answers = race(6, |at| {
            let store = store.clone();
            async move {
                // Another call comes first in every round.
                match (at + round) % 3 {
                    0 => store.renew_session(&id, later).await.map(drop),
                    1 => store.update_session(&id, text("country", "DE")).await.map(drop),
                    _ => store.delete_session(&id).await.map(drop),
                }
            }
        });
        assert!(answers.await.iter().all(Result::is_ok));
        assert_eq!(store.find_session(&id, START).await.unwrap(), None);
        assert!(store.sessions("alice").await.is_empty());
    }
}

pub(super) async fn one_of_many_renames_a_session<S: Store>(env: &Environment<S>) {
    let store = &env.signed_in().await;
    for (old, all_want_one) in [("b1", false), ("a1", true)] {
        let name = |at: usize| if all_want_one { "new".to_owned() } else { format!("new{at}") };
        let answers = race(MANY, |at| {
            let (store, new) = (store.clone(), session_id(&name(at)));
            async move { store.rename_session(&session_id(old), &new, None).await.unwrap() }
        });
        let answers = answers.await;
        assert_one(&answers, |it| *it);
        let winner = answers.iter().position(|it| *it).unwrap();
        assert_eq!(store.session(old).await, None);
        assert!(store.session(&name(winner)).await.is_some());
    }
    assert_eq!((store.sessions("alice").await.len(), store.sessions("bob").await.len()), (2, 1));
}

pub(super) async fn a_session_that_ends_while_it_is_renamed_has_ended<S: Store>(env: &Environment<S>) {
    let store = &env.with_users().await;
    for round in 0..ROUNDS {
        let old = session(&format!("s{round}"), "alice");
        let (id, new) = (old.id, session_id(&format!("new{round}")));
        store.insert_session(old).await.unwrap();
        let answers = race(6, |at| {
            let store = store.clone();
            async move {
                // Another call comes first in every round.
                match (at + round) % 3 {
                    0 => store.rename_session(&id, &new, None).await.map(drop),
                    _ => store.delete_user_sessions(&"alice".into(), None).await.map(drop),
                }
            }
        });
        assert!(answers.await.iter().all(Result::is_ok));
        assert_eq!(store.find_session(&new, START).await.unwrap(), None, "round {round}");
        assert!(store.sessions("alice").await.is_empty());
    }
}
