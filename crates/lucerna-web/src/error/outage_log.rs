//! The lines in the log about an outage: one in a while, however many requests fail.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The shortest time between two lines about one cause.
const INTERVAL: Duration = Duration::from_secs(10);

/// The most causes that are told apart at one time.
const MOST_CAUSES: usize = 64;

/// The outages of this process, by their cause.
static OUTAGES: Mutex<Option<OutageCounts>> = Mutex::new(None);

/// Counts a failure with this cause. If a line is due, returns the number of failures since the last one.
pub(super) fn note(cause: &str) -> Option<u64> {
    let mut outages = OUTAGES.lock().unwrap_or_else(PoisonError::into_inner);
    outages.get_or_insert_default().note(cause, Instant::now())
}

#[derive(Default)]
struct OutageCounts(HashMap<String, (u64, Instant)>);

impl OutageCounts {
    fn note(&mut self, cause: &str, now: Instant) -> Option<u64> {
        if let Some((unreported, reported)) = self.0.get_mut(cause) {
            *unreported += 1;
            let is_due = now.duration_since(*reported) >= INTERVAL;
            return is_due.then(|| {
                *reported = now;
                std::mem::take(unreported)
            });
        }
        if self.0.len() >= MOST_CAUSES {
            self.0.clear();
        }
        self.0.insert(cause.to_owned(), (0, now));
        Some(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outage_is_one_line_in_an_interval() {
        let (mut outages, start) = (OutageCounts::default(), Instant::now());
        assert_eq!(outages.note("connection refused", start), Some(1));
        for _ in 0..9280 {
            assert_eq!(outages.note("connection refused", start), None);
        }
        assert_eq!(outages.note("too many connections", start), Some(1));
        assert_eq!(outages.note("connection refused", start + INTERVAL), Some(9281));
        for cause in 0..1000 {
            assert_eq!(outages.note(&cause.to_string(), start), Some(1));
            assert!(outages.0.len() <= MOST_CAUSES);
        }
    }
}
