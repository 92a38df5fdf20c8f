//! Sessions that were adopted from Lucia: one request is enough to give each a cookie of ours.

use crate::cookie::secret;
use crate::{AuthError, Caller, HttpHead, SetCookie};
use http::header::{COOKIE, SET_COOKIE};
use http::request::Parts;
use http::{HeaderMap, HeaderValue};
use lucerna_core::{AdoptedCookie, Attributes, Auth, Exchanged};

/// Exchanges Lucia's cookie for ours, where [`exchange_adopted`](Auth::exchange_adopted) does: the request then shows the
/// new cookie to whatever handles it, and the response has to carry [`AdoptedCookies`].
///
/// ```
/// # use http::request::Parts;
/// # use lucerna_core::{AdoptedCookie, Auth};
/// # use lucerna_web::{AuthError, exchange_adopted};
/// async fn around(auth: &Auth<()>, parts: &mut Parts) -> Result<http::Response<()>, AuthError> {
///     let cookies = exchange_adopted(auth, &AdoptedCookie::default(), parts).await?;
///     let mut response = http::Response::new(()); // what the handler answered
///     if let Some(cookies) = cookies {
///         cookies.add_to(response.headers_mut())?;
///     }
///     Ok(response)
/// }
/// ```
///
/// # Errors
/// [`AuthError`] if the store failed: do not call the handler then, since it would take the visitor for signed out.
pub async fn exchange_adopted<U: Attributes, S: Attributes>(
    auth: &Auth<U, S>,
    cookie: &AdoptedCookie,
    parts: &mut Parts,
) -> Result<Option<AdoptedCookies>, AuthError> {
    let exchanged = auth.exchange_adopted(cookie, &HttpHead::from(&*parts)).await;
    let exchanged = exchanged.map_err(|it| AuthError::from(it).to(Caller::of(&HttpHead::from(&*parts))))?;
    let Some(exchanged) = exchanged else { return Ok(None) };
    parts.headers.append(COOKIE, secret(exchanged.request_cookie())?);
    Ok(Some(AdoptedCookies { exchanged, own: format!("{}=", auth.cookie_policy().name()) }))
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
    /// Adds both. A handler that set the session cookie itself, as signing in and out do, has the last word on it.
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
