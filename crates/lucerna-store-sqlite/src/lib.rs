//! The SQLite store of Lucerna: users, keys and sessions in one file, nothing to install.
//!
//! * Reads run inline on the calling thread, each thread on a connection of its own with its statements prepared: a
//!   look-up in SQLite's cache is cheaper than handing it to another thread.
//! * Writes go to one thread, which commits whatever is waiting as one transaction. A write is acknowledged when it
//!   is on the disk (`synchronous=FULL`), and one that fails takes none of its neighbours with it.
//! * The tables are created when missing. When there, they are compared with what is needed, and every difference
//!   is named.

mod store;

mod open;

mod reader;

mod writer;

mod connection;
pub use connection::{SqliteConnection, now};

mod error;

pub use error::SqliteOpenError;
pub use lucerna_store_sql::MigrationError;
pub use open::SqliteOptions;
pub use store::SqliteStore;
