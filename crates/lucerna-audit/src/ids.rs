//! Ids that sort by time, the latest first.

use lucerna_core::{Random, RandomError, Timestamp};
use std::sync::atomic::{AtomicU32, Ordering};

/// A generator of ids for one process.
///
/// Stores list rows by id, in ascending order. So an id begins with the time that is left until a time far in the future,
/// which makes the first page the newest one on every store. A number follows, for events of one millisecond, and then
/// random digits of the process. A row that is added later never moves a row to another page.
#[derive(Debug)]
pub(crate) struct Ids {
    process: u64,
    left: AtomicU32,
}

/// The latest time, in milliseconds: the year 10,889.
const LATEST: i64 = (1 << 48) - 1;

impl Ids {
    pub(crate) fn new(random: &dyn Random) -> Result<Self, RandomError> {
        let mut bytes = [0; 8];
        random.fill(&mut bytes)?;
        Ok(Self { process: u64::from_be_bytes(bytes), left: AtomicU32::new(u32::MAX) })
    }

    pub(crate) fn next(&self, at: Timestamp) -> String {
        let left = LATEST - at.unix_millis().clamp(0, LATEST);
        let number = self.left.fetch_sub(1, Ordering::Relaxed);
        format!("{left:012x}{number:08x}{:016x}", self.process)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lucerna_core::OsRandom;

    #[test]
    fn ids_sort_by_time_with_the_latest_first() {
        let ids = Ids::new(&OsRandom::default()).unwrap();
        let times = [i64::MIN, 0, 1, 1, 1, 0xffff, 1_800_000_000_000, 1_800_000_000_001, i64::MAX];
        let made: Vec<_> = times.map(|it| ids.next(Timestamp::from_unix_millis(it))).to_vec();
        assert!(made.iter().all(|it| it.len() == 36));
        assert!(made.is_sorted_by(|earlier, later| earlier > later), "{made:?}");
    }

    #[test]
    fn two_processes_make_different_ids() {
        let id = || Ids::new(&OsRandom::default()).unwrap().next(Timestamp::from_unix_millis(7));
        assert_ne!(id(), id());
    }
}
