//! A signed-in visitor, on either store.

use crate::browser_request::BrowserRequest;
use lucerna::extend::{HashError, PasswordHash, PasswordHasher, Verdict};
use lucerna::{
    Attributes, Auth, KeyId, MemoryStore, NewKey, Password, SameOrigin, Schema, SqliteStore, Store,
};
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::Duration;
use tempfile::TempDir;

/// The measured request, and the application that handles it.
pub struct BenchVisitor {
    auth: Auth<BenchProfile>,
    request: BrowserRequest,
    /// The directory of the database.
    _directory: Option<TempDir>,
}

#[derive(Attributes)]
pub struct BenchProfile {
    #[column(unique, username)]
    pub username: String,
    email: Option<String>,
    display_name: String,
    is_admin: bool,
    visits: i64,
}

impl BenchProfile {
    pub fn named(username: &str) -> Self {
        Self {
            username: username.to_owned(),
            email: Some("alice@app.example".to_owned()),
            display_name: "Alice Liddell".to_owned(),
            is_admin: false,
            visits: VISITS,
        }
    }
}

impl BenchVisitor {
    pub fn on_memory() -> Self {
        Self::of(MemoryStore::new(schema()), None)
    }

    pub fn on_sqlite() -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let store = SqliteStore::open(directory.path().join("app.db"), schema()).expect("a store");
        Self::of(store, Some(directory))
    }

    /// Returns a visitor who sends no cookie of the application.
    pub fn signed_out() -> Self {
        Self { request: BrowserRequest::with_cookies(OTHER_COOKIES), ..Self::on_memory() }
    }

    fn of(store: impl Store, directory: Option<TempDir>) -> Self {
        let origin = "https://app.example".parse().expect("an origin");
        let auth = Auth::builder(store, NoPasswords, origin).build().expect("an application");
        let cookie = wait(sign_up(&auth));
        let request = BrowserRequest::with_cookies(&format!("{OTHER_COOKIES}; {cookie}"));
        let visitor = Self { auth, request, _directory: directory };
        // The first request of a thread opens a connection and compiles the statement, which later requests do not.
        assert!(visitor.authenticate(), "the visitor is signed in");
        pause();
        visitor
    }

    /// Authenticates the request as a handler does. Returns true if there is a session.
    pub fn authenticate(&self) -> bool {
        let session = wait(self.auth.authenticate(&self.request)).expect("an answer");
        session.is_some_and(|it| it.user.attributes.visits == VISITS)
    }

    pub fn auth(&self) -> &Auth<BenchProfile> {
        &self.auth
    }

    pub fn request(&self) -> &BrowserRequest {
        &self.request
    }

    /// Reads the cookie only.
    pub fn has_cookie(&self) -> bool {
        self.auth.cookie_policy().read(&self.request).is_some()
    }
}

const OTHER_COOKIES: &str = "theme=dark; consent=2026-11-01; _tracker=GA1.1.1234567890.1700000000; lang=en";

const VISITS: i64 = 42;

fn schema() -> Schema {
    let schema = Schema::of::<BenchProfile>().expect("a schema");
    schema.with(lucerna::pages::tables()).expect("the tables of the pages")
}

/// Creates a user and returns the session cookie, as a browser sends it back.
async fn sign_up(auth: &Auth<BenchProfile>) -> String {
    let profile = BenchProfile::named("alice");
    let key = NewKey::without_password(KeyId::new("github", "1234567").expect("a key"));
    let created = auth.create_user(key, profile).await.expect("a user");
    let cookie = auth.start_session(created.verified, SameOrigin::danger_assume()).await.expect("a session");
    let value = cookie.header_value().to_owned();
    value.split(';').next().expect("a cookie").to_owned()
}

/// Waits until SQLite's store looks at its files once more, which it does for a request every 100 ms. So every count has it.
pub fn pause() {
    thread::sleep(Duration::from_millis(150));
}

/// Runs a future without a runtime, which would be measured too.
pub fn wait<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(value) => return value,
            // Only the set-up waits, for the thread that writes.
            Poll::Pending => thread::yield_now(),
        }
    }
}

/// A hasher that is never used, since hashing is not measured.
struct NoPasswords;

impl PasswordHasher for NoPasswords {
    async fn hash(&self, _: Password) -> Result<PasswordHash, HashError> {
        unreachable!("no user here has a password")
    }

    async fn verify(&self, _: Password, _: Option<PasswordHash>) -> Result<Verdict, HashError> {
        unreachable!("no user here has a password")
    }
}
