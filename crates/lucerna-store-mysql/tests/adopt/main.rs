//! Taking over databases of Lucia v2 in MariaDB.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod elsewhere;
mod fixture;
mod interrupted;
mod kit;
#[path = "../place/mod.rs"]
mod place;
mod refusals;
mod schemas;
