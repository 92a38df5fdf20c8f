//! Requests of a user who is signed in, for an application's own tests.

use lucerna_core::{Attributes, Auth, SameOrigin, SessionOptions, UserId, Verified};

/// Starts a session of this user, and returns the header `Cookie` that their browser sends.
///
/// No password is needed, so that a test about an application's pages begins behind the sign-in page. A form that is posted needs
/// the header `Origin`, or `Sec-Fetch-Site: same-origin`, as well.
///
/// ```
/// # use lucerna_core::{Auth, NewUser, Origin, Schema};
/// # use lucerna_store_memory::MemoryStore;
/// use lucerna_testkit::{quick_passwords, signed_in_cookie};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let store = MemoryStore::new(Schema::of::<()>()?);
/// # let auth: Auth = Auth::builder(store, quick_passwords(), "https://app.example".parse()?).build()?;
/// let alice = auth.create_user(NewUser::new(), ()).await?.user;
/// let cookie = signed_in_cookie(&auth, &alice.id).await;
/// assert!(cookie.starts_with("__Host-lucerna_session="));
/// # Ok(())
/// # }
/// ```
///
/// # Panics
/// If no session starts: there is no such user, or the user has to show a second factor.
pub async fn signed_in_cookie<U: Attributes, S: Attributes + Default>(
    auth: &Auth<U, S>,
    user: &UserId,
) -> String {
    let verified = Verified::danger_assume(user.clone(), auth.now());
    let cookie = auth.start_session(verified, SameOrigin::danger_assume()).await.unwrap();
    cookie.header_value().split(';').next().unwrap_or_default().to_owned()
}

/// Starts a session of this user for a caller without cookies, and returns its header `Authorization`.
///
/// ```
/// # use lucerna_core::{Auth, NewUser, Origin, Schema};
/// # use lucerna_store_memory::MemoryStore;
/// use lucerna_testkit::{quick_passwords, signed_in_bearer};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let store = MemoryStore::new(Schema::of::<()>()?);
/// # let auth: Auth = Auth::builder(store, quick_passwords(), "https://app.example".parse()?).build()?;
/// let alice = auth.create_user(NewUser::new(), ()).await?.user;
/// let authorization = signed_in_bearer(&auth, &alice.id).await;
/// assert!(authorization.starts_with("Bearer "));
/// # Ok(())
/// # }
/// ```
///
/// # Panics
/// As [`signed_in_cookie`].
pub async fn signed_in_bearer<U: Attributes, S: Attributes + Default>(
    auth: &Auth<U, S>,
    user: &UserId,
) -> String {
    let verified = Verified::danger_assume(user.clone(), auth.now());
    let bearer = auth.start_bearer_session(verified, SessionOptions::default()).await.unwrap();
    format!("Bearer {}", bearer.token.expose())
}
