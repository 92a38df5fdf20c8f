//! Reads, which run inline on the calling thread.

use crate::error::failed;
use crate::{SqliteOptions, open};
use lucerna_store_sql::Failed;
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use thread_local::ThreadLocal;

/// The connections for reads, one for each thread. They are closed with the store.
pub(crate) struct Readers {
    path: PathBuf,
    options: SqliteOptions,
    connections: ThreadLocal<Connection>,
}

impl Readers {
    pub(crate) fn new(path: &Path, options: SqliteOptions) -> Self {
        Self { path: path.to_owned(), options, connections: ThreadLocal::new() }
    }

    pub(crate) fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T, Failed>) -> Result<T, Failed> {
        work(self.connections.get_or_try(|| open::reader(&self.path, self.options)).map_err(failed)?)
    }
}
