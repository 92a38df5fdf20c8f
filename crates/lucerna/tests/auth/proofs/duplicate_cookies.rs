//! Requests with several session cookies of one name.

use super::kit::{memory_app, post};
use crate::kit::anonymous;
use lucerna::{Auth, CookieOptions, MemoryStore, PasswordPool, Schema, SessionCookie};

fn pair(cookie: &SessionCookie) -> &str {
    cookie.header_value().split(';').next().unwrap()
}

#[tokio::test]
async fn rt_187_the_only_valid_cookie_counts_and_of_two_valid_ones_neither() {
    let app = memory_app();
    app.user("alice").await;
    app.user("bob").await;
    let [mine, planted] = [app.sign_in("alice").await, app.sign_in("bob").await];
    let name = app.auth.cookie_policy().name();
    let who = async |cookies: &str| {
        let request = anonymous().with("cookie", cookies.to_owned());
        app.auth.authenticate(&request).await.unwrap().map(|it| it.user.attributes.username)
    };
    let dead = format!("{name}={}", "x".repeat(43));
    for cookies in [format!("{}; {dead}", pair(&mine)), format!("{dead}; {}", pair(&mine))] {
        assert_eq!(
            who(&cookies).await.as_deref(),
            Some("alice"),
            "a stale duplicate does not sign the user out"
        );
    }
    assert_eq!(who(&format!("{0}; {0}", pair(&mine))).await.as_deref(), Some("alice"));
    assert_eq!(who(&format!("{}; {}", pair(&mine), pair(&planted))).await, None);
    for (twins, expected) in [(3, Some("alice")), (4, None), (9, None)] {
        let many = format!("{}; {}", pair(&mine), vec![&*dead; twins].join("; "));
        assert_eq!(who(&many).await.as_deref(), expected, "{twins} beside it");
    }
}

#[tokio::test]
async fn signing_in_ends_the_sessions_of_all_duplicates_and_clears_their_cookies() {
    let mut options = CookieOptions::default();
    options.path = "/app".to_owned();
    let store = MemoryStore::new(Schema::of::<()>().unwrap());
    let origin = "https://shop.app.example".parse().unwrap();
    let auth: Auth = Auth::builder(store, PasswordPool::default(), origin).cookie(options).build().unwrap();
    let user = auth.create_user(lucerna::NewUser::new(), ()).await.unwrap().user.id;
    let sign_in = async |cookies: &str| {
        let verified = lucerna::Verified::danger_assume(user.clone(), auth.now());
        let request = post().with("origin", "https://shop.app.example");
        let request = if cookies.is_empty() { request } else { request.with("cookie", cookies.to_owned()) };
        let proof = auth.prove_origin(&request);
        auth.start_session(verified, proof.unwrap_or_else(|_| lucerna::SameOrigin::danger_assume()))
            .await
            .unwrap()
    };
    let [one, two] = [sign_in("").await, sign_in("").await];
    assert_eq!(one.header_values().count(), 1);
    let request = anonymous().method("POST").with("origin", "https://shop.app.example");
    let request = request.with("cookie", format!("{}; {}", pair(&one), pair(&two)));
    let verified = lucerna::Verified::danger_assume(user.clone(), auth.now());
    let three = auth.start_session(verified, auth.prove_origin(&request).unwrap()).await.unwrap();
    assert_eq!(auth.user_sessions(&user).await.unwrap().len(), 1);
    let cleared: Vec<_> = three.header_values().skip(1).collect();
    for place in
        ["; Path=/; HttpOnly", "; Path=/app; Domain=app.example", "; Path=/; Domain=shop.app.example"]
    {
        assert!(
            cleared.iter().any(|it| it.contains(place) && it.contains("Max-Age=0")),
            "{place} in {cleared:?}"
        );
    }
    assert!(!cleared.iter().any(|it| it.contains("Path=/app; HttpOnly")), "the own path is not cleared");
}

#[test]
fn programs_on_one_machine_have_different_cookie_names() {
    let name = |origin: &str| {
        let store = MemoryStore::new(Schema::of::<()>().unwrap());
        let auth: Auth =
            Auth::builder(store, PasswordPool::default(), origin.parse().unwrap()).build().unwrap();
        auth.cookie_policy().name().to_owned()
    };
    assert_eq!(name("http://127.0.0.1:3000"), "lucerna_session_3000");
    assert_ne!(name("http://localhost:3001"), name("http://localhost:3000"));
    assert_eq!(name("https://app.example"), "__Host-lucerna_session");
}

#[tokio::test]
async fn rt_187_a_duplicate_without_a_cookie_session_is_ignored() {
    let app = memory_app();
    app.user("alice").await;
    app.user("bob").await;
    let mine = app.sign_in("alice").await;
    let name = app.auth.cookie_policy().name();
    let options = lucerna::SessionOptions::default();
    let bearer = app.auth.start_bearer_session(app.verify("bob").await, options).await.unwrap();
    let planted = format!("{name}={}", bearer.token.expose());
    let dead = format!("{name}={}", "x".repeat(43));
    let mine = pair(&mine);
    for cookies in [
        format!("{mine}; {planted}"),
        format!("{planted}; {mine}"),
        format!("{dead}; {mine}; {mine}"),
        format!("{dead}; {planted}; {mine}; {mine}"),
    ] {
        let request = anonymous().with("cookie", cookies.clone());
        let session = app.auth.authenticate(&request).await.unwrap();
        assert_eq!(session.map(|it| it.user.attributes.username).as_deref(), Some("alice"), "{cookies}");
    }
}
