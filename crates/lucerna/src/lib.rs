//! Authentication for Rust web applications: users, keys and sessions in the application's own database.
//!
//! * a **user**: an id and the application's own typed attributes, stored as real columns;
//! * a **key**: one way to prove to be that user, such as a username with a password;
//! * a **session**: a browser or device in which that user is signed in.
//!
//! # The way through
//!
//! 1. Write the attributes of a user as a struct, with [`#[derive(Attributes)]`](derive@Attributes).
//! 2. Open a store with their [`Schema`], and put an [`Auth`] together: a store, a hasher, the origin at which
//!    browsers reach the application. That is the state of the application.
//! 3. [`Auth::sign_up`] and [`Auth::verify_password`] give a [`Verified`]: proof that the visitor is that user.
//! 4. A session starts from that proof, and the response carries its cookie.
//! 5. Handlers that need a user say so in their arguments.
//!
//! ```
//! use lucerna::{Attributes, Auth, KeyId, PasswordPool, Store};
//!
//! #[derive(Attributes)]
//! struct Profile {
//!     #[column(unique, username)]
//!     username: String,
//! }
//!
//! async fn story(store: impl Store) -> Result<(), Box<dyn std::error::Error>> {
//!     let origin = "https://app.example".parse()?;
//!     let auth: Auth<Profile> = Auth::builder(store, PasswordPool::default(), origin).build()?;
//!
//!     auth.sign_up(Profile { username: "Alice".to_owned() }, "correct horse battery").await?;
//!
//!     let verified = auth.verify_password(&KeyId::username("ALICE"), "correct horse battery").await?;
//!     println!("this is {}", verified.user_id()); // and `start_session` signs her in
//!     Ok(())
//! }
//! ```
//!
//! The whole of it, as a program of four pages, is `examples/guide.rs` and in the README.
//!
//! # Features of your own
//!
//! A feature that keeps rows or signs people in, such as invitations, stands on [`Auth::services`]: typed tables on every
//! store, the clock, randomness, events. `docs/extend/writing-a-feature.md` builds one.
//!
//! # Debug builds
//!
//! Optimise the password hash in the `Cargo.toml` of your workspace. Without these lines a sign-in takes half a second and
//! more in a debug build, and the log has the warning `password.slow_build`.
//!
//! ```toml
//! [profile.dev.package]
//! argon2 = { opt-level = 3 }
//! blake2 = { opt-level = 3 }
//! ```
//!
//! # Features
//!
//! | feature | what it adds |
//! |---|---|
//! | `derive` (default) | `#[derive(Attributes)]`, and `#[derive(Scalar)]` for enums |
//! | `password` (default) | `PasswordPool`: Argon2id on a bounded pool |
//! | `sqlite` | `SqliteStore`: one file, nothing to install |
//! | `postgres` | `PostgresStore`: PostgreSQL, on a pool of sqlx |
//! | `redis` | `RedisStore`: sessions in Redis or in a cluster, beside users in another store |
//! | `mysql` | `MySqlStore`: MySQL or MariaDB, a Galera cluster as well |
//! | `memory` | `MemoryStore`, for tests and trials |
//! | `adopt` | the module `adopt`: databases of Lucia v2 are taken over, with their users and sessions |
//! | `site` | `site_of`: allowed sites by the public suffix list |
//! | `uuid`, `json`, `chrono`, `time`, `jiff` | columns of `uuid::Uuid`, `serde_json::Value`, `chrono::DateTime<Utc>`, `time::OffsetDateTime`, `jiff::Timestamp` |
//! | `serde` | `UserId`, `SessionId` and `Timestamp` (RFC 3339) in JSON and the like |
//! | `tower` | `web::ExchangeAdoptedLayer` for every service of tower |
//! | `web` | the module `web`: errors as pages and JSON, the way back after signing in |
//! | `axum` | the module `axum`: extractors and response parts |

// docs.rs names the feature of each item.
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod extend;
pub mod prelude;
pub mod records;

