//! The contract, and what it cannot know of: what Redis holds and for how long, round trips, and servers that fail.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod contract;

mod kit;

mod lifetimes;

mod records;

mod trips;

mod record_trips;

mod outages;

mod encryption;

mod split;

mod split_records;
