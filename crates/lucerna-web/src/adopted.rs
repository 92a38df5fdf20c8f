//! The exchange of Lucia's session cookies for Lucerna's, after an adoption.

use crate::cookie::secret;
use crate::{AuthError, Caller, HttpHead, SetCookie};
use http::header::{COOKIE, SET_COOKIE};
use http::request::Parts;
use http::{HeaderMap, HeaderValue};
use lucerna_core::{AdoptedCookie, Attributes, Auth, Error, Exchanged};
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

#[cfg(feature = "tower")]
mod layer;

#[cfg(feature = "tower")]
pub use layer::{ExchangeAdopted, ExchangeAdoptedLayer};

/// Exchanges the cookies of adopted sessions. It surrounds an application's handlers in the weeks after an adoption.
///
/// ```
/// # use http::request::Parts;
/// # use lucerna_core::{AdoptedCookie, Auth};
/// # use lucerna_web::{AuthError, AdoptedExchange};
/// async fn around(auth: Auth<()>, parts: &mut Parts) -> Result<http::Response<()>, AuthError> {
///     let cookies = AdoptedExchange::new(auth, AdoptedCookie::default()).exchange(parts).await?;
///     let mut response = http::Response::new(()); // what the handler answered
///     if let Some(cookies) = cookies {
///         cookies.add_to(response.headers_mut())?;
///     }
///     Ok(response)
/// }
/// ```
#[derive(Clone)]
pub struct AdoptedExchange {
    auth: Arc<dyn Exchange>,
    cookie: AdoptedCookie,
}

impl AdoptedExchange {
    /// Returns an exchange for the sessions of this handle and Lucia's cookie of this name.
    #[must_use]
    pub fn new<U: Attributes, S: Attributes>(auth: Auth<U, S>, cookie: AdoptedCookie) -> Self {
        Self { auth: Arc::new(auth), cookie }
    }

    /// Exchanges Lucia's cookie for Lucerna's, if [`exchange_adopted`](Auth::exchange_adopted) does. The handler then finds
    /// the new cookie in the request, and the response must carry [`AdoptedCookies`].
    ///
    /// # Errors
    /// [`AuthError`] if the store failed. Do not call the handler then, since it would take the visitor for signed out.
    pub async fn exchange(&self, parts: &mut Parts) -> Result<Option<AdoptedCookies>, AuthError> {
        let head = HttpHead::from(&*parts);
        let caller = Caller::of(&head);
        let exchanged = self.auth.exchange(&self.cookie, head).await;
        let Some(cookies) = exchanged.map_err(|it| AuthError::from(it).to(caller))? else { return Ok(None) };
        parts.headers.append(COOKIE, secret(cookies.exchanged.request_cookie())?);
        Ok(Some(cookies))
    }
}

impl fmt::Debug for AdoptedExchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.cookie.fmt(f)
    }
}

type Exchanging<'a> = Pin<Box<dyn Future<Output = Result<Option<AdoptedCookies>, Error>> + Send + 'a>>;

/// The exchange without the attribute types of [`Auth`].
trait Exchange: Send + Sync {
    fn exchange<'a>(&'a self, cookie: &AdoptedCookie, head: HttpHead<'a>) -> Exchanging<'a>;
}

impl<U: Attributes, S: Attributes> Exchange for Auth<U, S> {
    fn exchange<'a>(&'a self, cookie: &AdoptedCookie, head: HttpHead<'a>) -> Exchanging<'a> {
        let exchanged = self.exchange_adopted(cookie, &head);
        let own = || format!("{}=", self.cookie_policy().name());
        Box::pin(async move { Ok(exchanged.await?.map(|it| AdoptedCookies { exchanged: it, own: own() })) })
    }
}

/// The cookies of a response after an exchange: the session cookie, and one that makes the browser forget Lucia's.
///
/// ```
/// # use lucerna_web::{AdoptedCookies, AuthError};
/// fn answer(cookies: AdoptedCookies, response: &mut http::Response<()>) -> Result<(), AuthError> {
///     cookies.add_to(response.headers_mut())
/// }
/// ```
#[derive(Debug)]
#[must_use = "the browser learns of the new token only if the response carries these cookies"]
pub struct AdoptedCookies {
    exchanged: Exchanged,
    own: String,
}

impl AdoptedCookies {
    /// Adds both cookies. A session cookie that the handler set, as signing in and out do, is kept instead of the new one.
    ///
    /// # Errors
    /// As [`SetCookie::add_to`].
    pub fn add_to(self, headers: &mut HeaderMap) -> Result<(), AuthError> {
        let Exchanged { cookie, expired, .. } = self.exchanged;
        let is_own = |it: &HeaderValue| it.as_bytes().starts_with(self.own.as_bytes());
        if !headers.get_all(SET_COOKIE).iter().any(is_own) {
            SetCookie::from(cookie).add_to(headers)?;
        }
        SetCookie::from(expired).add_to(headers)
    }
}
