//! Sessions: listed, ended, with periods of their own, and for callers without cookies.

use crate::kit::{Head, PASSWORD, Profile, anonymous, builder, get, house, profiles};
use lucerna::{
    Attributes, Auth, KeyId, SameOrigin, Schema, SessionCookie, SessionOptions, SessionPolicy, SessionState,
    SqliteStore, Timestamp, UserId,
};
use std::time::Duration;

const HOUR: Duration = Duration::from_secs(60 * 60);

#[derive(Attributes, Clone, Debug, Default, PartialEq)]
struct Device {
    name: Option<String>,
    pages: i64,
}

#[tokio::test]
async fn looking_a_session_up_does_not_renew_it() {
    let house = profiles();
    let cookie = house.sign_up().await;
    let id = house.session(&cookie).await.unwrap().id;
    house.clock.turn(2);
    let looked_up = house.auth.find_session(&id).await.unwrap().unwrap();
    assert_eq!(looked_up.expiry.judge(Timestamp::from_unix_millis(2 * crate::kit::DAY)), SessionState::Idle);
    assert!(house.session(&cookie).await.unwrap().renewed);
    house.clock.turn(16);
    assert!(house.auth.find_session(&id).await.unwrap().is_none());
}

#[tokio::test]
async fn a_user_sees_their_sessions_and_ends_any_of_them_but_nobody_elses() {
    let house = profiles();
    let (here, elsewhere) = (house.sign_up().await, house.sign_in().await);
    let (alice, other) = (house.alice().await, house.session(&elsewhere).await.unwrap().id);
    let listed = house.auth.user_sessions(&alice).await.unwrap();
    assert!(listed.len() == 2 && listed.iter().all(|it| it.state == SessionState::Active));
    assert!(!house.auth.end_session_of(&UserId::from("mallory"), &other).await.unwrap());
    assert!(house.auth.end_session_of(&alice, &other).await.unwrap());
    assert!(!house.auth.end_session_of(&alice, &other).await.unwrap());
    assert!(house.session(&here).await.is_some() && house.session(&elsewhere).await.is_none());
    house.clock.turn(20);
    assert_eq!(house.auth.user_sessions(&alice).await.unwrap(), []);
}

#[tokio::test]
async fn log_out_everywhere_does_and_everywhere_else_spares_this_one() {
    let house = profiles();
    let cookies = [house.sign_up().await, house.sign_in().await, house.sign_in().await];
    let (alice, here) = (house.alice().await, house.session(&cookies[0]).await.unwrap().id);
    assert_eq!(house.auth.end_user_sessions(&alice, Some(&here)).await.unwrap(), 2);
    assert!(house.session(&cookies[0]).await.is_some() && house.session(&cookies[1]).await.is_none());
    assert_eq!(house.auth.end_user_sessions(&alice, None).await.unwrap(), 1);
    assert!(house.session(&cookies[0]).await.is_none());
}

#[tokio::test]
async fn signing_in_ends_the_session_that_this_browser_had_and_no_other() {
    let house = profiles();
    let (before, elsewhere) = (house.sign_up().await, house.sign_in().await);
    let request = get(&before).method("POST").with("origin", "https://app.example");
    let proof = house.auth.prove_origin(&request).unwrap();
    let after = house.auth.start_session(house.verified().await, proof).await.unwrap();
    assert!(house.session(&before).await.is_none());
    assert!(house.session(&after).await.is_some() && house.session(&elsewhere).await.is_some());
}

#[tokio::test]
async fn sessions_that_are_over_are_deleted_when_asked() {
    let house = profiles();
    let _old = house.sign_up().await;
    house.clock.turn(10);
    let young = house.sign_in().await;
    assert_eq!(house.auth.sweep().await.unwrap(), 0);
    house.clock.turn(10);
    assert_eq!(house.auth.sweep().await.unwrap(), 1);
    assert!(house.session(&young).await.is_some());
}

#[tokio::test]
async fn a_session_keeps_to_periods_of_its_own_also_when_renewed() {
    let house = profiles();
    let _cookie = house.sign_up().await;
    let mut policy = SessionPolicy::default();
    (policy.active, policy.idle, policy.absolute) = (HOUR, 47 * HOUR, 100 * HOUR);
    let options = SessionOptions::default().policy(policy).until_browser_closes();
    let cookie = house.auth.start_session_with(house.verified().await, SameOrigin::danger_assume(), options);
    let cookie = cookie.await.unwrap();
    assert!(!cookie.header_value().contains("Max-Age"));
    for _ in 0..4 {
        let session = house.session(&cookie).await.unwrap();
        let hours = session.expiry.idle.since(Timestamp::from_unix_millis(0)).as_secs() / 3600;
        assert!(hours <= 100, "{hours}");
        house.clock.turn(1);
    }
    assert_eq!(house.session(&cookie).await.unwrap().expiry.active.unix_millis(), 97 * 3_600_000);
    house.clock.turn(1);
    assert!(house.session(&cookie).await.is_none());
}

