//! Cases about revocation: of one session, of all sessions of a user, and of all but one.

use super::environment::Environment;
use super::fixtures::{session, session_id};
use lucerna_core::Store;

pub(super) async fn one_session_ends_and_the_others_stay<S: Store>(env: &Environment<S>) {
    let store = env.signed_in().await;
    assert!(store.delete_session(&session_id("a1")).await.unwrap());
    assert_eq!(store.session("a1").await, None);
    assert_eq!(store.sessions("alice").await, [session("a2", "alice")]);
    assert_eq!(store.sessions("bob").await, [session("b1", "bob")]);
}

pub(super) async fn a_session_ends_once<S: Store>(env: &Environment<S>) {
    let store = env.signed_in().await;
    assert!(store.delete_session(&session_id("a1")).await.unwrap());
    assert!(!store.delete_session(&session_id("a1")).await.unwrap());
}

pub(super) async fn ending_a_session_that_is_not_there_is_no_error<S: Store>(env: &Environment<S>) {
    let store = env.signed_in().await;
    assert!(!store.delete_session(&session_id("*")).await.unwrap());
    assert_eq!(store.sessions("alice").await.len(), 2);
}

pub(super) async fn lucia_flaw_43_all_sessions_of_one_user_end<S: Store>(env: &Environment<S>) {
    let store = env.signed_in().await;
    assert_eq!(store.delete_user_sessions(&"alice".into(), None).await.unwrap(), 2);
    assert_eq!((store.session("a1").await, store.session("a2").await), (None, None));
    assert!(store.sessions("alice").await.is_empty());
    assert_eq!(store.sessions("bob").await, [session("b1", "bob")]);
    assert_eq!(store.delete_user_sessions(&"alice".into(), None).await.unwrap(), 0);
    assert!(store.user("alice").await.is_some() && store.keys("alice").await.len() == 1);
}

pub(super) async fn ending_the_sessions_of_an_unknown_user_is_no_error<S: Store>(env: &Environment<S>) {
    let store = env.signed_in().await;
    assert_eq!(store.delete_user_sessions(&"*".into(), None).await.unwrap(), 0);
    assert_eq!(store.delete_user_sessions(&"*".into(), Some(&session_id("a1"))).await.unwrap(), 0);
    assert_eq!(store.sessions("alice").await.len(), 2);
}

pub(super) async fn all_sessions_but_one_end<S: Store>(env: &Environment<S>) {
    let store = env.signed_in().await;
    store.insert_session(session("a3", "alice")).await.unwrap();
    let keep = session_id("a2");
    assert_eq!(store.delete_user_sessions(&"alice".into(), Some(&keep)).await.unwrap(), 2);
    assert_eq!(store.sessions("alice").await, [session("a2", "alice")]);
    assert_eq!(store.delete_user_sessions(&"alice".into(), Some(&keep)).await.unwrap(), 0);
    assert_eq!(store.sessions("alice").await, [session("a2", "alice")]);
    assert_eq!(store.sessions("bob").await, [session("b1", "bob")]);
}

pub(super) async fn a_session_to_keep_of_another_user_keeps_nothing<S: Store>(env: &Environment<S>) {
    let store = env.signed_in().await;
    let bobs = session_id("b1");
    assert_eq!(store.delete_user_sessions(&"alice".into(), Some(&bobs)).await.unwrap(), 2);
    assert!(store.sessions("alice").await.is_empty());
    store.insert_session(session("a1", "alice")).await.unwrap();
    let nobodys = session_id("never");
    assert_eq!(store.delete_user_sessions(&"alice".into(), Some(&nobodys)).await.unwrap(), 1);
    assert_eq!(store.sessions("bob").await, [session("b1", "bob")]);
}
