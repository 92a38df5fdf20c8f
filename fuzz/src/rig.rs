//! An application in memory with sessions whose tokens the fuzzer can write.

use lucerna::{Auth, MemoryStore, NewKey, Password, SameOrigin, Schema, SessionId, SessionOptions, Verified};
use lucerna_core::{HashError, PasswordHash, PasswordHasher, Random, RandomError, Verdict};
use lucerna_testkit::TurnedClock;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU8, Ordering};
use tokio::runtime::{Builder, Runtime};

const PASSWORD: &str = "correct horse battery";

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Builder::new_current_thread().build().unwrap());

pub(crate) fn wait<T>(future: impl Future<Output = T>) -> T {
    RUNTIME.block_on(future)
}

/// An application without accounts, at `https://app.example`, whose clock stands. Attempts are unlimited, so that a form
/// is judged by itself.
pub(crate) fn application() -> Auth {
    let store = MemoryStore::new(Schema::of::<()>().unwrap());
    let auth = Auth::builder(store, Plain, "https://app.example".parse().unwrap());
    let auth = auth.clock(TurnedClock::default()).random(CountingRandom(AtomicU8::new(0)));
    auth.danger_unlimited_attempts().build().unwrap()
}

/// The sessions of one application, and their tokens.
pub(crate) struct Rig {
    pub(crate) auth: Auth,
    /// Two sessions of browsers, which are alive.
    pub(crate) cookies: [String; 2],
    /// A session of a program, which sends its token in `Authorization`.
    pub(crate) bearer: String,
    /// A session that has ended.
    pub(crate) ended: String,
}

/// The application that the targets share. Nothing they do changes it.
pub(crate) static RIG: LazyLock<Rig> = LazyLock::new(|| wait(Rig::start()));

impl Rig {
    async fn start() -> Self {
        let auth = application();
        auth.create_user(NewKey::username("alice", PASSWORD), ()).await.unwrap();
        let cookies = [start_session(&auth).await, start_session(&auth).await];
        let options = SessionOptions::default();
        let bearer = auth.start_bearer_session(verified(&auth).await, options).await.unwrap();
        let ended = start_session(&auth).await;
        drop(auth.end_session(&SessionId::of_token(&ended).unwrap()).await.unwrap());
        Self { cookies, bearer: bearer.token.expose().to_owned(), ended, auth }
    }

    /// Replaces the bytes 1 to 5 by the tokens, alive, alive, bearer and ended, and the name of the cookie: no fuzzer
    /// guesses 256 bits.
    pub(crate) fn expand(&self, data: &[u8]) -> Vec<u8> {
        let [first, second] = &self.cookies;
        let texts = [first, second, &self.bearer, &self.ended, self.auth.cookie_policy().name()];
        let text = |byte: u8| usize::from(byte).checked_sub(1).and_then(|it| texts.get(it));
        data.iter().flat_map(|it| text(*it).map_or(vec![*it], |text| text.as_bytes().to_vec())).collect()
    }
}

async fn verified(auth: &Auth) -> Verified {
    auth.verify_password(&lucerna::KeyId::username("alice"), PASSWORD).await.unwrap()
}

async fn start_session(auth: &Auth) -> String {
    let cookie = auth.start_session(verified(auth).await, SameOrigin::danger_assume()).await.unwrap();
    let (_, value) = cookie.header_value().split_once('=').unwrap();
    value.split(';').next().unwrap().to_owned()
}

/// Keeps passwords as they are, since another target is about hashing.
struct Plain;

impl PasswordHasher for Plain {
    async fn hash(&self, password: Password) -> Result<PasswordHash, HashError> {
        Ok(PasswordHash::new(password.as_str()))
    }

    async fn verify(&self, password: Password, hash: Option<PasswordHash>) -> Result<Verdict, HashError> {
        let same = hash.is_some_and(|it| it.expose() == password.as_str());
        Ok(if same { Verdict::Match } else { Verdict::Mismatch })
    }
}

/// The same bytes in every run, and others in every call.
struct CountingRandom(AtomicU8);

impl Random for CountingRandom {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomError> {
        bytes.fill(self.0.fetch_add(1, Ordering::Relaxed));
        Ok(())
    }
}
