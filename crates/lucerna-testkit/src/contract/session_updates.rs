//! Cases about updates of sessions: they are renewed, changed and renamed, and an ended one never comes back.

use super::environment::Environment;
use super::fixtures::{START, at, session, session_id, text, with_changes, with_text};
use lucerna_core::{
    Expiry, Methods, Row, SessionDetails, SessionPeriods, SessionRecord, Store, Timestamp, Value,
};
use std::time::Duration;

const LATER: Expiry = Expiry { active: at(250), idle: at(280), absolute: at(300) };

pub(super) async fn a_renewal_moves_the_limits_and_nothing_else<S: Store>(env: &Environment<S>) {
    let store = env.signed_in().await;
    assert!(store.renew_session(&session_id("a1"), LATER).await.unwrap());
    let renewed = SessionRecord { expiry: LATER, ..session("a1", "alice") };
    assert_eq!(store.session("a1").await, Some(renewed));
    assert_eq!(store.session("a2").await, Some(session("a2", "alice")));
    assert_eq!(store.session("b1").await, Some(session("b1", "bob")));
}

pub(super) async fn a_renewal_never_moves_the_absolute_limit<S: Store>(env: &Environment<S>) {
    let store = env.signed_in().await;
    for absolute in [at(9_000), at(0)] {
        assert!(store.renew_session(&session_id("a1"), Expiry { absolute, ..LATER }).await.unwrap());
        assert_eq!(store.session("a1").await.unwrap().expiry, LATER);
    }
}

pub(super) async fn a_renewal_can_bring_the_limits_nearer<S: Store>(env: &Environment<S>) {
    let store = env.signed_in().await;
    let nearer = Expiry { active: at(10), idle: at(20), absolute: at(300) };
    assert!(store.renew_session(&session_id("a1"), nearer).await.unwrap());
    assert!(store.is_alive(&session("a1", "alice"), at(20)).await);
    assert!(!store.is_alive(&session("a1", "alice"), at(21)).await);
}

pub(super) async fn rt_054_a_renewal_never_brings_a_session_back<S: Store>(env: &Environment<S>) {
    let store = env.signed_in().await;
    assert!(store.delete_session(&session_id("a1")).await.unwrap());
    assert!(!store.renew_session(&session_id("a1"), LATER).await.unwrap());
    assert!(!store.renew_session(&session_id("never"), LATER).await.unwrap());
    assert_eq!((store.session("a1").await, store.session("never").await), (None, None));
    assert_eq!(store.sessions("alice").await, [session("a2", "alice")]);
}

pub(super) async fn an_update_of_a_session_writes_the_given_columns_only<S: Store>(env: &Environment<S>) {
    let store = env.signed_in().await;
    let before = session("a1", "alice");
    let changes =
        [text("device", "laptop"), text("country", "YY"), Row::new().with("device", &None::<String>)];
    let mut attributes = before.attributes.clone();
    for changes in changes {
        attributes = with_changes(&attributes, &changes);
        assert!(store.update_session(&before.id, changes).await.unwrap());
        let expected = SessionRecord { attributes: attributes.clone(), ..before.clone() };
        assert_eq!(store.session("a1").await, Some(expected));
    }
    assert_eq!(store.session("a2").await, Some(session("a2", "alice")));
    assert_eq!(store.session("b1").await, Some(session("b1", "bob")));
}

pub(super) async fn an_empty_update_writes_nothing_and_returns_whether_the_session_exists<S: Store>(
    env: &Environment<S>,
) {
    let store = env.signed_in().await;
    for empty in [Row::new(), text("no_such_column", "x")] {
        assert!(store.update_session(&session_id("a1"), empty.clone()).await.unwrap());
        assert!(!store.update_session(&session_id("never"), empty).await.unwrap());
    }
    assert_eq!(store.session("a1").await, Some(session("a1", "alice")));
}

pub(super) async fn an_update_never_brings_a_session_back<S: Store>(env: &Environment<S>) {
    let store = env.signed_in().await;
    assert!(store.delete_session(&session_id("a1")).await.unwrap());
    for token in ["a1", "never"] {
        assert!(!store.update_session(&session_id(token), text("country", "YY")).await.unwrap());
        assert_eq!(store.session(token).await, None);
    }
}

