//! Cases about dropped calls: a write is done entirely or not at all, and the store keeps working.
//!
//! A dropped write may still complete later. Each case therefore queries in an order in which the answers agree at
//! any time, and repeats the write.

use super::concurrency::{POLLS, drop_after_polls};
use super::environment::Environment;
use super::fixtures::{
    START, at, hash, key, row, session, session_id, text, user, with_changes, with_key, with_text,
};
use super::store_under_test::StoreUnderTest;
use lucerna_core::{
    Conflict, CredentialAction, CredentialChange, CredentialChanged, Expiry, KeyDeletion, KeyId, LastKey,
    Row, SessionRecord, Store, StoreError,
};

/// Checks that the write succeeds now, or had already been done when the call was dropped.
fn assert_done(result: Result<(), StoreError>, before: &Conflict) {
    match result {
        Ok(()) => {}
        Err(StoreError::Conflict(conflict)) => assert_eq!(conflict, *before),
        Err(other) => panic!("{other:?}"),
    }
}

/// Opens a store with one user for each number of polls, each with a key and two sessions.
async fn crowded<S: Store>(env: &Environment<S>) -> StoreUnderTest<S> {
    let store = env.empty().await;
    for name in POLLS.map(|polls| format!("u{polls}")) {
        store.insert_user(with_key(&name)).await.unwrap();
        store.insert_session(session(&format!("{name}a"), &name)).await.unwrap();
        store.insert_session(session(&format!("{name}b"), &name)).await.unwrap();
    }
    store
}

pub(super) async fn a_user_is_inserted_with_their_key_or_not_at_all<S: Store>(env: &Environment<S>) {
    let store = env.empty().await;
    for polls in POLLS {
        let name = &*format!("u{polls}");
        drop_after_polls(polls, store.insert_user(with_key(name))).await;
        let (key, user) = (store.owner(name).await, store.user(name).await);
        assert!(key.is_none() || user.is_some(), "a key without its user");
        let (user, key) = (store.user(name).await, store.owner(name).await);
        assert!(user.is_none() || key.is_some(), "a user without their key");
        assert_done(store.insert_user(with_key(name)).await, &Conflict::Key);
        assert_eq!(store.user(name).await, Some(row(name)));
        assert_eq!(store.keys(name).await.len(), 1);
    }
}

pub(super) async fn a_user_is_deleted_with_all_or_not_at_all<S: Store>(env: &Environment<S>) {
    let store = crowded(env).await;
    for polls in POLLS {
        let name = &*format!("u{polls}");
        drop_after_polls(polls, store.delete_user(&name.into())).await;
        let (sessions, key) = (store.sessions(name).await.len(), store.owner(name).await);
        assert_ne!(sessions, 1, "half of the sessions");
        let some_are_gone = sessions == 0 || key.is_none();
        assert!(!some_are_gone || store.user(name).await.is_none(), "a user without the rest");
        let user = store.user(name).await;
        let (sessions, key) = (store.sessions(name).await.len(), store.owner(name).await);
        assert!(user.is_some() || (sessions == 0 && key.is_none()), "the rest without a user");
        store.delete_user(&name.into()).await.unwrap();
        assert_eq!((store.user(name).await, store.owner(name).await), (None, None));
        assert!(store.sessions(name).await.is_empty());
    }
}

pub(super) async fn a_user_is_updated_in_all_columns_or_in_none<S: Store>(env: &Environment<S>) {
    let store = crowded(env).await;
    for polls in POLLS {
        let name = &*format!("u{polls}");
        let changes = with_text(text("username", &format!("new {polls}")), "email", name).with("age", &0_i64);
        drop_after_polls(polls, store.update_user(&name.into(), changes.clone())).await;
        let (old, new) = (row(name), with_changes(&row(name), &changes));
        let found = store.user(name).await.unwrap();
        assert!(found == old || found == new, "{found:?}");
        assert!(store.update_user(&name.into(), changes).await.unwrap());
        assert_eq!(store.user(name).await, Some(new));
    }
}

pub(super) async fn a_key_is_inserted_or_not<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    for polls in POLLS {
        let name = &*format!("k{polls}");
        drop_after_polls(polls, store.insert_key(key(name, "alice"))).await;
        assert_done(store.insert_key(key(name, "alice")).await, &Conflict::Key);
        assert_eq!(store.hash(name).await, Some(format!("hash of {name}")));
    }
}

