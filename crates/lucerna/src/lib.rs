//! Authentication for Rust web applications: users, keys and sessions in the application's own database.
//!
//! * A **user** is an id and the application's own typed attributes, stored as real columns.
//! * A **key** is one way to sign in as that user, such as a username with a password.
//! * A **session** is a browser or device in which that user is signed in.
//!
//! # Overview
//!
//! 1. Write the attributes of a user as a struct, with [`#[derive(Attributes)]`](derive@Attributes).
//! 2. Open a store with their [`Schema`]. Build an [`Auth`] from the store, a password hasher, and the origin at which browsers
//!    reach the application. The `Auth` is the state of the application.
//! 3. Call [`Auth::sign_up`] or [`Auth::verify_password`]. Both return a [`Verified`], the proof that the visitor is that user.
//! 4. Start a session with that proof, and send its cookie with the response.
//! 5. Take the user as an argument in handlers that need one.
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
//! For a complete program with four pages, see `examples/guide.rs`.
//!
//! # Features of your own
//!
//! To write a feature that stores rows or signs users in, such as invitations, use [`Auth::services`]. It has typed tables on
//! every store, the clock, the random generator and events. `docs/extend/writing-a-feature.md` builds one.
//!
//! # Debug builds
//!
//! To optimise the password hash in debug builds, add these lines to the `Cargo.toml` of your workspace. Without them, a
//! sign-in takes half a second or more, and the log has the warning `password.slow_build`.
//!
//! ```toml
//! [profile.dev.package]
//! argon2 = { opt-level = 3 }
//! blake2 = { opt-level = 3 }
//! ```
//!
//! # Features
//!
//! | feature | adds |
//! |---|---|
//! | `derive` (default) | `#[derive(Attributes)]`, and `#[derive(Scalar)]` for enums |
//! | `password` (default) | `PasswordPool`: Argon2id on a bounded thread pool |
//! | `sqlite` | `SqliteStore`: one file, nothing to install |
//! | `postgres` | `PostgresStore`: PostgreSQL, on a connection pool of sqlx |
//! | `redis` | `RedisStore`: sessions in Redis or Redis Cluster, with users in another store |
//! | `mysql` | `MySqlStore`: MySQL, MariaDB, or a Galera cluster |
//! | `memory` | `MemoryStore`, for tests and trials |
//! | `adopt` | the module `adopt`: adoption of Lucia v2's databases, with their users and sessions |
//! | `audit` | the module `audit`: events in a table, with pages, retention and export |
//! | `breached` | the module `breached`: refuses breached passwords by a service that receives five characters of a hash |
//! | `mail` | the module `mail`: verified addresses, forgotten passwords, sign-in by link or by code, change of address |
//! | `smtp` | `mail::Smtp`: messages sent to a mail server |
//! | `site` | `site_of`: allowed sites by the public suffix list |
//! | `uuid`, `json`, `chrono`, `time`, `jiff` | columns of `uuid::Uuid`, `serde_json::Value`, `chrono::DateTime<Utc>`, `time::OffsetDateTime`, `jiff::Timestamp` |
//! | `serde` | serde for `UserId`, `SessionId` and `Timestamp` (RFC 3339) |
//! | `tower` | `web::ExchangeAdoptedLayer` for any tower service |
//! | `web` | the module `web`: errors as pages and JSON, return paths after signing in |
//! | `pages` | the module `pages`: the account pages as one handler, and `axum::AccountPages` to mount them |
//! | `axum` | the module `axum`: extractors and response parts |

// docs.rs names the feature of each item.
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod extend;
pub mod prelude;
pub mod records;

