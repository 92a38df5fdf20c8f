//! Tests of the proof of origin, of one-time states, and of the age of proofs.

use super::kit::{MemoryApp, get_with, memory_app, memory_app_with, post, post_with};
use crate::kit::{TestHead, anonymous};
use lucerna::{
    Auth, MemoryStore, ONE_TIME_STATES, OneTimeState, PasswordPool, RedeemStateError, Schema,
    StartSessionError, Verified,
};
use lucerna_testkit::SpyStore;
use std::time::Duration;

#[tokio::test]
async fn rt_046_a_safe_method_never_proves_its_origin() {
    let app = memory_app();
    for head in [anonymous(), anonymous().with("sec-fetch-site", "same-origin"), anonymous().method("HEAD")] {
        assert!(app.auth.check_origin(&head).is_ok());
        assert!(app.auth.prove_origin(&head).is_err());
    }
    assert!(app.auth.prove_origin(&post()).is_ok());
    assert!(
        app.auth.prove_origin(&anonymous().method("POST").with("origin", "https://evil.example")).is_err()
    );
}

#[tokio::test]
async fn a_proof_older_than_ten_minutes_starts_no_session() {
    let app = memory_app();
    app.user("alice").await;
    let start = async |verified| {
        let proof = app.auth.prove_origin(&post()).unwrap();
        app.auth.start_session(verified, proof).await
    };
    let (young, old) = (app.verify("alice").await, app.verify("alice").await);
    app.clock.turn_seconds(600);
    assert!(start(young).await.is_ok());
    app.clock.turn_seconds(1);
    assert!(matches!(start(old).await, Err(StartSessionError::Stale)));
    let year_ago = app.auth.now().before(Duration::from_secs(365 * 24 * 3600));
    let user = app.auth.find_key(&lucerna::KeyId::username("alice")).await.unwrap().unwrap().user_id;
    assert!(matches!(
        start(Verified::danger_assume(user.clone(), year_ago)).await,
        Err(StartSessionError::Stale)
    ));
    let tomorrow = app.auth.now().after(Duration::from_secs(24 * 3600));
    assert!(matches!(start(Verified::danger_assume(user, tomorrow)).await, Err(StartSessionError::Stale)));
}

fn states() -> MemoryApp {
    memory_app_with([ONE_TIME_STATES.declare()], |it| it)
}

async fn issue(app: &MemoryApp, purpose: &str) -> OneTimeState {
    let proof = app.auth.prove_origin(&post()).unwrap();
    app.auth.issue_state(purpose, proof).await.unwrap()
}

async fn redeem(app: &MemoryApp, head: &TestHead, purpose: &str, state: &str) -> bool {
    match app.auth.redeem_state(head, purpose, state).await {
        Ok(_proof) => true,
        Err(RedeemStateError::Unknown) => false,
        Err(error) => panic!("{error}"),
    }
}

#[tokio::test]
async fn rt_032_a_state_is_redeemed_once_and_a_get_then_starts_a_session() {
    let app = states();
    app.user("alice").await;
    let state = issue(&app, "github").await;
    let back = get_with(&state.cookie);
    let proof = app.auth.redeem_state(&back, "github", state.token.expose()).await.unwrap();
    assert!(app.auth.start_session(app.verify("alice").await, proof).await.is_ok());
    assert!(!redeem(&app, &back, "github", state.token.expose()).await);
}

#[tokio::test]
async fn rt_034_a_state_is_valid_for_one_browser_one_purpose_and_ten_minutes() {
    let app = states();
    let [state, other] = [issue(&app, "github").await, issue(&app, "github").await];
    let back = get_with(&state.cookie);
    for (head, purpose, token) in [
        (&anonymous(), "github", state.token.expose()),
        (&get_with(&other.cookie), "github", state.token.expose()),
        (&back, "gitlab", state.token.expose()),
        (&back, "github", other.token.expose()),
        (&back, "github", ""),
        (&back, "github", "an unknown state"),
    ] {
        assert!(!redeem(&app, head, purpose, token).await);
    }
    app.clock.turn_seconds(600);
    assert!(
        redeem(&app, &back, "github", state.token.expose()).await,
        "wrong attempts do not use the state up"
    );
    app.clock.turn_seconds(1);
    assert!(!redeem(&app, &get_with(&other.cookie), "github", other.token.expose()).await);
}

#[tokio::test]
async fn a_state_without_its_table_is_an_error_that_says_what_to_add() {
    let app = memory_app();
    let proof = app.auth.prove_origin(&post_with(&app_cookie(&app).await)).unwrap();
    let error = app.auth.issue_state("github", proof).await.unwrap_err().to_string();
    assert!(error.contains("lucerna_one_time_state") && error.contains(".with("), "{error}");
}

async fn app_cookie(app: &MemoryApp) -> lucerna::SessionCookie {
    app.user("bob").await;
    app.sign_in("bob").await
}

#[tokio::test]
async fn rt_187_a_duplicate_cookie_does_not_block_the_callback() {
    let app = states();
    let [state, other] = [issue(&app, "github").await, issue(&app, "github").await];
    let pair = |it: &OneTimeState| it.cookie.header_value().split(';').next().unwrap().to_owned();
    for cookies in [format!("{}; {}", pair(&state), pair(&other)), format!("{0}; {0}", pair(&other))] {
        let back = anonymous().with("cookie", cookies);
        let state = if redeem(&app, &back, "github", state.token.expose()).await { &other } else { continue };
        assert!(redeem(&app, &back, "github", state.token.expose()).await);
        return;
    }
    panic!("a state with a twin is not redeemed");
}

#[tokio::test]
async fn rt_222_an_invalid_purpose_is_refused_without_calling_the_store() {
    let schema = Schema::of::<()>().unwrap().with([ONE_TIME_STATES.declare()]).unwrap();
    let store = SpyStore::new(MemoryStore::new(schema));
    let origin = "https://app.example".parse().unwrap();
    let auth: Auth = Auth::builder(store.clone(), PasswordPool::default(), origin).build().unwrap();
    let state = auth.issue_state("github", auth.prove_origin(&post()).unwrap()).await.unwrap();
    store.fail();
    let redeem = async |purpose: &str| {
        let redeemed = auth.redeem_state(&get_with(&state.cookie), purpose, state.token.expose()).await;
        redeemed.map(drop).unwrap_err()
    };
    assert!(matches!(redeem("git\0hub").await, RedeemStateError::Unknown));
    assert!(matches!(redeem("github").await, RedeemStateError::Failed(_)));
}
