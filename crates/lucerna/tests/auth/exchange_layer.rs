//! Tests of the layer that exchanges Lucia's cookie, around ordinary handlers.

use crate::kit::Profile;
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Request, Response, header};
use axum::routing::{get, post};
use lucerna::axum::{
    AuthError, AuthRequest, BearerUser, CurrentSession, CurrentUser, ExchangeAdoptedLayer, SetCookie,
};
use lucerna::extend::SessionStore;
use lucerna::{
    AdoptedCookie, Argon2Cost, Auth, KeyId, MemoryStore, NewKey, PasswordPool, SameOrigin, Schema, SessionId,
    SessionOptions,
};
use lucerna_testkit::{SpyStore, TurnedClock};
use std::time::Duration;
use tower::ServiceExt;

/// The id of a session of Lucia, which is also its token.
const OLD: &str = "geqgl9ob16k9proo361ln2vwuethpp0qlz5ibvle";
const OLD_COOKIE: &str = "auth_session=geqgl9ob16k9proo361ln2vwuethpp0qlz5ibvle";
const PASSWORD: &str = "correct horse battery";
const OWN_NAME: &str = "__Host-lucerna_session=";
const EXPIRED: &str = "auth_session=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax; Secure";

struct AdoptedApp {
    router: Router,
    auth: Auth<Profile>,
    store: SpyStore<MemoryStore>,
    clock: TurnedClock,
}

/// A app with Alice, who is signed in with Lucia's cookie.
async fn adopted_app() -> AdoptedApp {
    let store = SpyStore::new(MemoryStore::new(Schema::of::<Profile>().unwrap()));
    let hasher = PasswordPool::builder().cost(Argon2Cost::danger_weak(8, 1, 1).unwrap()).build().unwrap();
    let (clock, origin) = (TurnedClock::default(), "https://app.example".parse().unwrap());
    let auth = Auth::builder(store.clone(), hasher, origin).clock(clock.clone());
    let auth: Auth<Profile> = auth.build().unwrap();
    let profile = Profile { username: "Alice".to_owned() };
    let created = auth.create_user(NewKey::username("alice", PASSWORD), profile).await.unwrap();
    let options = SessionOptions::default().danger_any_carrier();
    let started = auth.start_session_with(created.verified, SameOrigin::danger_assume(), options);
    let started = started.await.unwrap();
    let token = started.header_value().split([';', '=']).nth(1).unwrap();
    let ids = [token, OLD].map(|it| SessionId::of_token(it).unwrap());
    assert!(store.store().rename_session(&ids[0], &ids[1], None).await.unwrap());
    AdoptedApp { router: router(auth.clone()), auth, store, clock }
}

fn router(auth: Auth<Profile>) -> Router {
    Router::<Auth<Profile>>::new()
        .route("/", get(async |user: CurrentUser<Profile>| user.username.clone()))
        .route("/optional", get(async |user: Option<CurrentUser<Profile>>| format!("{}", user.is_some())))
        .route("/theme", get(async || ([(header::SET_COOKIE, "theme=dark")], "dark")))
        .route("/cookies", get(cookies))
        .route("/bearer", post(async |user: BearerUser<Profile>| user.username.clone()))
        .route("/sign-in", post(sign_in))
        .route("/sign-out", post(sign_out))
        .layer(ExchangeAdoptedLayer::new(auth.clone(), AdoptedCookie::default()))
        .with_state(auth)
}

async fn cookies(headers: HeaderMap) -> String {
    let sent = headers.get_all(header::COOKIE).iter().map(|it| it.to_str().unwrap());
    sent.collect::<Vec<_>>().join(" and ")
}

async fn sign_in(auth: AuthRequest<Profile>) -> Result<SetCookie, AuthError> {
    let verified = auth.verify_password(&KeyId::username("alice"), PASSWORD).await?;
    Ok(auth.start_session(verified).await?)
}

async fn sign_out(
    auth: AuthRequest<Profile>,
    session: CurrentSession<Profile>,
) -> Result<SetCookie, AuthError> {
    Ok(auth.end_session(&session.id).await?)
}

impl AdoptedApp {
    async fn send(&self, method: &str, path: &str, headers: &[(header::HeaderName, &str)]) -> Response<Body> {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(name, *value);
        }
        self.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
    }

    async fn get(&self, path: &str, cookie: &str) -> Response<Body> {
        self.send("GET", path, &[(header::COOKIE, cookie)]).await
    }

    /// Posts a form of the application's own page.
    async fn post(&self, path: &str, cookie: &str) -> Response<Body> {
        let own = (header::ORIGIN, "https://app.example");
        self.send("POST", path, &[(header::COOKIE, cookie), own]).await
    }

    async fn sessions(&self) -> usize {
        let alice = self.auth.find_key(&KeyId::username("alice")).await.unwrap().unwrap().user_id;
        self.auth.user_sessions(&alice).await.unwrap().len()
    }
}

fn set(response: &Response<Body>) -> Vec<&str> {
    let set = response.headers().get_all(header::SET_COOKIE).iter();
    set.map(|it| it.to_str().unwrap()).collect()
}

