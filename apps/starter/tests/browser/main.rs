//! The starter in a real browser: what a person sees and does there, with and without JavaScript.
//!
//! `cargo xtask test` installs what is needed and runs these tests. By hand, with Chromium and its driver installed:
//! `AXE_CORE=<path of axe.min.js> cargo test -p starter --test browser -- --include-ignored`.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod accessibility;
mod attacks;
mod console;
mod keyboard;
mod story;

mod axe;
mod chrome;
mod look;
mod person;
mod process;
mod site;
mod stranger;
