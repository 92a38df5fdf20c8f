//! The starter while its database dies, moves, breaks connections or is too busy: nothing that was acknowledged is lost,
//! and every answer is true.

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