#[doc(hidden)]
pub use lucerna_core::check_fit;
pub use lucerna_core::{
    AdoptedCookie, Attributes, Auth, AuthBuilder, AuthenticateError, BearerToken, Carrier,
    ChangeCredentialError, ChangePasswordError, Client, Clock, Column, ColumnError, ColumnOf, ColumnType,
    ConfigError, Conflict, CookieOptions, CookiePolicy, CreateKeyError, CreateUserError, Created,
    CrossOrigin, Error, ErrorKind, Event, Exchanged, Expiry, InvalidKey, InvalidNetwork, InvalidOrigin, Key,
    KeyId, KeyProof, LogObserver, Method, Methods, MissingTable, NewKey, NewUser, NotRecent, ONE_TIME_STATES,
    Observer, OneTimeState, Origin, OriginPolicy, Outcome, PENDING_SIGN_INS, Page, Password, PasswordError,
    PasswordPolicy, PendingSignIn, PreparedUser, PublicSuffixes, RedeemStateError, RenewedSession,
    RequestHead, Row, SameOrigin, SameSite, Scalar, Schema, SchemaError, SecondFactor, SecondFactorNeeded,
    Session, SessionCookie, SessionDetails, SessionId, SessionOptions, SessionPolicy, SessionState,
    SessionToken, Site, Split, StartSessionError, Store, StoreError, SystemClock, Tables, Timestamp,
    TrustedProxies, UnfitValue, UpdateUserError, User, UserId, UserSession, Value, Verified,
    VerifyAgainError, VerifyPasswordError, Weakness,
};

#[cfg(feature = "derive")]
pub use lucerna_derive::{Attributes, Scalar};

#[cfg(feature = "password")]
pub use lucerna_password::{
    Argon2Cost, CommonPasswords, CostError, PasswordPool, PasswordPoolBuilder, PasswordPoolError,
    PepperError, PepperKey, contains_context,
};

#[cfg(feature = "memory")]
pub use lucerna_store_memory::MemoryStore;

#[cfg(feature = "site")]
pub use lucerna_site::*;

#[cfg(feature = "redis")]
pub use lucerna_store_redis::{RedisOpenError, RedisOptions, RedisStore};

#[cfg(feature = "sqlite")]
pub use lucerna_store_sqlite::{SqliteOpenError, SqliteOptions, SqliteStore};

#[cfg(feature = "mysql")]
pub use lucerna_store_mysql::MySqlStore;

#[cfg(feature = "postgres")]
pub use lucerna_store_postgres::PostgresStore;

#[cfg(any(feature = "mysql", feature = "postgres", feature = "sqlite"))]
pub use lucerna_store_sql::MigrationError;

#[cfg(any(feature = "mysql", feature = "postgres"))]
pub use lucerna_store_sql::{PoolOpenError, PoolOptions};

/// Databases of Lucia v2 are taken over.
#[cfg(feature = "adopt")]
pub mod adopt {
    pub use lucerna_adopt::*;
}

/// What every web framework shares: errors as pages and JSON, the way back after signing in.
#[cfg(feature = "web")]
pub mod web {
    pub use lucerna_web::*;
}

/// Extractors and response parts for axum.
///
/// Your own error takes all of Lucerna's with one line:
///
/// ```
/// use lucerna::axum::{AuthError, AuthRequest, SetCookie};
/// use lucerna::KeyId;
///
/// enum AppError {
///     Auth(AuthError),
///     Disk(std::io::Error),
/// }
///
/// lucerna::web::convert_auth_errors!(AppError, AppError::Auth);
///
/// impl From<std::io::Error> for AppError {
///     fn from(error: std::io::Error) -> Self {
///         Self::Disk(error)
///     }
/// }
///
/// async fn sign_in(auth: AuthRequest<()>, password: String) -> Result<SetCookie, AppError> {
///     let verified = auth.verify_password(&KeyId::username("alice"), &password).await?;
///     std::fs::write("last-sign-in.txt", verified.user_id().as_str())?;
///     Ok(auth.start_session(verified).await?)
/// }
/// ```
#[cfg(feature = "axum")]
pub mod axum {
    pub use lucerna_web_axum::*;
}

#[cfg(all(doctest, feature = "sqlite"))]
mod documents;
