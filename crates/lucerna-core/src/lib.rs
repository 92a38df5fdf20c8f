//! Users, keys, sessions, cookies and the origin check of Lucerna: no database, no framework, no runtime.
//!
//! Applications use the `lucerna` crate, which re-exports this one. Depend on this crate directly to write a store
//! ([`Store`]), a framework's integration ([`RequestHead`]) or a password hasher ([`PasswordHasher`]).
//!
//! The modules stand in the order in which a request meets them: the head of the request, the question whether it
//! comes from our own pages, the cookie, the token in it, the session that the token's hash names, the user whose
//! session it is. Every step but the store's look-up is a pure function of values.

mod request;

mod origin;

mod cookie;

mod bearer;

mod token;

mod session;

mod user;

mod key;

mod password;

mod verified;

mod attributes;

mod schema;

mod store;

mod auth;

mod time;

mod random;

mod events;

mod error;

#[doc(hidden)]
pub use attributes::check_fit;
pub use attributes::{Attributes, Column, ColumnError, ColumnType, Row, Scalar, UnfitValue, Value};
pub use auth::{Auth, AuthBuilder, Created, Exchanged, PreparedUser};
pub use cookie::{AdoptedCookie, CookieOptions, CookiePolicy, SameSite, SessionCookie};
pub use error::{
    AuthenticateError, ChangePasswordError, ConfigError, Conflict, CreateKeyError, CreateUserError, Error,
    ErrorKind, UpdateUserError, VerifyPasswordError,
};
pub use key::{InvalidKey, Key, KeyId, NewKey};
pub use origin::{CrossOrigin, InvalidOrigin, Origin, OriginPolicy, PublicSuffixes, SameOrigin, Site};
pub use password::{
    HashError, Password, PasswordError, PasswordHash, PasswordHasher, PasswordPolicy, Verdict, Weakness,
};
pub use random::{OsRandom, Random, RandomError};
pub use request::RequestHead;
pub use schema::{Schema, SchemaError, Tables};
pub use session::{
    Expiry, Session, SessionOptions, SessionPeriods, SessionPolicy, SessionState, UserSession,
};
pub use store::{
    KeyDeletion, KeyRecord, LastKey, NewUserRecord, SessionRecord, SessionStart, SessionStarted,
    SessionStore, Split, Store, StoreError, UserRecord, UserStore,
};
pub use time::{Clock, SystemClock, Timestamp};
pub use token::{SessionId, SessionToken};
pub use user::{NewUser, User, UserId};
pub use verified::{Method, PasswordProof, Verified};
