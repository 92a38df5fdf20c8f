//! A house to test in: the handle, a store in a file, and a clock that the test turns.

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

/// A clock that stands still until it is turned.
#[derive(Clone, Default)]
pub(crate) struct TurnedClock(Arc<AtomicI64>);

impl TurnedClock {
    pub(crate) fn turn(&self, days: i64) {
        self.0.fetch_add(days * DAY, Ordering::SeqCst);
    }

    pub(crate) fn turn_seconds(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1000, Ordering::SeqCst);
    }
}

impl Clock for TurnedClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_unix_millis(self.0.load(Ordering::SeqCst))
    }
}

pub(crate) struct House<U = Profile, S = ()> {
    pub(crate) auth: Auth<U, S>,
    pub(crate) clock: TurnedClock,
    pub(crate) path: PathBuf,
    _directory: TempDir,
}

pub(crate) fn house<U: Attributes, S: Attributes>(schema: Schema) -> House<U, S> {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("test.db");
    let mut options = SqliteOptions::default();
    options.busy_timeout = Duration::from_millis(10);
    let store = SqliteStore::open_with(&path, schema, options).unwrap();
    let clock = TurnedClock::default();
    let auth = builder(store, "https://app.example").clock(clock.clone()).build().unwrap();
    House { auth, clock, path, _directory: directory }
}

pub(crate) fn profiles() -> House {
    house(Schema::of::<Profile>().unwrap())
}

pub(crate) fn builder<U: Attributes, S: Attributes>(store: SqliteStore, origin: &str) -> AuthBuilder<U, S> {
    let weak = Argon2Cost::danger_weak(8, 1, 1).unwrap();
    Auth::builder(store, PasswordPool::builder().cost(weak).build().unwrap(), origin.parse().unwrap())
}

/// The head of a request, written down.
#[derive(Clone)]
pub(crate) struct Head {
    method: &'static str,
    headers: Vec<(&'static str, String)>,
}

impl Head {
    pub(crate) fn method(mut self, method: &'static str) -> Self {
        self.method = method;
        self
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

impl RequestHead for Head {
    fn method(&self) -> &str {
        self.method
    }

    fn headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        self.headers.iter().filter(move |(it, _)| *it == name).map(|(_, value)| value.as_bytes())
    }
}

/// A request without a cookie.
pub(crate) fn anonymous() -> Head {
    Head { method: "GET", headers: Vec::new() }
}

/// A request with the cookie that was set.
pub(crate) fn get(cookie: &SessionCookie) -> Head {
    anonymous().with("cookie", cookie.header_value().split(';').next().unwrap())
}

pub(crate) fn alice() -> (NewKey, Profile) {
    (NewKey::username("Alice", PASSWORD), Profile { username: "Alice".to_owned() })
}

impl House {
    /// Alice, signed up and in.
    pub(crate) async fn sign_up(&self) -> SessionCookie {
        let (key, profile) = alice();
        let created = self.auth.create_user(key, profile).await.unwrap();
        self.auth.start_session(created.verified, SameOrigin::danger_assume()).await.unwrap()
    }

    /// The proof that the visitor is Alice.
    pub(crate) async fn verified(&self) -> Verified {
        self.auth.verify_password(&KeyId::username("alice"), PASSWORD).await.unwrap()
    }

    /// Alice, signed in once more.
    pub(crate) async fn sign_in(&self) -> SessionCookie {
        let verified = self.verified().await;
        self.auth.start_session(verified, SameOrigin::danger_assume()).await.unwrap()
    }

    pub(crate) async fn session(&self, cookie: &SessionCookie) -> Option<Session<Profile>> {
        self.auth.authenticate(&get(cookie)).await.unwrap()
    }

    /// Alice's id.
    pub(crate) async fn alice(&self) -> UserId {
        self.auth.find_key(&KeyId::username("alice")).await.unwrap().unwrap().user_id
    }
}
