//! Cookie sessions and bearer sessions are separate.

use super::kit::{get_with, memory_app};
use crate::kit::anonymous;
use lucerna::{Carrier, SameOrigin, SessionOptions};

#[tokio::test]
async fn a_cookie_does_not_work_as_a_bearer_token_nor_the_reverse() {
    let app = memory_app();
    app.user("alice").await;
    let cookie = app.sign_in("alice").await;
    let token = cookie.header_value().split(['=', ';']).nth(1).unwrap().to_owned();
    let as_bearer = anonymous().with("authorization", format!("Bearer {token}"));
    assert!(app.session(&cookie).await.is_some());
    assert!(app.auth.authenticate_bearer(&as_bearer).await.unwrap().is_none());

    let verified = app.verify("alice").await;
    let bearer = app.auth.start_bearer_session(verified, SessionOptions::default()).await.unwrap();
    let as_bearer = anonymous().with("authorization", format!("Bearer {}", bearer.token.expose()));
    let name = app.auth.cookie_policy().name();
    let as_cookie = anonymous().with("cookie", format!("{name}={}", bearer.token.expose()));
    let session = app.auth.authenticate_bearer(&as_bearer).await.unwrap().unwrap();
    assert_eq!((session.id, session.expiry), (bearer.id, bearer.expiry));
    assert!(app.auth.authenticate(&as_cookie).await.unwrap().is_none());
}

#[tokio::test]
async fn a_browser_session_cookie_does_not_work_as_a_bearer_token() {
    let app = memory_app();
    app.user("alice").await;
    let options = SessionOptions::default().until_browser_closes();
    let verified = app.verify("alice").await;
    let cookie = app.auth.start_session_with(verified, SameOrigin::danger_assume(), options).await.unwrap();
    let token = cookie.header_value().split(['=', ';']).nth(1).unwrap().to_owned();
    let as_bearer = anonymous().with("authorization", format!("Bearer {token}"));
    assert!(app.session(&cookie).await.is_some());
    assert!(app.auth.authenticate_bearer(&as_bearer).await.unwrap().is_none());
}

#[tokio::test]
async fn a_session_for_any_carrier_works_as_both() {
    let app = memory_app();
    app.user("alice").await;
    let options = SessionOptions::default().danger_any_carrier();
    let verified = app.verify("alice").await;
    let cookie = app.auth.start_session_with(verified, SameOrigin::danger_assume(), options).await.unwrap();
    let token = cookie.header_value().split(['=', ';']).nth(1).unwrap().to_owned();
    let as_bearer = anonymous().with("authorization", format!("Bearer {token}"));
    assert!(app.session(&cookie).await.is_some());
    assert!(app.auth.authenticate_bearer(&as_bearer).await.unwrap().is_some());
}

#[tokio::test]
async fn a_session_has_its_start_its_verification_methods_and_its_last_use() {
    let app = memory_app();
    let user = app.user("alice").await;
    app.clock.turn_seconds(7);
    let cookie = app.sign_in("alice").await;
    let details = app.session(&cookie).await.unwrap().details;
    let millis = |at: Option<lucerna::Timestamp>| at.map(lucerna::Timestamp::unix_millis);
    assert_eq!((millis(details.started), millis(details.verified)), (Some(7_000), Some(7_000)));
    assert_eq!((details.methods.to_string(), details.carrier), ("password".to_owned(), Carrier::Cookie));
    app.clock.turn(2);
    assert!(app.auth.authenticate(&get_with(&cookie)).await.unwrap().unwrap().renewed);
    let listed = app.auth.user_sessions(&user).await.unwrap();
    assert_eq!(listed[0].last_seen.unix_millis(), 7_000 + 2 * crate::kit::DAY);
    assert_eq!(millis(listed[0].details.started), Some(7_000));
}
