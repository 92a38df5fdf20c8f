//! The builder of an [`Auth`].

use super::name_index::NameIndex;
use super::{Auth, Inner, UserIds};
use crate::attempts::{AttemptLimits, Counters};
use crate::events::Observers;
use crate::origin::RefusedOrigins;
use crate::password::ErasedHasher;
use crate::store::ErasedStore;
use crate::{
    AttemptPolicy, Attributes, BreachedPasswords, Client, Clock, Column, ConfigError, CookieOptions,
    CookiePolicy, NamePolicy, Observer, Origin, OriginPolicy, OsRandom, PENDING_SIGN_INS, PasswordHasher,
    PasswordPolicy, Random, RandomError, RatePolicy, Row, SecondFactor, SessionPolicy, Site, Store,
    SystemClock, TrustedProxies, UserId,
};
use std::any::TypeId;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64};

/// A builder of an [`Auth`]. Each method replaces a default.
///
/// ```
/// # use lucerna_core::*;
/// # use std::time::Duration;
/// # fn example(store: impl Store, hasher: impl PasswordHasher) -> Result<Auth, Box<dyn std::error::Error>> {
/// let mut sessions = SessionPolicy::default();
/// sessions.absolute = Duration::from_secs(30 * 24 * 60 * 60);
/// let mut passwords = PasswordPolicy::default();
/// passwords.min = 15;
/// let mut cookie = CookieOptions::default();
/// cookie.same_site = SameSite::Strict;
/// let auth = Auth::builder(store, hasher, "https://app.example".parse()?)
///     .session_policy(sessions)
///     .password_policy(passwords)
///     .cookie(cookie)
///     .sign_in_path("/sign-in")
///     .build()?;
/// # Ok(auth)
/// # }
/// ```
#[must_use = "nothing is built until `build`"]
pub struct AuthBuilder<U, S> {
    store: Box<dyn ErasedStore>,
    hasher: Box<dyn ErasedHasher>,
    clock: Box<dyn Clock>,
    random: Box<dyn Random>,
    user_ids: UserIds,
    origins: OriginPolicy,
    plain_http: bool,
    cookie: CookieOptions,
    sessions: SessionPolicy,
    passwords: PasswordPolicy,
    breached: Option<Box<dyn BreachedPasswords>>,
    limits: AttemptLimits,
    names: NamePolicy,
    proxies: TrustedProxies,
    factors: Vec<Box<dyn SecondFactor>>,
    observers: Vec<Box<dyn Observer>>,
    sign_in_path: String,
    second_factor_path: String,
    verify_path: String,
    attributes: PhantomData<fn() -> (U, S)>,
}

impl<U: Attributes, S: Attributes> AuthBuilder<U, S> {
    pub(super) fn new(store: impl Store, hasher: impl PasswordHasher, origin: Origin) -> Self {
        Self {
            store: Box::new(store),
            hasher: Box::new(hasher),
            clock: Box::new(SystemClock),
            random: Box::new(OsRandom),
            user_ids: Box::new(UserId::generate),
            origins: OriginPolicy::new(origin),
            plain_http: false,
            cookie: CookieOptions::default(),
            sessions: SessionPolicy::default(),
            passwords: PasswordPolicy::default(),
            breached: None,
            limits: AttemptLimits::default(),
            names: NamePolicy::default(),
            proxies: TrustedProxies::default(),
            factors: Vec::new(),
            observers: Vec::new(),
            sign_in_path: "/login".to_owned(),
            second_factor_path: "/login/factor".to_owned(),
            verify_path: "/login/verify".to_owned(),
            attributes: PhantomData,
        }
    }

    /// Sets the lifetimes of sessions. Default: [`SessionPolicy::default`].
    pub fn session_policy(mut self, policy: SessionPolicy) -> Self {
        self.sessions = policy;
        self
    }

    /// Sets the rules for new passwords. Default: [`PasswordPolicy::default`].
    pub fn password_policy(mut self, policy: PasswordPolicy) -> Self {
        self.passwords = policy;
        self
    }

    /// Refuses new passwords that were found in data breaches, beside the common ones that the hasher refuses. Default: none, and
    /// no password or hash leaves the program. See [`BreachedPasswords`].
    pub fn breached_passwords(mut self, breached: impl BreachedPasswords) -> Self {
        self.breached = Some(Box::new(breached));
        self
    }

    /// Sets the limits on wrong passwords of an account. Default: [`AttemptPolicy::default`]. A tenth of
    /// [`most`](AttemptPolicy::most), and at least one, is reserved for browsers in which the user signed in before. Delays start again after a
    /// day at the latest; only the number of failures is kept for [`forget_after`](AttemptPolicy::forget_after). Second
    /// factors have the same limits, with a count of their own.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # fn example(builder: AuthBuilder<(), ()>) -> AuthBuilder<(), ()> {
    /// let mut policy = AttemptPolicy::default();
    /// policy.free = 3;
    /// builder.attempt_policy(policy)
    /// # }
    /// ```
    pub fn attempt_policy(mut self, policy: AttemptPolicy) -> Self {
        self.limits.accounts = policy;
        self
    }

