//! The guarantees, with one test function for each. They hold on every store.

pub(crate) mod changes;
pub(crate) mod first_proof;
pub(crate) mod flows;
pub(crate) mod guesses;
mod hijacks;
pub(crate) mod lost_events;
pub(crate) mod races;
pub(crate) mod second_factor;
