//! The session cookie that is sent again when a session is renewed.

use crate::{AuthError, SetCookie};
use http::header::SET_COOKIE;
use http::{Extensions, HeaderMap};
use std::sync::{Arc, Mutex, PoisonError};

/// The cookie of a session that a request renewed, for the response.
///
/// Browsers keep a cookie for 400 days at most, however long the session lasts. Use it if your sessions last longer than
/// that, or if browsers of your visitors keep cookies for a shorter time. Each look-up of a session fills it. Frameworks have
/// a middleware that does both steps, such as `renew_cookies` of the crate for axum.
///
/// ```
/// use http::request::Parts;
/// use http::Response;
/// use lucerna_core::Auth;
/// use lucerna_web::{AuthError, RenewedCookie, require_session};
///
/// async fn handle(auth: &Auth<()>, parts: &mut Parts) -> Result<Response<String>, AuthError> {
///     let cookie = RenewedCookie::collect(&mut parts.extensions);
///     let session = require_session(auth, parts).await?;
///     let mut response = Response::new(format!("your id is {}", session.user.id));
///     cookie.add_to(response.headers_mut())?;
///     Ok(response)
/// }
/// ```
#[derive(Clone, Debug)]
#[must_use = "the browser keeps the cookie no longer unless the response carries it"]
pub struct RenewedCookie(Arc<Mutex<Option<SetCookie>>>);

impl RenewedCookie {
    /// Starts to collect the cookie of this request. Call it before the session is looked up.
    pub fn collect(extensions: &mut Extensions) -> Self {
        let collected = Self(Arc::default());
        extensions.insert(collected.clone());
        collected
    }

    /// Adds the cookie to the response, unless the request renewed no session, or the response sets or clears the session
    /// cookie itself.
    ///
    /// # Errors
    /// As [`SetCookie::add_to`].
    pub fn add_to(self, headers: &mut HeaderMap) -> Result<(), AuthError> {
        let cookie = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(cookie) = cookie else { return Ok(()) };
        let is_set =
            headers.get_all(SET_COOKIE).iter().any(|it| it.as_bytes().starts_with(cookie.name_part()));
        if is_set { Ok(()) } else { cookie.add_to(headers) }
    }

    /// Keeps the cookie if the request collects it.
    pub(crate) fn keep(extensions: &Extensions, cookie: SetCookie) {
        if let Some(collected) = extensions.get::<Self>() {
            *collected.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(cookie);
        }
    }
}
