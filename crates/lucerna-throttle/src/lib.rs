//! The arithmetic of Lucerna's limits on attempts: growing delays per account, rates per network, and counters in a
//! bounded amount of memory.
//!
//! The crate has no clock. Times are milliseconds since 1970-01-01T00:00:00Z, and each call takes the current one.
//! Policies are pure functions: a store keeps a [`Tally`] or a [`Window`], and the policy decides about the next
//! attempt. [`MemoryCounters`] keeps them in memory.
//!
//! ```
//! use lucerna_throttle::{AttemptPolicy, Decision, MemoryCounters};
//! use std::time::Duration;
//!
//! let counters = MemoryCounters::new(1 << 20);
//! let policy = AttemptPolicy::default();
//! for _ in 0..5 {
//!     // Count first, then compare the password.
//!     assert!(matches!(counters.attempt("password", "alice", &policy, 0), Decision::Allowed(_)));
//! }
//! assert_eq!(counters.attempt("password", "alice", &policy, 0), Decision::Wait(Duration::from_secs(1)));
//! ```

// docs.rs names the feature of each item.
#![cfg_attr(docsrs, feature(doc_cfg))]

mod attempts;

mod rates;

mod decision;

mod network;

mod memory;

mod millis;

pub use attempts::{AttemptPolicy, Tally};
pub use decision::Decision;
pub use memory::MemoryCounters;
pub use network::Network;
pub use rates::{RatePolicy, Window};
