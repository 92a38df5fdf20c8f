//! The cookie that is sent again when a session is renewed.

use crate::kit::Profile;
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, header};
use axum::middleware::from_fn;
use axum::routing::{get, post};
use lucerna::axum::{AuthError, AuthRequest, CurrentSession, CurrentUser, SetCookie, renew_cookies};
use lucerna::{Auth, MemoryStore, NewKey, SameOrigin, Schema, SessionOptions, SessionPolicy};
use lucerna_testkit::{TurnedClock, quick_passwords};
use std::time::Duration;
use tower::ServiceExt;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

struct App {
    router: Router,
    clock: TurnedClock,
    cookie: String,
}

/// Returns an application whose sessions last for 800 days, with a signed-in user.
async fn application(options: SessionOptions) -> App {
    let store = MemoryStore::new(Schema::of::<Profile>().unwrap());
    let (clock, mut policy) = (TurnedClock::default(), SessionPolicy::default());
    policy.absolute = 800 * DAY;
    let builder = Auth::builder(store, quick_passwords(), "https://app.example".parse().unwrap());
    let auth: Auth<Profile> = builder.clock(clock.clone()).session_policy(policy).build().unwrap();
    let profile = Profile { username: "Alice".to_owned() };
    let created = auth.create_user(NewKey::username("alice", "correct horse"), profile).await.unwrap();
    let proof = SameOrigin::danger_assume();
    let cookie = auth.start_session_with(created.verified, proof, options).await.unwrap();
    let cookie = cookie.header_value().split(';').next().unwrap().to_owned();
    let router = Router::new()
        .route("/", get(async |_: CurrentUser<Profile>| "home"))
        .route("/style.css", get(async || ([(header::CACHE_CONTROL, "public")], "")))
        .route("/logout", post(sign_out))
        .layer(from_fn(renew_cookies))
        .route("/without", get(async |_: CurrentUser<Profile>| "home"))
        .with_state(auth);
    App { router, clock, cookie }
}

async fn sign_out(
    auth: AuthRequest<Profile>,
    session: CurrentSession<Profile>,
) -> Result<SetCookie, AuthError> {
    Ok(auth.end_session(&session.id).await?)
}

impl App {
    async fn send(&self, method: &str, path: &str) -> HeaderMap {
        let request = Request::builder().method(method).uri(path).header("cookie", &self.cookie);
        let request = request.header("origin", "https://app.example").body(Body::empty()).unwrap();
        let answer = self.router.clone().oneshot(request).await.unwrap();
        assert_eq!(answer.status(), 200);
        answer.headers().clone()
    }

    /// Returns the cookies that the answer sets.
    async fn cookies(&self, path: &str) -> Vec<String> {
        let headers = self.send("GET", path).await;
        headers.get_all("set-cookie").iter().map(|it| it.to_str().unwrap().to_owned()).collect()
    }
}

#[tokio::test]
async fn a_session_in_use_outlives_the_400_days_of_a_cookie() {
    let app = application(SessionOptions::default()).await;
    assert_eq!(app.cookies("/").await, [""; 0], "nothing was renewed");
    for day in 1..80 {
        app.clock.turn(10 * DAY);
        let days = (800 - 10 * day).min(400);
        let max_age = days * DAY.as_secs();
        let expected = format!("{}; Max-Age={max_age}; Path=/; HttpOnly; SameSite=Lax; Secure", app.cookie);
        assert_eq!(app.cookies("/").await, [expected], "after {} days", 10 * day);
        assert_eq!(app.cookies("/").await, [""; 0], "once for each renewal");
    }
}

#[tokio::test]
async fn only_a_renewed_session_of_a_kept_cookie_sends_it_again() {
    let app = application(SessionOptions::default().until_browser_closes()).await;
    app.clock.turn(2 * DAY);
    assert_eq!(app.cookies("/").await, [""; 0], "the cookie ends with the browser");

    let app = application(SessionOptions::default()).await;
    app.clock.turn(2 * DAY);
    assert_eq!(app.send("GET", "/style.css").await["cache-control"], "public", "no session was looked up");
    assert_eq!(app.cookies("/without").await, [""; 0], "outside the middleware");

    app.clock.turn(2 * DAY);
    let signed_out = app.send("POST", "/logout").await;
    let cookies: Vec<_> = signed_out.get_all("set-cookie").iter().collect();
    assert!(cookies.len() == 1 && cookies[0].to_str().unwrap().contains("=; Max-Age=0;"), "{cookies:?}");
}
