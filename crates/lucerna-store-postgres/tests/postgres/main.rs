//! Tests of the PostgreSQL store: the contract, poolers, altered tables, migrations, own transactions, encryption, plans, round trips, outages.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod altered_tables;
mod contract;
mod encryption;
mod fixtures;
mod migrations;
mod opening;
mod outages;
mod own_transaction;
mod plans;
mod pooler;
mod record_tables;
mod round_trips;
mod test_schema;
