//! The properties that each fuzz target checks, apart from libFuzzer.
//!
//! `cargo xtask fuzz` builds and runs the targets in `fuzz_targets`. Each begins with the examples in `seeds`.

pub mod cookie;
pub mod form;
mod head;
pub mod origin;
pub mod return_path;
mod rig;
pub mod token;
pub mod verify;
