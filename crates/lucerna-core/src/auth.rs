//! The one handle: each call is a short sentence of pure functions and calls to the store.

use crate::password::ErasedHasher;
use crate::store::ErasedStore;
use crate::{
    Attributes, Clock, CookiePolicy, Origin, OriginPolicy, PasswordHasher, PasswordPolicy, Random,
    RandomError, SessionPolicy, Store, User, UserId, Verified,
};
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

mod adopted;
mod authenticate;
mod builder;
mod keys;
mod sessions;
mod users;

pub use adopted::Exchanged;
pub use builder::AuthBuilder;
pub use users::PreparedUser;

/// Users, keys and sessions of one application.
///
/// `U` and `S` are the application's own attributes of a user and of a session. A handle is cheap to clone, and
/// everything else (store, hasher, clock, policies) is a value behind it.
///
/// ```
/// # use lucerna_core::*;
/// async fn sign_in(auth: &Auth, request: &impl RequestHead, name: &str, password: &str)
///     -> Result<SessionCookie, Box<dyn std::error::Error>> {
///     let proof = auth.check_origin(request)?;
///     let verified = auth.verify_password(&KeyId::username(name), password).await?;
///     Ok(auth.start_session(verified, proof).await?)
/// }
/// ```
pub struct Auth<U = (), S = ()> {
    inner: Arc<Inner>,
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

    /// Whether both are handles of one and the same [`Auth`], as clones are.
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

struct Inner {
    store: Box<dyn ErasedStore>,
    hasher: Box<dyn ErasedHasher>,
    clock: Box<dyn Clock>,
    random: Box<dyn Random>,
    user_ids: UserIds,
    origins: OriginPolicy,
    cookie: CookiePolicy,
    sessions: SessionPolicy,
    passwords: PasswordPolicy,
    sign_in_path: String,
}

impl<U, S> Clone for Auth<U, S> {
    fn clone(&self) -> Self {
        Self { inner: Arc::clone(&self.inner), attributes: PhantomData }
    }
}

impl<U, S> fmt::Debug for Auth<U, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Auth").field("origins", &self.inner.origins).finish_non_exhaustive()
    }
}
