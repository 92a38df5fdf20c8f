//! The one handle: each call is a short sentence of pure functions and calls to the store.

use crate::events::Observers;
use crate::password::ErasedHasher;
use crate::store::ErasedStore;
use crate::{
    Attributes, Client, Clock, CookiePolicy, Event, MissingTable, Origin, OriginPolicy, PasswordHasher,
    PasswordPolicy, Random, RandomError, RecordStore, RecordTable, RequestHead, SecondFactor, Services,
    SessionPolicy, Store, Timestamp, TrustedProxies, User, UserId, Verified,
};
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::sync::atomic::AtomicI64;

mod adopted;
mod authenticate;
mod builder;
mod credentials;
mod keys;
mod passwords;
mod renewed;
mod second_factor;
mod sessions;
mod states;
mod users;
mod verification;

pub use adopted::Exchanged;
pub use builder::AuthBuilder;
pub use renewed::RenewedSession;
pub use sessions::BearerToken;
pub use states::{ONE_TIME_STATES, OneTimeState, StateRow};
pub use users::PreparedUser;
pub(crate) use users::changed;

/// Users, keys and sessions of one application.
///
/// `U` and `S` are the application's own attributes of a user and of a session. A handle is cheap to clone, and
/// everything else (store, hasher, clock, policies) is a value behind it.
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
    /// Starts to put an [`Auth`] together: where users are kept, how passwords are hashed, and the origin at which
    /// browsers reach the application. Everything else has a default.
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

    /// The same handle on behalf of the caller of this request: its events say from where they come.
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
        let client = self.inner.proxies.client(request);
        Self { inner: Arc::clone(&self.inner), client, attributes: PhantomData }
    }

    /// What feature crates stand on: records, the clock, randomness, events.
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

    /// The present, by the clock of this handle.
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

    /// The cookie's name and attributes.
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

    /// Where visitors who are not signed in are sent. Default: `/login`.
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

    /// Where users are sent who have to verify again. Default: `/login/verify`.
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

    fn emit(&self, event: Event) {
        self.inner.observers.emit(event.by(&self.client, self.now()));
    }
}

/// A user just created, and the proof that the visitor is that user.
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
    /// What [`Auth::start_session`] asks for.
    pub verified: Verified,
}

/// What makes the ids of new users.
type UserIds = Box<dyn Fn(&dyn Random) -> Result<UserId, RandomError> + Send + Sync>;

pub(crate) struct Inner {
    store: Box<dyn ErasedStore>,
    hasher: Box<dyn ErasedHasher>,
    pub(crate) clock: Box<dyn Clock>,
    pub(crate) random: Box<dyn Random>,
    user_ids: UserIds,
    pub(crate) origins: OriginPolicy,
    proxies: TrustedProxies,
    cookie: CookiePolicy,
    pending_cookie: CookiePolicy,
    state_cookie: CookiePolicy,
    sessions: SessionPolicy,
    passwords: PasswordPolicy,
    factors: Vec<Box<dyn SecondFactor>>,
    sign_in_path: String,
    second_factor_path: String,
    verify_path: String,
    pub(crate) observers: Observers,
    /// When what is over was last deleted, in milliseconds since the epoch.
    swept: AtomicI64,
}

impl Inner {
    pub(crate) fn records(&self) -> &dyn RecordStore {
        &*self.store
    }

    /// # Errors
    /// [`MissingTable`] if the store was opened without this table, or with other columns for it.
    pub(crate) fn check_table(&self, table: &RecordTable) -> Result<(), MissingTable> {
        match self.store.schema().record_table(table.name()) {
            Some(there) if there == table && self.store.serves(table) => Ok(()),
            Some(there) if there == table => Err(MissingTable::new(table.name(), false)),
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
