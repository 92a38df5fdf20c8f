//! The starter while its database is killed, fails over, loses connections or is too busy. No acknowledged change is lost,
//! and every reply is correct.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

#[expect(dead_code, reason = "other tests use the rest")]
#[path = "../kit/mod.rs"]
mod kit;

mod load;

mod visitor;

mod journal;

mod consistency;

mod server_killed;

mod session_aging;

mod failover;

mod galera;

mod connection_loss;

mod pool_exhausted;