/// Returns the session cookie of a response as a browser sends it back. It must be set once.
fn own(response: &Response<Body>) -> String {
    let set: Vec<_> = set(response).into_iter().filter(|it| it.starts_with(OWN_NAME)).collect();
    assert_eq!(set.len(), 1, "{set:?}");
    set[0].split(';').next().unwrap().to_owned()
}

async fn text(response: Response<Body>) -> String {
    let bytes = axum::body::to_bytes(response.into_body(), 1000).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[tokio::test]
async fn a_page_is_shown_with_the_new_cookie_and_the_old_one_expires() {
    let app = adopted_app().await;
    let page = app.get("/", OLD_COOKIE).await;
    assert_eq!((page.status().as_u16(), set(&page).len()), (200, 2));
    assert!(set(&page).contains(&EXPIRED), "{:?}", set(&page));
    assert_eq!(page.headers()[header::CACHE_CONTROL], "no-store");
    let cookie = own(&page);
    assert_eq!(text(page).await, "Alice");
    let next = app.get("/", &cookie).await;
    assert_eq!((next.status().as_u16(), set(&next).len()), (200, 0));
    app.clock.turn(Duration::from_secs(120));
    assert_eq!(app.get("/", OLD_COOKIE).await.status(), 303);
    assert_eq!(app.sessions().await, 1);
}

#[tokio::test]
async fn other_cookies_and_other_visitors_are_unaffected() {
    let app = adopted_app().await;
    let before = app.store.all_calls();
    for cookie in ["", "a=1; b=2", "auth_session="] {
        let reply = app.get("/cookies", cookie).await;
        assert_eq!(set(&reply).len(), 0);
        assert_eq!(text(reply).await, cookie);
    }
    assert_eq!(app.store.all_calls(), before, "the store is not called");
    let theme = app.get("/theme", OLD_COOKIE).await;
    assert!(set(&theme).len() == 3 && set(&theme).contains(&"theme=dark"), "{:?}", set(&theme));
    let cookie = own(&theme);
    let sent = text(app.get("/cookies", &format!("a=1; {OLD_COOKIE}")).await).await;
    assert_eq!(sent, format!("a=1; {OLD_COOKIE} and {cookie}"));
}

#[tokio::test]
async fn rt_123_an_outage_during_an_exchange_is_503_and_keeps_the_session() {
    let app = adopted_app().await;
    for method in ["find_session", "rename_session"] {
        app.store.fail_once(method);
        let failed = app.get("/optional", OLD_COOKIE).await;
        assert_eq!((failed.status().as_u16(), set(&failed).len()), (503, 0), "{method}");
        assert_eq!(failed.headers()[header::RETRY_AFTER], "1");
    }
    assert_eq!(text(app.get("/optional", OLD_COOKIE).await).await, "true");
}

#[tokio::test]
async fn the_cookie_of_signing_in_or_out_replaces_that_of_the_exchange() {
    let app = adopted_app().await;
    let signed_in = app.post("/sign-in", OLD_COOKIE).await;
    assert!(signed_in.status() == 200 && set(&signed_in).contains(&EXPIRED), "{signed_in:?}");
    let cookie = own(&signed_in);
    assert_eq!(text(app.get("/", &cookie).await).await, "Alice");
    assert_eq!(app.sessions().await, 1, "the exchanged session was replaced");

    let app = adopted_app().await;
    let signed_out = app.post("/sign-out", OLD_COOKIE).await;
    assert!(signed_out.status() == 200 && set(&signed_out).contains(&EXPIRED), "{signed_out:?}");
    assert_eq!(own(&signed_out), OWN_NAME);
    assert_eq!(app.get("/", OLD_COOKIE).await.status(), 303);
    assert_eq!(app.sessions().await, 0);
}

#[tokio::test]
async fn a_cross_site_form_is_refused_and_a_bearer_token_is_accepted() {
    let app = adopted_app().await;
    let cross_site = (header::ORIGIN, "https://evil.example");
    let refused = app.send("POST", "/sign-out", &[(header::COOKIE, OLD_COOKIE), cross_site.clone()]).await;
    assert_eq!((refused.status().as_u16(), set(&refused).len()), (403, 0));
    let bearer = format!("Bearer {OLD}");
    let headers = [(header::COOKIE, OLD_COOKIE), cross_site, (header::AUTHORIZATION, bearer.as_str())];
    let reply = app.send("POST", "/bearer", &headers).await;
    assert_eq!(set(&reply).len(), 0);
    assert_eq!(text(reply).await, "Alice");
    assert_eq!(text(app.get("/", OLD_COOKIE).await).await, "Alice", "nothing was exchanged before");
}

#[test]
fn debug_shows_the_name_of_the_cookie_and_no_secret() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let layer = ExchangeAdoptedLayer::new(runtime.block_on(adopted_app()).auth, AdoptedCookie::default());
    assert_eq!(format!("{layer:?}"), r#"ExchangeAdoptedLayer(AdoptedCookie("auth_session"))"#);
    let service = tower::Layer::layer(&layer.clone(), HeaderValue::from_static("inner"));
    assert_eq!(format!("{:?}", service.clone()), r#"ExchangeAdopted(AdoptedCookie("auth_session"))"#);
}
