//! The reference keeps the contract, alone and as both halves of a `Split`.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod bare;
mod contract;
mod split;
