//! Tests of the extractors for axum, with a store that counts its calls and fails on demand.

use crate::kit::Profile;
use axum::body::Body;
use axum::extract::FromRequestParts;
use axum::http::{HeaderName, HeaderValue, Request, Response, header};
use axum::response::{AppendHeaders, IntoResponse};
use axum::routing::{any, get, post};
use axum::{Extension, Router};
use lucerna::axum::{
    AuthError, AuthRequest, BearerSession, BearerUser, CurrentSession, CurrentUser, FromExtension, SetCookie,
};
use lucerna::{
    Argon2Cost, Auth, KeyId, MemoryStore, NewKey, NewUser, PasswordPool, SameOrigin, Schema, SessionOptions,
};
use lucerna_testkit::SpyStore;
use tower::ServiceExt;

struct ExtractorApp {
    router: Router,
    auth: Auth<Profile>,
    store: SpyStore<MemoryStore>,
    cookie: String,
}

async fn extractor_app() -> ExtractorApp {
    let store = SpyStore::new(MemoryStore::new(Schema::of::<Profile>().unwrap()));
    let hasher = PasswordPool::builder().cost(Argon2Cost::danger_weak(8, 1, 1).unwrap()).build().unwrap();
    let origin = "https://app.example".parse().unwrap();
    let auth: Auth<Profile> = Auth::builder(store.clone(), hasher, origin).build().unwrap();
    let profile = Profile { username: "Alice".to_owned() };
    let created = auth.create_user(NewKey::username("alice", "correct horse"), profile).await.unwrap();
    let cookie = auth.start_session(created.verified, SameOrigin::danger_assume()).await.unwrap();
    let cookie = cookie.header_value().split(';').next().unwrap().to_owned();
    ExtractorApp { router: router(auth.clone()), auth, store, cookie }
}

fn router(auth: Auth<Profile>) -> Router {
    Router::<Auth<Profile>>::new()
        .route("/required", get(async |user: CurrentUser<Profile>| user.username.clone()))
        .route("/optional", get(async |user: Option<CurrentUser<Profile>>| format!("{}", user.is_some())))
        .route("/many", get(many))
        .route("/end", any(end))
        .route("/bearer", get(async |user: BearerUser<Profile>| user.username.clone()).post(bearer))
        .route("/both", get(both))
        .route("/any/request", any(async |_: AuthRequest<Profile>| "done"))
        .route("/any/user", any(async |_: Option<CurrentUser<Profile>>| "done"))
        .route("/answers", post(answers))
        .nest("/nested", Router::new().route("/required", get(async |_: CurrentUser<Profile>| "nested")))
        .route("/cookies/before", post(before))
        .route("/cookies/after", post(after))
        .with_state(auth)
}

async fn many(
    _first: CurrentUser<Profile>,
    _second: CurrentSession<Profile>,
    _third: Option<CurrentUser<Profile>>,
) -> &'static str {
    "many"
}

async fn bearer(session: BearerSession<Profile>) -> String {
    session.user.username.clone()
}

async fn both(bearer: Option<BearerUser<Profile>>, cookie: Option<CurrentUser<Profile>>) -> String {
    let names = [bearer.map(|it| it.username.clone()), cookie.map(|it| it.username.clone())];
    names.map(Option::unwrap_or_default).join(" and ")
}

async fn end(auth: AuthRequest<Profile>, session: CurrentSession<Profile>) -> Result<SetCookie, AuthError> {
    Ok(auth.end_session(&session.id).await?)
}

/// A handler that sets the caller of its own error.
async fn answers(auth: AuthRequest<Profile>) -> Result<SetCookie, AuthError> {
    let verified = auth.verify_password(&KeyId::username("alice"), "wrong").await;
    let verified = verified.map_err(|it| AuthError::from(it).to(auth.caller()))?;
    Ok(auth.start_session(verified).await?)
}

/// A cookie of the application, with a comma in it.
const THEME: &str = "theme=dark; Expires=Wed, 21 Oct 2026 07:28:00 GMT";

async fn before(auth: AuthRequest<Profile>, session: CurrentSession<Profile>) -> impl IntoResponse {
    let cookie = auth.end_session(&session.id).await.unwrap();
    (AppendHeaders([(header::SET_COOKIE, THEME)]), cookie, "signed out")
}

