//! Cookie headers, read by `Auth::authenticate` and `CookiePolicy::read`.

#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| lucerna_fuzz::cookie::check(data));
