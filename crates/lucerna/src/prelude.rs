//! The names that most applications need, for `use lucerna::prelude::*;`.
//!
//! It has nothing that another crate's prelude or a framework is likely to have under the same name: extractors are imported by name,
//! from [`lucerna::axum`](crate::axum) and the like.
//!
//! ```
//! use lucerna::prelude::*;
//!
//! #[derive(Attributes)]
//! struct Profile {
//!     #[column(unique, username)]
//!     username: String,
//! }
//!
//! fn build(store: impl Store) -> Result<Auth<Profile>, Box<dyn std::error::Error>> {
//!     Ok(Auth::builder(store, PasswordPool::default(), "https://app.example".parse()?).build()?)
//! }
//! ```

pub use crate::{
    Attributes, Auth, CreateUserError, KeyId, NewKey, NewUser, Scalar, Schema, SessionOptions, SessionPolicy,
    StartSessionError, Store, Timestamp, UserId, Verified, VerifyPasswordError,
};

#[cfg(feature = "password")]
pub use crate::PasswordPool;

#[cfg(feature = "memory")]
pub use crate::MemoryStore;

#[cfg(feature = "mysql")]
pub use crate::MySqlStore;

#[cfg(feature = "postgres")]
pub use crate::PostgresStore;

#[cfg(feature = "redis")]
pub use crate::{RedisStore, Split};

#[cfg(feature = "sqlite")]
pub use crate::SqliteStore;
