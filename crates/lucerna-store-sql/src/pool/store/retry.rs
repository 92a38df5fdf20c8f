//! The retry policy of calls.

use crate::FailureKind;
use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

/// The number of attempts after a conflict whose value is found nowhere. Its row may have been deleted meanwhile.
const UNIQUE: u32 = 10;

/// The number of attempts after rollbacks caused by concurrent transactions, within the timeout of a call.
const ROLLED_BACK: u32 = 50;

/// The number of attempts without a pause.
const AT_ONCE: u32 = 3;

/// Returns the pause before the next attempt, or `None` if the call has failed for good. Pauses are random, so that
/// calls which conflicted do not conflict again. On a cluster, nodes do not wait for each other's locks.
pub(super) fn pause(failure: FailureKind, attempt: u32) -> Option<Duration> {
    match failure {
        FailureKind::Unique if attempt < UNIQUE => Some(Duration::ZERO),
        FailureKind::Retry if attempt < AT_ONCE => Some(Duration::ZERO),
        FailureKind::Retry if attempt < ROLLED_BACK => {
            let longest = 2_000 << attempt.min(5);
            Some(Duration::from_micros(RandomState::new().hash_one(attempt) % longest))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_retryable_failures_are_retried_and_with_a_limit() {
        let attempts = |failure| (1..).take_while(|it| pause(failure, *it).is_some()).count();
        assert_eq!(attempts(FailureKind::Unique), 9);
        assert_eq!(attempts(FailureKind::Retry), 49);
        assert_eq!(attempts(FailureKind::Unavailable) + attempts(FailureKind::Broken), 0);
        assert!((1..50).all(|it| pause(FailureKind::Retry, it).unwrap() < Duration::from_millis(64)));
    }
}
