//! Databases of Lucia v2 are taken over.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod kit;

mod redis;
