//! Users, keys, sessions, cookies and the origin check of Lucerna: no database, no framework, no runtime.
//!
//! Applications use the `lucerna` crate, which re-exports this one. Depend on this crate directly to write a feature
//! ([`Services`]), a store ([`Store`]), a framework's integration ([`RequestHead`]) or a password hasher ([`PasswordHasher`]).
//!
//! The modules are in the order in which a request uses them: request, origin check, cookie, token, session, user.
//! Every step except the store's look-up is a pure function.

// docs.rs names the feature of each item.
#![cfg_attr(docsrs, feature(doc_cfg))]

mod request;

mod client;

mod origin;

mod cookie;

mod bearer;

mod token;

mod session;

mod user;

mod key;

mod names;

mod devices;

mod attempts;

mod password;

mod verified;

mod second_factor;

mod attributes;

mod schema;

mod store;

mod records;

mod services;

mod auth;

mod time;

mod random;

#[cfg(feature = "serde")]
mod serde;

mod events;

mod error;

mod url_options;

pub use attempts::Attempts;
#[doc(hidden)]
pub use attributes::check_fit;
pub use attributes::{Attributes, Column, ColumnError, ColumnOf, ColumnType, Row, Scalar, UnfitValue, Value};
pub use auth::{
    Auth, AuthBuilder, BearerToken, Created, Exchanged, ONE_TIME_STATES, OneTimeState, PreparedUser,
    RenewedSession, StateRow,
};
pub use client::{Client, InvalidNetwork, TrustedProxies};
pub use cookie::{AdoptedCookie, CookieOptions, CookiePolicy, FeatureCookie, SameSite, SessionCookie};
#[doc(hidden)]
pub use error::write_with_causes;
pub use error::{
    AttemptError, AuthenticateError, ChangeCredentialError, ChangePasswordError, ConfigError, Conflict,
    CreateKeyError, CreateUserError, Error, ErrorKind, MissingTable, NotRecent, RecordError,
    RedeemStateError, StartSessionError, TooManyAttempts, UpdateUserError, VerifyAgainError,
    VerifyPasswordError,
};
pub use events::{ChangeId, Event, LogObserver, Observer, Outcome, PrepareFuture};
pub use key::{InvalidKey, Key, KeyId, NewKey};
pub use lucerna_throttle::{AttemptPolicy, Network, RatePolicy};
#[doc(hidden)]
pub use names::skeleton;
pub use names::{NamePolicy, RestrictionLevel};
pub use origin::{CrossOrigin, InvalidOrigin, Origin, OriginPolicy, PublicSuffixes, SameOrigin, Site};
pub use password::{
    BreachFuture, BreachedPasswords, HashError, Password, PasswordError, PasswordHash, PasswordHasher,
    PasswordPolicy, Verdict, Weakness,
};
pub use random::{OsRandom, Random, RandomError};
pub use records::{Lifetime, PreparedWrite, Record, RecordTable, Records, Table};
pub use request::RequestHead;
pub use schema::{Schema, SchemaError, Tables};
pub use second_factor::{
    FactorFuture, PENDING_SIGN_INS, PendingRow, PendingSignIn, SecondFactor, SecondFactorNeeded,
};
pub use services::Services;
pub use session::{
    Carrier, Expiry, Session, SessionDetails, SessionOptions, SessionPeriods, SessionPolicy, SessionState,
    UserSession,
};
pub use store::{
    CredentialAction, CredentialChange, CredentialChanged, KeyDeletion, KeyRecord, LastKey, NewUserRecord,
    Page, RecordStore, RecordWrite, RecordsBy, SessionRecord, SessionStart, SessionStarted, SessionStore,
    Split, Store, StoreError, StoreFuture, UserRecord, UserStore,
};
pub use time::{Clock, SystemClock, Timestamp};
pub use token::{Secret, SecretHash, SessionId, SessionToken};
#[doc(hidden)]
pub use url_options::{KnownOptions, UrlOptions, is_this_machine};
pub use user::{NewUser, User, UserId};
pub use verified::{KeyProof, Method, Methods, Verified};
