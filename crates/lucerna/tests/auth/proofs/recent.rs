//! Recent verification ("sudo mode").

use super::kit::home;
use crate::kit::PASSWORD;
use lucerna::{KeyId, SameOrigin, SessionOptions, StartSessionError, VerifyAgainError};

#[tokio::test]
async fn a_session_gives_a_proof_for_fifteen_minutes_and_after_verifying_again() {
    let home = home();
    let alice = home.user("alice").await;
    let github = home.key(&alice, "github", "1").await;
    let cookie = home.sign_in("alice").await;
    let auth = &home.auth;
    let session = home.session(&cookie).await.unwrap();
    home.clock.turn_seconds(15 * 60);
    assert!(auth.recent_proof(&session).is_ok());
    home.clock.turn_seconds(1);
    assert_eq!(auth.recent_proof(&session).unwrap_err().code(), "verification_not_recent");

    let renewed = auth.verify_again(home.verify("alice").await, &session.id).await.unwrap();
    assert!(home.session(&cookie).await.is_none(), "the token was renewed");
    let session = home.session(&renewed.cookie).await.unwrap();
    let verified = auth.recent_proof(&session).unwrap();
    auth.delete_key(&verified, &github, Some(&session.id)).await.unwrap();
}

#[tokio::test]
async fn a_proof_from_a_session_starts_no_other() {
    let home = home();
    home.user("alice").await;
    let session = home.session(&home.sign_in("alice").await).await.unwrap();
    let start =
        home.auth.start_session(home.auth.recent_proof(&session).unwrap(), SameOrigin::danger_assume());
    assert!(matches!(start.await, Err(StartSessionError::Stale)));
    let again = home.auth.verify_again(home.auth.recent_proof(&session).unwrap(), &session.id).await;
    assert!(matches!(again, Err(VerifyAgainError::Stale)));
}

#[tokio::test]
async fn somebody_elses_session_is_not_verified_again() {
    let home = home();
    home.user("alice").await;
    home.user("bob").await;
    let bobs = home.sign_in("bob").await;
    let session = home.session(&bobs).await.unwrap();
    let refused = home.auth.verify_again(home.verify("alice").await, &session.id).await;
    assert!(matches!(refused, Err(VerifyAgainError::OtherUser)));
    assert!(home.session(&bobs).await.is_some());
    let _cookie = home.auth.end_session(&session.id).await.unwrap();
    let over = home.auth.verify_again(home.verify("bob").await, &session.id).await;
    assert!(matches!(over, Err(VerifyAgainError::OtherUser)));
    assert!(home.auth.verify_password(&KeyId::username("bob"), PASSWORD).await.is_ok());
}

#[tokio::test]
async fn a_proof_from_a_session_is_laundered_by_no_other_proof() {
    let home = home();
    home.user("alice").await;
    let session = home.session(&home.sign_in("alice").await).await.unwrap();
    let auth = &home.auth;
    let taken = || auth.recent_proof(&session).unwrap();
    let keyed = taken().with_key(KeyId::username("alice"));
    let both =
        [taken().and(home.verify("alice").await), home.verify("alice").await.and(taken()), Some(keyed)];
    for verified in both.map(Option::unwrap) {
        let start = auth.start_session(verified, SameOrigin::danger_assume()).await;
        assert!(matches!(start, Err(StartSessionError::Stale)));
    }
}

#[tokio::test]
async fn who_did_not_want_to_be_remembered_is_not_after_verifying_again() {
    let home = home();
    home.user("alice").await;
    let options = SessionOptions::default().until_browser_closes();
    let verified = home.verify("alice").await;
    let cookie = home.auth.start_session_with(verified, SameOrigin::danger_assume(), options).await.unwrap();
    let session = home.session(&cookie).await.unwrap();
    let renewed = home.auth.verify_again(home.verify("alice").await, &session.id).await.unwrap();
    assert!(!renewed.cookie.header_value().contains("Max-Age"), "{}", renewed.cookie.header_value());
    assert_eq!(home.session(&renewed.cookie).await.unwrap().details.carrier, session.details.carrier);
    let remembered = home.session(&home.sign_in("alice").await).await.unwrap();
    let renewed = home.auth.verify_again(home.verify("alice").await, &remembered.id).await.unwrap();
    assert!(renewed.cookie.header_value().contains("Max-Age=7776000"), "{}", renewed.cookie.header_value());
}
