//! What happens to people while their database dies, moves, breaks off or is too busy: nothing that was acknowledged is
//! lost, and nobody is told anything but the truth.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

#[expect(dead_code, reason = "other tests use the rest")]
#[path = "../kit/mod.rs"]
mod kit;

mod load;

mod visitor;

mod journal;

mod aftermath;

mod killed;

mod renewal;

mod failover;

mod galera;

mod broken_off;

mod exhausted;
