//! The expected time of hashes: an estimate before, corrected by measurements after.

mod algorithm;
mod speeds;

pub(crate) use algorithm::Algorithm;

use crate::format::{FormatError, StoredHash, argon2_nanos};
use crate::hash_policy::HashPolicy;
use crate::queue::{Class, Estimate};
use lucerna_core::Password;
use speeds::Speeds;
use std::time::Duration;

/// The policy for new hashes, and the measured speed of each algorithm.
#[derive(Default)]
pub(crate) struct Timing {
    pub(crate) policy: HashPolicy,
    speeds: Speeds,
}

impl Timing {
    pub(crate) fn new(policy: HashPolicy) -> Self {
        Self { policy, speeds: Speeds::default() }
    }

    /// Estimates a new hash.
    pub(crate) fn new_hash(&self) -> Estimate {
        let nanos = self.speeds.scaled(Algorithm::Argon2, argon2_nanos(self.policy.cost.params()));
        Estimate { class: Class::NewHash, nanos, memory: 0 }
    }

    /// Estimates a verification. A hash that cannot be verified takes as long as a user who does not exist.
    pub(crate) fn verification(
        &self,
        stored: Result<Option<&StoredHash>, FormatError>,
        password: &Password,
    ) -> Estimate {
        let unknown = Estimate { class: Class::SignIn, ..self.new_hash() };
        let Ok(Some(stored)) = stored else { return unknown };
        let class = if stored.is_argon2() { Class::SignIn } else { Class::Imported };
        let scaled = stored.parts(password).map(|(it, nanos)| self.speeds.scaled(it, nanos));
        Estimate { class, nanos: scaled.sum(), memory: stored.memory_beside(self.policy.buffer_bytes()) }
    }

    /// Records how long a function took that was estimated at these nanoseconds.
    pub(crate) fn record(&self, algorithm: Algorithm, estimated: u64, took: Duration) {
        self.speeds.record(algorithm, estimated, took);
    }
}
