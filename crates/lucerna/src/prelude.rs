//! The names that most applications need, for `use lucerna::prelude::*;`.
//!
//! It leaves out names that other preludes or frameworks are likely to have. Import extractors by name, for example from
//! [`lucerna::axum`](crate::axum).
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
