//! Databases of Lucia v2 are taken over.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

mod contract;

mod database;

#[expect(dead_code, reason = "the starter's tests use the rest")]
mod fixture;

mod interrupted;

mod kit;

mod mysql;

mod postgres;

mod redis;

mod sqlite;
