//! The check of new passwords against a service of breached passwords, with k-anonymity: the service receives five characters of
//! a hash.
//!
//! The protocol is that of "range" services, such as Pwned Passwords. The SHA-1 hash of the password is split: the first
//! five hexadecimal digits are sent, and the service answers with the rest of every known hash that begins so. About a million
//! prefixes exist, and each has some hundred passwords, so the service cannot tell which one was meant. The answer is padded
//! with lines of count 0, so that its length tells nothing either.
//!
//! # Set up
//!
//! With the feature `http`, [`RangeService`] asks a service that you name:
//!
//! ```
//! # #[cfg(feature = "http")] {
//! use lucerna_breached::{Breaches, RangeService};
//! use lucerna_core::AuthBuilder;
//!
//! # fn example(builder: AuthBuilder<(), ()>) -> Result<AuthBuilder<(), ()>, Box<dyn std::error::Error>> {
//! let service = RangeService::new("https://api.pwnedpasswords.com/range/")?;
//! let builder = builder.breached_passwords(Breaches::new(service));
//! # Ok(builder)
//! # }
//! # }
//! ```
//!
//! For another client, or for ranges in files of your own, implement [`BreachRanges`].
//!
//! # Failures
//!
//! A check takes a second at most. If the service does not answer, or not in the protocol, the password is accepted: an outage of
//! a service must not stop sign-ups. The event `password.breach_check_failed` says why. The common passwords of Lucerna's own list
//! are refused in any case.

// docs.rs names the feature of each item.
#![cfg_attr(docsrs, feature(doc_cfg))]

mod answer;
mod breaches;
mod digest;
#[cfg(feature = "http")]
mod service;

pub use breaches::{BreachRanges, Breaches, RangeFuture};
#[cfg(feature = "http")]
pub use service::{RangeService, RangeServiceError};
