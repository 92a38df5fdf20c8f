//! The session of a request, looked up once per request.

use crate::renewal::RenewedCookie;
use crate::{AuthError, Caller, HttpHead, SetCookie};
use http::Extensions;
use http::request::Parts;
use lucerna_core::{Attributes, Auth, AuthenticateError, Session};
use std::future::Future;
use std::marker::PhantomData;
use std::sync::Arc;

/// The kind of credential in a request: [`Cookie`] or [`Bearer`].
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
    /// Looks up the session.
    fn authenticate<U: Attributes, S: Attributes>(
        auth: &Auth<U, S>,
        head: &HttpHead<'_>,
    ) -> impl Future<Output = Result<Option<Session<U, S>>, AuthError>> + Send;

    /// Returns the cookie that the response has to send again, after the request renewed the session. By default `None`.
    fn renewed_cookie<U: Attributes, S: Attributes>(
        _auth: &Auth<U, S>,
        _head: &HttpHead<'_>,
        _session: &Session<U, S>,
    ) -> Option<SetCookie> {
        None
    }

    /// Returns the error for a request without a session.
    fn missing(head: &HttpHead<'_>, sign_in_path: &str) -> AuthError;

    /// Returns the caller who reads the error. By default [`Caller::of`] decides.
    #[must_use]
    fn caller(head: &HttpHead<'_>) -> Caller {
        Caller::of(head)
    }
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
        let (session, head) = (auth.authenticate(head), *head);
        async move {
            session.await.map_err(|error| match error {
                AuthenticateError::CrossOrigin(_) => AuthError::cross_origin_of(auth, &head),
                error => error.into(),
            })
        }
    }

    fn renewed_cookie<U: Attributes, S: Attributes>(
        auth: &Auth<U, S>,
        head: &HttpHead<'_>,
        session: &Session<U, S>,
    ) -> Option<SetCookie> {
        auth.renewed_cookie(head, session).map(Into::into)
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
        AuthError::bearer_needed().to(Self::caller(head))
    }

    /// Returns [`Caller::Script`], also with `Accept: text/html`, since no browser sends the header `Authorization: Bearer` by itself.
    fn caller(_: &HttpHead<'_>) -> Caller {
        Caller::Script
    }
}

/// The cached result of a look-up. It is valid for one handle and one credential: two handles with the same attribute types
/// may have different stores.
struct CachedSession<U, S, C> {
    auth: Auth<U, S>,
    session: Option<Arc<Session<U, S>>>,
    credential: PhantomData<fn() -> C>,
}

impl<U, S, C> Clone for CachedSession<U, S, C> {
    fn clone(&self) -> Self {
        Self { auth: self.auth.clone(), session: self.session.clone(), credential: PhantomData }
    }
}

/// Finds the session of a request's cookie. Returns `None` if no user is signed in.
///
/// The result is cached in the request's extensions, so several calls for one request cost one look-up. Signing in or out does
/// not update the cache. Every request needs extensions of its own, as in the `http` crate.
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
/// [`AuthError`], with the caller set: 403 if the request needs a proof of origin and has none, 503 or 500 if the store failed.
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

/// Finds the session of a request that must send its token as `Authorization: Bearer …`. Cookies are ignored.
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
/// [`AuthError`] if the store failed, and [`AuthError::bearer_needed`] without a session.
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

/// Does the same as [`find_session`] for either credential, for the crate of a framework that brings its own head and
/// extensions.
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
    if let Some(cached) = extensions.get::<CachedSession<U, S, C>>().filter(|it| it.auth.is(auth)) {
        return Ok(cached.session.clone());
    }
    let found = C::authenticate(auth, &head).await;
    let session = found.map_err(|it| it.to(C::caller(&head)))?.map(Arc::new);
    if let Some(cookie) = session.as_ref().and_then(|it| C::renewed_cookie(auth, &head, it)) {
        RenewedCookie::keep(extensions, cookie);
    }
    let cached =
        CachedSession::<U, S, C> { auth: auth.clone(), session: session.clone(), credential: PhantomData };
    extensions.insert(cached);
    Ok(session)
}

/// Finds the [`Auth`] in the request's extensions, for frameworks whose extractors cannot reach the application's state.
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
/// [`AuthError`] with 500 if the extensions have no `Auth` of this type. The log says what to add.
pub fn installed_auth<A: Clone + Send + Sync + 'static>(extensions: &Extensions) -> Result<A, AuthError> {
    let missing = "the request's extensions have no `Auth` with these attributes: add it as a layer";
    extensions.get::<A>().cloned().ok_or_else(|| AuthError::misconfigured(missing))
}

#[cfg(test)]
mod tests;
