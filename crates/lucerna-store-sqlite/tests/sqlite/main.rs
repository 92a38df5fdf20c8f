//! What is particular to SQLite: files, plans, processes beside each other; and the contract.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod contract;
mod contract_elsewhere;
mod files;
mod own_tables;
mod plans;
mod store;