    /// Sets the limit on wrong passwords from one network: an IPv4 address, or a /64 of IPv6. Default:
    /// [`RatePolicy::default`], 100 an hour. Raise it if many users share an address.
    pub fn failures_per_network(mut self, policy: RatePolicy) -> Self {
        self.limits.failures = policy;
        self
    }

    /// Sets the limit on sign-ups from one network. Default: [`RatePolicy::default`], 100 an hour.
    pub fn sign_ups_per_network(mut self, policy: RatePolicy) -> Self {
        self.limits.sign_ups = policy;
        self
    }

    /// Counts attempts in the store, so that several processes share the limits. By default each process counts in its
    /// own memory, which costs no round trip, and starts again from zero when it ends.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # fn example(builder: AuthBuilder<(), ()>) -> AuthBuilder<(), ()> {
    /// builder.attempts_in_store()
    /// # }
    /// ```
    pub fn attempts_in_store(mut self) -> Self {
        self.limits.counters = Counters::Store;
        self
    }

    /// Removes the limits on attempts, so that passwords can be guessed as fast as they are hashed. It is for load
    /// tests.
    pub fn danger_unlimited_attempts(mut self) -> Self {
        self.limits.counters = Counters::Unlimited;
        self
    }

    /// Sets the rules for new usernames and e-mail addresses. Default: [`NamePolicy::default`].
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # fn example(builder: AuthBuilder<(), ()>) -> AuthBuilder<(), ()> {
    /// let mut names = NamePolicy::default();
    /// names.scripts = RestrictionLevel::Ascii;
    /// builder.name_policy(names)
    /// # }
    /// ```
    pub fn name_policy(mut self, policy: NamePolicy) -> Self {
        self.names = policy;
        self
    }

    /// Sets the name and attributes of the session cookie. Default: [`CookieOptions::default`].
    pub fn cookie(mut self, options: CookieOptions) -> Self {
        self.cookie = options;
        self
    }

    /// Lets pages of another origin send unsafe requests with the visitor's session. Default: none.
    ///
    /// It may be the origin of an application or a browser extension, such as `capacitor://localhost`. Its requests are
    /// cross-site, so browsers send the cookie with them only if it is [`SameSite::None`](crate::SameSite::None). Every
    /// application made with Capacitor has the same origin; [bearer tokens](Auth::start_bearer_session) need neither.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # fn example(builder: AuthBuilder<(), ()>) -> Result<AuthBuilder<(), ()>, InvalidOrigin> {
    /// let builder = builder.allow_origin("https://admin.example".parse()?);
    /// # Ok(builder)
    /// # }
    /// ```
    pub fn allow_origin(mut self, origin: Origin) -> Self {
        self.origins.allow_origin(origin);
        self
    }

    /// Lets pages of every host of this site send unsafe requests. Default: none. See [`Site`].
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # fn example(builder: AuthBuilder<(), ()>, own: Origin, list: impl PublicSuffixes) -> Option<AuthBuilder<(), ()>> {
    /// let builder = builder.allow_site(Site::of(&own, &list)?);
    /// # Some(builder)
    /// # }
    /// ```
    pub fn allow_site(mut self, site: Site) -> Self {
        self.origins.allow_site(site);
        self
    }

    /// Sets the path to which visitors who are not signed in are redirected. Default: `/login`.
    pub fn sign_in_path(mut self, path: impl Into<String>) -> Self {
        self.sign_in_path = path.into();
        self
    }

    /// Adds a second factor that users may set up. Default: none. See [`SecondFactor`].
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # fn example(builder: AuthBuilder<(), ()>, totp: impl SecondFactor) -> AuthBuilder<(), ()> {
    /// builder.second_factor(totp).second_factor_path("/login/code")
    /// # }
    /// ```
    pub fn second_factor(mut self, factor: impl SecondFactor) -> Self {
        self.factors.push(Box::new(factor));
        self
    }

    /// Sets the path of the page that asks for the second factor. Default: `/login/factor`.
    pub fn second_factor_path(mut self, path: impl Into<String>) -> Self {
        self.second_factor_path = path.into();
        self
    }

    /// Sets the path of the page that asks users to verify again, for actions that need a recent verification. Default:
    /// `/login/verify`.
    pub fn verify_path(mut self, path: impl Into<String>) -> Self {
        self.verify_path = path.into();
        self
    }

    /// Adds an observer of events, beside the log. Default: none. See [`Observer`].
    pub fn observer(mut self, observer: impl Observer) -> Self {
        self.observers.push(Box::new(observer));
        self
    }

    /// Sets the proxies whose `X-Forwarded-For` is trusted. Default: none, and the header is ignored.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # fn example(builder: AuthBuilder<(), ()>) -> Result<AuthBuilder<(), ()>, InvalidNetwork> {
    /// // nginx on this machine, and the load balancer's network
    /// let builder = builder.trusted_proxies("127.0.0.1, ::1, 10.0.0.0/8".parse()?);
    /// # Ok(builder)
    /// # }
    /// ```
    pub fn trusted_proxies(mut self, proxies: TrustedProxies) -> Self {
        self.proxies = proxies;
        self
    }

