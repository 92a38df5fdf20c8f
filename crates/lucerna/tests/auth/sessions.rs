//! Tests of sessions: listing, ending, own periods, and bearer tokens.

use crate::kit::{PASSWORD, Profile, TestHead, anonymous, app_with, builder, get, sqlite_app};
use lucerna::{
    Attributes, Auth, KeyId, SameOrigin, Schema, SessionCookie, SessionOptions, SessionPolicy, SessionState,
    SqliteStore, Timestamp, UserId,
};
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(60 * 60);

#[derive(Attributes, Clone, Debug, Default, PartialEq)]
struct CountingDevice {
    name: Option<String>,
    pages: i64,
}

#[tokio::test]
async fn finding_a_session_does_not_renew_it() {
    let app = sqlite_app();
    let cookie = app.sign_up().await;
    let id = app.session(&cookie).await.unwrap().id;
    app.clock.turn(2);
    let looked_up = app.auth.find_session(&id).await.unwrap().unwrap();
    assert_eq!(looked_up.expiry.judge(Timestamp::from_unix_millis(2 * crate::kit::DAY)), SessionState::Idle);
    assert!(app.session(&cookie).await.unwrap().renewed);
    app.clock.turn(16);
    assert!(app.auth.find_session(&id).await.unwrap().is_none());
}

#[tokio::test]
async fn a_user_lists_and_ends_only_their_own_sessions() {
    let app = sqlite_app();
    let (here, elsewhere) = (app.sign_up().await, app.sign_in().await);
    let (alice, other) = (app.alice().await, app.session(&elsewhere).await.unwrap().id);
    let listed = app.auth.user_sessions(&alice).await.unwrap();
    assert!(listed.len() == 2 && listed.iter().all(|it| it.state == SessionState::Active));
    assert!(!app.auth.end_session_of(&UserId::from("mallory"), &other).await.unwrap());
    assert!(app.auth.end_session_of(&alice, &other).await.unwrap());
    assert!(!app.auth.end_session_of(&alice, &other).await.unwrap());
    assert!(app.session(&here).await.is_some() && app.session(&elsewhere).await.is_none());
    app.clock.turn(20);
    assert_eq!(app.auth.user_sessions(&alice).await.unwrap(), []);
}

#[tokio::test]
async fn ending_a_users_sessions_can_keep_the_current_one() {
    let app = sqlite_app();
    let cookies = [app.sign_up().await, app.sign_in().await, app.sign_in().await];
    let (alice, here) = (app.alice().await, app.session(&cookies[0]).await.unwrap().id);
    assert_eq!(app.auth.end_user_sessions(&alice, Some(&here)).await.unwrap(), 2);
    assert!(app.session(&cookies[0]).await.is_some() && app.session(&cookies[1]).await.is_none());
    assert_eq!(app.auth.end_user_sessions(&alice, None).await.unwrap(), 1);
    assert!(app.session(&cookies[0]).await.is_none());
}

#[tokio::test]
async fn signing_in_ends_only_this_browsers_former_session() {
    let app = sqlite_app();
    let (before, elsewhere) = (app.sign_up().await, app.sign_in().await);
    let request = get(&before).method("POST").with("origin", "https://app.example");
    let proof = app.auth.prove_origin(&request).unwrap();
    let after = app.auth.start_session(app.verified().await, proof).await.unwrap();
    assert!(app.session(&before).await.is_none());
    assert!(app.session(&after).await.is_some() && app.session(&elsewhere).await.is_some());
}

#[tokio::test]
async fn a_sweep_deletes_expired_sessions() {
    let app = sqlite_app();
    let _old = app.sign_up().await;
    app.clock.turn(10);
    let young = app.sign_in().await;
    assert_eq!(app.auth.sweep().await.unwrap(), 0);
    app.clock.turn(10);
    assert_eq!(app.auth.sweep().await.unwrap(), 1);
    assert!(app.session(&young).await.is_some());
}

#[tokio::test]
async fn a_session_keeps_its_own_periods_when_renewed() {
    let app = sqlite_app();
    let _cookie = app.sign_up().await;
    let mut policy = SessionPolicy::default();
    (policy.active, policy.idle, policy.absolute) = (HOUR, 47 * HOUR, 100 * HOUR);
    let options = SessionOptions::default().policy(policy).until_browser_closes();
    let cookie = app.auth.start_session_with(app.verified().await, SameOrigin::danger_assume(), options);
    let cookie = cookie.await.unwrap();
    assert!(!cookie.header_value().contains("Max-Age"));
    for _ in 0..4 {
        let session = app.session(&cookie).await.unwrap();
        let hours = session.expiry.idle.since(Timestamp::from_unix_millis(0)).as_secs() / 3600;
        assert!(hours <= 100, "{hours}");
        app.clock.turn(1);
    }
    assert_eq!(app.session(&cookie).await.unwrap().expiry.active.unix_millis(), 97 * 3_600_000);
    app.clock.turn(1);
    assert!(app.session(&cookie).await.is_none());
}

