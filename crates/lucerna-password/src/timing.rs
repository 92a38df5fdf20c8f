//! The expected time of hashes: an estimate before, corrected by measurements after.

mod algorithm;
mod pace;
mod speeds;

pub(crate) use algorithm::Algorithm;

use crate::format::{Candidate, FormatError, Function, StoredHash, argon2_nanos};
use crate::hash_policy::HashPolicy;
use crate::queue::{Class, Estimate};
use argon2::Params;
use lucerna_core::Password;
use pace::Pace;
use speeds::Speeds;
use std::cmp;
use std::time::Duration;

/// The policy for new hashes, and the measured times.
pub(crate) struct Timing {
    pub(crate) policy: HashPolicy,
    speeds: Speeds,
    pace: Pace,
}

impl Timing {
    pub(crate) fn new(policy: HashPolicy) -> Self {
        let pace = Pace::new(policy.cost.params());
        Self { policy, speeds: Speeds::default(), pace }
    }

    /// Estimates a new hash.
    pub(crate) fn new_hash(&self) -> Estimate {
        let nanos = self.speeds.scaled(Algorithm::Argon2, argon2_nanos(self.policy.cost.params()));
        Estimate { class: Class::NewHash, nanos, memory: 0 }
    }

    /// Returns the time that the refusal of a password takes at least. `None` before the first hash of the pool's own cost.
    ///
    /// A password that normalization changes is hashed twice, for hashes of systems that do not normalize.
    pub(crate) fn of_refusal(&self, password: &Password) -> Option<Duration> {
        let spellings = if password.as_bytes() == password.typed_bytes() { 1 } else { 2 };
        self.pace.time().map(|it| it * spellings)
    }

    /// Returns the KiB and passes of Argon2 that take this time in a thread's buffer.
    pub(crate) fn argon2_units(&self, time: Duration) -> u64 {
        self.pace.units(time)
    }

    /// Estimates a verification. A hash that cannot be verified takes as long as a user who does not exist.
    pub(crate) fn verification(
        &self,
        stored: Result<Option<&StoredHash>, FormatError>,
        password: &Password,
    ) -> Estimate {
        let refusal = self.of_refusal(password).and_then(|it| u64::try_from(it.as_nanos()).ok());
        let unknown = refusal.unwrap_or_else(|| self.new_hash().nanos);
        let Ok(Some(stored)) = stored else {
            return Estimate { class: Class::SignIn, nanos: unknown, memory: 0 };
        };
        let covered =
            |it: &Candidate| matches!(&it.function, Function::Argon2(it) if self.pace.covers(&it.params));
        let class = if stored.candidates.iter().all(covered) { Class::SignIn } else { Class::Imported };
        let scaled = stored.parts(password).map(|(it, nanos)| self.speeds.scaled(it, nanos)).sum();
        let memory = stored.memory_beside(self.policy.buffer_bytes());
        Estimate { class, nanos: cmp::max(scaled, unknown), memory }
    }

    /// Records how long a function took that was estimated at these nanoseconds.
    pub(crate) fn record(&self, algorithm: Algorithm, estimated: u64, took: Duration) {
        self.speeds.record(algorithm, estimated, took);
    }

    /// Records how long a stored Argon2 hash took.
    pub(crate) fn record_argon2(&self, params: &Params, took: Duration) {
        self.pace.record(params, took);
    }
}