pub(super) async fn a_hash_is_set_or_not<S: Store>(env: &Environment<S>) {
    let store = crowded(env).await;
    for polls in POLLS {
        let name = &*format!("u{polls}");
        let (id, old) = (KeyId::username(name), format!("hash of {name}"));
        drop_after_polls(polls, store.replace_password_hash(&id, &hash(&old), hash("new"))).await;
        assert!([old.as_str(), "new"].contains(&&*store.hash(name).await.unwrap()));
        store.replace_password_hash(&id, &hash(&old), hash("new")).await.unwrap();
        assert_eq!(store.hash(name).await.as_deref(), Some("new"));
        drop_after_polls(polls, store.set_password(&name.into(), &[id], None)).await;
        store.set_hash(name, None).await;
        assert_eq!(store.hash(name).await, None);
    }
}

pub(super) async fn a_key_is_copied_or_not<S: Store>(env: &Environment<S>) {
    let store = crowded(env).await;
    for polls in POLLS {
        let name = &*format!("u{polls}");
        let (old, new) = (KeyId::username(name), KeyId::username(&format!("{name}b")));
        drop_after_polls(polls, store.copy_key(&old, &new)).await;
        assert_done(store.copy_key(&old, &new).await.map(drop), &Conflict::Key);
        assert_eq!(store.hash(new.subject()).await, store.hash(name).await);
        assert_eq!(store.keys(name).await.len(), 2);
    }
}

pub(super) async fn a_key_is_renamed_with_the_attribute_or_not_at_all<S: Store>(env: &Environment<S>) {
    let store = crowded(env).await;
    for polls in POLLS {
        let name = &*format!("u{polls}");
        let new = format!("new{polls}");
        let (old, id, changes) = (KeyId::username(name), KeyId::username(&new), text("username", &new));
        drop_after_polls(polls, store.rename_key(&old, &id, changes.clone())).await;
        let is_new = |it: Option<Row>| it == Some(with_changes(&row(name), &changes));
        let (key, user) = (store.owner(&new).await, store.user(name).await);
        assert!(key.is_none() || is_new(user), "a key without the attribute");
        let (user, key) = (store.user(name).await, store.owner(&new).await);
        assert!(!is_new(user) || key.is_some(), "an attribute without the key");
        store.rename_key(&old, &id, changes.clone()).await.unwrap();
        assert!(is_new(store.user(name).await));
        assert_eq!(store.keys(name).await, [[&format!("username:{new}"), name, &format!("hash of {name}")]]);
    }
}

pub(super) async fn a_credential_is_changed_and_no_other_session_is_left_or_not<S: Store>(
    env: &Environment<S>,
) {
    let store = crowded(env).await;
    for polls in POLLS {
        let name = &*format!("u{polls}");
        let (current, new) = (session_id(&format!("{name}a")), session_id(&format!("{name}new")));
        let change = || CredentialChange {
            user_id: name.into(),
            proof: None,
            session: None,
            action: CredentialAction::SetPassword { hash: hash("new"), keys: Vec::new() },
            current: Some((current, new)),
        };
        drop_after_polls(polls, store.change_credential(change())).await;
        let password = store.hash(name).await.unwrap();
        let sessions: Vec<_> = store.sessions(name).await.iter().map(|it| it.id).collect();
        assert!(password != "new" || sessions == [current] || sessions == [new], "{sessions:?}");
        assert_ne!(sessions.contains(&current), sessions.contains(&new), "the current session");
        let answer = store.change_credential(change()).await.unwrap();
        assert!(matches!(answer, CredentialChanged::Changed { .. }), "{answer:?}");
        assert_eq!(store.hash(name).await.as_deref(), Some("new"));
        assert!(store.sessions(name).await.iter().all(|it| it.id == new));
    }
}

pub(super) async fn a_key_is_deleted_or_not<S: Store>(env: &Environment<S>) {
    let store = crowded(env).await;
    for polls in POLLS {
        let name = &*format!("u{polls}");
        let (first, second) = (KeyId::username(name), KeyId::username(&format!("{name}b")));
        store.insert_key(key(second.subject(), name)).await.unwrap();
        drop_after_polls(polls, store.delete_key(&first, LastKey::Keep)).await;
        let deletion = store.delete_key(&first, LastKey::Keep).await.unwrap();
        assert!(matches!(deletion, KeyDeletion::Deleted | KeyDeletion::Missing), "{deletion:?}");
        assert_eq!(store.delete_key(&second, LastKey::Keep).await.unwrap(), KeyDeletion::Last);
        assert_eq!(store.keys(name).await.len(), 1);
    }
}

