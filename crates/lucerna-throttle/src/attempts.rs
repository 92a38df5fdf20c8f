//! Consecutive failures, which cost growing delays.

use crate::Decision;
use crate::millis::{after, left};
use std::time::Duration;

/// The limits on consecutive failures of one subject, such as wrong passwords of one account.
///
/// The defaults follow NIST SP 800-63B-4, section 3.2.2: at most 100 consecutive failures, with growing delays.
///
/// ```
/// use lucerna_throttle::AttemptPolicy;
/// use std::time::Duration;
///
/// let mut policy = AttemptPolicy::default();
/// policy.free = 3;
/// assert_eq!(policy.delay(2), Duration::ZERO);
/// assert_eq!([3, 4, 5].map(|it| policy.delay(it).as_secs()), [1, 2, 4]);
/// assert_eq!(policy.delay(99), Duration::from_secs(15 * 60));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AttemptPolicy {
    /// The number of failures without a delay between them. Zero is treated as one.
    pub free: u32,
    /// The delay after the last free failure. Each further failure doubles it.
    pub first_delay: Duration,
    /// The longest delay.
    pub longest_delay: Duration,
    /// The number of consecutive failures after which all attempts are refused until the count is cleared. Zero is
    /// treated as one.
    pub most: u32,
    /// The time after the first failure at which the count starts again from zero.
    pub forget_after: Duration,
}

impl Default for AttemptPolicy {
    fn default() -> Self {
        Self {
            free: 5,
            first_delay: Duration::from_secs(1),
            longest_delay: Duration::from_secs(15 * 60),
            most: 100,
            forget_after: Duration::from_secs(365 * 24 * 60 * 60),
        }
    }
}

/// The consecutive failures of one subject.
///
/// ```
/// use lucerna_throttle::Tally;
///
/// let stored = Tally::new(7, 1_767_225_600_000);
/// assert_eq!(stored.failures, 7);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tally {
    /// The number of failures.
    pub failures: u32,
    /// The time at which the delay ends.
    pub until: i64,
}

impl Tally {
    /// Restores a tally from a store.
    #[must_use]
    pub const fn new(failures: u32, until: i64) -> Self {
        Self { failures, until }
    }
}

impl AttemptPolicy {
    /// Decides about an attempt at `now`, given the stored tally. An allowed attempt counts as a failure at once. The
    /// caller stores the new tally before it compares the password, and clears it after a success.
    ///
    /// A refused attempt changes nothing. A delay that ends later than the longest one allows was written before the
    /// clock went back, and does not count.
    ///
    /// ```
    /// use lucerna_throttle::{AttemptPolicy, Decision, Tally};
    ///
    /// let policy = AttemptPolicy::default();
    /// assert_eq!(policy.judge(Some(Tally::new(100, 0)), 0), Decision::Locked);
    /// ```
    #[must_use]
    pub fn judge(&self, tally: Option<Tally>, now: i64) -> Decision<Tally> {
        let Tally { failures, until } = tally.unwrap_or(Tally::new(0, i64::MIN));
        if failures >= self.most.max(1) {
            return Decision::Locked;
        }
        let wait = left(until, now);
        if !wait.is_zero() && wait <= self.longest_delay {
            return Decision::Wait(wait);
        }
        let failures = failures.saturating_add(1);
        Decision::Allowed(Tally { failures, until: after(now, self.delay(failures)) })
    }

    /// Returns the delay after this many consecutive failures.
    #[must_use]
    pub fn delay(&self, failures: u32) -> Duration {
        match failures.checked_sub(self.free.max(1)) {
            None => Duration::ZERO,
            Some(doublings) => {
                let factor = 1_u32.checked_shl(doublings).unwrap_or(u32::MAX);
                self.first_delay.saturating_mul(factor).min(self.longest_delay)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(decision: Decision<Tally>) -> Tally {
        match decision {
            Decision::Allowed(tally) => tally,
            refused => panic!("{refused:?}"),
        }
    }

    #[test]
    fn a_hundred_failures_take_most_of_a_day_and_then_all_are_refused() {
        let policy = AttemptPolicy::default();
        let (mut tally, mut now) = (None, 0);
        for failure in 1..=100 {
            let counted = allowed(policy.judge(tally, now));
            assert_eq!(counted.failures, failure);
            now = counted.until;
            tally = Some(counted);
        }
        assert_eq!(policy.judge(tally, i64::MAX), Decision::Locked);
        assert_eq!(Duration::from_millis(u64::try_from(now).unwrap()).as_secs() / 3600, 21);
    }

    #[test]
    fn an_attempt_during_a_delay_is_refused_to_its_last_millisecond() {
        let policy = AttemptPolicy::default();
        let tally = Some(Tally::new(6, 2000));
        assert_eq!(policy.judge(tally, 0), Decision::Wait(Duration::from_secs(2)));
        assert_eq!(policy.judge(tally, 1999), Decision::Wait(Duration::from_millis(1)));
        assert_eq!(allowed(policy.judge(tally, 2000)), Tally::new(7, 6000));
    }

    #[test]
    fn a_clock_that_went_back_lengthens_no_delay() {
        let policy = AttemptPolicy::default();
        let day = 24 * 60 * 60 * 1000;
        assert_eq!(allowed(policy.judge(Some(Tally::new(6, day)), 0)).failures, 7);
        assert_eq!(allowed(policy.judge(Some(Tally::new(6, i64::MAX)), i64::MIN)).failures, 7);
    }

    #[test]
    fn extreme_policies_neither_overflow_nor_stop_the_first_attempt() {
        let none = AttemptPolicy { free: 0, most: 0, ..AttemptPolicy::default() };
        assert_eq!(allowed(none.judge(None, 0)).failures, 1);
        assert_eq!(none.judge(Some(Tally::new(1, 0)), 0), Decision::Locked);
        let slow = AttemptPolicy {
            first_delay: Duration::MAX,
            longest_delay: Duration::MAX,
            free: 1,
            ..AttemptPolicy::default()
        };
        assert_eq!(allowed(slow.judge(None, 1)).until, i64::MAX);
        assert_eq!(AttemptPolicy::default().delay(u32::MAX), Duration::from_secs(900));
    }
}
