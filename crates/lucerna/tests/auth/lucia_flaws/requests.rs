//! Requests: origins, cookies and bearer tokens.

use crate::kit::{House, Profile, anonymous, builder, get, profiles};
use lucerna::{Auth, AuthenticateError, CookieOptions, Origin, Schema, SessionOptions, SqliteStore};

impl House {
    fn refuses(&self, origin: &str) -> bool {
        self.auth.check_origin(&anonymous().method("POST").with("origin", origin)).is_err()
    }
}

#[tokio::test]
async fn lucia_flaw_02_bearer_and_cookie_identity_never_mix() {
    let house = profiles();
    let cookie = house.sign_up().await;
    let created = house
        .auth
        .create_user(lucerna::NewUser::new(), Profile { username: "Bob".to_owned() })
        .await
        .unwrap();
    let bearer = house.auth.start_bearer_session(created.verified, SessionOptions::default()).await.unwrap();
    let bearer = format!("Bearer {}", bearer.token.expose());
    let both = get(&cookie).with("authorization", &bearer);
    let by_cookie = house.auth.authenticate(&both).await.unwrap().unwrap();
    let by_bearer = house.auth.authenticate_bearer(&both).await.unwrap().unwrap();
    assert_eq!((by_cookie.user.username.as_str(), by_bearer.user.username.as_str()), ("Alice", "Bob"));
    // From elsewhere, the bearer token does not stand in for the cookie that was refused.
    let elsewhere = both.method("POST").with("origin", "https://evil.example");
    assert!(house.auth.authenticate_bearer(&elsewhere).await.unwrap().is_some());
    assert!(matches!(house.auth.authenticate(&elsewhere).await, Err(AuthenticateError::CrossOrigin(_))));
}

#[tokio::test]
async fn lucia_flaw_03_a_malformed_origin_is_refused_and_nothing_throws() {
    let house = profiles();
    for origin in
        ["null", "", "garbage", "https://", "://", "http://[", "https://app.example:99999", "\u{7f}"]
    {
        assert!(house.refuses(origin), "{origin}");
    }
}

#[tokio::test]
async fn lucia_flaw_04_a_request_of_our_own_pages_is_let_in() {
    let house = profiles();
    assert!(!house.refuses("https://app.example"));
}

#[tokio::test]
async fn lucia_flaw_06_the_scheme_is_part_of_the_origin() {
    let house = profiles();
    assert!(house.refuses("http://app.example"));
}

#[test]
fn lucia_flaw_07_an_origin_that_was_allowed_is_allowed() {
    let directory = tempfile::tempdir().unwrap();
    let store =
        SqliteStore::open(directory.path().join("test.db"), Schema::of::<Profile>().unwrap()).unwrap();
    let admin: Origin = "https://admin.example".parse().unwrap();
    let auth: Auth<Profile> = builder(store, "https://app.example").allow_origin(admin).build().unwrap();
    let from = |origin: &str| auth.check_origin(&anonymous().method("POST").with("origin", origin));
    assert!(from("https://admin.example").is_ok() && from("https://other.example").is_err());
}

#[tokio::test]
async fn lucia_flaw_08_behind_a_proxy_the_configured_origin_counts_and_no_host_header_does() {
    let house = profiles();
    let request =
        anonymous().method("POST").with("host", "10.0.0.7:3000").with("x-forwarded-host", "evil.example");
    assert!(house.auth.check_origin(&request.clone().with("origin", "https://app.example")).is_ok());
    for host in ["http://10.0.0.7:3000", "https://evil.example"] {
        assert!(house.auth.check_origin(&request.clone().with("origin", host)).is_err(), "{host}");
    }
}

#[tokio::test]
async fn lucia_flaw_09_a_request_from_elsewhere_is_not_the_same_as_signed_out() {
    let house = profiles();
    let elsewhere = anonymous().method("POST").with("origin", "https://evil.example");
    assert!(matches!(house.auth.authenticate(&elsewhere).await, Err(AuthenticateError::CrossOrigin(_))));
    assert!(house.auth.authenticate(&anonymous()).await.unwrap().is_none());
}

#[tokio::test]
async fn lucia_flaw_22_changing_one_attribute_of_the_cookie_keeps_the_others() {
    let directory = tempfile::tempdir().unwrap();
    let store =
        SqliteStore::open(directory.path().join("test.db"), Schema::of::<Profile>().unwrap()).unwrap();
    let mut options = CookieOptions::default();
    options.domain = Some("app.example".to_owned());
    let auth: Auth<Profile> = builder(store, "https://app.example").cookie(options).build().unwrap();
    let (key, profile) = crate::kit::alice();
    let created = auth.create_user(key, profile).await.unwrap();
    let cookie = auth.start_session(created.verified, lucerna::SameOrigin::danger_assume()).await.unwrap();
    let (_, attributes) = cookie.header_value().split_once("; ").unwrap();
    assert_eq!(attributes, "Max-Age=7776000; Path=/; Domain=app.example; HttpOnly; SameSite=Lax; Secure");
}

#[tokio::test]
async fn lucia_flaw_23_the_bearer_scheme_has_no_case_and_spaces_do_not_empty_the_token() {
    let house = profiles();
    let _cookie = house.sign_up().await;
    let verified =
        house.auth.verify_password(&lucerna::KeyId::username("alice"), crate::kit::PASSWORD).await.unwrap();
    let bearer = house.auth.start_bearer_session(verified, SessionOptions::default()).await.unwrap();
    for scheme in ["Bearer ", "bearer ", "BEARER  "] {
        let request = anonymous().with("authorization", format!("{scheme}{}", bearer.token.expose()));
        assert!(house.auth.authenticate_bearer(&request).await.unwrap().is_some(), "{scheme:?}");
    }
}

#[tokio::test]
async fn lucia_flaw_24_what_a_client_makes_up_is_no_session_however_long_it_is() {
    let house = profiles();
    for made_up in ["x", &"x".repeat(40), &"x".repeat(1_000_000)] {
        let request = anonymous().with("cookie", format!("__Host-lucerna_session={made_up}"));
        assert!(house.auth.authenticate(&request).await.unwrap().is_none());
    }
}
