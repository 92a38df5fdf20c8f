//! Tests of the check of breached passwords, against a local service over TCP.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod app;
mod encryption;
mod protocol;
mod server;
