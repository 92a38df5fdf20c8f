//! The SQLite store of Lucerna: users, keys and sessions in one file, with nothing to install.
//!
//! * Reads run inline on the calling thread. Each thread has its own connection with prepared statements, since a
//!   look-up in SQLite's cache costs less than handing it to another thread.
//! * Writes run on one thread, which commits all waiting writes as one transaction. A write is acknowledged once it is
//!   on the disk (`synchronous=FULL`). A failed write does not roll back the others.
//! * Missing tables are created. Existing tables are compared with the needed ones, and the error names every
//!   difference.

mod store;

mod open;

mod advice;

mod files;

mod log_size;

mod orphaned_log;

mod reader;

mod writer;

mod connection;
pub use connection::{SqliteConnection, poll_once};

mod new_file;

mod backup;

mod restore;

mod error;

pub use backup::{SqliteBackUpError, back_up_file};
pub use error::SqliteOpenError;
pub use lucerna_store_sql::MigrationError;
pub use open::SqliteOptions;
pub use restore::{SqliteRestoreError, restore_file};
#[doc(no_inline)]
pub use rusqlite;
pub use store::SqliteStore;
