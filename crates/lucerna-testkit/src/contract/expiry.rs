//! Cases about expiry: an expired session is never found, deleted or not.

use super::environment::Environment;
use super::fixtures::{at, session, session_id};
use super::store_under_test::StoreUnderTest;
use lucerna_core::{Expiry, SessionRecord, Store, Timestamp};

/// Inserts a session of Alice's with these limits.
async fn inserted<S: Store>(store: &StoreUnderTest<S>, token: &str, limits: [i64; 3]) -> SessionRecord {
    let [active, idle, absolute] = limits.map(at);
    let new = SessionRecord { expiry: Expiry { active, idle, absolute }, ..session(token, "alice") };
    store.insert_session(new.clone()).await.unwrap();
    new
}

pub(super) async fn a_session_is_found_to_the_last_millisecond_of_its_idle_period<S: Store>(
    env: &Environment<S>,
) {
    let store = env.with_users().await;
    let session = inserted(&store, "s", [100, 200, 300]).await;
    for (now, alive) in [(0, true), (199, true), (200, true), (201, false), (300, false), (i64::MAX, false)] {
        assert_eq!(store.is_alive(&session, at(now)).await, alive, "at {now}");
    }
}

pub(super) async fn rt_066_a_session_expires_at_its_absolute_limit<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    let session = inserted(&store, "s", [100, i64::MAX, 300]).await;
    for (now, alive) in [(299, true), (300, true), (301, false), (i64::MAX, false)] {
        assert_eq!(store.is_alive(&session, at(now)).await, alive, "at {now}");
    }
}

pub(super) async fn the_active_limit_does_not_end_a_session<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    let session = inserted(&store, "s", [-50, 200, 300]).await;
    for now in [-51, -50, -49, 0] {
        assert!(store.is_alive(&session, at(now)).await, "at {now}");
    }
}

pub(super) async fn limits_before_1970_are_limits<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    let [active, idle, absolute] = [-300, -200, -100].map(Timestamp::from_unix_millis);
    let session = SessionRecord { expiry: Expiry { active, idle, absolute }, ..session("s", "alice") };
    store.insert_session(session.clone()).await.unwrap();
    // A store may have forgotten the session, which has expired by every clock.
    let known = store.is_alive(&session, Timestamp::from_unix_millis(i64::MIN)).await;
    for (now, alive) in [(-200, known), (-199, false), (0, false)] {
        assert_eq!(store.is_alive(&session, Timestamp::from_unix_millis(now)).await, alive, "at {now}");
    }
}

pub(super) async fn a_session_inserted_after_its_expiry_is_never_found<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    let session = inserted(&store, "s", [-3, -2, -1]).await;
    assert!(!store.is_alive(&session, at(0)).await);
    assert_eq!(store.delete_dead_sessions(at(0)).await.unwrap(), 1);
}

pub(super) async fn a_list_has_live_sessions_only<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    for (token, idle) in [("s1", 100), ("s2", 200), ("s3", 300)] {
        inserted(&store, token, [50, idle, 900]).await;
    }
    for (now, alive) in [(100, 3), (101, 2), (200, 2), (201, 1), (300, 1), (301, 0)] {
        let found = store.find_user_sessions(&"alice".into(), at(now)).await.unwrap();
        assert_eq!(found.len(), alive, "at {now}");
        assert!(found.iter().all(|it| it.expiry.idle >= at(now)), "at {now}");
    }
}

pub(super) async fn a_renewed_session_lives_to_its_new_limit_and_no_longer<S: Store>(env: &Environment<S>) {
    let store = env.with_users().await;
    let session = inserted(&store, "s", [100, 200, 300]).await;
    let renewed = Expiry { active: at(240), idle: at(250), absolute: at(300) };
    assert!(store.renew_session(&session.id, renewed).await.unwrap());
    for (now, alive) in [(201, true), (250, true), (251, false)] {
        assert_eq!(store.is_alive(&session, at(now)).await, alive, "at {now}");
    }
}

/// Opens a store in which sessions expire by each of three limits at 99, 100 and 101, for two users.
async fn about_to_die<S: Store>(env: &Environment<S>) -> StoreUnderTest<S> {
    let store = env.with_users().await;
    for (name, user) in [("a", "alice"), ("b", "bob")] {
        for last in [99, 100, 101] {
            let limits = [("idle", last, 900), ("absolute", 900, last)];
            for (limit, idle, absolute) in limits {
                let expiry = Expiry { active: at(10), idle: at(idle), absolute: at(absolute) };
                let session = SessionRecord { expiry, ..session(&format!("{name}{limit}{last}"), user) };
                store.insert_session(session).await.unwrap();
            }
        }
    }
    store
}

pub(super) async fn dead_sessions_of_all_users_are_deleted_and_counted<S: Store>(env: &Environment<S>) {
    let store = about_to_die(env).await;
    for (now, dead) in [(99, 0), (100, 4), (100, 0), (101, 4), (i64::MAX, 4), (i64::MAX, 0)] {
        assert_eq!(store.delete_dead_sessions(at(now)).await.unwrap(), dead, "at {now}");
    }
}

pub(super) async fn live_sessions_are_not_deleted_with_the_dead<S: Store>(env: &Environment<S>) {
    let store = about_to_die(env).await;
    store.delete_dead_sessions(at(100)).await.unwrap();
    for user in ["alice", "bob"] {
        // Searched at a time when all were alive, so that only deleted sessions are missing.
        assert_eq!(store.find_user_sessions(&user.into(), at(0)).await.unwrap().len(), 4, "{user}");
    }
    let (last, gone) = (session_id("aidle100"), session_id("aidle99"));
    assert!(store.find_session(&last, at(100)).await.unwrap().is_some());
    assert!(store.find_session(&gone, at(0)).await.unwrap().is_none());
    assert!(store.user("alice").await.is_some() && store.keys("alice").await.len() == 1);
}

pub(super) async fn lucia_flaw_45_deleted_dead_sessions_are_in_no_list_and_end_no_more<S: Store>(
    env: &Environment<S>,
) {
    let store = about_to_die(env).await;
    assert_eq!(store.delete_dead_sessions(at(i64::MAX)).await.unwrap(), 12);
    for user in ["alice", "bob"] {
        // Searched at a time when all were alive, so that their limits do not hide them.
        assert!(store.find_user_sessions(&user.into(), at(0)).await.unwrap().is_empty(), "{user}");
        assert_eq!(store.delete_user_sessions(&user.into(), None).await.unwrap(), 0, "{user}");
    }
}
