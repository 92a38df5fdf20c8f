//! The session of a request, looked up once.

use crate::{AuthError, Caller, HttpHead};
use http::Extensions;
use http::request::Parts;
use lucerna_core::{Attributes, Auth, Session};
use std::future::Future;
use std::marker::PhantomData;
use std::sync::Arc;

/// What a request shows to say whose it is: [`Cookie`] or [`Bearer`].
///
/// ```
/// use http::request::Parts;
/// use lucerna_core::{Attributes, Auth};
/// use lucerna_web::{AuthError, Credential, HttpHead, look_up};
///
/// async fn is_signed_in<C: Credential, U: Attributes>(auth: &Auth<U>, parts: &mut Parts) -> Result<bool, AuthError> {
///     let (head, memory) = HttpHead::split(parts);
///     Ok(look_up::<C, _, _>(auth, head, memory).await?.is_some())
/// }
/// ```
pub trait Credential: Send + Sync + 'static {
    /// Looks the session up.
    fn authenticate<U: Attributes, S: Attributes>(
        auth: &Auth<U, S>,
        head: &HttpHead<'_>,
    ) -> impl Future<Output = Result<Option<Session<U, S>>, AuthError>> + Send;

    /// The error where no user is signed in.
    fn missing(head: &HttpHead<'_>, sign_in_path: &str) -> AuthError;
}

/// The session cookie.
///
/// ```
/// use lucerna_web::{Cookie, Credential, HttpHead};
///
/// let request = http::Request::post("/").body(())?;
/// assert_eq!(Cookie::missing(&HttpHead::from(&request), "/login").code(), "signed_out");
/// # Ok::<(), http::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Cookie;

/// A token in `Authorization: Bearer …`.
///
/// ```
/// use lucerna_web::{Bearer, Credential, HttpHead};
///
/// let request = http::Request::post("/").body(())?;
/// assert_eq!(Bearer::missing(&HttpHead::from(&request), "/login").code(), "bearer_needed");
/// # Ok::<(), http::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Bearer;

impl Credential for Cookie {
    fn authenticate<U: Attributes, S: Attributes>(
        auth: &Auth<U, S>,
        head: &HttpHead<'_>,
    ) -> impl Future<Output = Result<Option<Session<U, S>>, AuthError>> + Send {
        let session = auth.authenticate(head);
        async { Ok(session.await?) }
    }

    fn missing(head: &HttpHead<'_>, sign_in_path: &str) -> AuthError {
        AuthError::signed_out(head, sign_in_path)
    }
}

impl Credential for Bearer {
    fn authenticate<U: Attributes, S: Attributes>(
        auth: &Auth<U, S>,
        head: &HttpHead<'_>,
    ) -> impl Future<Output = Result<Option<Session<U, S>>, AuthError>> + Send {
        let session = auth.authenticate_bearer(head);
        async { Ok(session.await?) }
    }

    fn missing(head: &HttpHead<'_>, _: &str) -> AuthError {
        AuthError::bearer_needed().to(Caller::of(head))
    }
}

/// What was found for this request. Two handles may have the same attributes and still be two: the answer belongs to the
/// one that was asked, and each credential has an answer of its own.
struct Memo<U, S, C> {
    auth: Auth<U, S>,
    session: Option<Arc<Session<U, S>>>,
    credential: PhantomData<fn() -> C>,
}

impl<U, S, C> Clone for Memo<U, S, C> {
    fn clone(&self) -> Self {
        Self { auth: self.auth.clone(), session: self.session.clone(), credential: PhantomData }
    }
}

/// Finds the session that the cookie of a request names; `None` if no user is signed in.
///
/// It is looked up once and remembered in the request's extensions, so that several calls for one request cost one look-up. After
/// signing in or out, the memory still is of before. Every request needs extensions of its own, as each request of the `http` crate has.
///
/// ```
/// # use http::request::Parts;
/// # use lucerna_core::Auth;
/// # use lucerna_web::{AuthError, find_session};
/// async fn greeting(auth: &Auth<()>, parts: &mut Parts) -> Result<&'static str, AuthError> {
///     let session = find_session(auth, parts).await?;
///     Ok(if session.is_some() { "welcome back" } else { "welcome" })
/// }
/// ```
///
/// # Errors
/// [`AuthError`] if the request did not show that it comes from our own pages (403), or the session could not be looked up
/// (503 or 500). It knows who reads the answer.
pub async fn find_session<U: Attributes, S: Attributes>(
    auth: &Auth<U, S>,
    parts: &mut Parts,
) -> Result<Option<Arc<Session<U, S>>>, AuthError> {
    let (head, extensions) = HttpHead::split(parts);
    look_up::<Cookie, U, S>(auth, head, extensions).await
}

