//! Tests of hashes of Lucerna and of other systems, and of peppers, through the public interface.
#![expect(clippy::unwrap_used, reason = "a failure in a helper fails the test")]

mod foreign;
mod hashes;
mod pepper;
