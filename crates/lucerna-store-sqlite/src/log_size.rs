//! The size of the log, by which the store notices that another program truncated it.

use rusqlite::Connection;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// The length that the log had, and whether it was found to be too short since.
pub(crate) struct LogSize {
    seen: AtomicU64,
    is_too_small: AtomicBool,
}

/// The size of the header of the log, and of that of each page in it.
const HEADER: u64 = 32;
const PAGE_HEADER: u64 = 24;

/// The first version of SQLite that tells the size of the log without moving it into the file.
const TELLS_SIZE: i32 = 3_051_000;

impl LogSize {
    pub(crate) fn at_least(len: u64) -> Self {
        Self { seen: AtomicU64::new(len), is_too_small: AtomicBool::new(false) }
    }

    pub(crate) fn is_too_small(&self) -> bool {
        self.is_too_small.load(Ordering::Relaxed)
    }

    pub(crate) fn shrank_to(&self, len: u64) -> bool {
        len < self.seen.load(Ordering::Relaxed)
    }

    /// Notes a length. Only [`judge`](LogSize::judge) notes a smaller one.
    pub(crate) fn note(&self, len: u64) {
        self.seen.fetch_max(len, Ordering::Relaxed);
    }

    /// Returns true if a log that shrank is whole. SQLite shrinks it after its pages are in the database, and counts none
    /// before it does. An older SQLite cannot tell, and empties the log itself when a program ends: there it counts as whole.
    pub(crate) fn judge(&self, connection: &Connection, len: impl FnOnce() -> Option<u64>) -> bool {
        let tells_size = rusqlite::version_number() >= TELLS_SIZE;
        let before = needed(connection);
        let Some(len) = len() else { return true };
        let is_whole = match (before, needed(connection)) {
            _ if !tells_size => true,
            // Another process may empty the log between the two.
            (Some(before), Some(after)) => before != after || len >= after,
            _ => return false,
        };
        if is_whole {
            self.seen.store(len, Ordering::Relaxed);
        } else {
            self.is_too_small.store(true, Ordering::Relaxed);
        }
        is_whole
    }
}

/// Returns the length that the log needs for the pages in it, or `None` if SQLite cannot tell it now.
fn needed(connection: &Connection) -> Option<u64> {
    let pages = connection.query_row("PRAGMA wal_checkpoint(NOOP)", [], |row| row.get::<_, i64>(1)).ok()?;
    let page_size = connection.query_row("PRAGMA page_size", [], |row| row.get::<_, i64>(0)).ok()?;
    match u64::try_from(pages).ok()? {
        0 => Some(0),
        pages => Some(HEADER + pages * (PAGE_HEADER + u64::try_from(page_size).ok()?)),
    }
}
