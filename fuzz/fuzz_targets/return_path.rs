//! Paths to return to after a sign-in.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| lucerna_fuzz::return_path::check(data));
