//! Tests of the adoption of Lucia v2's databases and sessions.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

mod contract;

mod database;

#[expect(dead_code, reason = "the starter's tests use the rest")]
mod fixture;

mod interrupted;

mod tokens;

mod mysql;

mod postgres;

mod redis;

mod sqlite;
