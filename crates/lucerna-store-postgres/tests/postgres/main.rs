//! The contract, and what is particular to PostgreSQL: migrations, the application's transactions, encryption, plans, round trips, failures.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod contract;
mod encryption;
mod failing;
mod migrations;
mod own_transaction;
mod people;
mod place;
mod plans;
mod record_tables;
mod trips;
