//! Tests of the PostgreSQL store: the contract, migrations, own transactions, encryption, plans, round trips, outages.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod contract;
mod encryption;
mod fixtures;
mod migrations;
mod outages;
mod own_transaction;
mod plans;
mod record_tables;
mod round_trips;
mod test_schema;
