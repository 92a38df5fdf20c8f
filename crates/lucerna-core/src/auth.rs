//! The handle of the library. Each call combines pure functions with calls to the store.

use self::name_index::NameIndex;
use crate::attempts::AttemptLimits;
use crate::devices::DeviceSecrets;
use crate::events::Observers;
use crate::origin::RefusedOrigins;
use crate::password::ErasedHasher;
use crate::store::ErasedStore;
use crate::{
    Attributes, BreachedPasswords, ChangeId, Client, Clock, CookiePolicy, Error, Event, MissingTable,
    NamePolicy, Origin, OriginPolicy, Outcome, PasswordHasher, PasswordPolicy, Random, RandomError,
    RecordStore, RecordTable, RequestHead, SecondFactor, Services, SessionPolicy, Store, Timestamp,
    TrustedProxies, User, UserId, Verified,
};
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

mod adopted;
mod attempts;
mod authenticate;
mod builder;
mod checks;
mod credentials;
mod devices;
mod keys;
mod name_index;
mod names;
mod one_time_states;
mod password_checks;
mod passwords;
mod renewed_session;
mod second_factor;
mod sessions;
mod users;
mod verification;

pub use adopted::Exchanged;
pub use builder::AuthBuilder;
pub use one_time_states::{ONE_TIME_STATES, OneTimeState, StateRow};
pub use renewed_session::RenewedSession;
pub use sessions::BearerToken;
pub use users::PreparedUser;
pub(crate) use users::changed_columns;

/// The advice about a proxy that is not trusted.
const MISSED_PROXY: &str = "X-Forwarded-For came from an address that is not a trusted proxy: if it is your proxy, add it to \
                            the trusted proxies, since all visitors share the limits of one address until then";

/// Users, keys and sessions of one application.
///
/// `U` and `S` are the application's attributes of a user and of a session. Handles are cheap to clone and share the
/// store, hasher, clock and policies.
///
/// ```
/// # use lucerna_core::*;
/// async fn sign_in(auth: &Auth, request: &impl RequestHead, name: &str, password: &str)
///     -> Result<SessionCookie, Box<dyn std::error::Error>> {
///     let proof = auth.prove_origin(request)?;
///     let verified = auth.verify_password(&KeyId::username(name), password).await?;
///     Ok(auth.start_session(verified, proof).await?)
/// }
/// ```
pub struct Auth<U = (), S = ()> {
    inner: Arc<Inner>,
    client: Client,
    attributes: PhantomData<fn() -> (U, S)>,
}

impl<U: Attributes, S: Attributes> Auth<U, S> {
    /// Starts a builder with the store, the password hasher and the origin at which browsers reach the application.
    /// Everything else has a default.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # fn example(store: impl Store, hasher: impl PasswordHasher) -> Result<(), Box<dyn std::error::Error>> {
    /// let auth: Auth = Auth::builder(store, hasher, "https://app.example".parse()?).build()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn builder(store: impl Store, hasher: impl PasswordHasher, origin: Origin) -> AuthBuilder<U, S> {
        AuthBuilder::new(store, hasher, origin)
    }

    /// Returns true if both handles share one [`Auth`], as clones do.
    ///
    /// ```
    /// # fn example(auth: lucerna_core::Auth) {
    /// assert!(auth.is(&auth.clone()));
    /// # }
    /// ```
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.inner, &other.inner)
    }

    /// Returns a handle for the caller of this request. Its events carry the caller's address and user agent, and the
    /// limits of attempts know the caller's network and browser.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth, request: impl RequestHead) -> Result<(), VerifyPasswordError> {
    /// let auth = auth.on_behalf_of(&request);
    /// auth.verify_password(&KeyId::username("alice"), "correct horse battery").await?; // with the caller's address
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn on_behalf_of(&self, request: &impl RequestHead) -> Self {
        let devices = DeviceSecrets::read(&self.inner.device_cookie, request);
        let client = self.inner.proxies.client(request, devices.ids().collect());
        let handle = Self { inner: Arc::clone(&self.inner), client, attributes: PhantomData };
        handle.warn_of_missed_proxy(request);
        handle
    }

    /// Returns the services for feature crates: records, clock, randomness and events.
    ///
    /// ```
    /// # fn example(auth: lucerna_core::Auth) {
    /// let services = auth.services();
    /// println!("links begin with {}", services.origin());
    /// # }
    /// ```
    #[must_use]
    pub fn services(&self) -> Services {
        Services { inner: Arc::clone(&self.inner), client: self.client.clone() }
    }

    /// Returns the current time by this handle's clock.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// fn left(auth: &Auth, session: &Session<()>) -> std::time::Duration {
    ///     session.expiry.absolute.since(auth.now())
    /// }
    /// ```
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.inner.clock.now()
    }

    /// Returns the policy of the session cookie: its name and attributes.
    ///
    /// ```
    /// # fn example(auth: lucerna_core::Auth) {
    /// println!("delete the cookie {} in the browser", auth.cookie_policy().name());
    /// # }
    /// ```
    #[must_use]
    pub fn cookie_policy(&self) -> &CookiePolicy {
        &self.inner.cookie
    }

    /// Returns the rules for new passwords, for the hints of a form.
    ///
    /// ```
    /// # fn example(auth: lucerna_core::Auth) -> String {
    /// format!("At least {} characters.", auth.password_policy().min)
    /// # }
    /// ```
    #[must_use]
    pub fn password_policy(&self) -> &PasswordPolicy {
        &self.inner.passwords
    }

    /// Returns the lifetimes of sessions.
    ///
    /// ```
    /// # fn example(auth: lucerna_core::Auth) -> std::time::Duration {
    /// auth.session_policy().absolute
    /// # }
    /// ```
    #[must_use]
    pub fn session_policy(&self) -> &SessionPolicy {
        &self.inner.sessions
    }

    /// Returns the path to which visitors who are not signed in are redirected. Default: `/login`.
    ///
    /// ```
    /// # fn example(auth: lucerna_core::Auth) -> String {
    /// format!("Location: {}", auth.sign_in_path())
    /// # }
    /// ```
    #[must_use]
    pub fn sign_in_path(&self) -> &str {
        &self.inner.sign_in_path
    }

    /// Returns the path to which users who have to verify again are redirected. Default: `/login/verify`.
    ///
    /// ```
    /// # fn example(auth: lucerna_core::Auth) -> String {
    /// format!("Location: {}", auth.verify_path())
    /// # }
    /// ```
    #[must_use]
    pub fn verify_path(&self) -> &str {
        &self.inner.verify_path
    }

    /// Says once that a proxy is not trusted, since the limits of networks then are those of the proxy.
    fn warn_of_missed_proxy(&self, request: &impl RequestHead) {
        if self.inner.proxies.miss(request) && !self.inner.missed_proxy.swap(true, Ordering::Relaxed) {
            self.emit(Event::new("proxy.not_trusted", Outcome::Failed).error(&MISSED_PROXY));
        }
    }

    fn emit(&self, event: Event) {
        self.inner.observers.emit(event.by(&self.client, self.now()));
    }

    /// Lets observers prepare for a change of an account. Returns the event to emit after the change.
    async fn prepare_change(&self, event: Event) -> Result<Event, Error> {
        if self.inner.observers.is_empty() {
            return Ok(event);
        }
        let now = self.now();
        let id = ChangeId::generate(now, &*self.inner.random)?;
        let event = Event { change: Some(id), ..event };
        let prepared = event.clone().by(&self.client, now);
        if let Err(error) = self.inner.observers.prepare(&prepared, &self.services()).await {
            self.abandon_change(&event).await;
            return Err(error);
        }
        Ok(event)
    }

    /// Tells observers that a change for which they prepared was refused. Do not call it if the change may have been made.
    async fn abandon_change(&self, event: &Event) {
        if event.change.is_some() {
            let event = event.clone().by(&self.client, self.now());
            self.inner.observers.abandon(&event, &self.services()).await;
        }
    }
}

