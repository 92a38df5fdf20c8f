//! The measured speed of each algorithm on this machine, as a moving average.

use super::Algorithm;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// The unit of a ratio of the measured time to the estimate.
const ONE: u64 = 1_024;

/// The estimate below which a measurement is mostly noise.
const MIN_NANOS: u64 = 20_000;

/// For each algorithm, the ratio of the measured times to the estimates.
pub(super) struct Speeds([AtomicU64; 7]);

impl Default for Speeds {
    fn default() -> Self {
        Self([const { AtomicU64::new(ONE) }; 7])
    }
}

impl Speeds {
    /// Corrects an estimate.
    pub(super) fn scaled(&self, algorithm: Algorithm, nanos: u64) -> u64 {
        nanos.saturating_mul(self.ratio(algorithm).load(Ordering::Relaxed)) / ONE
    }

    /// Records a measurement. One measurement counts an eighth, and at most for twice the average.
    pub(super) fn record(&self, algorithm: Algorithm, estimated: u64, took: Duration) {
        if estimated < MIN_NANOS {
            return;
        }
        let took = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
        let measured = took.saturating_mul(ONE) / estimated;
        let ratio = self.ratio(algorithm);
        let average = ratio.load(Ordering::Relaxed);
        let measured = measured.clamp(average / 2, average * 2);
        // Two threads at once may lose one measurement.
        ratio.store(((average * 7 + measured) / 8).clamp(ONE / 32, ONE * 64), Ordering::Relaxed);
    }

    fn ratio(&self, algorithm: Algorithm) -> &AtomicU64 {
        let [argon2, bcrypt, scrypt, md5, sha1, sha256, sha512] = &self.0;
        match algorithm {
            Algorithm::Argon2 => argon2,
            Algorithm::Bcrypt => bcrypt,
            Algorithm::Scrypt => scrypt,
            Algorithm::Md5 => md5,
            Algorithm::Sha1 => sha1,
            Algorithm::Sha256 => sha256,
            Algorithm::Sha512 => sha512,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_estimate_follows_the_measurements_of_its_algorithm_only() {
        let speeds = Speeds::default();
        let estimate = 10_000_000;
        assert_eq!(speeds.scaled(Algorithm::Bcrypt, estimate), estimate);
        for _ in 0..100 {
            speeds.record(Algorithm::Bcrypt, estimate, Duration::from_millis(30));
            speeds.record(Algorithm::Sha256, estimate, Duration::from_millis(2));
        }
        let close =
            |algorithm, expected: u64| speeds.scaled(algorithm, estimate).abs_diff(expected) < expected / 20;
        assert!(close(Algorithm::Bcrypt, 30_000_000) && close(Algorithm::Sha256, 2_000_000));
        assert_eq!(speeds.scaled(Algorithm::Argon2, estimate), estimate);
    }

    #[test]
    fn one_stall_hardly_moves_the_average() {
        let speeds = Speeds::default();
        speeds.record(Algorithm::Scrypt, 10_000_000, Duration::from_secs(3600));
        assert!(speeds.scaled(Algorithm::Scrypt, 1_000) <= 1_125);
        speeds.record(Algorithm::Md5, 10, Duration::from_secs(3600));
        assert_eq!(speeds.scaled(Algorithm::Md5, 1_000), 1_000);
    }
}
