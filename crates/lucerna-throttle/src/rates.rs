//! Numbers of actions in a window of time.

use crate::Decision;
use crate::millis::{after, left};
use std::time::Duration;

/// The limit on the number of actions of one subject in a window of time, such as sign-ups from one network. A window
/// starts with its first action.
///
/// ```
/// use lucerna_throttle::RatePolicy;
/// use std::time::Duration;
///
/// let sign_ups = RatePolicy::new(20, Duration::from_secs(24 * 60 * 60));
/// assert_eq!(RatePolicy::default(), RatePolicy::new(100, Duration::from_secs(60 * 60)));
/// # let _ = sign_ups;
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RatePolicy {
    /// The number of actions in a window. Zero is treated as one.
    pub count: u32,
    /// The length of a window.
    pub per: Duration,
}

impl RatePolicy {
    /// Creates a limit of this many actions per window.
    #[must_use]
    pub const fn new(count: u32, per: Duration) -> Self {
        Self { count, per }
    }

    /// Decides about an action at `now`, given the stored window. An allowed action is counted in the window to store.
    /// A refused one changes nothing.
    ///
    /// A window that ends later than its length allows was written before the clock went back, and does not count.
    ///
    /// ```
    /// use lucerna_throttle::{Decision, RatePolicy, Window};
    /// use std::time::Duration;
    ///
    /// let policy = RatePolicy::new(2, Duration::from_secs(10));
    /// assert_eq!(policy.judge(None, 0), Decision::Allowed(Window::new(1, 10_000)));
    /// assert_eq!(policy.judge(Some(Window::new(2, 10_000)), 4_000), Decision::Wait(Duration::from_secs(6)));
    /// assert_eq!(policy.judge(Some(Window::new(2, 10_000)), 10_000), Decision::Allowed(Window::new(1, 20_000)));
    /// ```
    #[must_use]
    pub fn judge(&self, window: Option<Window>, now: i64) -> Decision<Window> {
        let Some(Window { count, ends }) = window.filter(|it| self.is_open(*it, now)) else {
            return Decision::Allowed(Window { count: 1, ends: after(now, self.per) });
        };
        if count >= i64::from(self.count.max(1)) {
            return Decision::Wait(left(ends, now));
        }
        Decision::Allowed(Window { count: count.saturating_add(1), ends })
    }

    fn is_open(&self, window: Window, now: i64) -> bool {
        let left = left(window.ends, now);
        !left.is_zero() && left <= self.per
    }
}

impl Default for RatePolicy {
    fn default() -> Self {
        Self::new(100, Duration::from_secs(60 * 60))
    }
}

/// The actions of one subject in its current window.
///
/// ```
/// use lucerna_throttle::Window;
///
/// let stored = Window::new(7, 1_767_225_600_000);
/// assert_eq!(stored.count, 7);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Window {
    /// The number of actions.
    pub count: i64,
    /// The time at which the window ends.
    pub ends: i64,
}

impl Window {
    /// Restores a window from a store.
    #[must_use]
    pub const fn new(count: i64, ends: i64) -> Self {
        Self { count, ends }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_went_back_starts_a_new_window() {
        let policy = RatePolicy::new(1, Duration::from_secs(10));
        let early = policy.judge(Some(Window::new(1, 100_000)), 0);
        assert_eq!(early, Decision::Allowed(Window::new(1, 10_000)));
    }

    #[test]
    fn extreme_policies_neither_overflow_nor_stop_the_first_action() {
        let policy = RatePolicy::new(0, Duration::MAX);
        assert_eq!(policy.judge(None, 1), Decision::Allowed(Window::new(1, i64::MAX)));
        assert!(matches!(policy.judge(Some(Window::new(1, i64::MAX)), 1), Decision::Wait(_)));
    }
}
