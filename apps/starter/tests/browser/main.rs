//! The starter in a real browser: what a user sees and does there, with and without JavaScript.
//!
//! `cargo xtask test` installs what is needed and runs these tests. By hand, with Chromium and its driver installed:
//! `AXE_CORE=<path of axe.min.js> cargo test -p starter --test browser -- --include-ignored`. The tests of `exchanged_pages` also
//! need the paths of Turbo and htmx in `TURBO`, `HTMX` and `HTMX_2`.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod accessibility;
mod attacks;
mod console;
mod exchanged_pages;
mod forms;
mod keyboard;
mod page_layout;
mod pictures;
mod stories;
mod user_journey;

mod actions;
mod attacker_site;
mod axe;
mod child_program;
mod chrome;
mod letters;
mod look;
mod states;
mod structure;
mod test_app;
mod visitor;
