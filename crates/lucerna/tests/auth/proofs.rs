//! Proofs, factors, credentials and events, on the store in memory.

mod carriers;
mod credentials;
mod events;
mod in_flight;
mod kit;
mod names;
mod recent;
mod second_factor;
mod states;
mod twins;