async fn after(auth: AuthRequest<Profile>, session: CurrentSession<Profile>) -> impl IntoResponse {
    let cookie = auth.end_session(&session.id).await.unwrap();
    (cookie, AppendHeaders([(header::SET_COOKIE, THEME)]), "signed out")
}

impl ExtractorApp {
    async fn send(&self, method: &str, path: &str, headers: &[(header::HeaderName, &str)]) -> Response<Body> {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(name, *value);
        }
        self.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
    }

    async fn get(&self, path: &str) -> Response<Body> {
        self.send("GET", path, &[(header::COOKIE, &self.cookie)]).await
    }
}

async fn text(response: Response<Body>) -> String {
    let bytes = axum::body::to_bytes(response.into_body(), 1000).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[tokio::test]
async fn extractors_of_one_request_share_one_look_up() {
    let app = extractor_app().await;
    assert_eq!(text(app.get("/many").await).await, "many");
    assert_eq!(app.store.calls("find_session_and_user"), 1);
}

#[tokio::test]
async fn a_request_without_a_cookie_does_not_call_the_store() {
    let app = extractor_app().await;
    assert_eq!(text(app.send("GET", "/optional", &[]).await).await, "false");
    assert_eq!(text(app.get("/optional").await).await, "true");
    assert_eq!(app.store.calls("find_session_and_user"), 1);
}

const NAVIGATION: (HeaderName, &str) = (HeaderName::from_static("sec-fetch-mode"), "navigate");
const FETCH: (HeaderName, &str) = (HeaderName::from_static("sec-fetch-mode"), "cors");
const OWN: (HeaderName, &str) = (header::ORIGIN, "https://app.example");
const HTML: (HeaderName, &str) = (header::ACCEPT, "text/html,application/xhtml+xml;q=0.9");

fn status_and<'a>(response: &'a Response<Body>, name: &str) -> (u16, &'a str) {
    let value = response.headers().get(name).map_or("", |it| it.to_str().unwrap());
    (response.status().as_u16(), value)
}

#[tokio::test]
async fn a_navigation_is_redirected_to_the_sign_in_page_with_the_return_path() {
    let app = extractor_app().await;
    for headers in [&[NAVIGATION][..], &[HTML], &[(header::ACCEPT, "*/*")], &[]] {
        let sent = app.send("GET", "/required?page=2", headers).await;
        assert_eq!(status_and(&sent, "location"), (303, "/login?next=%2Frequired%3Fpage%3D2"));
    }
    let nested = app.send("GET", "/nested/required?page=2", &[NAVIGATION]).await;
    assert_eq!(status_and(&nested, "location"), (303, "/login?next=%2Fnested%2Frequired%3Fpage%3D2"));
    let posted = app.send("POST", "/end", &[OWN, NAVIGATION]).await;
    assert_eq!(status_and(&posted, "location"), (401, ""));
    assert_eq!(status_and(&posted, "content-type"), (401, "text/html; charset=utf-8"));
}

