//! Tests of recent verification ("sudo mode").

use super::kit::memory_app;
use crate::kit::PASSWORD;
use lucerna::{KeyId, SameOrigin, SessionOptions, StartSessionError, VerifyAgainError};

#[tokio::test]
async fn a_session_gives_a_proof_for_fifteen_minutes_and_after_verifying_again() {
    let app = memory_app();
    let alice = app.user("alice").await;
    let github = app.key(&alice, "github", "1").await;
    let cookie = app.sign_in("alice").await;
    let auth = &app.auth;
    let session = app.session(&cookie).await.unwrap();
    app.clock.turn_seconds(15 * 60);
    assert!(auth.recent_proof(&session).is_ok());
    app.clock.turn_seconds(1);
    assert_eq!(auth.recent_proof(&session).unwrap_err().code(), "verification_not_recent");

    let renewed = auth.verify_again(app.verify("alice").await, &session.id).await.unwrap();
    assert!(app.session(&cookie).await.is_none(), "the token was rotated");
    let session = app.session(&renewed.cookie).await.unwrap();
    let verified = auth.recent_proof(&session).unwrap();
    auth.delete_key(&verified, &github, Some(&session.id)).await.unwrap();
}

#[tokio::test]
async fn the_proof_of_a_session_starts_no_other_session() {
    let app = memory_app();
    app.user("alice").await;
    let session = app.session(&app.sign_in("alice").await).await.unwrap();
    let start = app.auth.start_session(app.auth.recent_proof(&session).unwrap(), SameOrigin::danger_assume());
    assert!(matches!(start.await, Err(StartSessionError::Stale)));
    let again = app.auth.verify_again(app.auth.recent_proof(&session).unwrap(), &session.id).await;
    assert!(matches!(again, Err(VerifyAgainError::Stale)));
}

#[tokio::test]
async fn another_users_session_is_not_verified_again() {
    let app = memory_app();
    app.user("alice").await;
    app.user("bob").await;
    let bobs = app.sign_in("bob").await;
    let session = app.session(&bobs).await.unwrap();
    let refused = app.auth.verify_again(app.verify("alice").await, &session.id).await;
    assert!(matches!(refused, Err(VerifyAgainError::OtherUser)));
    assert!(app.session(&bobs).await.is_some());
    let _cookie = app.auth.end_session(&session.id).await.unwrap();
    let over = app.auth.verify_again(app.verify("bob").await, &session.id).await;
    assert!(matches!(over, Err(VerifyAgainError::OtherUser)));
    assert!(app.auth.verify_password(&KeyId::username("bob"), PASSWORD).await.is_ok());
}

#[tokio::test]
async fn the_proof_of_a_session_cannot_be_combined_with_another_proof() {
    let app = memory_app();
    app.user("alice").await;
    let session = app.session(&app.sign_in("alice").await).await.unwrap();
    let auth = &app.auth;
    let taken = || auth.recent_proof(&session).unwrap();
    let keyed = taken().with_key(KeyId::username("alice"));
    let both = [taken().and(app.verify("alice").await), app.verify("alice").await.and(taken()), Some(keyed)];
    for verified in both.map(Option::unwrap) {
        let start = auth.start_session(verified, SameOrigin::danger_assume()).await;
        assert!(matches!(start, Err(StartSessionError::Stale)));
    }
}

#[tokio::test]
async fn a_browser_session_stays_one_after_verifying_again() {
    let app = memory_app();
    app.user("alice").await;
    let options = SessionOptions::default().until_browser_closes();
    let verified = app.verify("alice").await;
    let cookie = app.auth.start_session_with(verified, SameOrigin::danger_assume(), options).await.unwrap();
    let session = app.session(&cookie).await.unwrap();
    let renewed = app.auth.verify_again(app.verify("alice").await, &session.id).await.unwrap();
    assert!(!renewed.cookie.header_value().contains("Max-Age"), "{}", renewed.cookie.header_value());
    assert_eq!(app.session(&renewed.cookie).await.unwrap().details.carrier, session.details.carrier);
    let remembered = app.session(&app.sign_in("alice").await).await.unwrap();
    let renewed = app.auth.verify_again(app.verify("alice").await, &remembered.id).await.unwrap();
    assert!(renewed.cookie.header_value().contains("Max-Age=7776000"), "{}", renewed.cookie.header_value());
}
