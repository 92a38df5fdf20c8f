//! The session cookie as headers of a response.

use crate::AuthError;
use http::header::{CACHE_CONTROL, SET_COOKIE};
use http::{HeaderMap, HeaderValue};
use lucerna_core::{RenewedSession, SessionCookie};

/// The session cookie that a response sets or clears.
///
/// ```
/// # use lucerna_core::{RenewedSession, SessionCookie};
/// # use lucerna_web::{AuthError, SetCookie};
/// fn signed_out(cookie: SessionCookie) -> Result<http::Response<()>, AuthError> {
///     let mut response = http::Response::new(());
///     SetCookie::from(cookie).add_to(response.headers_mut())?;
///     Ok(response)
/// }
/// ```
#[derive(Debug)]
#[must_use = "the browser learns of the session only if the response carries this cookie"]
pub struct SetCookie(SessionCookie);

impl SetCookie {
    /// Adds `Set-Cookie` beside those that are there, and sets `Cache-Control: no-store`, since the response carries a
    /// secret (ASVS 5.0 14.3.2).
    ///
    /// # Errors
    /// [`AuthError`] with 500 if the cookie has characters that no header can have.
    pub fn add_to(self, headers: &mut HeaderMap) -> Result<(), AuthError> {
        for value in self.0.header_values() {
            headers.append(SET_COOKIE, secret(value)?);
        }
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        Ok(())
    }
}

impl From<SessionCookie> for SetCookie {
    fn from(cookie: SessionCookie) -> Self {
        Self(cookie)
    }
}

impl From<RenewedSession> for SetCookie {
    fn from(renewed: RenewedSession) -> Self {
        renewed.cookie.into()
    }
}

/// A value that `Debug` does not show, and that HTTP/2 does not keep in its tables.
pub(crate) fn secret(text: &str) -> Result<HeaderValue, AuthError> {
    let unfit = |_| AuthError::misconfigured("the session cookie has characters that no header can have");
    let mut value = HeaderValue::from_str(text).map_err(unfit)?;
    value.set_sensitive(true);
    Ok(value)
}
