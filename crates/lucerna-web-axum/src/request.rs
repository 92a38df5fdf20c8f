//! [`Auth`] for one request that comes from our own pages.

use crate::current::peer;
use crate::{AuthError, SetCookie};
use axum_core::extract::{FromRef, FromRequestParts};
use http::request::Parts;
use lucerna_core::{Attributes, Auth};
use lucerna_web::{HttpHead, ReturnPath};
use std::ops::Deref;

/// [`Auth`] for one request that has shown that it comes from our own pages; any other is answered 403.
///
/// A request for a WebSocket has to show it too, like one that changes something. One with another safe method reaches the
/// handler, but [`start_session`](lucerna_web::AuthRequest::start_session) and
/// [`end_session`](lucerna_web::AuthRequest::end_session) answer 403 there.
///
/// It dereferences to [`Auth`], and starts and ends sessions with the cookie as a response part:
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
    /// Takes the page that was asked for from a form's field. Without this call it is read from the query, which a form with
    /// an `action` does not send. The page of a second factor leads back there.
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
