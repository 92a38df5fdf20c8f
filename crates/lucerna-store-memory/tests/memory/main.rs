//! Tests of the memory store: the contract, alone and as both halves of a `Split`.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod claimed_looks;
mod contract;
mod name_index;
mod split;
mod store_without_users;