#[tokio::test]
async fn attributes_of_a_session_can_be_updated() {
    let schema = Schema::of::<()>().unwrap().with_sessions::<CountingDevice>().unwrap();
    let app = app_with::<(), CountingDevice>(schema);
    let created = app.auth.create_user(lucerna::NewKey::username("alice", PASSWORD), ()).await.unwrap();
    let cookie = app.auth.start_session(created.verified, SameOrigin::danger_assume()).await.unwrap();
    let id = app.auth.authenticate(&get(&cookie)).await.unwrap().unwrap().id;
    assert!(app.auth.update_session(&id, |it| it.pages += 1).await.unwrap());
    assert!(app.auth.update_session(&id, |it| it.name = Some("laptop".to_owned())).await.unwrap());
    let device = app.auth.find_session(&id).await.unwrap().unwrap().attributes;
    assert_eq!(device, CountingDevice { name: Some("laptop".to_owned()), pages: 1 });
    let _cleared = app.auth.end_session(&id).await.unwrap();
    assert!(!app.auth.update_session(&id, |it| it.pages += 1).await.unwrap());
}

#[tokio::test]
async fn a_bearer_token_needs_no_origin() {
    let app = sqlite_app();
    let _cookie = app.sign_up().await;
    let bearer =
        app.auth.start_bearer_session(app.verified().await, SessionOptions::default()).await.unwrap();
    let request =
        anonymous().method("POST").with("authorization", format!("bearer {}", bearer.token.expose()));
    let session = app.auth.authenticate_bearer(&request).await.unwrap().unwrap();
    assert_eq!(session.user.username, "Alice");
    assert!(app.auth.authenticate_bearer(&anonymous()).await.unwrap().is_none());
    assert!(app.auth.end_session_of(&session.user.id, &session.id).await.unwrap());
    assert!(app.auth.authenticate_bearer(&request).await.unwrap().is_none());
}

#[tokio::test]
async fn a_temporarily_wrong_clock_does_not_stop_sweeps() {
    let app = sqlite_app();
    let _cookie = app.sign_up().await;
    app.clock.turn(40_000);
    app.auth.sweep().await.unwrap();
    app.clock.turn(-40_000);
    let _cookie = app.sign_in().await;
    app.clock.turn(100);
    let _cookie = app.sign_in().await;
    assert_eq!(app.auth.sweep().await.unwrap(), 0, "the sign-in deleted the expired sessions");
}

#[tokio::test]
async fn rt_066_a_shortened_policy_applies_to_existing_sessions() {
    let app = sqlite_app();
    let cookie = app.sign_up().await;
    let (alice, id) = (app.alice().await, app.session(&cookie).await.unwrap().id);
    let mut policy = SessionPolicy::default();
    policy.absolute = HOUR;
    let store = SqliteStore::open(&app.path, Schema::of::<Profile>().unwrap()).unwrap();
    let strict: Auth<Profile> = builder(store, "https://app.example")
        .clock(app.clock.clone())
        .session_policy(policy)
        .build()
        .unwrap();
    let alive = async |request: &TestHead| {
        let used = strict.authenticate(request).await.unwrap().is_some();
        let found = strict.find_session(&id).await.unwrap().is_some();
        [used, found, strict.user_sessions(&alice).await.unwrap().iter().any(|it| it.id == id)]
    };
    app.clock.turn_seconds(60 * 60);
    assert_eq!(alive(&get(&cookie)).await, [true; 3]);
    app.clock.turn_seconds(1);
    assert_eq!(alive(&get(&cookie)).await, [false; 3]);
    let verified = strict.verify_password(&KeyId::username("alice"), PASSWORD).await.unwrap();
    let mine = strict.start_session(verified, SameOrigin::danger_assume()).await.unwrap();
    let pair = |it: &SessionCookie| it.header_value().split(';').next().unwrap().to_owned();
    let twins = anonymous().with("cookie", format!("{}; {}", pair(&cookie), pair(&mine)));
    assert!(strict.authenticate(&twins).await.unwrap().is_some(), "of the two one is alive");
}

#[tokio::test]
async fn the_last_use_of_a_session_is_never_in_the_future() {
    let app = sqlite_app();
    let _cookie = app.sign_up().await;
    let mut policy = SessionPolicy::default();
    policy.active = HOUR;
    let store = SqliteStore::open(&app.path, Schema::of::<Profile>().unwrap()).unwrap();
    let stricter: Auth<Profile> = builder(store, "https://app.example")
        .clock(app.clock.clone())
        .session_policy(policy)
        .build()
        .unwrap();
    let sessions = stricter.user_sessions(&app.alice().await).await.unwrap();
    assert!(sessions.iter().all(|it| it.last_seen <= stricter.now()), "{sessions:?}");
}
