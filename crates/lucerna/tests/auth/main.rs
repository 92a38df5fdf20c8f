//! Tests of `Auth` on real stores, with a clock that the test sets.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod adopted;
mod checks;
mod errors_in_main;
mod exchange_layer;
mod extractors;
mod guide;
mod handle;
mod hyper;
mod keys;
mod kit;
mod lucia_flaws;
mod negotiate;
mod proofs;
mod renewed_cookies;
mod send_and_sync;
mod sessions;
mod transaction;
mod users;
mod webhooks;
