//! The extractors for axum, in front of a store that counts and fails on demand.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response, header};
use axum::routing::{get, post};
use lucerna::axum::{AuthRequest, CurrentSession, CurrentUser, SetCookie};
use lucerna::{
    Argon2Cost, Attributes, Auth, Expiry, KeyId, KeyRecord, NewKey, NewUserRecord, PasswordHash,
    PasswordPool, SameOrigin, Schema, SessionId, SessionRecord, SessionStore, SqliteStore, Store, StoreError,
    UserRecord, UserStore,
};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use tempfile::TempDir;
use tower::ServiceExt;

#[derive(Attributes, Clone, Debug)]
struct Profile {
    username: String,
}

#[derive(Clone, Default)]
struct Watch {
    look_ups: Arc<AtomicUsize>,
    broken: Arc<AtomicBool>,
}

/// A store that counts the look-ups of sessions, and can be unavailable.
struct Spy(SqliteStore, Watch);

impl Spy {
    fn check(&self) -> Result<(), StoreError> {
        match self.1.broken.load(Ordering::SeqCst) {
            true => Err(StoreError::Unavailable("the test says so".into())),
            false => Ok(()),
        }
    }
}

impl Store for Spy {
    fn schema(&self) -> &Schema {
        self.0.schema()
    }

    async fn find_session_and_user(
        &self,
        id: &SessionId,
    ) -> Result<Option<(SessionRecord, UserRecord)>, StoreError> {
        self.1.look_ups.fetch_add(1, Ordering::SeqCst);
        self.check()?;
        self.0.find_session_and_user(id).await
    }
}

impl UserStore for Spy {
    async fn insert_user(&self, user: NewUserRecord) -> Result<(), StoreError> {
        self.check()?;
        self.0.insert_user(user).await
    }

    async fn find_key(&self, id: &KeyId) -> Result<Option<KeyRecord>, StoreError> {
        self.check()?;
        self.0.find_key(id).await
    }

    async fn replace_password_hash(
        &self,
        id: &KeyId,
        old: &PasswordHash,
        new: PasswordHash,
    ) -> Result<bool, StoreError> {
        self.check()?;
        self.0.replace_password_hash(id, old, new).await
    }
}

impl SessionStore for Spy {
    async fn insert_session(&self, session: SessionRecord) -> Result<(), StoreError> {
        self.check()?;
        self.0.insert_session(session).await
    }

    async fn renew_session(&self, id: &SessionId, expiry: Expiry) -> Result<bool, StoreError> {
        self.check()?;
        self.0.renew_session(id, expiry).await
    }

    async fn delete_session(&self, id: &SessionId) -> Result<bool, StoreError> {
        self.check()?;
        self.0.delete_session(id).await
    }
}

struct Site {
    router: Router,
    watch: Watch,
    cookie: String,
    _directory: TempDir,
}

async fn site() -> Site {
    let directory = tempfile::tempdir().unwrap();
    let store =
        SqliteStore::open(directory.path().join("test.db"), Schema::of::<Profile>().unwrap()).unwrap();
    let watch = Watch::default();
    let hasher = PasswordPool::builder().cost(Argon2Cost::danger_weak(8, 1, 1).unwrap()).build().unwrap();
    let origin = "https://app.example".parse().unwrap();
    let auth: Auth<Profile> = Auth::builder(Spy(store, watch.clone()), hasher, origin).build().unwrap();
    let profile = Profile { username: "Alice".to_owned() };
    let created = auth.create_user(NewKey::username("alice", "correct horse"), profile).await.unwrap();
    let cookie = auth.start_session(created.verified, SameOrigin::danger_assume()).await.unwrap();
    let cookie = cookie.header_value().split(';').next().unwrap().to_owned();
    Site { router: router(auth), watch, cookie, _directory: directory }
}

fn router(auth: Auth<Profile>) -> Router {
    Router::<Auth<Profile>>::new()
        .route("/required", get(async |user: CurrentUser<Profile>| user.username.clone()))
        .route("/optional", get(async |user: Option<CurrentUser<Profile>>| format!("{}", user.is_some())))
        .route("/many", get(many))
        .route("/end", post(end))
        .with_state(auth)
}

async fn many(
    _first: CurrentUser<Profile>,
    _second: CurrentSession<Profile>,
    _third: Option<CurrentUser<Profile>>,
) -> &'static str {
    "many"
}

async fn end(
    auth: AuthRequest<Profile>,
    session: CurrentSession<Profile>,
) -> Result<SetCookie, lucerna::axum::AuthError> {
    Ok(auth.end_session(&session.id).await?)
}

impl Site {
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
    let site = site().await;
    assert_eq!(text(site.get("/many").await).await, "many");
    assert_eq!(site.watch.look_ups.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_request_without_a_cookie_asks_no_store() {
    let site = site().await;
    assert_eq!(text(site.send("GET", "/optional", &[]).await).await, "false");
    assert_eq!(text(site.get("/optional").await).await, "true");
    assert_eq!(site.watch.look_ups.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_browser_is_sent_to_the_sign_in_page_and_everybody_else_told_401() {
    let site = site().await;
    let page = [(header::ACCEPT, "text/html,application/xhtml+xml;q=0.9")];
    let sent = site.send("GET", "/required", &page).await;
    assert_eq!(
        (sent.status().as_u16(), &sent.headers()[header::LOCATION]),
        (303, &"/login".parse().unwrap())
    );
    assert_eq!(site.send("GET", "/required", &[]).await.status(), 401);
    assert_eq!(site.send("GET", "/required", &[(header::ACCEPT, "application/json")]).await.status(), 401);
    let own = (header::ORIGIN, "https://app.example");
    assert_eq!(site.send("POST", "/end", &[own, page[0].clone()]).await.status(), 401);
}

#[tokio::test]
async fn rt_123_an_outage_is_503_and_never_signed_out_nor_none() {
    let site = site().await;
    site.watch.broken.store(true, Ordering::SeqCst);
    for path in ["/required", "/optional", "/many"] {
        let response = site.get(path).await;
        assert_eq!(response.status(), 503, "{path}");
        assert_eq!(response.headers()[header::RETRY_AFTER], "1");
        assert!(!text(response).await.contains("the test says so"));
    }
    site.watch.broken.store(false, Ordering::SeqCst);
    assert_eq!(text(site.get("/required").await).await, "Alice");
}

#[tokio::test]
async fn signing_out_deletes_first_and_clears_the_cookie_with_it() {
    let site = site().await;
    let headers = [(header::COOKIE, site.cookie.as_str()), (header::ORIGIN, "https://app.example")];
    site.watch.broken.store(true, Ordering::SeqCst);
    let failed = site.send("POST", "/end", &headers).await;
    assert!(failed.status() == 503 && !failed.headers().contains_key(header::SET_COOKIE));
    site.watch.broken.store(false, Ordering::SeqCst);
    let ended = site.send("POST", "/end", &headers).await;
    assert_eq!(
        ended.headers()[header::SET_COOKIE],
        "__Host-lucerna_session=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax; Secure"
    );
    assert_eq!(ended.headers()[header::CACHE_CONTROL], "no-store");
    assert_eq!(site.get("/required").await.status(), 401);
}
