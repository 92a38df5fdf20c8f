//! A visitor who is signed in, on either store.

use crate::head::Head;
use lucerna::extend::{HashError, PasswordHash, PasswordHasher, Verdict};
use lucerna::{
    Attributes, Auth, KeyId, MemoryStore, NewKey, Password, SameOrigin, Schema, SqliteStore, Store,
};
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::thread;
use tempfile::TempDir;

/// The request that is measured, and what it is asked of.
pub struct Visitor {
    auth: Auth<Profile>,
    request: Head,
    /// The database is in it.
    _directory: Option<TempDir>,
}

#[derive(Attributes)]
struct Profile {
    #[column(unique)]
    username: String,
    email: Option<String>,
    display_name: String,
    is_admin: bool,
    visits: i64,
}

impl Visitor {
    pub fn on_memory() -> Self {
        Self::of(MemoryStore::new(schema()), None)
    }

    pub fn on_sqlite() -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let store = SqliteStore::open(directory.path().join("app.db"), schema()).expect("a store");
        Self::of(store, Some(directory))
    }

    /// The same who sent none of the application's cookies.
    pub fn signed_out() -> Self {
        Self { request: Head::with_cookies(OTHER_COOKIES), ..Self::on_memory() }
    }

    fn of(store: impl Store, directory: Option<TempDir>) -> Self {
        let origin = "https://app.example".parse().expect("an origin");
        let auth = Auth::builder(store, NoPasswords, origin).build().expect("an application");
        let cookie = wait(sign_up(&auth));
        let request = Head::with_cookies(&format!("{OTHER_COOKIES}; {cookie}"));
        let visitor = Self { auth, request, _directory: directory };
        // The first request of a thread opens a connection and compiles the statement; later ones do not.
        assert!(visitor.authenticate(), "the visitor is signed in");
        visitor
    }

    /// Does what a handler does that asks for the session, and says whether there is one.
    pub fn authenticate(&self) -> bool {
        let session = wait(self.auth.authenticate(&self.request)).expect("an answer");
        session.is_some_and(|it| it.user.attributes.visits == VISITS)
    }

    /// Reads the cookie alone.
    pub fn has_cookie(&self) -> bool {
        self.auth.cookie_policy().read(&self.request).is_some()
    }
}

const OTHER_COOKIES: &str = "theme=dark; consent=2026-11-01; _tracker=GA1.1.1234567890.1700000000; lang=en";

const VISITS: i64 = 42;

fn schema() -> Schema {
    Schema::of::<Profile>().expect("a schema")
}

/// Gives the cookie of the session, as a browser sends it back.
async fn sign_up(auth: &Auth<Profile>) -> String {
    let profile = Profile {
        username: "alice".to_owned(),
        email: Some("alice@app.example".to_owned()),
        display_name: "Alice Liddell".to_owned(),
        is_admin: false,
        visits: VISITS,
    };
    let key = NewKey::without_password(KeyId::new("github", "1234567").expect("a key"));
    let created = auth.create_user(key, profile).await.expect("a user");
    let cookie = auth.start_session(created.verified, SameOrigin::danger_assume()).await.expect("a session");
    let value = cookie.header_value().to_owned();
    value.split(';').next().expect("a cookie").to_owned()
}

/// The least that runs a future. A runtime would be measured with it.
fn wait<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(value) => return value,
            // Only set-up waits: for the thread that writes.
            Poll::Pending => thread::yield_now(),
        }
    }
}

/// Hashing is no part of what is measured.
struct NoPasswords;

impl PasswordHasher for NoPasswords {
    async fn hash(&self, _: Password) -> Result<PasswordHash, HashError> {
        unreachable!("no user here has a password")
    }

    async fn verify(&self, _: Password, _: Option<PasswordHash>) -> Result<Verdict, HashError> {
        unreachable!("no user here has a password")
    }
}