pub(super) async fn a_session_is_inserted_or_not<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    for polls in POLLS {
        let new = session(&format!("s{polls}"), "alice");
        drop_after_polls(polls, store.insert_session(new.clone())).await;
        assert_done(store.insert_session(new.clone()).await, &Conflict::SessionId);
        assert_eq!(store.find_session(&new.id, START).await.unwrap(), Some(new));
    }
}

pub(super) async fn a_session_is_renewed_in_both_limits_or_in_none<S: Store>(env: &Environment<S>) {
    let store = crowded(env).await;
    for polls in POLLS {
        let old = session(&format!("u{polls}a"), &format!("u{polls}"));
        let later = Expiry { active: at(250), idle: at(280), absolute: at(300) };
        drop_after_polls(polls, store.renew_session(&old.id, later)).await;
        let found = store.find_session(&old.id, START).await.unwrap().unwrap();
        assert!([old.expiry, later].contains(&found.expiry), "{found:?}");
        assert!(store.renew_session(&old.id, later).await.unwrap());
        assert_eq!(store.find_session(&old.id, START).await.unwrap().unwrap().expiry, later);
    }
}

pub(super) async fn a_session_is_updated_in_all_columns_or_in_none<S: Store>(env: &Environment<S>) {
    let store = crowded(env).await;
    for polls in POLLS {
        let id = session_id(&format!("u{polls}a"));
        let changes = with_text(text("country", "DE"), "device", "laptop");
        drop_after_polls(polls, store.update_session(&id, changes.clone())).await;
        let old = session("a1", "alice").attributes;
        let found = store.find_session(&id, START).await.unwrap().unwrap().attributes;
        assert!(found == old || found == with_changes(&old, &changes), "{found:?}");
        assert!(store.update_session(&id, changes.clone()).await.unwrap());
        assert_eq!(
            store.find_session(&id, START).await.unwrap().unwrap().attributes,
            with_changes(&old, &changes)
        );
    }
}

pub(super) async fn a_session_is_renamed_or_not<S: Store>(env: &Environment<S>) {
    let store = crowded(env).await;
    for polls in POLLS {
        let old = session(&format!("u{polls}a"), &format!("u{polls}"));
        let new = session_id(&format!("u{polls}new"));
        drop_after_polls(polls, store.rename_session(&old.id, &new, None)).await;
        // False if the dropped call had already done it.
        store.rename_session(&old.id, &new, None).await.unwrap();
        assert_eq!(store.find_session(&old.id, START).await.unwrap(), None);
        let renamed = SessionRecord { id: new, ..old };
        assert_eq!(store.find_session(&new, START).await.unwrap(), Some(renamed));
        assert_eq!(store.sessions(&format!("u{polls}")).await.len(), 2);
    }
}

pub(super) async fn a_session_ends_or_does_not<S: Store>(env: &Environment<S>) {
    let store = crowded(env).await;
    for polls in POLLS {
        let name = &*format!("u{polls}");
        let id = session_id(&format!("{name}a"));
        drop_after_polls(polls, store.delete_session(&id)).await;
        store.delete_session(&id).await.unwrap();
        assert!(!store.delete_session(&id).await.unwrap());
        assert_eq!(store.sessions(name).await, [session(&format!("{name}b"), name)]);
    }
}

pub(super) async fn all_sessions_of_a_user_end_or_none<S: Store>(env: &Environment<S>) {
    let store = crowded(env).await;
    for polls in POLLS {
        let name = &*format!("u{polls}");
        drop_after_polls(polls, store.delete_user_sessions(&name.into(), None)).await;
        assert_ne!(store.sessions(name).await.len(), 1, "half of the sessions");
        store.delete_user_sessions(&name.into(), None).await.unwrap();
        assert!(store.sessions(name).await.is_empty());
    }
}

pub(super) async fn all_dead_sessions_are_deleted_or_none<S: Store>(env: &Environment<S>) {
    let store = env.empty().await;
    for polls in POLLS {
        // Each round has its own limit, so that a late sweep finds nothing of the next round.
        let (name, last) = (&*format!("u{polls}"), i64::try_from(polls).unwrap());
        store.insert_user(user(name)).await.unwrap();
        for token in ["a", "b"] {
            let mut dead = session(&format!("{name}{token}"), name);
            dead.expiry.idle = at(last);
            store.insert_session(dead).await.unwrap();
        }
        drop_after_polls(polls, store.delete_dead_sessions(at(last + 1))).await;
        // Searched at a time when both were alive, so that only deleted sessions are missing.
        assert_ne!(store.sessions(name).await.len(), 1, "half of the sessions");
        store.delete_dead_sessions(at(last + 1)).await.unwrap();
        assert!(store.sessions(name).await.is_empty());
    }
}
