//! Cases about sign-in: a session replaces an older one, and starts only while its proof holds.

use super::concurrency::{BoxedCall, at_once};
use super::environment::Environment;
use super::fixtures::{key, session, session_id};
use super::store_under_test::{StoreUnderTest, conflict};
use lucerna_core::{Conflict, KeyId, KeyProof, LastKey, SessionStart, SessionStarted, Store, StoreError};

const ROUNDS: usize = 16;

/// The number of sign-ins during the password change.
const OTHERS: usize = 4;

fn start(token: &str, user: &str) -> SessionStart {
    SessionStart { session: session(token, user), proof: None, replaces: None }
}

/// Returns a start that is proven by the first password of this username.
fn proven(token: &str, name: &str) -> SessionStart {
    let key = key(name, name);
    let proof = KeyProof { key: key.id, hash: key.password_hash };
    SessionStart { proof: Some(proof), ..start(token, name) }
}

/// Returns a start for this username that is not proven by a password.
fn by_key(token: &str, name: &str) -> SessionStart {
    let proof = KeyProof { key: KeyId::username(name), hash: None };
    SessionStart { proof: Some(proof), ..start(token, name) }
}

fn in_place_of(older: &str, start: SessionStart) -> SessionStart {
    SessionStart { replaces: Some(session_id(older)), ..start }
}

const STARTED: SessionStarted = SessionStarted::Started { replaced: false };

const REPLACED: SessionStarted = SessionStarted::Started { replaced: true };

pub(super) async fn a_session_starts_as_it_is_given<S: Store>(env: &Environment<S>) {
    let store = env.signed_in().await;
    assert_eq!(store.start_session(start("a3", "alice")).await.unwrap(), STARTED);
    assert_eq!(store.session("a3").await, Some(session("a3", "alice")));
    assert_eq!(store.sessions("alice").await.len(), 3);
    assert_eq!(conflict(store.start_session(start("a3", "bob")).await), Conflict::SessionId);
    assert_eq!(store.session("a3").await, Some(session("a3", "alice")));
}

pub(super) async fn a_session_starts_while_the_password_is_the_proven_one<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    assert_eq!(store.start_session(proven("a1", "alice")).await.unwrap(), STARTED);
    assert_eq!(store.session("a1").await, Some(session("a1", "alice")));
}

pub(super) async fn a_session_does_not_start_with_an_older_password<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    let alice = KeyId::username("alice");
    store.insert_key(key("alicia", "alice")).await.unwrap();
    for new in [Some("another"), Some("HASH OF ALICE"), None] {
        store.set_hash("alice", new).await;
        assert_superseded(&store).await;
    }
    store.delete_key(&alice, LastKey::Keep).await.unwrap();
    assert_superseded(&store).await;
}

pub(super) async fn a_session_starts_on_a_key_whatever_its_password_is<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    for (at, hash) in [Some("hash of alice"), Some("another"), None].into_iter().enumerate() {
        store.set_hash("alice", hash).await;
        let token = format!("a{at}");
        assert_eq!(store.start_session(by_key(&token, "alice")).await.unwrap(), STARTED);
        assert_eq!(store.session(&token).await, Some(session(&token, "alice")));
    }
}

pub(super) async fn a_session_does_not_start_on_a_key_that_is_gone<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    store.insert_key(key("alicia", "alice")).await.unwrap();
    store.delete_key(&KeyId::username("alice"), LastKey::Keep).await.unwrap();
    let answer = store.start_session(by_key("a1", "alice")).await.unwrap();
    assert_eq!(answer, SessionStarted::Superseded);
    assert_superseded(&store).await;
}

pub(super) async fn a_session_does_not_start_on_a_key_of_another_user<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    let hash = key("bob", "bob").password_hash;
    for hash in [hash, None] {
        let proof = Some(KeyProof { key: KeyId::username("bob"), hash });
        let answer = store.start_session(SessionStart { proof, ..start("a1", "alice") }).await.unwrap();
        assert_eq!(answer, SessionStarted::Superseded);
        assert!(store.session("a1").await.is_none() && store.sessions("alice").await.is_empty());
    }
}

async fn assert_superseded<S: Store>(store: &StoreUnderTest<S>) {
    let answer = store.start_session(proven("a1", "alice")).await.unwrap();
    assert_eq!(answer, SessionStarted::Superseded);
    assert_eq!(store.session("a1").await, None);
    assert!(store.sessions("alice").await.is_empty());
}

pub(super) async fn the_replaced_session_ends_even_if_it_is_another_users<S: Store>(env: &Environment<S>) {
    let store = env.signed_in().await;
    for (older, token) in [("a1", "a3"), ("b1", "a4")] {
        let answer = store.start_session(in_place_of(older, proven(token, "alice"))).await;
        assert_eq!(answer.unwrap(), REPLACED);
        assert_eq!(store.session(older).await, None);
        assert_eq!(store.session(token).await, Some(session(token, "alice")));
    }
    assert!(store.session("a2").await.is_some(), "another browser's");
    assert_eq!(store.start_session(in_place_of("a1", start("a5", "alice"))).await.unwrap(), STARTED);
}

pub(super) async fn a_refused_start_keeps_the_replaced_session<S: Store>(env: &Environment<S>) {
    let store = env.signed_in().await;
    store.set_hash("bob", Some("another")).await;
    let superseded = store.start_session(in_place_of("a1", proven("b2", "bob"))).await.unwrap();
    assert_eq!(superseded, SessionStarted::Superseded);
    let refused = store.start_session(in_place_of("a1", start("c1", "carol"))).await;
    assert!(matches!(refused, Err(StoreError::MissingUser)), "{refused:?}");
    let taken = store.start_session(in_place_of("a1", start("a2", "bob"))).await;
    assert_eq!(conflict(taken), Conflict::SessionId);
    assert_eq!(store.session("a1").await, Some(session("a1", "alice")));
    assert_eq!(store.session("b2").await, None);
}

pub(super) async fn a_concurrent_password_change_leaves_no_session_of_the_old_password<S: Store>(
    env: &Environment<S>,
) {
    let store = &env.with_users().await;
    for round in 0..ROUNDS {
        store.set_hash("alice", Some("hash of alice")).await;
        let sign_in = |at| {
            let store = store.clone();
            Box::pin(async move {
                store.start_session(proven(&format!("a{at}"), "alice")).await.unwrap();
            }) as BoxedCall<()>
        };
        let changer = store.clone();
        let mut calls: Vec<_> = (0..OTHERS).map(sign_in).collect();
        let change = Box::pin(async move {
            changer.set_hash("alice", Some("another")).await;
            changer.delete_user_sessions(&"alice".into(), None).await.unwrap();
        });
        calls.insert(round % (OTHERS + 1), change);
        at_once(calls).await;
        assert!(store.sessions("alice").await.is_empty(), "round {round}");
    }
}