#[tokio::test]
async fn attributes_of_a_session_are_changed_one_by_one() {
    let schema = Schema::of::<()>().unwrap().with_sessions::<Device>().unwrap();
    let house = house::<(), Device>(schema);
    let created = house.auth.create_user(lucerna::NewKey::username("alice", PASSWORD), ()).await.unwrap();
    let cookie = house.auth.start_session(created.verified, SameOrigin::danger_assume()).await.unwrap();
    let id = house.auth.authenticate(&get(&cookie)).await.unwrap().unwrap().id;
    assert!(house.auth.update_session(&id, |it| it.pages += 1).await.unwrap());
    assert!(house.auth.update_session(&id, |it| it.name = Some("laptop".to_owned())).await.unwrap());
    let device = house.auth.find_session(&id).await.unwrap().unwrap().attributes;
    assert_eq!(device, Device { name: Some("laptop".to_owned()), pages: 1 });
    let _cleared = house.auth.end_session(&id).await.unwrap();
    assert!(!house.auth.update_session(&id, |it| it.pages += 1).await.unwrap());
}

#[tokio::test]
async fn a_caller_without_cookies_sends_its_token_from_anywhere() {
    let house = profiles();
    let _cookie = house.sign_up().await;
    let bearer =
        house.auth.start_bearer_session(house.verified().await, SessionOptions::default()).await.unwrap();
    let request =
        anonymous().method("POST").with("authorization", format!("bearer {}", bearer.token.expose()));
    let session = house.auth.authenticate_bearer(&request).await.unwrap().unwrap();
    assert_eq!(session.user.username, "Alice");
    assert!(house.auth.authenticate_bearer(&anonymous()).await.unwrap().is_none());
    assert!(house.auth.end_session_of(&session.user.id, &session.id).await.unwrap());
    assert!(house.auth.authenticate_bearer(&request).await.unwrap().is_none());
}

#[tokio::test]
async fn a_clock_that_was_wrong_for_a_while_stops_no_sweep() {
    let house = profiles();
    let _cookie = house.sign_up().await;
    house.clock.turn(40_000);
    house.auth.sweep().await.unwrap();
    house.clock.turn(-40_000);
    let _cookie = house.sign_in().await;
    house.clock.turn(100);
    let _cookie = house.sign_in().await;
    assert_eq!(house.auth.sweep().await.unwrap(), 0, "what is over was deleted by the sign-in");
}

#[tokio::test]
async fn rt_066_a_policy_that_was_made_shorter_holds_wherever_a_session_is_looked_at() {
    let house = profiles();
    let cookie = house.sign_up().await;
    let (alice, id) = (house.alice().await, house.session(&cookie).await.unwrap().id);
    let mut policy = SessionPolicy::default();
    policy.absolute = HOUR;
    let store = SqliteStore::open(&house.path, Schema::of::<Profile>().unwrap()).unwrap();
    let strict: Auth<Profile> = builder(store, "https://app.example")
        .clock(house.clock.clone())
        .session_policy(policy)
        .build()
        .unwrap();
    let alive = async |request: &Head| {
        let used = strict.authenticate(request).await.unwrap().is_some();
        let found = strict.find_session(&id).await.unwrap().is_some();
        [used, found, strict.user_sessions(&alice).await.unwrap().iter().any(|it| it.id == id)]
    };
    house.clock.turn_seconds(60 * 60);
    assert_eq!(alive(&get(&cookie)).await, [true; 3]);
    house.clock.turn_seconds(1);
    assert_eq!(alive(&get(&cookie)).await, [false; 3]);
    let verified = strict.verify_password(&KeyId::username("alice"), PASSWORD).await.unwrap();
    let mine = strict.start_session(verified, SameOrigin::danger_assume()).await.unwrap();
    let pair = |it: &SessionCookie| it.header_value().split(';').next().unwrap().to_owned();
    let twins = anonymous().with("cookie", format!("{}; {}", pair(&cookie), pair(&mine)));
    assert!(strict.authenticate(&twins).await.unwrap().is_some(), "of the two one is alive");
}

#[tokio::test]
async fn a_session_was_never_seen_in_the_future() {
    let house = profiles();
    let _cookie = house.sign_up().await;
    let mut policy = SessionPolicy::default();
    policy.active = HOUR;
    let store = SqliteStore::open(&house.path, Schema::of::<Profile>().unwrap()).unwrap();
    let stricter: Auth<Profile> = builder(store, "https://app.example")
        .clock(house.clock.clone())
        .session_policy(policy)
        .build()
        .unwrap();
    let sessions = stricter.user_sessions(&house.alice().await).await.unwrap();
    assert!(sessions.iter().all(|it| it.last_seen <= stricter.now()), "{sessions:?}");
}
