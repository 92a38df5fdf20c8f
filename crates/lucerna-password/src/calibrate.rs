//! Which cost takes how long on this machine.

use crate::Argon2Cost;
use crate::cost::MOST_PASSES;
use argon2::{Algorithm, Argon2, Version};
use std::cmp;
use std::time::{Duration, Instant};

/// What RFC 9106 §4 recommends where memory is short, and what a pool can take for every core of a common server.
const MOST_KIB: u32 = 64 * 1024;

/// How often each cost is measured. The fastest counts, since whatever else the machine does only makes it slower.
const RUNS: usize = 3;

impl Argon2Cost {
    /// Proposes a cost whose hashes take about this long on this machine: more memory first, up to 64 MiB, and then
    /// more passes, up to 10. It is never below the default, which is OWASP's minimum, however slow the machine is.
    ///
    /// It computes six hashes to find out, one after the other, so it blocks for about six times the target or for six
    /// hashes of the default cost, whichever is longer. Call it on a machine like the server while nothing else runs,
    /// and write the result into the program: with a cost that differs from one start to the next, some hashes would be
    /// replaced at every sign-in. Where all threads of a pool hash at once, each hash takes longer.
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

/// What is proposed if hashes take as long as this says.
fn propose(target: Duration, mut measure: impl FnMut(&Argon2Cost) -> Duration) -> Argon2Cost {
    let least = Argon2Cost::default();
    let kib = scaled(least.memory_kib(), target, measure(&least)).clamp(least.memory_kib(), MOST_KIB);
    let passes = least.passes();
    let Ok(larger) = Argon2Cost::new(kib, passes, 1) else { return least };
    let took = measure(&larger);
    // More memory than the caches hold may take longer than in proportion.
    let kib = cmp::min(kib, scaled(kib, target, took)).max(least.memory_kib());
    let passes = scaled(passes, target, took).clamp(passes, MOST_PASSES);
    Argon2Cost::new(kib, passes, 1).unwrap_or(least)
}

/// As much more or less as the target is longer or shorter, rounded down.
fn scaled(amount: u32, target: Duration, took: Duration) -> u32 {
    let scaled = u128::from(amount) * target.as_nanos() / took.as_nanos().max(1);
    u32::try_from(scaled).unwrap_or(u32::MAX)
}

fn fastest(cost: &Argon2Cost) -> Duration {
    (0..RUNS).map(|_| time(cost)).min().unwrap_or(Duration::MAX)
}

/// How long one hash takes. What the machine has no memory for takes forever.
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

    /// A machine on which each MiB and pass takes half a millisecond: the default 19 ms.
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
    fn the_minimum_stays_however_slow_the_machine() {
        for slow in [MS * 10_000, Duration::MAX] {
            assert_eq!(proposed(50, |_| slow), (19456, 2));
        }
        assert_eq!(proposed(0, steady), (19456, 2));
        assert_eq!(proposed(u32::MAX, |_| Duration::ZERO), (65536, 10));
    }

    #[test]
    fn memory_that_costs_more_than_in_proportion_is_given_back() {
        let beyond_the_cache = |it: &Argon2Cost| steady(it) * if it.memory_kib() > 30_000 { 2 } else { 1 };
        assert_eq!(proposed(38, beyond_the_cache), (19456, 2));
        assert_eq!(proposed(64, beyond_the_cache), (32768, 2));
    }

    #[test]
    fn the_real_measure_measures() {
        let cost = Argon2Cost::danger_weak(64, 1, 1).unwrap();
        assert!((Duration::from_nanos(1)..Duration::MAX).contains(&fastest(&cost)));
        let an_hour = Argon2Cost::calibrate(Duration::from_secs(60 * 60));
        assert_eq!((an_hour.memory_kib(), an_hour.passes()), (MOST_KIB, MOST_PASSES));
    }
}
