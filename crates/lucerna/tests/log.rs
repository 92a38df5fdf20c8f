//! What the log is told, and what it is not. Alone in its program, since it listens to all of it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use lucerna::{Auth, KeyId, NewKey, PasswordPool, SameOrigin, Schema, SqliteStore};
use std::io;
use std::sync::{Arc, Mutex};
use tracing_subscriber::fmt::MakeWriter;

const PASSWORD: &str = "correct horse battery";

const EVENTS: [&str; 6] = [
    "user.created",
    "session.started",
    "password.refused",
    "session.ended",
    "password.changed",
    "user.deleted",
];

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn lucia_flaw_28_the_log_has_stable_names_and_no_password_nor_token() {
    let log = Log::default();
    tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(log.clone()).init();
    let directory = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(directory.path().join("test.db"), Schema::of::<()>().unwrap()).unwrap();
    let origin = "https://app.example".parse().unwrap();
    let auth: Auth = Auth::builder(store, PasswordPool::default(), origin).build().unwrap();
    let created = auth.create_user(NewKey::username("alice", PASSWORD), ()).await.unwrap();
    let user = created.user.id;
    let cookie = auth.start_session(created.verified, SameOrigin::danger_assume()).await.unwrap();
    let id = auth.user_sessions(&user).await.unwrap()[0].id;
    let wrong = auth.verify_password(&KeyId::username("my secret typed as name"), "another secret").await;
    assert!(wrong.is_err());
    let _cleared = auth.end_session(&id).await.unwrap();
    auth.change_password(&KeyId::username("alice"), "wrong donkey generator", None).await.unwrap();
    assert!(auth.delete_user(&user).await.unwrap());

    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    for event in EVENTS {
        assert!(log.contains(event), "{event}: {log}");
    }
    let token = cookie.header_value().split(['=', ';']).nth(1).unwrap();
    for secret in [PASSWORD, "wrong donkey", "another secret", "secret typed as name", token, "$argon2id$"] {
        assert!(!log.contains(secret), "{secret}: {log}");
    }
}
