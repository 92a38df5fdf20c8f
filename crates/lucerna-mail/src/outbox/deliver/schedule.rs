//! The times of the worker.

use crate::Purpose;
use std::time::Duration;

/// The time for which a worker has a message to itself. After it, another worker takes the message of one that was killed.
pub(super) const LEASE: Duration = minutes(2);

/// The pauses after the first failures. The last one is repeated.
const PAUSES: [Duration; 4] = [minutes(1), minutes(5), minutes(15), minutes(60)];
const LONGEST_PAUSE: Duration = minutes(240);

/// Returns the pause after this many tries.
pub(super) fn pause_after(tries: i64) -> Duration {
    let at = usize::try_from(tries.saturating_sub(1)).unwrap_or(0);
    PAUSES.get(at).copied().unwrap_or(LONGEST_PAUSE)
}

/// Returns the time within which a message is sent or given up. One with a code is of no use to a person who asked an hour ago.
pub(super) fn life(kind: Purpose) -> Duration {
    match kind {
        Purpose::Undo | Purpose::Report => minutes(24 * 60),
        Purpose::Verify | Purpose::Reset | Purpose::SignIn | Purpose::Address => minutes(60),
    }
}

const fn minutes(count: u64) -> Duration {
    Duration::from_secs(60 * count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow() {
        let pauses: Vec<_> = (1..=6).map(|it| pause_after(it).as_secs() / 60).collect();
        assert_eq!(pauses, [1, 5, 15, 60, 240, 240]);
        assert_eq!([i64::MIN, 0, i64::MAX].map(|it| pause_after(it).as_secs() / 60), [1, 1, 240]);
    }
}
