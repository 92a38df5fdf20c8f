//! What tests of Lucerna's stores and of applications need: the store contract, the web contract, a clock to turn, and a
//! store that spies and fails.
//!
//! * [`store_contract!`] makes a test of every promise that a store has to keep. Whoever writes a store writes one line.
//! * [`reopen_contract!`] does the same for stores that outlive their process.
//! * [`web_contract!`] makes a test of everything that an application of the guide does over HTTP, for any framework.
//! * [`TurnedClock`] stands until a test turns it, so that nothing sleeps to let time pass.
//! * [`costs`] says what each call of a store costs, such as in round trips to a server.
//! * [`quick_passwords`] is the pool of production at a cost that no test notices.
//! * [`signed_in_cookie`] and [`signed_in_bearer`] sign a user in, for tests of pages behind the sign-in page.
//! * [`SpyStore`] counts the calls of the store within it, and is unavailable when a test says so.
//!
//! [`contract`] says what a store promises, and which case holds it; [`web`] does so for an application.

mod attempt;

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