pub(super) async fn lucia_flaw_37_other_columns_of_a_session_cannot_be_written<S: Store>(
    env: &Environment<S>,
) {
    let store = env.signed_in().await;
    let mut changes = text("country", "YY");
    for name in ["id", "user_id", "active_period", "idle_period"] {
        changes = with_text(changes, name, "bob");
    }
    for name in ["active_expires", "idle_expires", "absolute_expires", "role"] {
        changes = changes.with(name, &Timestamp::from_unix_millis(i64::MAX));
    }
    assert!(store.update_session(&session_id("a1"), changes.clone()).await.unwrap());
    let SessionRecord { attributes, .. } = session("a1", "alice");
    let expected = with_changes(&attributes, &changes);
    assert_eq!(
        store.session("a1").await,
        Some(SessionRecord { attributes: expected, ..session("a1", "alice") })
    );
    assert_eq!(store.sessions("bob").await, [session("b1", "bob")]);
}

pub(super) async fn unknown_attributes_of_a_session_are_not_inserted<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    let mut new = session("a1", "alice");
    for name in ["user_id", "idle_expires", "role"] {
        new.attributes.push(name, Value::Integer(0));
    }
    store.insert_session(new).await.unwrap();
    assert_eq!(store.session("a1").await, Some(session("a1", "alice")));
    assert!(store.find_session_and_user(&session_id("a1"), START).await.unwrap().is_some());
}

pub(super) async fn a_session_with_another_id_keeps_everything_else<S: Store>(env: &Environment<S>) {
    let store = env.signed_in().await;
    let mut old = session("c1", "alice");
    old.periods = Some(SessionPeriods { active: Duration::from_millis(7), idle: Duration::from_millis(9) });
    store.insert_session(old.clone()).await.unwrap();
    assert!(store.rename_session(&old.id, &session_id("new"), None).await.unwrap());
    let renamed = SessionRecord { id: session_id("new"), ..old };
    assert_eq!((store.session("c1").await, store.session("new").await), (None, Some(renamed.clone())));
    let with_user = store.find_session_and_user(&renamed.id, START).await.unwrap();
    assert_eq!(with_user.map(|(session, user)| (session, user.id)), Some((renamed.clone(), "alice".into())));
    let mut alices = vec![session("a1", "alice"), session("a2", "alice"), renamed.clone()];
    alices.sort_unstable_by_key(|it| it.id);
    assert_eq!(store.sessions("alice").await, alices);
    assert_eq!(store.sessions("bob").await, [session("b1", "bob")]);
    // Its limits stay the same, and it ends like any other.
    assert!(store.is_alive(&renamed, at(200)).await && !store.is_alive(&renamed, at(201)).await);
    assert_eq!(store.delete_user_sessions(&"alice".into(), None).await.unwrap(), 3);
    assert_eq!(store.session("new").await, None);
}

pub(super) async fn a_session_that_was_verified_again_keeps_everything_else<S: Store>(env: &Environment<S>) {
    let store = env.signed_in().await;
    let methods = Methods::parse("passkey");
    let verified = Some((at(60), &methods));
    assert!(store.rename_session(&session_id("a1"), &session_id("new"), verified).await.unwrap());
    let before = SessionRecord { id: session_id("new"), ..session("a1", "alice") };
    let details =
        SessionDetails { verified: Some(at(60)), methods: methods.clone(), ..before.details.clone() };
    assert_eq!(store.session("new").await, Some(SessionRecord { details, ..before }));
    // The same id again is in use, and nothing changes.
    assert!(!store.rename_session(&session_id("a2"), &session_id("new"), verified).await.unwrap());
    assert_eq!(store.session("a2").await, Some(session("a2", "alice")));
    assert!(!store.rename_session(&session_id("a1"), &session_id("a3"), verified).await.unwrap());
}

pub(super) async fn rt_054_renaming_never_brings_a_session_back<S: Store>(env: &Environment<S>) {
    let store = env.signed_in().await;
    assert!(store.delete_session(&session_id("a1")).await.unwrap());
    for token in ["a1", "never"] {
        assert!(!store.rename_session(&session_id(token), &session_id("new"), None).await.unwrap());
        assert_eq!((store.session(token).await, store.session("new").await), (None, None));
    }
    assert_eq!(store.sessions("alice").await, [session("a2", "alice")]);
    // The id is still free.
    store.insert_session(session("new", "bob")).await.unwrap();
    assert_eq!(store.session("new").await, Some(session("new", "bob")));
}

pub(super) async fn a_session_cannot_be_renamed_to_an_id_in_use<S: Store>(env: &Environment<S>) {
    let store = env.signed_in().await;
    for taken in ["a2", "b1"] {
        assert!(!store.rename_session(&session_id("a1"), &session_id(taken), None).await.unwrap());
    }
    for (token, user) in [("a1", "alice"), ("a2", "alice"), ("b1", "bob")] {
        assert_eq!(store.session(token).await, Some(session(token, user)));
    }
}
