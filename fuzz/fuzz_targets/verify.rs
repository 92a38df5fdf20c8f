//! Verifies any password against any stored hash (`SECURITY.md`, rows 152 to 154): no panic and no error.
//!
//! The bytes before the first NUL are the password, those after it the hash. With `cargo-fuzz` and a nightly compiler:
//!
//! ```text
//! cargo +nightly fuzz run verify -- -dict=fuzz/verify.dict -timeout=120 -rss_limit_mb=1024
//! ```
//!
//! The limits are what the ceilings allow: some seconds, and 256 MiB beside the pool's own.

#![no_main]

use libfuzzer_sys::fuzz_target;
use lucerna_core::{Password, PasswordHash, PasswordHasher};
use lucerna_password::{Argon2Cost, PasswordPool, PepperKey};
use std::sync::LazyLock;
use tokio::runtime::{Builder, Runtime};

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Builder::new_current_thread().build().unwrap());

static POOL: LazyLock<PasswordPool> = LazyLock::new(|| {
    let pool = PasswordPool::builder().cost(Argon2Cost::danger_weak(8, 1, 1).unwrap()).threads(1);
    pool.pepper(PepperKey::new("a", [1; 32]).unwrap()).devise_pepper("pepper").build().unwrap()
});

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let Some((password, hash)) = text.split_once('\0') else { return };
    let Ok(password) = Password::new(password) else { return };
    RUNTIME.block_on(POOL.verify(password, Some(PasswordHash::new(hash)))).unwrap();
});
