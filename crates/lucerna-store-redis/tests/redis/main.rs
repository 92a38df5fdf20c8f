//! Tests of the Redis store: the contract, keys and their expiry, round trips, and outages.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod contract;

mod fixtures;

mod lifetimes;

mod records;

mod round_trips;

mod record_round_trips;

mod opening;

mod outages;

mod encryption;

mod split;

mod split_records;
