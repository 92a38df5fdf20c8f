//! Argon2id on a bounded pool, for Lucerna.
//!
//! Hashing a password is slow and takes much memory on purpose, so a flood of sign-ins must not take the whole machine.
//! A [`PasswordPool`] hashes on a few threads of its own, lets a stated number of requests wait, and turns the rest
//! away at once. The threads that serve requests never block, whichever async runtime they belong to.
//!
//! ```
//! use lucerna_core::{Password, PasswordHasher, Verdict};
//! use lucerna_password::PasswordPool;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let passwords = PasswordPool::default();
//! let hash = passwords.hash(Password::new("correct horse battery staple")?).await?;
//! assert!(hash.expose().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
//!
//! let verdict = passwords.verify(Password::new("Tr0ub4dor&3")?, Some(hash)).await?;
//! assert_eq!(verdict, Verdict::Mismatch);
//! # Ok(())
//! # }
//! ```
//!
//! # How much it takes
//! - Threads: as many as there are cores, unless set. They start when they are needed and end with the last handle.
//! - Memory: threads × the memory of the [`Argon2Cost`], 19 MiB unless set. Each thread keeps one buffer for all its
//!   hashes; a stored hash of another function takes the buffer's place. One that needs more memory gets it for itself
//!   alone: one such piece at a time in the whole process, of 256 MiB at most.
//! - Time: a waiting request is answered after about (waiting ÷ threads) hashes. See
//!   [`max_waiting`](PasswordPoolBuilder::max_waiting). [`Argon2Cost::calibrate`] finds the cost for a given time.
//!
//! In a debug build Argon2 is as slow as it is compiled: half a second and more a hash. Optimise it in the `Cargo.toml` of
//! the workspace. Where it is missing, the log has `password.slow_build`, once.
//!
//! ```toml
//! [profile.dev.package]
//! argon2 = { opt-level = 3 }
//! blake2 = { opt-level = 3 }
//! ```
//!
//! # What is stored
//! A PHC string, `$argon2id$v=19$m=19456,t=2,p=1$salt$output`, with 16 bytes of salt from the operating system's
//! generator and 32 bytes of output (RFC 9106 §4). With a [pepper](PepperKey), `keyid=` names it.
//!
//! # Which hashes it verifies
//!
//! | form | of | at most |
//! |---|---|---|
//! | `$argon2id$`, `$argon2i$`, `$argon2d$` | Lucerna, Lucia v3, Laravel, Phoenix, Supabase, … | 256 MiB, 10 passes, 16 lanes |
//! | `s2:salt:hex`, `salt:hex` | Lucia v1 to v3, Better Auth | one cost |
//! | `$2a$`, `$2b$`, `$2y$`, `$wp$2y$` | nearly everybody; WordPress | cost 15 |
//! | `$pbkdf2-sha256$`, `$scrypt$` | Elixir, Kratos, passlib | 10 million rounds; N = 2¹⁷, r = 16, p = 10 |
//! | `pbkdf2_sha256$`, `scrypt$`, `argon2$`, `bcrypt$`, `bcrypt_sha256$`, `md5$`, `sha1$` | Django | likewise |
//! | `pbkdf2:sha256:`, `scrypt:` | Werkzeug, Flask | likewise |
//! | `AQAAAA…`, `AA…` | ASP.NET Core Identity 3 and 2 | likewise |
//! | `{bcrypt}`, `{argon2}`, `{pbkdf2}`, `{scrypt}`, also `@SpringSecurity_v5_8` | Spring Security | likewise |
//! | `$firescrypt$`, `$fbscrypt$` | Firebase, as Kratos and Supabase import it | likewise |
//! | `$P$`, `$H$`, `$S$` | WordPress, phpBB, Drupal | 2²⁰ rounds |
//! | `{SSHA}`, `$md5$pf=`, `$sha256$pf=`, … | LDAP, Kratos | |
//!
//! A stored hash is verified with its own parameters. One that cannot be read or asks for more than stands here matches
//! no password, and a warning is logged, which does not show it.
//!
//! A match is [`Verdict::Match`](lucerna_core::Verdict::Match) where the hash is Argon2id of no less memory and work than
//! the pool's cost, with the pool's pepper, and of the normalised password. Every other match is
//! [`Verdict::Outdated`](lucerna_core::Verdict::Outdated): signing in replaces it. bcrypt looks at 72 bytes of a password,
//! in what another system stored as well as there; the hash that replaces it looks at all.
//!
//! # What time tells
//! Verifying without a hash, with a hash that cannot be read and with a wrong password is the same work. A stored hash
//! of another function or cost than the pool's takes the time of its own, until it is replaced.
//!
//! # What makes a good password
//! [`CommonPasswords`] are guessed first, and [`contains_context`] tells what is guessed about a user whose name is known.

mod pool;

mod cost;

mod calibrate;

mod pepper;

mod blocklist;

mod queue;

mod hasher;

mod failure;

mod slow_build;

mod format;

mod recipe;

pub use blocklist::{CommonPasswords, contains_context};
pub use cost::{Argon2Cost, CostError};
pub use pepper::{PepperError, PepperKey};
pub use pool::{PasswordPool, PasswordPoolBuilder, PasswordPoolError};
