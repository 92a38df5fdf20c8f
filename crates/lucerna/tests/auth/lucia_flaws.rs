//! Tests of the flaws of Lucia v2. Each test fails with Lucia's behaviour. The numbers are those of
//! `docs/coming-from/lucia.md`.

mod passwords;
mod requests;
mod sessions;
mod stores;
