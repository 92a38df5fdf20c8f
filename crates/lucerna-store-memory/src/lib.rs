//! The reference store of Lucerna: users, keys, sessions and records in memory.
//!
//! It is the contract of [`lucerna_core::Store`] as a program: one lock, a map for each table, and for each method the shortest
//! code that is right. Whoever writes a store for a database reads here what a method has to do, and runs
//! `lucerna-testkit` to see whether theirs does it.
//!
//! It is for tests, examples and trials. What it holds is gone when the last handle is, and most calls look at every row.

mod store;

mod rows;

mod users;

mod sessions;

mod credentials;

mod records;

pub use store::MemoryStore;
