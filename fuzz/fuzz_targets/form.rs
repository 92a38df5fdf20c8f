//! Bodies of sign-up and sign-in forms, against a model of the accounts.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| lucerna_fuzz::form::check(data));
