//! A log whose database is missing. SQLite would delete it with the writes that are in it.

use crate::files::with_suffix;
use std::error::Error;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

/// Refuses a log with writes beside a database that is missing or empty.
pub(crate) fn refuse_orphaned_log(path: &Path) -> Result<(), OrphanedLog> {
    let resolved = fs::canonicalize(path).or_else(|_| std::path::absolute(path));
    let database = resolved.unwrap_or_else(|_| path.to_owned());
    let log = with_suffix(&database, "-wal");
    // The order matters while another program creates both: it writes to the database first.
    if len(&log) > Some(0) && len(&database).unwrap_or(0) == 0 {
        return Err(OrphanedLog { database, log });
    }
    Ok(())
}

fn len(path: &Path) -> Option<u64> {
    fs::metadata(path).ok().map(|it| it.len())
}

/// The error of a log without its database.
#[derive(Debug)]
pub(crate) struct OrphanedLog {
    database: PathBuf,
    log: PathBuf,
}

impl fmt::Display for OrphanedLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = if self.database.exists() { "empty" } else { "missing" };
        let (database, log) = (self.database.display(), self.log.display());
        write!(
            f,
            "{database} is {what}, but its log {log} is here: put the database back, or move the log away"
        )
    }
}

impl Error for OrphanedLog {}