#[doc(hidden)]
pub use lucerna_core::check_fit;
pub use lucerna_core::{
    AdoptedCookie, AttemptError, AttemptPolicy, Attributes, Auth, AuthBuilder, AuthenticateError,
    BearerToken, Carrier, ChangeCredentialError, ChangeId, ChangePasswordError, Client, Clock, Column,
    ColumnError, ColumnOf, ColumnType, ConfigError, Conflict, CookieOptions, CookiePolicy, CreateKeyError,
    CreateUserError, Created, CrossOrigin, Error, ErrorKind, Event, Exchanged, Expiry, InvalidKey,
    InvalidNetwork, InvalidOrigin, Key, KeyId, KeyProof, LogObserver, Method, Methods, MissingTable,
    NamePolicy, Network, NewKey, NewUser, NotRecent, ONE_TIME_STATES, Observer, OneTimeState, Origin,
    OriginPolicy, Outcome, PENDING_SIGN_INS, Page, Password, PasswordError, PasswordPolicy, PendingSignIn,
    PrepareFuture, PreparedUser, PublicSuffixes, RatePolicy, RedeemStateError, RenewedSession, RequestHead,
    RestrictionLevel, Row, SameOrigin, SameSite, Scalar, Schema, SchemaError, SecondFactor,
    SecondFactorNeeded, Session, SessionCookie, SessionDetails, SessionId, SessionOptions, SessionPolicy,
    SessionState, SessionToken, Site, Split, StartSessionError, Store, StoreError, SystemClock, Tables,
    Timestamp, TooManyAttempts, TrustedProxies, UnfitValue, UpdateUserError, User, UserId, UserSession,
    Value, Verified, VerifyAgainError, VerifyPasswordError, Weakness,
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
pub use lucerna_store_sqlite::{
    SqliteBackUpError, SqliteOpenError, SqliteOptions, SqliteRestoreError, SqliteStore, back_up_file,
    restore_file, rusqlite,
};

#[cfg(feature = "mysql")]
pub use lucerna_store_mysql::MySqlStore;

#[cfg(feature = "postgres")]
pub use lucerna_store_postgres::PostgresStore;

#[cfg(any(feature = "mysql", feature = "postgres", feature = "sqlite"))]
pub use lucerna_store_sql::MigrationError;

#[cfg(any(feature = "mysql", feature = "postgres"))]
pub use lucerna_store_sql::{PoolOpenError, PoolOptions};

/// Adoption of Lucia v2's databases.
#[cfg(feature = "adopt")]
pub mod adopt {
    pub use lucerna_adopt::*;
}

/// The audit trail: events in a table of the application's own database, with pages, retention and export.
#[cfg(feature = "audit")]
pub mod audit {
    pub use lucerna_audit::*;
}

/// The check of new passwords against a service of breached passwords, which receives five characters of a hash.
#[cfg(feature = "breached")]
pub mod breached {
    pub use lucerna_breached::*;
}

/// Messages to users: verified addresses, forgotten passwords, sign-in by link or by code, and change of an address.
#[cfg(feature = "mail")]
pub mod mail {
    pub use lucerna_mail::*;
}

/// The part that every web framework shares: errors as pages and JSON, return paths after signing in.
#[cfg(feature = "web")]
pub mod web {
    pub use lucerna_web::*;
}

/// The account pages as one handler: sign up, sign in, profile, password, devices, data and deletion, in HTML and in JSON.
#[cfg(feature = "pages")]
pub mod pages {
    pub use lucerna_pages::*;
}

/// Extractors and response parts for axum.
///
/// To convert all of Lucerna's errors into your own, call one macro:
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

// The pages use most features, so they are compiled where all are on.
#[cfg(all(
    doctest,
    feature = "adopt",
    feature = "audit",
    feature = "axum",
    feature = "breached",
    feature = "chrono",
    feature = "derive",
    feature = "json",
    feature = "mail",
    feature = "memory",
    feature = "mysql",
    feature = "password",
    feature = "postgres",
    feature = "redis",
    feature = "serde",
    feature = "smtp",
    feature = "sqlite",
    feature = "time",
    feature = "uuid"
))]
mod documents;
