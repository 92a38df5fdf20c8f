//! What was wrong with Lucia v2, flaw by flaw: each test fails on what Lucia does. The numbers are those of
//! `docs/coming-from/lucia.md`.

mod passwords;
mod requests;
mod sessions;
mod stores;
