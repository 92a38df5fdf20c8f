//! Flaws of requests: origins, cookies and bearer tokens.

use crate::kit::{Profile, SqliteApp, anonymous, builder, get, sqlite_app};
use lucerna::{Auth, AuthenticateError, CookieOptions, Origin, Schema, SessionOptions, SqliteStore};

impl SqliteApp {
    fn refuses(&self, origin: &str) -> bool {
        self.auth.check_origin(&anonymous().method("POST").with("origin", origin)).is_err()
    }
}

#[tokio::test]
async fn lucia_flaw_02_bearer_and_cookie_identity_never_mix() {
    let app = sqlite_app();
    let cookie = app.sign_up().await;
    let created =
        app.auth.create_user(lucerna::NewUser::new(), Profile { username: "Bob".to_owned() }).await.unwrap();
    let bearer = app.auth.start_bearer_session(created.verified, SessionOptions::default()).await.unwrap();
    let bearer = format!("Bearer {}", bearer.token.expose());
    let both = get(&cookie).with("authorization", &bearer);
    let by_cookie = app.auth.authenticate(&both).await.unwrap().unwrap();
    let by_bearer = app.auth.authenticate_bearer(&both).await.unwrap().unwrap();
    assert_eq!((by_cookie.user.username.as_str(), by_bearer.user.username.as_str()), ("Alice", "Bob"));
    // On a cross-site request, the bearer token does not replace the refused cookie.
    let cross_site = both.method("POST").with("origin", "https://evil.example");
    assert!(app.auth.authenticate_bearer(&cross_site).await.unwrap().is_some());
    assert!(matches!(app.auth.authenticate(&cross_site).await, Err(AuthenticateError::CrossOrigin(_))));
}

#[tokio::test]
async fn lucia_flaw_03_a_malformed_origin_is_refused_without_a_panic() {
    let app = sqlite_app();
    for origin in
        ["null", "", "garbage", "https://", "://", "http://[", "https://app.example:99999", "\u{7f}"]
    {
        assert!(app.refuses(origin), "{origin}");
    }
}

#[tokio::test]
async fn lucia_flaw_04_a_request_from_the_own_origin_is_accepted() {
    let app = sqlite_app();
    assert!(!app.refuses("https://app.example"));
}

#[tokio::test]
async fn lucia_flaw_06_the_scheme_is_part_of_the_origin() {
    let app = sqlite_app();
    assert!(app.refuses("http://app.example"));
}

#[test]
fn lucia_flaw_07_an_allowed_origin_is_accepted() {
    let directory = tempfile::tempdir().unwrap();
    let store =
        SqliteStore::open(directory.path().join("test.db"), Schema::of::<Profile>().unwrap()).unwrap();
    let admin: Origin = "https://admin.example".parse().unwrap();
    let auth: Auth<Profile> = builder(store, "https://app.example").allow_origin(admin).build().unwrap();
    let from = |origin: &str| auth.check_origin(&anonymous().method("POST").with("origin", origin));
    assert!(from("https://admin.example").is_ok() && from("https://other.example").is_err());
}

#[tokio::test]
async fn lucia_flaw_08_behind_a_proxy_the_configured_origin_counts_and_not_the_host_header() {
    let app = sqlite_app();
    let request =
        anonymous().method("POST").with("host", "10.0.0.7:3000").with("x-forwarded-host", "evil.example");
    assert!(app.auth.check_origin(&request.clone().with("origin", "https://app.example")).is_ok());
    for host in ["http://10.0.0.7:3000", "https://evil.example"] {
        assert!(app.auth.check_origin(&request.clone().with("origin", host)).is_err(), "{host}");
    }
}

#[tokio::test]
async fn lucia_flaw_09_a_cross_site_request_differs_from_signed_out() {
    let app = sqlite_app();
    let cross_site = anonymous().method("POST").with("origin", "https://evil.example");
    assert!(matches!(app.auth.authenticate(&cross_site).await, Err(AuthenticateError::CrossOrigin(_))));
    assert!(app.auth.authenticate(&anonymous()).await.unwrap().is_none());
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
async fn lucia_flaw_23_the_bearer_scheme_ignores_case_and_extra_spaces() {
    let app = sqlite_app();
    let _cookie = app.sign_up().await;
    let verified =
        app.auth.verify_password(&lucerna::KeyId::username("alice"), crate::kit::PASSWORD).await.unwrap();
    let bearer = app.auth.start_bearer_session(verified, SessionOptions::default()).await.unwrap();
    for scheme in ["Bearer ", "bearer ", "BEARER  "] {
        let request = anonymous().with("authorization", format!("{scheme}{}", bearer.token.expose()));
        assert!(app.auth.authenticate_bearer(&request).await.unwrap().is_some(), "{scheme:?}");
    }
}

#[tokio::test]
async fn lucia_flaw_24_an_invented_token_of_any_length_is_refused() {
    let app = sqlite_app();
    for made_up in ["x", &"x".repeat(40), &"x".repeat(1_000_000)] {
        let request = anonymous().with("cookie", format!("__Host-lucerna_session={made_up}"));
        assert!(app.auth.authenticate(&request).await.unwrap().is_none());
    }
}
