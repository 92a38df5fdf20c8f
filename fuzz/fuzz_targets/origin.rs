//! Request heads, judged by the origin check.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| lucerna_fuzz::origin::check(data));
