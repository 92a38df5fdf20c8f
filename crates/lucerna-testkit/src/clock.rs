//! A clock that a test sets.

use lucerna_core::{Clock, Timestamp};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

/// A clock that stands still until the test turns it. It starts at 1970-01-01T00:00:00Z. Clones share one time.
///
/// ```
/// use lucerna_core::{Clock, Timestamp};
/// use lucerna_testkit::TurnedClock;
/// use std::time::Duration;
///
/// let clock = TurnedClock::default();
/// let given_to_auth = clock.clone(); // Auth::builder(store, hasher, origin).clock(clock.clone())
/// clock.turn(Duration::from_secs(60));
/// assert_eq!(given_to_auth.now(), Timestamp::from_unix_millis(60_000));
/// clock.set(Timestamp::from_unix_millis(-1));
/// assert_eq!(given_to_auth.now(), Timestamp::from_unix_millis(-1));
/// ```
#[derive(Clone, Debug, Default)]
pub struct TurnedClock(Arc<AtomicI64>);

impl TurnedClock {
    /// Moves the clock forward by a duration.
    pub fn turn(&self, by: Duration) {
        self.set(self.now().after(by));
    }

    /// Sets the clock to any time, also to an earlier one, as operators and time servers do.
    pub fn set(&self, now: Timestamp) {
        self.0.store(now.unix_millis(), Ordering::SeqCst);
    }
}

impl Clock for TurnedClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_unix_millis(self.0.load(Ordering::SeqCst))
    }
}
