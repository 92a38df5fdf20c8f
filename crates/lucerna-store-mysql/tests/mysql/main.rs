//! Tests of the MySQL store: MySQL, MariaDB and Galera, and the contract on each.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod altered_tables;
mod contract;
mod galera;
mod migrations;
mod opening;
mod outages;
mod own_transaction;
mod plans;
mod record_tables;
mod round_trips;
mod sign_in;
mod tables;
mod without_returning;

mod as_mysql;
mod interleave;
mod load_balancer;
mod test_database;
