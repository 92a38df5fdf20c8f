//! Cases about sessions: they are inserted, found alone and with their user, and listed.

use super::environment::Environment;
use super::fixtures::{START, at, details, session, session_id, user, with_text};
use super::store_under_test::conflict;
use lucerna_core::{
    Carrier, Conflict, Expiry, Methods, Row, SessionDetails, SessionPeriods, SessionRecord, Store,
    StoreError, Timestamp, UserRecord,
};
use std::time::Duration;

pub(super) async fn a_session_is_found_as_inserted<S: Store>(env: &Environment<S>) {
    let store = env.signed_in().await;
    for (token, user) in [("a1", "alice"), ("a2", "alice"), ("b1", "bob")] {
        assert_eq!(store.session(token).await, Some(session(token, user)));
    }
}

pub(super) async fn an_unknown_id_finds_no_session<S: Store>(env: &Environment<S>) {
    let store = env.signed_in().await;
    for token in ["*", "a", "A1", "a3"] {
        assert_eq!(store.session(token).await, None);
        assert_eq!(store.find_session_and_user(&session_id(token), START).await.unwrap(), None);
    }
}

pub(super) async fn a_session_is_found_with_its_own_user<S: Store>(env: &Environment<S>) {
    let store = env.signed_in().await;
    for (token, name) in [("a1", "alice"), ("b1", "bob"), ("a2", "alice")] {
        let found = store.find_session_and_user(&session_id(token), START).await.unwrap();
        assert_eq!(found, Some((session(token, name), user(name).user)));
    }
}

pub(super) async fn a_session_and_its_user_are_found_with_current_values<S: Store>(env: &Environment<S>) {
    let store = env.signed_in().await;
    let (id, changes) = (session_id("a1"), with_text(Row::new(), "username", "Alicia"));
    store.update_user(&"alice".into(), changes).await.unwrap();
    store.update_session(&id, with_text(Row::new(), "country", "DE")).await.unwrap();
    let found = store.find_session_and_user(&id, START).await.unwrap().unwrap();
    assert_eq!(Some(&found.0), store.session("a1").await.as_ref());
    assert_eq!(Some(found.1), store.find_user(&"alice".into()).await.unwrap());
}

pub(super) async fn lucia_flaw_42_a_session_of_a_deleted_user_is_not_found<S: Store>(env: &Environment<S>) {
    let store = env.signed_in().await;
    assert!(store.delete_user(&"alice".into()).await.unwrap());
    assert_eq!(store.find_session_and_user(&session_id("a1"), START).await.unwrap(), None);
    let UserRecord { id, .. } = user("bob").user;
    assert_eq!(store.find_session_and_user(&session_id("b1"), START).await.unwrap().unwrap().1.id, id);
}

pub(super) async fn a_users_sessions_are_listed_in_order<S: Store>(env: &Environment<S>) {
    let store = env.signed_in().await;
    for token in ["a3", "a4", "a5", "a6"] {
        store.insert_session(session(token, "alice")).await.unwrap();
    }
    let mut expected: Vec<_> = (1..=6).map(|it| session(&format!("a{it}"), "alice")).collect();
    expected.sort_by_key(|it| it.id);
    assert_eq!(store.sessions("alice").await, expected);
    assert_eq!(store.sessions("bob").await, [session("b1", "bob")]);
}

pub(super) async fn an_unknown_user_has_no_sessions<S: Store>(env: &Environment<S>) {
    let store = env.signed_in().await;
    assert!(store.sessions("*").await.is_empty());
    assert!(store.sessions("").await.is_empty());
}

pub(super) async fn a_session_of_an_unknown_user_is_refused<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    let refused = store.insert_session(session("c1", "carol")).await;
    assert!(matches!(refused, Err(StoreError::MissingUser)), "{refused:?}");
    assert_eq!(store.session("c1").await, None);
    assert!(store.sessions("carol").await.is_empty());
}

pub(super) async fn rt_052_a_session_is_inserted_once_and_never_overwritten<S: Store>(env: &Environment<S>) {
    let store = env.signed_in().await;
    let later = Expiry { active: at(1_000), idle: at(2_000), absolute: at(3_000) };
    for user in ["bob", "alice"] {
        let again = SessionRecord { expiry: later, ..session("a1", user) };
        assert_eq!(conflict(store.insert_session(again).await), Conflict::SessionId);
        assert_eq!(store.session("a1").await, Some(session("a1", "alice")));
    }
    assert_eq!(store.sessions("bob").await, [session("b1", "bob")]);
}

pub(super) async fn a_session_that_ended_leaves_its_id_free<S: Store>(env: &Environment<S>) {
    let store = env.signed_in().await;
    assert!(store.delete_session(&session_id("a1")).await.unwrap());
    store.insert_session(session("a1", "bob")).await.unwrap();
    assert_eq!(store.session("a1").await, Some(session("a1", "bob")));
}

pub(super) async fn periods_come_back_and_so_does_their_absence<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    let periods = |active, idle| {
        Some(SessionPeriods { active: Duration::from_millis(active), idle: Duration::from_millis(idle) })
    };
    let longest = u64::try_from(i64::MAX).unwrap();
    for (at, periods) in
        [None, periods(1, 2), periods(0, 0), periods(longest, longest)].into_iter().enumerate()
    {
        let new = SessionRecord { periods, ..session(&format!("p{at}"), "alice") };
        store.insert_session(new.clone()).await.unwrap();
        assert!(store.renew_session(&new.id, new.expiry).await.unwrap());
        assert_eq!(store.session(&format!("p{at}")).await, Some(new));
    }
}

pub(super) async fn details_come_back_and_so_does_their_absence<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    let [first, last] = [i64::MIN, i64::MAX].map(Timestamp::from_unix_millis);
    let carriers = [Carrier::Cookie, Carrier::BrowserCookie, Carrier::Bearer, Carrier::Any];
    let carried = carriers.map(|carrier| SessionDetails { carrier, ..details() });
    let others = [
        SessionDetails::default(),
        SessionDetails { started: Some(first), verified: Some(last), ..SessionDetails::default() },
        SessionDetails { started: None, methods: Methods::parse("x".repeat(255)), ..details() },
        SessionDetails { verified: None, methods: Methods::default(), ..details() },
    ];
    for (at, details) in carried.into_iter().chain(others).enumerate() {
        let new = SessionRecord { details, ..session(&format!("d{at}"), "alice") };
        store.insert_session(new.clone()).await.unwrap();
        assert_eq!(store.session(&format!("d{at}")).await.as_ref(), Some(&new));
        let (found, _) = store.find_session_and_user(&new.id, START).await.unwrap().unwrap();
        assert_eq!(found, new);
        assert!(store.sessions("alice").await.contains(&new));
    }
}

pub(super) async fn limits_come_back_to_the_millisecond<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    let first = Timestamp::from_unix_millis(i64::MIN);
    let last = [i64::MAX - 2, i64::MAX - 1, i64::MAX].map(Timestamp::from_unix_millis);
    let limits = [[-3, -2, -1].map(at), last, [first, at(0), at(1)], [1, 1, 1].map(at)];
    for (token, [active, idle, absolute]) in ["t1", "t2", "t3", "t4"].into_iter().zip(limits) {
        let expiry = Expiry { active, idle, absolute };
        let new = SessionRecord { expiry, ..session(token, "alice") };
        store.insert_session(new.clone()).await.unwrap();
        assert_eq!(store.find_session(&new.id, first).await.unwrap(), Some(new.clone()));
        let (found, _) = store.find_session_and_user(&new.id, first).await.unwrap().unwrap();
        assert_eq!(found, new);
    }
}
