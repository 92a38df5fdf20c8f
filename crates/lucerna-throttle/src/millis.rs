//! Durations in milliseconds.

use std::time::Duration;

/// Returns the time this much later, limited to the latest possible one.
pub(crate) fn after(now: i64, duration: Duration) -> i64 {
    now.saturating_add(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX))
}

/// Returns the time from `now` to `end`, or zero if `end` has passed.
pub(crate) fn left(end: i64, now: i64) -> Duration {
    Duration::from_millis(u64::try_from(end.saturating_sub(now)).unwrap_or(0))
}