/// Finds the session of a request that must have one.
///
/// ```
/// # use http::request::Parts;
/// # use lucerna_core::Auth;
/// # use lucerna_web::{AuthError, require_session};
/// async fn profile(auth: &Auth<()>, parts: &mut Parts) -> Result<String, AuthError> {
///     let session = require_session(auth, parts).await?;
///     Ok(format!("your id is {}", session.user.id))
/// }
/// ```
///
/// # Errors
/// As [`find_session`], and [`AuthError::signed_out`] if no user is signed in.
pub async fn require_session<U: Attributes, S: Attributes>(
    auth: &Auth<U, S>,
    parts: &mut Parts,
) -> Result<Arc<Session<U, S>>, AuthError> {
    let (head, extensions) = HttpHead::split(parts);
    required::<Cookie, U, S>(auth, head, extensions).await
}

/// Finds the session whose token a request sends as `Authorization: Bearer …`, and that it must have. Cookies do not count.
///
/// ```
/// # use http::request::Parts;
/// # use lucerna_core::Auth;
/// # use lucerna_web::{AuthError, require_bearer};
/// async fn api(auth: &Auth<()>, parts: &mut Parts) -> Result<String, AuthError> {
///     Ok(format!("your id is {}", require_bearer(auth, parts).await?.user.id))
/// }
/// ```
///
/// # Errors
/// [`AuthError`] if the session could not be looked up, and [`AuthError::bearer_needed`] without one.
pub async fn require_bearer<U: Attributes, S: Attributes>(
    auth: &Auth<U, S>,
    parts: &mut Parts,
) -> Result<Arc<Session<U, S>>, AuthError> {
    let (head, extensions) = HttpHead::split(parts);
    required::<Bearer, U, S>(auth, head, extensions).await
}

pub(crate) async fn required<C: Credential, U: Attributes, S: Attributes>(
    auth: &Auth<U, S>,
    head: HttpHead<'_>,
    extensions: &mut Extensions,
) -> Result<Arc<Session<U, S>>, AuthError> {
    let session = look_up::<C, U, S>(auth, head, extensions).await?;
    session.ok_or_else(|| C::missing(&head, auth.sign_in_path()))
}

/// What [`find_session`] does, for the crate of a framework: by either credential, with a head and a memory of its own.
///
/// ```
/// # use http::Extensions;
/// # use lucerna_core::Auth;
/// # use lucerna_web::{AuthError, Bearer, HttpHead, look_up};
/// async fn has_token(auth: &Auth<()>, head: HttpHead<'_>, memory: &mut Extensions) -> Result<bool, AuthError> {
///     Ok(look_up::<Bearer, _, _>(auth, head, memory).await?.is_some())
/// }
/// ```
///
/// # Errors
/// As [`find_session`].
pub async fn look_up<C: Credential, U: Attributes, S: Attributes>(
    auth: &Auth<U, S>,
    head: HttpHead<'_>,
    extensions: &mut Extensions,
) -> Result<Option<Arc<Session<U, S>>>, AuthError> {
    if let Some(memo) = extensions.get::<Memo<U, S, C>>().filter(|it| it.auth.is(auth)) {
        return Ok(memo.session.clone());
    }
    let found = C::authenticate(auth, &head).await;
    let session = found.map_err(|it| it.to(Caller::of(&head)))?.map(Arc::new);
    let memo = Memo::<U, S, C> { auth: auth.clone(), session: session.clone(), credential: PhantomData };
    extensions.insert(memo);
    Ok(session)
}

/// Finds the [`Auth`] that the application put into the request's extensions, for frameworks whose extractors see no state
/// of the application.
///
/// ```
/// # use http::Extensions;
/// # use lucerna_core::Auth;
/// # use lucerna_web::{AuthError, installed_auth};
/// fn auth_of(request: &Extensions) -> Result<Auth<()>, AuthError> {
///     installed_auth(request)
/// }
/// ```
///
/// # Errors
/// [`AuthError`] with 500 if there is none of this type. The log says what to add.
pub fn installed_auth<A: Clone + Send + Sync + 'static>(extensions: &Extensions) -> Result<A, AuthError> {
    let missing =
        "no `Auth` with these attributes is in the request's extensions: add it there, as a layer does";
    extensions.get::<A>().cloned().ok_or_else(|| AuthError::misconfigured(missing))
}

#[cfg(test)]
mod tests;
