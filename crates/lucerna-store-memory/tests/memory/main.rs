//! Tests of the memory store: the contract, alone and as both halves of a `Split`.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod claimed_looks;
mod contract;
mod name_index;
mod split;
mod store_without_users;
