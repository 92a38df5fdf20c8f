//! Timestamps and clocks.

use std::fmt;
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
/// assert_eq!(end.to_string(), "2026-01-01T00:01:00.000Z");
/// ```
///
/// Behind the features `chrono`, `time` and `jiff`, `From` reads a time of these crates, and `TryFrom` makes one.
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

/// Writes the time as RFC 3339, in UTC and to the millisecond.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (days, millis) = (self.0.div_euclid(DAY), self.0.rem_euclid(DAY));
        let (year, month, day) = date(days);
        let (hour, minute) = (millis / 3_600_000, millis / 60_000 % 60);
        let (second, milli) = (millis / 1000 % 60, millis % 1000);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milli:03}Z")
    }
}

const DAY: i64 = 86_400_000;

/// Returns year, month and day of a day since 1970-01-01, in the Gregorian calendar.
///
/// Years are counted from March, so that the leap day is the last of a year: 400 of them have 146,097 days.
fn date(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let january_or_february = i64::from(month >= 10);
    (era * 400 + year + january_or_february, (month + 2) % 12 + 1, day)
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
    fn a_time_is_written_as_rfc_3339() {
        for (millis, written) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (4_107_542_399_001, "2100-02-28T23:59:59.001Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
            (-62_135_596_800_000, "0001-01-01T00:00:00.000Z"),
            (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        ] {
            assert_eq!(Timestamp(millis).to_string(), written);
        }
        assert!(
            Timestamp(i64::MIN).to_string().ends_with('Z') && Timestamp(i64::MAX).to_string().ends_with('Z')
        );
    }

    #[cfg(feature = "jiff")]
    #[test]
    fn every_day_is_written_as_jiff_writes_it() {
        for day in (-719_000_i64..2_900_000).step_by(13) {
            let millis = day * DAY + day.rem_euclid(DAY);
            let jiff = jiff::Timestamp::from_millisecond(millis).unwrap();
            assert_eq!(Timestamp(millis).to_string(), format!("{jiff:.3}"));
        }
    }

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
