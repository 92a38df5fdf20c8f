//! The session cookie as a response part.

use crate::AuthError;
use axum_core::response::{IntoResponse, IntoResponseParts, Response, ResponseParts};
use lucerna_core::{RenewedSession, SessionCookie};

/// A response part that sets or clears the session cookie, as in `(cookie, Redirect::to("/"))`.
///
/// It also sets `Cache-Control: no-store`, since the response carries a secret (ASVS 5.0 14.3.2).
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
pub struct SetCookie(lucerna_web::SetCookie);

impl From<SessionCookie> for SetCookie {
    fn from(cookie: SessionCookie) -> Self {
        Self(cookie.into())
    }
}

impl From<RenewedSession> for SetCookie {
    fn from(renewed: RenewedSession) -> Self {
        Self(renewed.into())
    }
}

impl IntoResponseParts for SetCookie {
    type Error = AuthError;

    fn into_response_parts(self, mut response: ResponseParts) -> Result<ResponseParts, AuthError> {
        self.0.add_to(response.headers_mut())?;
        Ok(response)
    }
}

impl IntoResponse for SetCookie {
    fn into_response(self) -> Response {
        (self, ()).into_response()
    }
}
