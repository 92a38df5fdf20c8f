//! Password hashing for Lucerna: Argon2id on a bounded thread pool.
//!
//! Password hashes are slow and need much memory by design, so a flood of sign-ins could exhaust the server. A
//! [`PasswordPool`] hashes on a few threads of its own, queues a limited number of requests, and refuses the rest at once. It
//! never blocks the threads of an async runtime, and works with any runtime.
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
//! # Resources
//! - Threads: one for each core by default. They start on demand and end with the last handle.
//! - Memory: threads × the memory of the [`Argon2Cost`], 19 MiB by default. Each thread reuses one buffer, and the memory of
//!   another hash function replaces it. Stored hashes that need more memory share 256 MiB beside the buffers: see
//!   [`extra_memory_kib`](PasswordPoolBuilder::extra_memory_kib).
//! - Time: a request that is expected to wait for more than 2 seconds is refused at once. See
//!   [`max_wait`](PasswordPoolBuilder::max_wait). [`Argon2Cost::calibrate`] finds the cost for a given time.
//! - Fairness: sign-ins, new hashes and verifications of imported hashes wait in queues of their own. While all are busy,
//!   sign-ins get half of the threads' time, and the others a quarter each. With two or more threads, one is never taken by
//!   imported hashes. The example `flood` measures it.
//!
//! An unoptimised Argon2 takes half a second or more for each hash. To optimise it in debug builds, add these lines to the
//! workspace's `Cargo.toml`. Without them, the log has the warning `password.slow_build` once.
//!
//! ```toml
//! [profile.dev.package]
//! argon2 = { opt-level = 3 }
//! blake2 = { opt-level = 3 }
//! ```
//!
//! # Stored hashes
//! A stored hash is a PHC string, `$argon2id$v=19$m=19456,t=2,p=1$salt$output`, with 16 bytes of salt from the operating system's
//! generator and 32 bytes of output (RFC 9106 §4). With a [pepper](PepperKey), `keyid=` names it.
//!
//! # Verified formats
//!
//! | format | systems | at most |
//! |---|---|---|
//! | `$argon2id$`, `$argon2i$`, `$argon2d$` | Lucerna, Lucia v3, Laravel, Phoenix, Supabase, … | 256 MiB, 10 passes, 16 lanes |
//! | `s2:salt:hex`, `salt:hex` | Lucia v1 to v3, Better Auth | one cost |
//! | `salt:hex` | Node: `crypto.scrypt` with its default cost, `crypto.pbkdf2` (see below) | these costs |
//! | `$2a$`, `$2b$`, `$2y$`, `$wp$2y$` | most systems; WordPress | cost 15 |
//! | `$1$`, `$apr1$`, `$5$`, `$6$` | crypt(3), `htpasswd` | 5 million rounds |
//! | `$bcrypt-sha256$` | passlib, both versions | cost 15 |
//! | `$pbkdf2-sha256$`, `$scrypt$` | Elixir, Kratos, passlib | 10 million rounds; N = 2¹⁷, r = 16, p = 10 |
//! | `pbkdf2_sha256$`, `scrypt$`, `argon2$`, `bcrypt$`, `bcrypt_sha256$`, `md5$`, `sha1$` | Django | likewise |
//! | `pbkdf2:sha256:`, `scrypt:`, `sha256$`, `sha1$` | Werkzeug, Flask | likewise |
//! | `AQAAAA…`, `AA…` | ASP.NET Core Identity 3 and 2 | likewise |
//! | `{bcrypt}`, `{argon2}`, `{pbkdf2}`, `{scrypt}`, also `@SpringSecurity_v5_8`, or each without it | Spring Security | likewise |
//! | `:pbkdf2:`, `:argon2:`, `:B:`, `:A:` | MediaWiki | likewise |
//! | `{"secretData":…,"credentialData":…}` | Keycloak's export: PBKDF2 and Argon2 | likewise |
//! | `$firescrypt$`, `$fbscrypt$` | Firebase, as Kratos and Supabase import it | likewise |
//! | `$P$`, `$H$`, `$S$` | WordPress, phpBB, Drupal | 2²⁰ rounds |
//! | `{CRYPT}`, `{BLF-CRYPT}`, `{SHA512-CRYPT}`, `{ARGON2ID}`, `{PBKDF2}`, `{SSHA}`, `{SMD5}`, … | LDAP, Dovecot | likewise |
//! | `$md5$pf=`, `$sha256$pf=`, … | Kratos | |
//!
//! A stored hash is verified with its own parameters. All together may take one password five seconds at most, estimated from
//! the parameters and the length of the password. A hash that cannot be parsed or exceeds a limit matches no password. It is
//! [`Verdict::Unverifiable`](lucerna_core::Verdict::Unverifiable), and the event `password.unverifiable` names the user.
//!
//! `salt:hex` names no function. PBKDF2 is tried with SHA-512 and 1,000, 10,000 and 100,000 rounds, and with SHA-256 and 310,000
//! rounds for 32 bytes. For other parameters, rewrite the text to `pbkdf2:sha512:210000$salt$hex` or `scrypt:65536:8:1$salt$hex`
//! when you import it.
//!
//! A match is [`Verdict::Match`](lucerna_core::Verdict::Match) if the hash is Argon2id of the normalised password, with at
//! least the pool's memory and work, and with the pool's pepper. Every other match is
//! [`Verdict::Outdated`](lucerna_core::Verdict::Outdated), and the sign-in replaces the hash. bcrypt uses only 72 bytes of a
//! password. The hash that replaces it uses all.
//!
//! # Timing
//! A refusal takes the same time without a hash, with an unreadable hash, and with an Argon2 hash of any cost up to 32 times that
//! of the pool. It is the time of the costliest such hash that the pool has met since it started, and the missing work is made
//! up. So it is for a hash of another function that takes less time. One that takes longer shows that its user exists, until the
//! sign-in replaces it. The first attempt at a hash that is costlier than all before takes longer as well.
//!
//! # Password strength
//! Attackers guess [`CommonPasswords`] first. [`contains_context`] finds passwords that are a known name with a few additions.

mod pool;

mod cost;

mod calibrate;

mod pepper;

mod blocklist;

mod queue;

mod hasher;

mod compute_error;

mod slow_build;

mod format;

mod timing;

mod hash_policy;

pub use blocklist::{CommonPasswords, contains_context};
pub use cost::{Argon2Cost, CostError};
pub use pepper::{PepperError, PepperKey};
pub use pool::{PasswordPool, PasswordPoolBuilder, PasswordPoolError};
