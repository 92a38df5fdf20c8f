//! The events in the log, which has no secrets. The test has a program of its own, since it captures the whole log.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use lucerna::extend::{KeyDeletion, LastKey};
use lucerna::{Argon2Cost, Auth, KeyId, NewKey, PasswordPool, RequestHead, SameOrigin, Schema, SqliteStore};
use lucerna_testkit::{SpyStore, TurnedClock};
use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tracing_subscriber::fmt::MakeWriter;

const PASSWORD: &str = "correct horse battery";

/// The events of `use_every_call`, in order.
const EVENTS: [&str; 17] = [
    "user.created",
    "password.refused",
    "user.updated",
    "key.created",
    "key.deleted",
    "session.started",
    "session.renewal_failed",
    "session.renewed",
    "password.rehash_failed",
    "password.verified",
    "session.ended",
    "session.started",
    "device.new",
    "session.ended",
    "password.changed",
    "user.sessions_ended",
    "user.deleted",
];

#[derive(Clone, Default)]
struct LogBytes(Arc<Mutex<Vec<u8>>>);

impl io::Write for LogBytes {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for LogBytes {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// A request with a cookie.
struct CookieGet(String);

impl RequestHead for CookieGet {
    fn method(&self) -> &str {
        "GET"
    }

    fn headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        (name == "cookie").then_some(self.0.as_bytes()).into_iter()
    }
}

/// The same request as a form of the application's own page.
struct FormPost<'a>(&'a CookieGet);

impl RequestHead for FormPost<'_> {
    fn method(&self) -> &str {
        "POST"
    }

    fn headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        let origin = (name == "origin").then_some(b"https://app.example".as_slice());
        self.0.headers(name).chain(origin)
    }
}

#[tokio::test]
async fn lucia_flaw_28_the_log_has_stable_names_and_no_password_nor_token() {
    let log = LogBytes::default();
    let subscriber = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_ansi(false);
    subscriber.with_writer(log.clone()).init();
    let cookie = use_every_call().await;

    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let events: Vec<_> =
        log.lines().filter_map(|it| it.split_once(" lucerna: ")?.1.split(' ').next()).collect();
    assert_eq!(events, EVENTS, "{log}");
    let token = cookie.split('=').nth(1).unwrap();
    for secret in [PASSWORD, "wrong donkey", "another secret", "secret typed as name", token, "$argon2id$"] {
        assert!(!log.contains(secret), "{secret}: {log}");
    }
}

/// An application with a store that can fail, and a clock.
struct LoggedApp {
    store: SpyStore<SqliteStore>,
    clock: TurnedClock,
}

impl LoggedApp {
    fn auth(&self, kib: u32) -> Auth {
        let cost = Argon2Cost::danger_weak(kib, 1, 1).unwrap();
        let pool = PasswordPool::builder().cost(cost).build().unwrap();
        let builder = Auth::builder(self.store.clone(), pool, "https://app.example".parse().unwrap());
        builder.clock(self.clock.clone()).build().unwrap()
    }
}

/// Creates, uses and deletes a user. Returns a cookie of the user.
async fn use_every_call() -> String {
    let directory = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(directory.path().join("test.db"), Schema::of::<()>().unwrap()).unwrap();
    let app = LoggedApp { store: SpyStore::new(store), clock: TurnedClock::default() };
    let cookie = sign_up_and_in(&app.auth(8)).await;
    renew_and_rehash(&app, &cookie).await;
    sign_out_and_delete(&app.auth(8)).await;
    cookie
}

async fn sign_up_and_in(auth: &Auth) -> String {
    let created = auth.create_user(NewKey::username("alice", PASSWORD), ()).await.unwrap();
    let user = created.user.id;
    let wrong = auth.verify_password(&KeyId::username("my secret typed as name"), "another secret").await;
    assert!(wrong.is_err());
    auth.update_user(&user, |()| {}).await.unwrap();
    assert_eq!(
        auth.danger_delete_key(&KeyId::username("alice"), LastKey::Keep).await.unwrap(),
        KeyDeletion::Last
    );
    let github = KeyId::new("github", "1234").unwrap();
    auth.danger_create_key(&user, NewKey::without_password(github.clone())).await.unwrap();
    assert_eq!(auth.danger_delete_key(&github, LastKey::Keep).await.unwrap(), KeyDeletion::Deleted);
    let cookie = auth.start_session(created.verified, SameOrigin::danger_assume()).await.unwrap();
    cookie.header_value().split(';').next().unwrap().to_owned()
}

async fn renew_and_rehash(app: &LoggedApp, cookie: &str) {
    let (request, stricter) = (CookieGet(cookie.to_owned()), app.auth(16));
    app.clock.turn(Duration::from_secs(2 * 24 * 60 * 60));
    app.store.fail_once("renew_session");
    for renewed in [false, true] {
        assert_eq!(stricter.authenticate(&request).await.unwrap().unwrap().renewed, renewed);
    }
    app.store.fail_once("replace_password_hash");
    let verified = stricter.verify_password(&KeyId::username("alice"), PASSWORD).await.unwrap();
    let proof = stricter.prove_origin(&FormPost(&request)).unwrap();
    let _cookie = stricter.start_session(verified, proof).await.unwrap();
}

async fn sign_out_and_delete(auth: &Auth) {
    let alice = KeyId::username("alice");
    let user = auth.find_key(&alice).await.unwrap().unwrap().user_id;
    let sessions = auth.user_sessions(&user).await.unwrap();
    let _cleared = auth.end_session(&sessions.first().unwrap().id).await.unwrap();
    auth.danger_set_password(&alice, "wrong donkey generator").await.unwrap();
    assert_eq!(auth.end_user_sessions(&user, None).await.unwrap(), 0);
    assert!(auth.delete_user(&user).await.unwrap());
}
