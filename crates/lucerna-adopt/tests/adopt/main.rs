//! Databases of Lucia v2 are taken over.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod kit;

mod redis;
