//! [`Auth`] for one request from the application's own pages.

use crate::current::peer;
use crate::{AuthError, SetCookie};
use axum_core::extract::{FromRef, FromRequestParts};
use http::request::Parts;
use lucerna_core::{Attributes, Auth};
use lucerna_web::{HttpHead, ReturnPath};
use std::ops::Deref;

/// [`Auth`] for one request from the application's own pages.
///
/// A request with an unsafe method, or for a WebSocket, must prove that origin, else it is answered 403. Other requests reach
/// the handler, but there [`start_session`](lucerna_web::AuthRequest::start_session) and
/// [`end_session`](lucerna_web::AuthRequest::end_session) fail with 403.
///
/// It dereferences to [`Auth`]. Starting and ending sessions returns the cookie as a response part:
///
/// ```
/// # use lucerna_web_axum::{AuthError, AuthRequest, SetCookie};
/// # use lucerna_core::KeyId;
/// async fn sign_in(auth: AuthRequest<()>, body: String) -> Result<SetCookie, AuthError> {
///     let verified = auth.verify_password(&KeyId::username("alice"), &body).await?;
///     Ok(auth.start_session(verified).await?)
/// }
/// ```
///
/// Signing out deletes the session, and the cookie makes the browser forget it:
///
/// ```
/// # use lucerna_web_axum::{AuthError, AuthRequest, CurrentSession, SetCookie};
/// async fn sign_out(auth: AuthRequest<()>, session: CurrentSession<()>) -> Result<SetCookie, AuthError> {
///     Ok(auth.end_session(&session.id).await?)
/// }
/// ```
#[derive(Debug)]
pub struct AuthRequest<U, S = ()>(lucerna_web::AuthRequest<U, S, SetCookie>);

impl<U, S> AuthRequest<U, S> {
    /// Sets the return path, usually from a form's field. Without this call it is read from the query, which a form with an
    /// `action` does not send. The page of a second factor leads back to it.
    ///
    /// ```
    /// # use lucerna_web_axum::{AuthError, AuthRequest, SetCookie};
    /// # use lucerna_core::KeyId;
    /// # use lucerna_web::ReturnPath;
    /// async fn sign_in(auth: AuthRequest<()>, password: &str, next: &str) -> Result<SetCookie, AuthError> {
    ///     let verified = auth.verify_password(&KeyId::username("alice"), password).await?;
    ///     Ok(auth.returning_to(ReturnPath::from_field(next)).start_session(verified).await?)
    /// }
    /// ```
    #[must_use]
    pub fn returning_to(self, next: ReturnPath) -> Self {
        Self(self.0.returning_to(next))
    }
}

impl<U, S> Deref for AuthRequest<U, S> {
    type Target = lucerna_web::AuthRequest<U, S, SetCookie>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<U: Attributes, S: Attributes, State: Sync> FromRequestParts<State> for AuthRequest<U, S>
where
    Auth<U, S>: FromRef<State>,
{
    type Rejection = AuthError;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, AuthError> {
        let request = lucerna_web::AuthRequest::with_cookie(
            &Auth::from_ref(state),
            &HttpHead::from(&*parts).with_peer(peer(parts)),
        );
        Ok(Self(request?))
    }
}
