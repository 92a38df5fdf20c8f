//! The handle on a real store, with a clock that the test turns.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod adopted;
mod errors_in_main;
mod exchange_layer;
mod extractors;
mod guide;
mod handle;
mod hyper;
mod keys;
mod kit;
mod lucia_flaws;
mod proofs;
mod sessions;
mod threads;
mod transaction;
mod users;
