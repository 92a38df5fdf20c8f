//! Measures what limits of attempts add to a sign-in, apart from the hash:
//! `cargo run --release -p lucerna-store-memory --example cost_of_limits`

use lucerna_core::{
    AttemptPolicy, Auth, HashError, KeyId, NewKey, Password, PasswordHash, PasswordHasher, RatePolicy,
    RequestHead, Schema, Verdict,
};
use lucerna_store_memory::MemoryStore;
use std::error::Error;
use std::hint::black_box;
use std::net::IpAddr;
use std::time::{Duration, Instant};

const ATTEMPTS: u32 = 200_000;
const PASSWORD: &str = "correct horse battery";

/// A hasher that does no work.
struct NoHasher;

impl PasswordHasher for NoHasher {
    async fn hash(&self, password: Password) -> Result<PasswordHash, HashError> {
        Ok(PasswordHash::new(password.as_str()))
    }

    async fn verify(&self, password: Password, hash: Option<PasswordHash>) -> Result<Verdict, HashError> {
        let is_right = hash.is_some_and(|it| it.expose() == password.as_str());
        Ok(if is_right { Verdict::Match } else { Verdict::Mismatch })
    }
}

struct RequestOfOneClient;

impl RequestHead for RequestOfOneClient {
    fn method(&self) -> &str {
        "POST"
    }

    fn headers<'a>(&'a self, _: &'a str) -> impl Iterator<Item = &'a [u8]> {
        std::iter::empty()
    }

    fn peer(&self) -> Option<IpAddr> {
        Some([192, 0, 2, 7].into())
    }
}

#[derive(Clone, Copy)]
enum Limits {
    None,
    Memory,
    Store,
}

async fn auth(limits: Limits) -> Result<Auth, Box<dyn Error>> {
    let store = MemoryStore::new(Schema::of::<()>()?);
    // Attempts are counted, but never too many.
    let mut policy = AttemptPolicy::default();
    (policy.free, policy.most) = (u32::MAX, u32::MAX);
    let builder = Auth::builder(store, NoHasher, "https://app.example".parse()?).attempt_policy(policy);
    let builder = builder.failures_per_network(RatePolicy::new(u32::MAX, Duration::from_secs(3600)));
    let auth: Auth = match limits {
        Limits::None => builder.danger_unlimited_attempts(),
        Limits::Memory => builder,
        Limits::Store => builder.attempts_in_store(),
    }
    .build()?;
    auth.create_user(NewKey::username("alice", PASSWORD), ()).await?;
    Ok(auth.on_behalf_of(&RequestOfOneClient))
}

/// Returns the time of one attempt: the best of five runs.
async fn time(limits: Limits, password: &str) -> Result<Duration, Box<dyn Error>> {
    let (auth, alice) = (auth(limits).await?, KeyId::username("alice"));
    let mut best = Duration::MAX;
    for _ in 0..5 {
        let start = Instant::now();
        for _ in 0..ATTEMPTS {
            black_box(auth.verify_password(&alice, password).await.is_ok());
        }
        best = best.min(start.elapsed() / ATTEMPTS);
    }
    Ok(best)
}

fn main() -> Result<(), Box<dyn Error>> {
    tokio::runtime::Builder::new_current_thread().build()?.block_on(measure())
}

async fn measure() -> Result<(), Box<dyn Error>> {
    for (name, password) in [("right", PASSWORD), ("wrong", "wrong donkey generator")] {
        let [none, memory, store] = [Limits::None, Limits::Memory, Limits::Store];
        let none = time(none, password).await?;
        let (memory, store) = (time(memory, password).await?, time(store, password).await?);
        println!(
            "{name} password without a hash: no limits {none:?}, in memory {memory:?}, in the memory store {store:?}"
        );
    }
    Ok(())
}
