//! Tests of the SQLite store: files, query plans, concurrent processes, and the contract.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod backup;
mod closing;
mod contract;
mod contract_on_existing_tables;
mod files;
mod moved_files;
mod own_tables;
mod plans;
mod record_tables;
mod store;
