//! Reads, which run inline on the calling thread.

use crate::files::DatabaseFiles;
use crate::{SqliteOptions, open};
use lucerna_store_sql::Failed;
use rusqlite::Connection;
use std::cell::Cell;
use std::sync::{PoisonError, RwLock};
use std::time::{Duration, Instant};
use thread_local::ThreadLocal;

/// The time for which a thread relies on its last look at the database file. A look costs about a microsecond.
const LOOK_INTERVAL: Duration = Duration::from_millis(1);

/// The time for which it relies on its last look at the log too.
const LOG_INTERVAL: Duration = Duration::from_millis(100);

/// The connections for reads, one for each thread. They are closed with the store.
pub(crate) struct Readers {
    files: DatabaseFiles,
    options: SqliteOptions,
    /// `None` once they are closed. Only closing takes the lock for itself.
    open: RwLock<Option<ThreadLocal<Reader>>>,
}

struct Reader {
    connection: Connection,
    /// The time at which the database file was last seen in its place.
    seen: Cell<Instant>,
    /// The time at which the log was too.
    log_seen: Cell<Instant>,
}

impl Readers {
    pub(crate) fn new(files: DatabaseFiles, options: SqliteOptions) -> Self {
        Self { files, options, open: RwLock::new(Some(ThreadLocal::new())) }
    }

    /// Runs the work on this thread's connection. The connection leads to the file that the writer has open, so that the
    /// answer is never that of another file. A moved file is noticed within [`LOOK_INTERVAL`], and a moved or
    /// truncated log within [`LOG_INTERVAL`].
    pub(crate) fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T, Failed>) -> Result<T, Failed> {
        // A read within a read must not wait for the thread that closes.
        let open = self.open.try_read().map_err(|_| closed())?;
        let reader = open.as_ref().ok_or_else(closed)?.get_or_try(|| self.open_reader())?;
        reader.look(&self.files)?;
        work(&reader.connection)
    }

    /// Opens another connection to the same file.
    pub(crate) fn another(&self) -> Result<Connection, Failed> {
        open::reader(&self.files, self.options)
    }

    /// Closes all connections, after the reads that are running.
    pub(crate) fn close(&self) {
        drop(self.open.write().unwrap_or_else(PoisonError::into_inner).take());
    }

    fn open_reader(&self) -> Result<Reader, Failed> {
        let (connection, now) = (self.another()?, Instant::now());
        Ok(Reader { connection, seen: Cell::new(now), log_seen: Cell::new(now) })
    }
}

impl Reader {
    fn look(&self, files: &DatabaseFiles) -> Result<(), Failed> {
        let now = Instant::now();
        if now.duration_since(self.log_seen.get()) > LOG_INTERVAL {
            files.check()?;
            files.check_log(&self.connection)?;
            self.log_seen.set(now);
            self.seen.set(now);
        } else if now.duration_since(self.seen.get()) > LOOK_INTERVAL {
            files.check_database()?;
            self.seen.set(now);
        }
        Ok(())
    }
}

fn closed() -> Failed {
    Failed::unavailable("the store was closed")
}
