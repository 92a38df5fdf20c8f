//! What proves that a request comes from our own page, and how old a proof may be.

use super::kit::{Home, get_with, home, home_with, post, post_with};
use crate::kit::{Head, anonymous};
use lucerna::{
    Auth, MemoryStore, ONE_TIME_STATES, OneTimeState, PasswordPool, RedeemStateError, Schema,
    StartSessionError, Verified,
};
use lucerna_testkit::SpyStore;
use std::time::Duration;

#[tokio::test]
async fn rt_046_a_safe_method_proves_nothing_wherever_it_comes_from() {
    let home = home();
    for head in [anonymous(), anonymous().with("sec-fetch-site", "same-origin"), anonymous().method("HEAD")] {
        assert!(home.auth.check_origin(&head).is_ok());
        assert!(home.auth.prove_origin(&head).is_err());
    }
    assert!(home.auth.prove_origin(&post()).is_ok());
    assert!(
        home.auth.prove_origin(&anonymous().method("POST").with("origin", "https://evil.example")).is_err()
    );
}

#[tokio::test]
async fn a_proof_older_than_ten_minutes_starts_nothing() {
    let home = home();
    home.user("alice").await;
    let start = async |verified| {
        let proof = home.auth.prove_origin(&post()).unwrap();
        home.auth.start_session(verified, proof).await
    };
    let (young, old) = (home.verify("alice").await, home.verify("alice").await);
    home.clock.turn_seconds(600);
    assert!(start(young).await.is_ok());
    home.clock.turn_seconds(1);
    assert!(matches!(start(old).await, Err(StartSessionError::Stale)));
    let year_ago = home.auth.now().before(Duration::from_secs(365 * 24 * 3600));
    let user = home.auth.find_key(&lucerna::KeyId::username("alice")).await.unwrap().unwrap().user_id;
    assert!(matches!(
        start(Verified::danger_assume(user.clone(), year_ago)).await,
        Err(StartSessionError::Stale)
    ));
    let tomorrow = home.auth.now().after(Duration::from_secs(24 * 3600));
    assert!(matches!(start(Verified::danger_assume(user, tomorrow)).await, Err(StartSessionError::Stale)));
}

fn states() -> Home {
    home_with([ONE_TIME_STATES.declare()], |it| it)
}

async fn issue(home: &Home, purpose: &str) -> OneTimeState {
    let proof = home.auth.prove_origin(&post()).unwrap();
    home.auth.issue_state(purpose, proof).await.unwrap()
}

async fn redeem(home: &Home, head: &Head, purpose: &str, state: &str) -> bool {
    match home.auth.redeem_state(head, purpose, state).await {
        Ok(_proof) => true,
        Err(RedeemStateError::Unknown) => false,
        Err(error) => panic!("{error}"),
    }
}

#[tokio::test]
async fn rt_032_a_state_is_redeemed_once_and_a_get_then_starts_a_session() {
    let home = states();
    home.user("alice").await;
    let state = issue(&home, "github").await;
    let back = get_with(&state.cookie);
    let proof = home.auth.redeem_state(&back, "github", state.token.expose()).await.unwrap();
    assert!(home.auth.start_session(home.verify("alice").await, proof).await.is_ok());
    assert!(!redeem(&home, &back, "github", state.token.expose()).await);
}

#[tokio::test]
async fn rt_034_a_state_is_of_one_browser_one_purpose_and_ten_minutes() {
    let home = states();
    let [state, other] = [issue(&home, "github").await, issue(&home, "github").await];
    let back = get_with(&state.cookie);
    for (head, purpose, token) in [
        (&anonymous(), "github", state.token.expose()),
        (&get_with(&other.cookie), "github", state.token.expose()),
        (&back, "gitlab", state.token.expose()),
        (&back, "github", other.token.expose()),
        (&back, "github", ""),
        (&back, "github", "no state of anybody's"),
    ] {
        assert!(!redeem(&home, head, purpose, token).await);
    }
    home.clock.turn_seconds(600);
    assert!(redeem(&home, &back, "github", state.token.expose()).await, "wrong tries use nothing up");
    home.clock.turn_seconds(1);
    assert!(!redeem(&home, &get_with(&other.cookie), "github", other.token.expose()).await);
}

#[tokio::test]
async fn a_state_without_its_table_is_an_error_that_says_what_to_write() {
    let home = home();
    let proof = home.auth.prove_origin(&post_with(&home_cookie(&home).await)).unwrap();
    let error = home.auth.issue_state("github", proof).await.unwrap_err().to_string();
    assert!(error.contains("lucerna_one_time_state") && error.contains(".with("), "{error}");
}

async fn home_cookie(home: &Home) -> lucerna::SessionCookie {
    home.user("bob").await;
    home.sign_in("bob").await
}

#[tokio::test]
async fn rt_187_a_twin_does_not_hinder_who_comes_back() {
    let home = states();
    let [state, other] = [issue(&home, "github").await, issue(&home, "github").await];
    let pair = |it: &OneTimeState| it.cookie.header_value().split(';').next().unwrap().to_owned();
    for cookies in [format!("{}; {}", pair(&state), pair(&other)), format!("{0}; {0}", pair(&other))] {
        let back = anonymous().with("cookie", cookies);
        let state =
            if redeem(&home, &back, "github", state.token.expose()).await { &other } else { continue };
        assert!(redeem(&home, &back, "github", state.token.expose()).await);
        return;
    }
    panic!("a state with a twin is not redeemed");
}

#[tokio::test]
async fn rt_222_what_no_store_could_hold_is_no_purpose_and_no_store_is_asked() {
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
