//! The reference store of Lucerna: users, keys, sessions and records in memory.
//!
//! It implements the contract of [`lucerna_core::Store`] with one lock, one map for each table, and the shortest
//! correct code for each method. To write a store for a database, read here what each method has to do, and test yours
//! with `lucerna-testkit`.
//!
//! It is for tests, examples and trials. Its contents are lost with the last handle, and most calls scan all rows.

mod store;

mod tables;

mod users;

mod sessions;

mod credentials;

mod records;

pub use store::MemoryStore;
