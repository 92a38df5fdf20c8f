//! Putting an [`Auth`] together.

use super::{Auth, Inner};
use crate::password::ErasedHasher;
use crate::store::ErasedStore;
use crate::{
    Attributes, Clock, Column, ConfigError, CookiePolicy, Origin, OsRandom, PasswordHasher, PasswordPolicy,
    Random, Row, SessionPolicy, Store, SystemClock,
};
use std::any::TypeId;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

/// An [`Auth`] being put together. Each method replaces a default.
#[must_use = "nothing is built before `build`"]
pub struct AuthBuilder<U, S> {
    store: Box<dyn ErasedStore>,
    hasher: Box<dyn ErasedHasher>,
    clock: Box<dyn Clock>,
    random: Box<dyn Random>,
    origin: Origin,
    plain_http: bool,
    cookie_name: String,
    sessions: SessionPolicy,
    passwords: PasswordPolicy,
    sign_in_path: String,
    attributes: PhantomData<fn() -> (U, S)>,
}

impl<U: Attributes, S: Attributes> AuthBuilder<U, S> {
    pub(super) fn new(store: impl Store, hasher: impl PasswordHasher, origin: Origin) -> Self {
        Self {
            store: Box::new(store),
            hasher: Box::new(hasher),
            clock: Box::new(SystemClock),
            random: Box::new(OsRandom),
            origin,
            plain_http: false,
            cookie_name: "lucerna_session".to_owned(),
            sessions: SessionPolicy::default(),
            passwords: PasswordPolicy::default(),
            sign_in_path: "/login".to_owned(),
            attributes: PhantomData,
        }
    }

    /// How long sessions last.
    pub fn session_policy(mut self, policy: SessionPolicy) -> Self {
        self.sessions = policy;
        self
    }

    /// What a password must be like when it is chosen.
    pub fn password_policy(mut self, policy: PasswordPolicy) -> Self {
        self.passwords = policy;
        self
    }

    /// The cookie's name, without the `__Host-` that an `https` origin puts before it. Default: `lucerna_session`.
    pub fn cookie_name(mut self, name: impl Into<String>) -> Self {
        self.cookie_name = name.into();
        self
    }

    /// Where visitors who are not signed in are sent. Default: `/login`.
    pub fn sign_in_path(mut self, path: impl Into<String>) -> Self {
        self.sign_in_path = path.into();
        self
    }

    /// Where the time is read. Default: [`SystemClock`].
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Box::new(clock);
        self
    }

    /// Where random bytes are taken. Default: [`OsRandom`].
    pub fn random(mut self, random: impl Random) -> Self {
        self.random = Box::new(random);
        self
    }

    /// Lets the origin be plain `http` on a network: whoever listens there can take over every session.
    pub fn danger_allow_plain_http(mut self) -> Self {
        self.plain_http = true;
        self
    }

    /// The finished handle.
    ///
    /// # Errors
    /// [`ConfigError`], which says what to change.
    pub fn build(self) -> Result<Auth<U, S>, ConfigError> {
        if !(self.origin.is_secure() || self.origin.is_loopback() || self.plain_http) {
            return Err(ConfigError::InsecureOrigin);
        }
        let schema = self.store.schema();
        if !(fits::<U>(schema.user()) && fits::<S>(schema.session())) {
            return Err(ConfigError::OtherSchema);
        }
        let name = self.cookie_name;
        if name.is_empty() || !name.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_'))
        {
            return Err(ConfigError::CookieName);
        }
        let inner = Inner {
            cookie: CookiePolicy::new(&name, &self.origin),
            store: self.store,
            hasher: self.hasher,
            clock: self.clock,
            random: self.random,
            origin: self.origin,
            sessions: self.sessions,
            passwords: self.passwords,
            sign_in_path: self.sign_in_path,
        };
        Ok(Auth { inner: Arc::new(inner), attributes: PhantomData })
    }
}

impl<U, S> fmt::Debug for AuthBuilder<U, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthBuilder").field("origin", &self.origin).finish_non_exhaustive()
    }
}

/// A [`Row`] fits every set of columns: it is told them when the store is opened.
fn fits<A: Attributes>(columns: &[Column]) -> bool {
    TypeId::of::<A>() == TypeId::of::<Row>() || A::columns() == columns
}
