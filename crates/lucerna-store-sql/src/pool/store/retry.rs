//! When a call is done again.

use crate::Failure;
use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

/// How often what is in use and is found nowhere is tried: it may have gone meanwhile.
const UNIQUE: u32 = 10;

/// How often what was rolled back in favour of another is tried, within the time of a call.
const ROLLED_BACK: u32 = 50;

/// So many attempts follow each other at once.
const AT_ONCE: u32 = 3;

/// Returns how long a call waits before it is done again after this attempt, or `None` if it failed for good. Calls that
/// hinder each other wait for different times: on a cluster, where no node waits for the locks of another, they would else
/// hinder each other again.
pub(super) fn pause(failure: Failure, attempt: u32) -> Option<Duration> {
    match failure {
        Failure::Unique if attempt < UNIQUE => Some(Duration::ZERO),
        Failure::Retry if attempt < AT_ONCE => Some(Duration::ZERO),
        Failure::Retry if attempt < ROLLED_BACK => {
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
    fn only_what_may_succeed_is_done_again_and_not_for_ever() {
        let attempts = |failure| (1..).take_while(|it| pause(failure, *it).is_some()).count();
        assert_eq!(attempts(Failure::Unique), 9);
        assert_eq!(attempts(Failure::Retry), 49);
        assert_eq!(attempts(Failure::Unavailable) + attempts(Failure::Broken), 0);
        assert!((1..50).all(|it| pause(Failure::Retry, it).unwrap() < Duration::from_millis(64)));
    }
}