/// A new user, with the proof that the visitor is this user.
///
/// ```
/// # use lucerna_core::*;
/// # async fn example(auth: Auth, proof: SameOrigin) -> Result<SessionCookie, Box<dyn std::error::Error>> {
/// let created = auth.create_user(NewKey::username("alice", "correct horse battery"), ()).await?;
/// println!("welcome, {}", created.user.id);
/// let cookie = auth.start_session(created.verified, proof).await?;
/// # Ok(cookie)
/// # }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct Created<U> {
    /// The user.
    pub user: User<U>,
    /// The proof for [`Auth::start_session`].
    pub verified: Verified,
}

/// The generator of ids for new users.
type UserIds = Box<dyn Fn(&dyn Random) -> Result<UserId, RandomError> + Send + Sync>;

pub(crate) struct Inner {
    store: Box<dyn ErasedStore>,
    hasher: Box<dyn ErasedHasher>,
    pub(crate) clock: Box<dyn Clock>,
    pub(crate) random: Box<dyn Random>,
    user_ids: UserIds,
    pub(crate) origins: OriginPolicy,
    refused_origins: RefusedOrigins,
    names: NamePolicy,
    name_index: NameIndex,
    proxies: TrustedProxies,
    /// True once the log says that a proxy is not trusted.
    missed_proxy: AtomicBool,
    pub(crate) cookie: CookiePolicy,
    pending_cookie: CookiePolicy,
    state_cookie: CookiePolicy,
    device_cookie: CookiePolicy,
    sessions: SessionPolicy,
    passwords: PasswordPolicy,
    breached: Option<Box<dyn BreachedPasswords>>,
    pub(crate) limits: AttemptLimits,
    factors: Vec<Box<dyn SecondFactor>>,
    sign_in_path: String,
    second_factor_path: String,
    verify_path: String,
    pub(crate) observers: Observers,
    /// The time of the last sweep of expired rows, in milliseconds since the epoch.
    last_sweep: AtomicI64,
}

impl Inner {
    pub(crate) fn store(&self) -> &dyn ErasedStore {
        &*self.store
    }

    pub(crate) fn records(&self) -> &dyn RecordStore {
        &*self.store
    }

    /// Returns the table under the name that it has in this application's store.
    pub(crate) fn under_own_name(&self, table: RecordTable) -> RecordTable {
        crate::schema::of_application(table, self.store.schema().tables())
    }

    /// Checks that the store was opened with this table.
    ///
    /// # Errors
    /// [`MissingTable`] if the store's schema lacks the table or has other columns for it.
    pub(crate) fn check_table(&self, table: &RecordTable) -> Result<(), MissingTable> {
        match self.store.schema().record_table(table.name()) {
            Some(known) if known == table && self.store.serves(table) => Ok(()),
            Some(known) if known == table => Err(MissingTable::new(table.name(), false)),
            other => Err(MissingTable::new(table.name(), other.is_some())),
        }
    }
}

impl<U, S> Clone for Auth<U, S> {
    fn clone(&self) -> Self {
        Self { inner: Arc::clone(&self.inner), client: self.client.clone(), attributes: PhantomData }
    }
}

impl<U, S> fmt::Debug for Auth<U, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Auth").field("origins", &self.inner.origins).finish_non_exhaustive()
    }
}
