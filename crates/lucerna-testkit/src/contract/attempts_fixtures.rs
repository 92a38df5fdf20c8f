//! Three processes that count attempts in one store, and a hasher that counts comparisons.

use super::environment::Environment;
use super::fixtures::START;
use crate::{SpyStore, TurnedClock};
use lucerna_core::{
    Auth, CreateUserError, HashError, KeyId, NewKey, NewUser, Password, PasswordHash, PasswordHasher,
    RequestHead, Row, Schema, Store, Verdict, Verified, VerifyPasswordError,
};
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

pub(super) const PASSWORD: &str = "correct horse battery";
pub(super) const WRONG: &str = "wrong donkey generator";

/// Three `Auth`s over one store, as three processes have them.
pub(super) struct Processes<S> {
    pub(super) auths: [Auth<Row>; 3],
    pub(super) store: SpyStore<S>,
    pub(super) clock: TurnedClock,
    pub(super) hasher: CountingHasher,
}

impl<S: Store> Processes<S> {
    /// Opens the store with the user Alice, whose password is [`PASSWORD`].
    pub(super) async fn with_alice(env: &Environment<S>) -> Self {
        let store = env.spied(Schema::of_columns(Vec::new()).unwrap()).await;
        let (clock, hasher) = (TurnedClock::default(), CountingHasher::default());
        clock.set(START);
        let auths = [(); 3].map(|()| {
            let origin = "https://app.example".parse().unwrap();
            let auth = Auth::builder(store.clone(), hasher.clone(), origin).clock(clock.clone());
            auth.attempts_in_store().build().unwrap()
        });
        let alice = NewUser::from(NewKey::username("alice", PASSWORD)).id("alice");
        // Cases may open the store for Alice again.
        drop(auths[0].create_user(alice, Row::new()).await);
        Self { auths, store, clock, hasher }
    }

    /// Verifies a password in one of the processes, for a caller without an address.
    pub(super) async fn verify_by(
        &self,
        process: usize,
        name: &str,
        password: &str,
    ) -> Result<Verified, VerifyPasswordError> {
        self.auths[process].verify_password(&KeyId::username(name), password).await
    }

    pub(super) async fn verify(&self, name: &str, password: &str) -> Result<Verified, VerifyPasswordError> {
        self.verify_by(0, name, password).await
    }

    pub(super) async fn verify_from(
        &self,
        address: &str,
        name: &str,
        password: &str,
    ) -> Result<Verified, VerifyPasswordError> {
        let auth = self.auths[2].on_behalf_of(&RequestFrom(address.parse().unwrap()));
        auth.verify_password(&KeyId::username(name), password).await
    }

    pub(super) async fn sign_up_from(&self, address: &str, name: &str) -> Result<(), CreateUserError> {
        let auth = self.auths[1].on_behalf_of(&RequestFrom(address.parse().unwrap()));
        auth.create_user(NewKey::username(name, PASSWORD), Row::new()).await.map(drop)
    }

    /// Signs up in one of the processes with a password that the policy refuses. So the sign-up is given back at once.
    pub(super) async fn sign_up_in_vain(&self, process: usize, address: &str) -> Result<(), CreateUserError> {
        let auth = self.auths[process].on_behalf_of(&RequestFrom(address.parse().unwrap()));
        auth.create_user(NewKey::username("bob", "short"), Row::new()).await.map(drop)
    }
}

/// Returns the time to wait, if the attempt was refused until then.
pub(super) fn wait<T>(answer: &Result<T, VerifyPasswordError>) -> Option<Duration> {
    match answer {
        Err(VerifyPasswordError::TooManyAttempts(it)) => it.retry_after,
        _ => None,
    }
}

/// A hasher that does no work.
#[derive(Clone, Default)]
pub(super) struct CountingHasher {
    verified: Arc<AtomicUsize>,
    is_busy: Arc<AtomicBool>,
}

impl CountingHasher {
    /// Returns the number of passwords that were compared.
    pub(super) fn verified(&self) -> usize {
        self.verified.load(Ordering::SeqCst)
    }

    pub(super) fn be_busy_once(&self) {
        self.is_busy.store(true, Ordering::SeqCst);
    }
}

impl PasswordHasher for CountingHasher {
    async fn hash(&self, password: Password) -> Result<PasswordHash, HashError> {
        Ok(PasswordHash::new(password.as_str()))
    }

    async fn verify(&self, password: Password, hash: Option<PasswordHash>) -> Result<Verdict, HashError> {
        if self.is_busy.swap(false, Ordering::SeqCst) {
            return Err(HashError::Busy { retry_after: Duration::from_secs(1) });
        }
        self.verified.fetch_add(1, Ordering::SeqCst);
        match hash {
            Some(hash) if hash.expose() == password.as_str() => Ok(Verdict::Match),
            _ => Ok(Verdict::Mismatch),
        }
    }
}

struct RequestFrom(IpAddr);

impl RequestHead for RequestFrom {
    fn method(&self) -> &str {
        "POST"
    }

    fn headers<'a>(&'a self, _: &'a str) -> impl Iterator<Item = &'a [u8]> {
        std::iter::empty()
    }

    fn peer(&self) -> Option<IpAddr> {
        Some(self.0)
    }
}
