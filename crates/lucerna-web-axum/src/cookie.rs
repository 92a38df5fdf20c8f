//! The session cookie as a response part.

use crate::AuthError;
use axum_core::response::{IntoResponse, IntoResponseParts, Response, ResponseParts};
use http::header::{CACHE_CONTROL, SET_COOKIE};
use http::{HeaderValue, StatusCode};
use lucerna_core::SessionCookie;

/// Sets or clears the session cookie: a part of the response, as in `(cookie, Redirect::to("/"))`.
///
/// The response is also marked `Cache-Control: no-store`, since it carries a secret (ASVS 5.0 14.3.2).
///
/// ```
/// # use lucerna_web_axum::{AuthError, AuthRequest, CurrentSession, SetCookie};
/// type SignedOut = Result<(SetCookie, &'static str), AuthError>;
///
/// async fn sign_out(auth: AuthRequest<()>, session: CurrentSession<()>) -> SignedOut {
///     Ok((auth.end_session(&session.id).await?, "you are signed out"))
/// }
/// ```
#[derive(Debug)]
#[must_use = "the browser learns of the session only if the response carries this cookie"]
pub struct SetCookie(pub(crate) SessionCookie);

impl IntoResponseParts for SetCookie {
    type Error = AuthError;

    fn into_response_parts(self, mut response: ResponseParts) -> Result<ResponseParts, AuthError> {
        let Ok(mut value) = HeaderValue::from_str(self.0.header_value()) else {
            return Err(AuthError::new(StatusCode::INTERNAL_SERVER_ERROR, "the cookie cannot be written"));
        };
        value.set_sensitive(true);
        response.headers_mut().append(SET_COOKIE, value);
        response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        Ok(response)
    }
}

impl IntoResponse for SetCookie {
    fn into_response(self) -> Response {
        (self, ()).into_response()
    }
}
