//! Cookie sessions and bearer sessions are two kinds.

use super::kit::{get_with, home};
use crate::kit::anonymous;
use lucerna::{Carrier, SameOrigin, SessionOptions};

#[tokio::test]
async fn a_cookie_is_no_bearer_token_and_the_reverse() {
    let home = home();
    home.user("alice").await;
    let cookie = home.sign_in("alice").await;
    let token = cookie.header_value().split(['=', ';']).nth(1).unwrap().to_owned();
    let as_bearer = anonymous().with("authorization", format!("Bearer {token}"));
    assert!(home.session(&cookie).await.is_some());
    assert!(home.auth.authenticate_bearer(&as_bearer).await.unwrap().is_none());

    let verified = home.verify("alice").await;
    let bearer = home.auth.start_bearer_session(verified, SessionOptions::default()).await.unwrap();
    let as_bearer = anonymous().with("authorization", format!("Bearer {}", bearer.token.expose()));
    let name = home.auth.cookie_policy().name();
    let as_cookie = anonymous().with("cookie", format!("{name}={}", bearer.token.expose()));
    let session = home.auth.authenticate_bearer(&as_bearer).await.unwrap().unwrap();
    assert_eq!((session.id, session.expiry), (bearer.id, bearer.expiry));
    assert!(home.auth.authenticate(&as_cookie).await.unwrap().is_none());
}

#[tokio::test]
async fn a_cookie_that_the_browser_forgets_is_no_bearer_token_either() {
    let home = home();
    home.user("alice").await;
    let options = SessionOptions::default().until_browser_closes();
    let verified = home.verify("alice").await;
    let cookie = home.auth.start_session_with(verified, SameOrigin::danger_assume(), options).await.unwrap();
    let token = cookie.header_value().split(['=', ';']).nth(1).unwrap().to_owned();
    let as_bearer = anonymous().with("authorization", format!("Bearer {token}"));
    assert!(home.session(&cookie).await.is_some());
    assert!(home.auth.authenticate_bearer(&as_bearer).await.unwrap().is_none());
}

#[tokio::test]
async fn a_session_made_for_both_is_both() {
    let home = home();
    home.user("alice").await;
    let options = SessionOptions::default().danger_any_carrier();
    let verified = home.verify("alice").await;
    let cookie = home.auth.start_session_with(verified, SameOrigin::danger_assume(), options).await.unwrap();
    let token = cookie.header_value().split(['=', ';']).nth(1).unwrap().to_owned();
    let as_bearer = anonymous().with("authorization", format!("Bearer {token}"));
    assert!(home.session(&cookie).await.is_some());
    assert!(home.auth.authenticate_bearer(&as_bearer).await.unwrap().is_some());
}

#[tokio::test]
async fn a_session_knows_when_it_started_how_its_user_was_verified_and_when_it_was_seen() {
    let home = home();
    let user = home.user("alice").await;
    home.clock.turn_seconds(7);
    let cookie = home.sign_in("alice").await;
    let details = home.session(&cookie).await.unwrap().details;
    let millis = |at: Option<lucerna::Timestamp>| at.map(lucerna::Timestamp::unix_millis);
    assert_eq!((millis(details.started), millis(details.verified)), (Some(7_000), Some(7_000)));
    assert_eq!((details.methods.to_string(), details.carrier), ("password".to_owned(), Carrier::Cookie));
    home.clock.turn(2);
    assert!(home.auth.authenticate(&get_with(&cookie)).await.unwrap().unwrap().renewed);
    let listed = home.auth.user_sessions(&user).await.unwrap();
    assert_eq!(listed[0].last_seen.unix_millis(), 7_000 + 2 * crate::kit::DAY);
    assert_eq!(millis(listed[0].details.started), Some(7_000));
}
