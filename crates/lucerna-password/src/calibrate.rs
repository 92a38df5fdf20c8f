//! The calibration of the Argon2 cost on this machine.

use crate::Argon2Cost;
use crate::cost::MAX_PASSES;
use argon2::{Algorithm, Argon2, Version};
use std::cmp;
use std::time::{Duration, Instant};

/// The maximum memory: RFC 9106 §4 recommends it for memory-constrained systems, and common servers have it for each core.
const MAX_KIB: u32 = 64 * 1024;

/// The number of measurements for each cost. The fastest counts, since other load on the machine only adds time.
const RUNS: usize = 3;

impl Argon2Cost {
    /// Returns a cost whose hashes take about this long on this machine. It raises the memory first, up to 64 MiB, and then the
    /// passes, up to 10. It is never below the default, OWASP's minimum, even on a slow machine.
    ///
    /// It computes six hashes in sequence, so it blocks for about six times the target, or for six hashes of the default cost.
    /// Call it on an idle machine like the server, and write the result into the program. If the cost changed with every
    /// start, some hashes would be replaced at every sign-in. A hash takes longer while all threads of a pool hash.
    ///
    /// ```
    /// use lucerna_password::Argon2Cost;
    /// use std::time::Duration;
    ///
    /// let cost = Argon2Cost::calibrate(Duration::from_millis(50));
    /// println!("Argon2Cost::new({}, {}, {})", cost.memory_kib(), cost.passes(), cost.lanes());
    /// assert!(Argon2Cost::new(cost.memory_kib(), cost.passes(), cost.lanes()).is_ok());
    /// ```
    #[must_use]
    pub fn calibrate(target: Duration) -> Self {
        propose(target, fastest)
    }
}

/// Returns the cost for a target, given a measure of the time of one hash.
fn propose(target: Duration, mut measure: impl FnMut(&Argon2Cost) -> Duration) -> Argon2Cost {
    let least = Argon2Cost::default();
    let kib = scaled(least.memory_kib(), target, measure(&least)).clamp(least.memory_kib(), MAX_KIB);
    let passes = least.passes();
    let Ok(larger) = Argon2Cost::new(kib, passes, 1) else { return least };
    let took = measure(&larger);
    // Memory beyond the caches may take disproportionately longer.
    let kib = cmp::min(kib, scaled(kib, target, took)).max(least.memory_kib());
    let passes = scaled(passes, target, took).clamp(passes, MAX_PASSES);
    Argon2Cost::new(kib, passes, 1).unwrap_or(least)
}

/// Scales an amount by the ratio of the target to the measured time, rounded down.
fn scaled(amount: u32, target: Duration, took: Duration) -> u32 {
    let scaled = u128::from(amount) * target.as_nanos() / took.as_nanos().max(1);
    u32::try_from(scaled).unwrap_or(u32::MAX)
}

fn fastest(cost: &Argon2Cost) -> Duration {
    (0..RUNS).map(|_| time(cost)).min().unwrap_or(Duration::MAX)
}

/// Measures one hash. The time is `Duration::MAX` if the memory is missing.
fn time(cost: &Argon2Cost) -> Duration {
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, cost.params().clone());
    let begun = Instant::now();
    let hashed = argon2.hash_password_into(b"password", b"sixteen byte slt", &mut [0; 32]);
    if hashed.is_ok() { begun.elapsed() } else { Duration::MAX }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    /// Simulates a machine that takes half a millisecond for each MiB and pass, so 19 ms for the default.
    fn steady(cost: &Argon2Cost) -> Duration {
        MS * cost.memory_kib() * cost.passes() / 2048
    }

    fn proposed(target: u32, measure: impl FnMut(&Argon2Cost) -> Duration) -> (u32, u32) {
        let cost = propose(MS * target, measure);
        (cost.memory_kib(), cost.passes())
    }

    #[test]
    fn memory_grows_first_and_passes_after_it() {
        assert_eq!(proposed(19, steady), (19456, 2));
        assert_eq!(proposed(38, steady), (38912, 2));
        assert_eq!(proposed(64, steady), (65536, 2));
        assert_eq!(proposed(96, steady), (65536, 3));
        assert_eq!(proposed(320, steady), (65536, 10));
        assert_eq!(proposed(60_000, steady), (65536, 10));
    }

    #[test]
    fn a_longer_target_is_never_less_work() {
        let work = |target| {
            let (kib, passes) = proposed(target, steady);
            kib * passes
        };
        for target in 0..400 {
            assert!(work(target) <= work(target + 1), "{target}");
        }
    }

    #[test]
    fn a_slow_machine_still_gets_the_minimum() {
        for slow in [MS * 10_000, Duration::MAX] {
            assert_eq!(proposed(50, |_| slow), (19456, 2));
        }
        assert_eq!(proposed(0, steady), (19456, 2));
        assert_eq!(proposed(u32::MAX, |_| Duration::ZERO), (65536, 10));
    }

    #[test]
    fn disproportionately_slow_memory_is_reduced_again() {
        let beyond_the_cache = |it: &Argon2Cost| steady(it) * if it.memory_kib() > 30_000 { 2 } else { 1 };
        assert_eq!(proposed(38, beyond_the_cache), (19456, 2));
        assert_eq!(proposed(64, beyond_the_cache), (32768, 2));
    }

    #[test]
    fn a_real_measurement_is_plausible() {
        let cost = Argon2Cost::danger_weak(64, 1, 1).unwrap();
        assert!((Duration::from_nanos(1)..Duration::MAX).contains(&fastest(&cost)));
        let an_hour = Argon2Cost::calibrate(Duration::from_secs(60 * 60));
        assert_eq!((an_hour.memory_kib(), an_hour.passes()), (MAX_KIB, MAX_PASSES));
    }
}
