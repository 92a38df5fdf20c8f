//! Hashes of ours and of other systems, and the pepper, as an application meets them.
#![expect(clippy::unwrap_used, reason = "what fails in a helper fails the test")]

mod foreign;
mod hashes;
mod pepper;
