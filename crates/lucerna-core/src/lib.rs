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

mod error;

pub use attributes::{Attributes, Column, ColumnError, ColumnType, Row, Scalar, Value};
pub use auth::{Auth, AuthBuilder, Created};
pub use cookie::{CookiePolicy, SessionCookie};
pub use error::{
    AuthenticateError, ConfigError, Conflict, CreateUserError, Error, ErrorKind, VerifyPasswordError,
};
pub use key::{InvalidKey, KeyId, NewKey};
pub use origin::{CrossOrigin, InvalidOrigin, Origin, SameOrigin};
pub use password::{
    HashError, Password, PasswordError, PasswordHash, PasswordHasher, PasswordPolicy, Verdict,
};
pub use random::{OsRandom, Random, RandomError};
pub use request::RequestHead;
pub use schema::{Schema, SchemaError, Tables};
pub use session::{Expiry, Session, SessionPolicy, SessionState};
pub use store::{
    KeyRecord, NewUserRecord, SessionRecord, SessionStore, Store, StoreError, UserRecord, UserStore,
};
pub use time::{Clock, SystemClock, Timestamp};
pub use token::{SessionId, SessionToken};
pub use user::{User, UserId};
pub use verified::{Method, Verified};
