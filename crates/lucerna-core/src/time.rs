//! Timestamps and clocks.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A point in time, in milliseconds since 1970-01-01T00:00:00Z.
///
/// ```
/// use lucerna_core::Timestamp;
/// use std::time::Duration;
///
/// let start = Timestamp::from_unix_millis(1_767_225_600_000); // 2026-01-01T00:00:00Z
/// let end = start.after(Duration::from_secs(60));
/// assert_eq!(end.since(start), Duration::from_secs(60));
/// assert_eq!(end.unix_millis(), 1_767_225_660_000);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// Creates the time this many milliseconds after the epoch.
    #[must_use]
    pub const fn from_unix_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Returns the milliseconds since the epoch.
    #[must_use]
    pub const fn unix_millis(self) -> i64 {
        self.0
    }

    /// Returns the time this much later, limited to the latest possible one.
    #[must_use]
    pub fn after(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(millis(duration)))
    }

    /// Returns the time this much earlier, limited to the earliest possible one.
    #[must_use]
    pub fn before(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(millis(duration)))
    }

    /// Returns the duration since `earlier`, or zero if `earlier` is later.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }
}

/// A source of the current time. Tests use a clock that they set by hand.
///
/// ```
/// use lucerna_core::{Clock, Timestamp};
/// use std::sync::atomic::{AtomicI64, Ordering};
///
/// /// A clock that a test sets by hand.
/// struct Turned(AtomicI64);
///
/// impl Clock for Turned {
///     fn now(&self) -> Timestamp {
///         Timestamp::from_unix_millis(self.0.load(Ordering::Relaxed))
///     }
/// }
/// ```
pub trait Clock: Send + Sync + 'static {
    /// Returns the current time.
    fn now(&self) -> Timestamp;
}

/// The clock of the operating system.
///
/// ```
/// use lucerna_core::{Clock, SystemClock, Timestamp};
///
/// assert!(SystemClock::default().now() > Timestamp::from_unix_millis(0));
/// ```
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        read(SystemTime::now())
    }
}

fn read(time: SystemTime) -> Timestamp {
    match time.duration_since(UNIX_EPOCH) {
        Ok(since) => Timestamp(millis(since)),
        Err(before) => Timestamp(-millis(before.duration())),
    }
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arithmetic_saturates() {
        let last = Timestamp::from_unix_millis(i64::MAX);
        assert_eq!(last.after(Duration::from_secs(1)), last);
        assert_eq!(Timestamp::from_unix_millis(0).after(Duration::MAX), last);
        assert_eq!(Timestamp::from_unix_millis(i64::MIN).since(last), Duration::ZERO);
        assert_eq!(
            Timestamp::from_unix_millis(1500).since(Timestamp::from_unix_millis(500)),
            Duration::from_secs(1)
        );
    }

    #[test]
    fn times_are_milliseconds_before_or_after_the_epoch() {
        assert_eq!(read(UNIX_EPOCH + Duration::from_millis(1500)).unix_millis(), 1500);
        assert_eq!(read(UNIX_EPOCH - Duration::from_millis(1500)).unix_millis(), -1500);
        let (before, now, after) = (read(SystemTime::now()), SystemClock.now(), read(SystemTime::now()));
        assert!(before <= now && now <= after);
    }
}
