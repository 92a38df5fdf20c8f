//! Stored password hashes of every form.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| lucerna_fuzz::verify::check(data));
