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
//!   hashes. A stored hash that needs a larger one gets it for itself alone: one such buffer at a time in the whole
//!   process, of 256 MiB at most.
//! - Time: a waiting request is answered after about (waiting ÷ threads) hashes. See
//!   [`max_waiting`](PasswordPoolBuilder::max_waiting).
//!
//! # What is stored
//! A PHC string, `$argon2id$v=19$m=19456,t=2,p=1$salt$output`, with 16 bytes of salt from the operating system's
//! generator and 32 bytes of output (RFC 9106 §4). A stored hash is verified with its own parameters, up to 256 MiB, 10
//! passes and 16 lanes; one that cannot be read or asks for more matches no password, and a warning is logged.
//!
//! # What time tells
//! Verifying without a hash, with a hash that cannot be read and with a wrong password is the same work. A stored hash
//! with another cost than the pool's takes the time of its own cost, until it is replaced.

mod pool;

mod cost;

mod queue;

mod hasher;

mod format;

pub use cost::{Argon2Cost, CostError};
pub use pool::{PasswordPool, PasswordPoolBuilder, PasswordPoolError};
