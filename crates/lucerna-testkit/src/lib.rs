//! Test helpers for stores and applications: the store contract, the web contract, a manual clock, and a store that
//! counts calls and fails on request.
//!
//! * [`store_contract!`] generates a test for every promise of a store. The author of a store writes one line.
//! * [`reopen_contract!`] does the same for stores that persist.
//! * [`web_contract!`] generates a test for everything that an application of the guide does over HTTP, with any
//!   framework.
//! * [`TurnedClock`] is a clock that only the test moves, so that no test sleeps.
//! * [`costs`] measures what each call of a store costs, for instance in round trips to a server.
//! * [`quick_passwords`] returns the password pool of production at a very low cost.
//! * [`signed_in_cookie`] and [`signed_in_bearer`] sign a user in, for tests of pages behind the sign-in page.
//! * [`SpyStore`] counts the calls of the store that it wraps, and fails on request.
//!
//! [`contract`] lists the promises of a store and the case that checks each; [`web`] does so for an application.

mod case_runner;

mod clock;
pub use clock::TurnedClock;

#[expect(clippy::unwrap_used, reason = "Argon2 has this cost, and the pool may have it")]
mod passwords;
pub use passwords::quick_passwords;

#[expect(clippy::unwrap_used, reason = "a test that cannot sign in fails")]
mod signed_in;
pub use signed_in::{signed_in_bearer, signed_in_cookie};

mod spy;
pub use spy::SpyStore;

#[expect(clippy::unwrap_used, reason = "a call that fails is a panic, as in the cases")]
mod cost;
pub use cost::costs;

#[expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a case fails by panicking")]
pub mod contract;

#[expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a case fails by panicking")]
pub mod web;
