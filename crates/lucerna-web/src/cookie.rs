//! The session cookie as response headers.

use crate::{AuthError, ReturnPath};
use http::header::{CACHE_CONTROL, SET_COOKIE};
use http::{HeaderMap, HeaderValue, Response};
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
    /// Returns the beginning of the header: the cookie's name and the equals sign.
    pub(crate) fn name_part(&self) -> &[u8] {
        let value = self.0.header_value();
        value.split_inclusive('=').next().unwrap_or_default().as_bytes()
    }

    /// Appends `Set-Cookie`, and sets `Cache-Control: no-store`, since the response carries a secret (ASVS 5.0 14.3.2).
    ///
    /// # Errors
    /// [`AuthError`] with 500 if the cookie has characters that are not allowed in a header.
    pub fn add_to(self, headers: &mut HeaderMap) -> Result<(), AuthError> {
        for value in self.0.header_values() {
            headers.append(SET_COOKIE, secret(value)?);
        }
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        Ok(())
    }
}

impl SetCookie {
    /// Returns the response after signing in or out: 303 to this path, with the cookie.
    ///
    /// ```
    /// # use lucerna_core::Verified;
    /// # use lucerna_web::{AuthError, AuthRequest, ReturnPath};
    /// async fn sign_in(auth: AuthRequest<()>, verified: Verified, next: ReturnPath) -> Result<http::Response<String>, AuthError> {
    ///     auth.start_session(verified).await?.redirect(&next)
    /// }
    /// ```
    ///
    /// # Errors
    /// As [`add_to`](Self::add_to).
    pub fn redirect(self, path: &ReturnPath) -> Result<Response<String>, AuthError> {
        let mut response = path.redirect();
        self.add_to(response.headers_mut())?;
        Ok(response)
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

/// Returns a sensitive header value: `Debug` redacts it, and HTTP/2 keeps it out of its compression tables.
pub(crate) fn secret(text: &str) -> Result<HeaderValue, AuthError> {
    let unfit = |_| {
        AuthError::misconfigured(
            "the session cookie has characters that are not allowed in a header: change its name, path or domain",
        )
    };
    let mut value = HeaderValue::from_str(text).map_err(unfit)?;
    value.set_sensitive(true);
    Ok(value)
}
