//! [`Auth`] for one request that comes from our own pages.

use crate::{AuthError, SetCookie};
use axum_core::extract::{FromRef, FromRequestParts};
use http::request::Parts;
use lucerna_core::{Attributes, Auth, Error, SessionId, SessionOptions, Verified};
use lucerna_web::HttpHead;
use std::ops::Deref;

/// [`Auth`] for one request that has shown that it comes from our own pages; any other is answered 403.
///
/// A request for a WebSocket has to show it too, like one that changes something.
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
#[derive(Debug)]
pub struct AuthRequest<U, S = ()>(lucerna_web::AuthRequest<U, S>);

impl<U: Attributes, S: Attributes> AuthRequest<U, S> {
    /// Signs somebody in: a new session, and the cookie to answer with.
    ///
    /// ```
    /// # use lucerna_web_axum::{AuthError, AuthRequest, SetCookie};
    /// # use lucerna_core::NewKey;
    /// async fn sign_up(auth: AuthRequest<()>, password: String) -> Result<SetCookie, AuthError> {
    ///     let created = auth.create_user(NewKey::username("alice", &password), ()).await?;
    ///     Ok(auth.start_session(created.verified).await?)
    /// }
    /// ```
    ///
    /// # Errors
    /// As [`Auth::start_session`].
    pub async fn start_session(&self, verified: Verified) -> Result<SetCookie, Error>
    where
        S: Default,
    {
        self.0.start_session(verified).await.map(SetCookie)
    }

    /// The same, with options of this one session.
    ///
    /// ```
    /// # use lucerna_web_axum::{AuthError, AuthRequest, SetCookie};
    /// # use lucerna_core::{KeyId, SessionOptions};
    /// async fn sign_in_here_only(auth: AuthRequest<()>, password: String) -> Result<SetCookie, AuthError> {
    ///     let verified = auth.verify_password(&KeyId::username("alice"), &password).await?;
    ///     let options = SessionOptions::default().until_browser_closes();
    ///     Ok(auth.start_session_with(verified, options).await?)
    /// }
    /// ```
    ///
    /// # Errors
    /// As [`Auth::start_session`].
    pub async fn start_session_with(
        &self,
        verified: Verified,
        options: SessionOptions<S>,
    ) -> Result<SetCookie, Error> {
        self.0.start_session_with(verified, options).await.map(SetCookie)
    }

    /// Signs out: the session is deleted, and the cookie to answer with makes the browser forget it.
    ///
    /// ```
    /// # use lucerna_web_axum::{AuthError, AuthRequest, CurrentSession, SetCookie};
    /// async fn sign_out(auth: AuthRequest<()>, session: CurrentSession<()>) -> Result<SetCookie, AuthError> {
    ///     Ok(auth.end_session(&session.id).await?)
    /// }
    /// ```
    ///
    /// # Errors
    /// As [`Auth::end_session`].
    pub async fn end_session(&self, id: &SessionId) -> Result<SetCookie, Error> {
        self.0.end_session(id).await.map(SetCookie)
    }
}

impl<U, S> Deref for AuthRequest<U, S> {
    type Target = lucerna_web::AuthRequest<U, S>;

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
        let request = lucerna_web::AuthRequest::new(Auth::from_ref(state), &HttpHead::from(&*parts));
        Ok(Self(request?))
    }
}
