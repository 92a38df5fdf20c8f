//! Lucia's databases, adopted in place: what is kept, what goes, and what stops it.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod kit;

mod fixture;

mod schemas;

mod around;

mod sessions;

mod keys;

mod secrecy;

mod refusals;

mod elsewhere;
