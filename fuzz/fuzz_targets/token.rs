//! Session tokens, session ids and `Authorization` headers.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| lucerna_fuzz::token::check(data));