    /// Sets the clock. Default: [`SystemClock`].
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # fn example(builder: AuthBuilder<(), ()>) -> AuthBuilder<(), ()> {
    /// struct NewYear;
    ///
    /// impl Clock for NewYear {
    ///     fn now(&self) -> Timestamp {
    ///         Timestamp::from_unix_millis(1_767_225_600_000)
    ///     }
    /// }
    ///
    /// builder.clock(NewYear)
    /// # }
    /// ```
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Box::new(clock);
        self
    }

    /// Sets the random generator. Default: [`OsRandom`].
    pub fn random(mut self, random: impl Random) -> Self {
        self.random = Box::new(random);
        self
    }

    /// Sets the generator of ids for new users. Default: [`UserId::generate`]. `create_user` refuses an id that a store
    /// cannot hold, as it does for [`NewUser::id`](crate::NewUser::id).
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # fn example(builder: AuthBuilder<(), ()>) -> AuthBuilder<(), ()> {
    /// // 15 of 32 letters and digits, as in Lucia; or `|_| Ok(Uuid::now_v7().to_string().into())`.
    /// builder.user_ids(|random| {
    ///     let mut id = [0; 15];
    ///     random.fill(&mut id)?;
    ///     let letters = id.map(|it| char::from(b"0123456789abcdefghijklmnopqrstuv"[usize::from(it % 32)]));
    ///     Ok(String::from_iter(letters).into())
    /// })
    /// # }
    /// ```
    pub fn user_ids(
        mut self,
        generate: impl Fn(&dyn Random) -> Result<UserId, RandomError> + Send + Sync + 'static,
    ) -> Self {
        self.user_ids = Box::new(generate);
        self
    }

    /// Allows an origin with plain `http` on a network. An attacker who listens there can take over every session.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # fn example(store: impl Store, hasher: impl PasswordHasher) -> Result<Auth, Box<dyn std::error::Error>> {
    /// // In a private network without untrusted devices.
    /// let origin = "http://intranet.example".parse()?;
    /// let auth = Auth::builder(store, hasher, origin).danger_allow_plain_http().build()?;
    /// # Ok(auth)
    /// # }
    /// ```
    pub fn danger_allow_plain_http(mut self) -> Self {
        self.plain_http = true;
        self
    }

    /// Builds the [`Auth`].
    ///
    /// # Errors
    /// [`ConfigError`], which says what to change.
    pub fn build(self) -> Result<Auth<U, S>, ConfigError> {
        let origin = self.origins.own();
        if !origin.is_web() || !(origin.is_secure() || origin.is_loopback() || self.plain_http) {
            return Err(ConfigError::InsecureOrigin);
        }
        let schema = self.store.schema();
        if !(fits::<U>(schema.user()) && fits::<S>(schema.session())) {
            return Err(ConfigError::OtherSchema);
        }
        let cookie = CookiePolicy::new(self.cookie, origin)?;
        let passwords = self.passwords.with_host(origin.host());
        let observers =
            Observers::start(self.observers).map_err(|it| ConfigError::ObserverThread(it.to_string()))?;
        let inner = Inner {
            pending_cookie: cookie.for_purpose("pending"),
            state_cookie: cookie.for_purpose("state"),
            device_cookie: cookie.for_purpose("device"),
            cookie,
            store: self.store,
            hasher: self.hasher,
            clock: self.clock,
            random: self.random,
            user_ids: self.user_ids,
            origins: self.origins,
            refused_origins: RefusedOrigins::default(),
            sessions: self.sessions,
            limits: self.limits,
            passwords,
            breached: self.breached,
            names: self.names,
            name_index: NameIndex::default(),
            proxies: self.proxies,
            missed_proxy: AtomicBool::new(false),
            factors: self.factors,
            sign_in_path: self.sign_in_path,
            second_factor_path: self.second_factor_path,
            verify_path: self.verify_path,
            observers,
            last_sweep: AtomicI64::new(i64::MIN),
        };
        let pending = (!inner.factors.is_empty()).then(|| PENDING_SIGN_INS.declare());
        let declared = inner.store.schema().record_tables().to_vec();
        let needed = inner.factors.iter().flat_map(|it| it.tables()).chain(pending);
        for table in needed.chain(declared) {
            inner.check_table(&table)?;
        }
        Ok(Auth { inner: Arc::new(inner), client: Client::default(), attributes: PhantomData })
    }
}

impl<U, S> fmt::Debug for AuthBuilder<U, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthBuilder").field("origins", &self.origins).finish_non_exhaustive()
    }
}

/// Returns true if the columns are those of `A`. A [`Row`] has no fixed columns and fits all.
fn fits<A: Attributes>(columns: &[Column]) -> bool {
    TypeId::of::<A>() == TypeId::of::<Row>() || A::columns() == columns
}
