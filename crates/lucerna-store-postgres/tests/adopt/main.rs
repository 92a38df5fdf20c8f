//! Taking over databases of Lucia v2 in PostgreSQL.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod elsewhere;
mod fixture;
mod kit;
#[path = "../postgres/place.rs"]
mod place;
mod refusals;
mod schemas;
