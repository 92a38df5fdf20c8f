//! The test application: `Auth`, a SQLite file, and a clock that the test sets.

use lucerna::{
    Argon2Cost, Attributes, Auth, AuthBuilder, Clock, KeyId, NewKey, PasswordPool, RequestHead, SameOrigin,
    Schema, Session, SessionCookie, SqliteOptions, SqliteStore, Timestamp, UserId, Verified,
};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use tempfile::TempDir;

pub(crate) const PASSWORD: &str = "correct horse battery";
pub(crate) const DAY: i64 = 24 * 60 * 60 * 1000;

#[derive(Attributes, Clone, Debug, PartialEq)]
pub(crate) struct Profile {
    #[column(unique)]
    pub(crate) username: String,
}

/// A clock that the test advances by days or seconds.
#[derive(Clone, Default)]
pub(crate) struct DayClock(Arc<AtomicI64>);

impl DayClock {
    pub(crate) fn turn(&self, days: i64) {
        self.0.fetch_add(days * DAY, Ordering::SeqCst);
    }

    pub(crate) fn turn_seconds(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1000, Ordering::SeqCst);
    }
}

impl Clock for DayClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_unix_millis(self.0.load(Ordering::SeqCst))
    }
}

pub(crate) struct SqliteApp<U = Profile, S = ()> {
    pub(crate) auth: Auth<U, S>,
    pub(crate) clock: DayClock,
    pub(crate) path: PathBuf,
    _directory: TempDir,
}

pub(crate) fn app_with<U: Attributes, S: Attributes>(schema: Schema) -> SqliteApp<U, S> {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("test.db");
    let mut options = SqliteOptions::default();
    options.busy_timeout = Duration::from_millis(10);
    let store = SqliteStore::open_with(&path, schema, options).unwrap();
    let clock = DayClock::default();
    let auth = builder(store, "https://app.example").clock(clock.clone()).build().unwrap();
    SqliteApp { auth, clock, path, _directory: directory }
}

pub(crate) fn sqlite_app() -> SqliteApp {
    app_with(Schema::of::<Profile>().unwrap())
}

pub(crate) fn builder<U: Attributes, S: Attributes>(store: SqliteStore, origin: &str) -> AuthBuilder<U, S> {
    let weak = Argon2Cost::danger_weak(8, 1, 1).unwrap();
    Auth::builder(store, PasswordPool::builder().cost(weak).build().unwrap(), origin.parse().unwrap())
}

/// The head of a request, built by a test.
#[derive(Clone)]
pub(crate) struct TestHead {
    method: &'static str,
    headers: Vec<(&'static str, String)>,
}

impl TestHead {
    pub(crate) fn method(mut self, method: &'static str) -> Self {
        self.method = method;
        self
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

impl RequestHead for TestHead {
    fn method(&self) -> &str {
        self.method
    }

    fn headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        self.headers.iter().filter(move |(it, _)| *it == name).map(|(_, value)| value.as_bytes())
    }
}

/// A request without a cookie.
pub(crate) fn anonymous() -> TestHead {
    TestHead { method: "GET", headers: Vec::new() }
}

/// A request with this session cookie.
pub(crate) fn get(cookie: &SessionCookie) -> TestHead {
    anonymous().with("cookie", cookie.header_value().split(';').next().unwrap())
}

pub(crate) fn alice() -> (NewKey, Profile) {
    (NewKey::username("Alice", PASSWORD), Profile { username: "Alice".to_owned() })
}

impl SqliteApp {
    /// Signs Alice up and in.
    pub(crate) async fn sign_up(&self) -> SessionCookie {
        let (key, profile) = alice();
        let created = self.auth.create_user(key, profile).await.unwrap();
        self.auth.start_session(created.verified, SameOrigin::danger_assume()).await.unwrap()
    }

    /// Verifies Alice's password.
    pub(crate) async fn verified(&self) -> Verified {
        self.auth.verify_password(&KeyId::username("alice"), PASSWORD).await.unwrap()
    }

    /// Signs Alice in once more.
    pub(crate) async fn sign_in(&self) -> SessionCookie {
        let verified = self.verified().await;
        self.auth.start_session(verified, SameOrigin::danger_assume()).await.unwrap()
    }

    pub(crate) async fn session(&self, cookie: &SessionCookie) -> Option<Session<Profile>> {
        self.auth.authenticate(&get(cookie)).await.unwrap()
    }

    /// Finds Alice's id.
    pub(crate) async fn alice(&self) -> UserId {
        self.auth.find_key(&KeyId::username("alice")).await.unwrap().unwrap().user_id
    }
}