#[tokio::test]
async fn scripts_get_401_in_json_and_htmx_a_redirect() {
    let app = extractor_app().await;
    for headers in [&[FETCH, HTML][..], &[(header::ACCEPT, "application/json")]] {
        let refused = app.send("GET", "/required", headers).await;
        assert_eq!(status_and(&refused, "location"), (401, ""));
        assert_eq!(status_and(&refused, "content-type"), (401, "application/problem+json"));
        assert!(text(refused).await.contains(r#""code":"signed_out""#));
    }
    let htmx = [(HeaderName::from_static("hx-request"), "true"), HTML];
    assert_eq!(status_and(&app.send("GET", "/required", &htmx).await, "hx-redirect"), (401, "/login"));
}

#[tokio::test]
async fn a_handlers_error_is_answered_for_its_caller() {
    let app = extractor_app().await;
    for (asks, content_type) in
        [(NAVIGATION, "text/html; charset=utf-8"), (FETCH, "application/problem+json")]
    {
        let refused = app.send("POST", "/answers", &[OWN, asks]).await;
        assert_eq!(status_and(&refused, "content-type"), (401, content_type));
        assert!(text(refused).await.contains("Incorrect username or password."));
    }
}

#[tokio::test]
async fn a_web_socket_from_another_site_is_refused() {
    let app = extractor_app().await;
    let asked = async |path: &str, origin: Option<&str>| {
        let cookie = (header::COOKIE, app.cookie.as_str());
        let mut headers = vec![(header::CONNECTION, "Upgrade"), (header::UPGRADE, "websocket"), cookie];
        headers.extend(origin.map(|it| (header::ORIGIN, it)));
        app.send("GET", path, &headers).await.status().as_u16()
    };
    for path in ["/required", "/optional", "/any/request", "/any/user"] {
        for origin in [None, Some("https://evil.example"), Some("null")] {
            assert_eq!(asked(path, origin).await, 403, "{path} {origin:?}");
        }
        assert_eq!(asked(path, Some("https://app.example")).await, 200, "{path}");
    }
    assert_eq!(app.store.calls("find_session_and_user"), 3, "a refused request is not looked up");
}

#[tokio::test]
async fn auth_can_come_from_the_extensions_of_a_request() {
    let app = extractor_app().await;
    let required = async |user: FromExtension<CurrentUser<Profile>>| user.username.clone();
    let optional = async |user: Option<FromExtension<CurrentUser<Profile>>>| format!("{}", user.is_some());
    let end = async |auth: FromExtension<AuthRequest<Profile>>,
                     session: FromExtension<CurrentSession<Profile>>|
           -> Result<SetCookie, AuthError> { Ok(auth.end_session(&session.id).await?) };
    let without = Router::new()
        .route("/required", get(required))
        .route("/optional", get(optional))
        .route("/end", any(end));
    let with = without.clone().layer(Extension(app.auth.clone()));
    let with =
        ExtractorApp { router: with, auth: app.auth.clone(), store: app.store.clone(), cookie: app.cookie };
    assert_eq!(text(with.get("/required").await).await, "Alice");
    assert_eq!(text(with.get("/optional").await).await, "true");
    assert_eq!(text(with.send("GET", "/optional", &[]).await).await, "false");
    let cookie = with.cookie.clone();
    assert_eq!(with.send("POST", "/end", &[(header::COOKIE, &cookie)]).await.status(), 403);
    let ended = with.send("POST", "/end", &[(header::COOKIE, &cookie), OWN]).await;
    assert!(ended.status() == 200 && ended.headers().contains_key(header::SET_COOKIE));
    with.store.fail();
    assert_eq!(with.get("/optional").await.status(), 503, "an outage is no `None`");

    with.store.recover();
    // The router's state is a framework's own.
    let state = std::cell::Cell::new(0);
    let (mut parts, ()) = Request::builder().body(()).unwrap().into_parts();
    parts.extensions.insert(with.auth.clone());
    let user = FromExtension::<CurrentUser<Profile>>::from_request_parts(&mut parts, &state).await;
    assert_eq!(user.unwrap_err().code(), "signed_out");

    let without = ExtractorApp { router: without, ..with };
    for path in ["/required", "/optional"] {
        assert_eq!(without.get(path).await.status(), 500, "{path}");
    }
}

#[tokio::test]
async fn rt_123_an_outage_is_503_and_neither_signed_out_nor_none() {
    let app = extractor_app().await;
    app.store.fail();
    for path in ["/required", "/optional", "/many"] {
        let response = app.get(path).await;
        assert_eq!(response.status(), 503, "{path}");
        assert_eq!(response.headers()[header::RETRY_AFTER], "1");
        assert!(text(response).await.contains("Please try again in a moment"));
    }
    app.store.recover();
    assert_eq!(text(app.get("/required").await).await, "Alice");
}

#[tokio::test]
async fn signing_out_deletes_the_session_before_it_clears_the_cookie() {
    let app = extractor_app().await;
    let headers = [(header::COOKIE, app.cookie.as_str()), (header::ORIGIN, "https://app.example")];
    app.store.fail();
    let failed = app.send("POST", "/end", &headers).await;
    assert!(failed.status() == 503 && !failed.headers().contains_key(header::SET_COOKIE));
    app.store.recover();
    let ended = app.send("POST", "/end", &headers).await;
    assert_eq!(
        ended.headers()[header::SET_COOKIE],
        "__Host-lucerna_session=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax; Secure"
    );
    assert_eq!(ended.headers()[header::CACHE_CONTROL], "no-store");
    assert_eq!(app.get("/required").await.status(), 303);
}

#[tokio::test]
async fn rt_081_a_safe_method_ends_no_session() {
    let app = extractor_app().await;
    for method in ["GET", "HEAD", "OPTIONS"] {
        for headers in [&[][..], &[("sec-fetch-site", "cross-site")], &[("sec-fetch-site", "same-origin")]] {
            let named = headers.iter().map(|(name, value)| (header::HeaderName::from_static(name), *value));
            let headers: Vec<_> = named.chain([(header::COOKIE, &*app.cookie)]).collect();
            assert_eq!(app.send(method, "/end", &headers).await.status(), 403, "{method} {headers:?}");
        }
    }
    assert_eq!(text(app.get("/required").await).await, "Alice");
}

/// Returns a bearer token of Bob, who has no cookie.
async fn bearer_of_bob(app: &ExtractorApp) -> String {
    let bob = Profile { username: "Bob".to_owned() };
    let created = app.auth.create_user(NewUser::new(), bob).await.unwrap();
    let bearer = app.auth.start_bearer_session(created.verified, SessionOptions::default()).await.unwrap();
    format!("Bearer {}", bearer.token.expose())
}

#[tokio::test]
async fn a_bearer_token_needs_no_cookie_and_no_origin() {
    let app = extractor_app().await;
    let token = bearer_of_bob(&app).await;
    let headers = [(header::AUTHORIZATION, token.as_str()), (header::ORIGIN, "https://foreign.example")];
    assert_eq!(text(app.send("GET", "/bearer", &headers).await).await, "Bob");
    assert_eq!(text(app.send("POST", "/bearer", &headers).await).await, "Bob");
}

#[tokio::test]
async fn without_a_bearer_token_the_answer_is_401_also_with_a_cookie() {
    let app = extractor_app().await;
    let headers = [(header::COOKIE, app.cookie.as_str()), (header::ACCEPT, "text/html")];
    let refused = app.send("GET", "/bearer", &headers).await;
    assert_eq!(
        (refused.status().as_u16(), &refused.headers()[header::WWW_AUTHENTICATE]),
        (401, &"Bearer".parse().unwrap())
    );
}

#[tokio::test]
async fn lucia_flaw_02_each_credential_has_a_cache_of_its_own() {
    let app = extractor_app().await;
    let token = bearer_of_bob(&app).await;
    let headers = [(header::AUTHORIZATION, token.as_str()), (header::COOKIE, app.cookie.as_str())];
    assert_eq!(text(app.send("GET", "/both", &headers).await).await, "Bob and Alice");
    assert_eq!(text(app.send("GET", "/both", &headers[..1]).await).await, "Bob and ");
}

#[tokio::test]
async fn lucia_flaw_51_an_unknown_method_counts_as_unsafe() {
    let app = extractor_app().await;
    let foreign = [(header::ORIGIN, "https://evil.example")];
    for path in ["/any/request", "/any/user"] {
        for method in ["POST", "PUT", "PATCH", "DELETE", "BREW", "get", "CONNECT"] {
            for headers in [&[][..], &foreign] {
                let refused = app.send(method, path, headers).await;
                assert_eq!(refused.status(), 403, "{method} {path}");
            }
        }
        assert_eq!(app.send("GET", path, &[]).await.status(), 200);
    }
}

/// Returns all cookies that a response sets, sorted.
async fn cookies(path: &str) -> Vec<HeaderValue> {
    let app = extractor_app().await;
    let headers = [(header::COOKIE, app.cookie.as_str()), (header::ORIGIN, "https://app.example")];
    let response = app.send("POST", path, &headers).await;
    let mut set: Vec<_> = response.headers().get_all(header::SET_COOKIE).iter().cloned().collect();
    set.sort();
    set
}

#[tokio::test]
async fn lucia_flaw_52_a_cookie_with_a_comma_stays_one_cookie() {
    let set = cookies("/cookies/before").await;
    assert_eq!((set.len(), &set[1]), (2, &HeaderValue::from_static(THEME)));
}

#[tokio::test]
async fn lucia_flaw_53_other_cookies_stay_in_either_order() {
    assert_eq!(cookies("/cookies/before").await, cookies("/cookies/after").await);
}
