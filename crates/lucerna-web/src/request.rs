//! [`Auth`] for one request from the application's own pages.

use crate::{AuthError, Caller, HttpHead, ReturnPath, SetCookie};
use lucerna_core::{
    Attributes, Auth, PendingSignIn, SameOrigin, SessionCookie, SessionId, SessionOptions, Verified,
};
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

/// [`Auth`] for one request that another site did not send. It dereferences to [`Auth`], on behalf of the request's caller.
///
/// A request with an unsafe method has proved that it comes from the application's own pages, and may sign in and out. A safe
/// method proves nothing, so its `start_session` and `end_session` fail with 403.
///
/// `C` is the type of the returned cookies: [`SetCookie`], or the response part of a framework.
///
/// ```
/// # use lucerna_core::{Auth, KeyId};
/// # use lucerna_web::{AuthError, AuthRequest, HttpHead, SetCookie};
/// async fn sign_in(auth: Auth<()>, head: &HttpHead<'_>, password: &str) -> Result<SetCookie, AuthError> {
///     let auth = AuthRequest::new(&auth, head)?;
///     let verified = auth.verify_password(&KeyId::username("alice"), password).await?;
///     Ok(auth.start_session(verified).await?)
/// }
/// ```
pub struct AuthRequest<U, S = (), C = SetCookie> {
    auth: Auth<U, S>,
    proof: Option<SameOrigin>,
    caller: Caller,
    /// The page that the visitor requested before the sign-in page.
    next: ReturnPath,
    cookie: PhantomData<fn() -> C>,
}

impl<U: Attributes, S: Attributes> AuthRequest<U, S> {
    /// Checks the origin of the request. Cookies are returned as [`SetCookie`].
    ///
    /// # Errors
    /// [`AuthError`] with 403 if the request did not prove that it comes from the application's own pages.
    pub fn new(auth: &Auth<U, S>, head: &HttpHead<'_>) -> Result<Self, AuthError> {
        Self::with_cookie(auth, head)
    }
}

impl<U: Attributes, S: Attributes, C: From<SessionCookie>> AuthRequest<U, S, C> {
    /// Checks the origin of the request, for a framework with a cookie type of its own.
    ///
    /// ```
    /// # use lucerna_core::{Auth, SessionCookie};
    /// # use lucerna_web::{AuthError, AuthRequest, HttpHead};
    /// struct ResponsePart(SessionCookie);
    ///
    /// impl From<SessionCookie> for ResponsePart {
    ///     fn from(cookie: SessionCookie) -> Self {
    ///         Self(cookie)
    ///     }
    /// }
    ///
    /// fn extract(auth: &Auth<()>, head: &HttpHead<'_>) -> Result<AuthRequest<(), (), ResponsePart>, AuthError> {
    ///     AuthRequest::with_cookie(auth, head)
    /// }
    /// ```
    ///
    /// # Errors
    /// As [`new`](AuthRequest::new).
    pub fn with_cookie(auth: &Auth<U, S>, head: &HttpHead<'_>) -> Result<Self, AuthError> {
        let caller = Caller::of(head);
        auth.check_origin(head).map_err(|_| AuthError::cross_origin_of(auth, head).to(caller))?;
        let (auth, proof) = (auth.on_behalf_of(head), auth.prove_origin(head).ok());
        let next = ReturnPath::from_query(head.uri().query());
        Ok(Self { auth, proof, caller, next, cookie: PhantomData })
    }

    /// Signs in: starts a session, and returns the cookie for the response.
    ///
    /// ```
    /// # use lucerna_core::NewKey;
    /// # use lucerna_web::{AuthError, AuthRequest, SetCookie};
    /// async fn sign_up(auth: AuthRequest<()>, password: &str) -> Result<SetCookie, AuthError> {
    ///     let created = auth.create_user(NewKey::username("alice", password), ()).await?;
    ///     Ok(auth.start_session(created.verified).await?)
    /// }
    /// ```
    ///
    /// # Errors
    /// As [`Auth::start_session`], with the caller set. If a second factor is needed, the [`AuthError`] redirects to the page
    /// that asks for it.
    pub async fn start_session(&self, verified: Verified) -> Result<C, AuthError>
    where
        S: Default,
    {
        self.start_session_with(verified, SessionOptions::default()).await
    }

    /// Signs in with options for this session.
    ///
    /// ```
    /// # use lucerna_core::{KeyId, SessionOptions};
    /// # use lucerna_web::{AuthError, AuthRequest, SetCookie};
    /// async fn sign_in_here_only(auth: AuthRequest<()>, password: &str) -> Result<SetCookie, AuthError> {
    ///     let verified = auth.verify_password(&KeyId::username("alice"), password).await?;
    ///     let options = SessionOptions::default().until_browser_closes();
    ///     Ok(auth.start_session_with(verified, options).await?)
    /// }
    /// ```
    ///
    /// # Errors
    /// As [`start_session`](Self::start_session).
    pub async fn start_session_with(
        &self,
        verified: Verified,
        options: SessionOptions<S>,
    ) -> Result<C, AuthError> {
        let proof = self.proof()?;
        let started = self.auth.start_session_with(verified, proof, options).await;
        started.map(Into::into).map_err(|it| AuthError::from(it).to(self.caller).and_back_to(&self.next))
    }

    /// Finishes a sign-in that needed a second factor.
    ///
    /// ```
    /// # use lucerna_core::{PendingSignIn, Verified};
    /// # use lucerna_web::{AuthError, AuthRequest, SetCookie};
    /// async fn show_factor(auth: AuthRequest<()>, pending: PendingSignIn, code: Verified) -> Result<SetCookie, AuthError> {
    ///     auth.finish_sign_in(pending, code).await
    /// }
    /// ```
    ///
    /// # Errors
    /// As [`Auth::finish_sign_in`].
    pub async fn finish_sign_in(&self, pending: PendingSignIn, factor: Verified) -> Result<C, AuthError>
    where
        S: Default,
    {
        let finished = self.auth.finish_sign_in(pending, factor, self.proof()?).await;
        finished.map(Into::into).map_err(|it| AuthError::from(it).to(self.caller).and_back_to(&self.next))
    }

    /// Signs out: deletes the session, and returns the cookie that makes the browser forget it.
    ///
    /// ```
    /// # use lucerna_core::Session;
    /// # use lucerna_web::{AuthError, AuthRequest, SetCookie};
    /// async fn sign_out(auth: AuthRequest<()>, session: Session<()>) -> Result<SetCookie, AuthError> {
    ///     Ok(auth.end_session(&session.id).await?)
    /// }
    /// ```
    ///
    /// # Errors
    /// [`AuthError`] with 403 for a safe method, which another site's page could send. Otherwise as [`Auth::end_session`].
    pub async fn end_session(&self, id: &SessionId) -> Result<C, AuthError> {
        let _checked = self.proof()?;
        let ended = self.auth.end_session(id).await;
        ended.map(Into::into).map_err(|it| AuthError::from(it).to(self.caller))
    }
}

impl<U, S, C> AuthRequest<U, S, C> {
    /// Returns the proof that the request comes from the application's own pages.
    ///
    /// # Errors
    /// [`AuthError`] with 403 for a safe method, which proves nothing.
    pub fn proof(&self) -> Result<SameOrigin, AuthError> {
        self.proof.clone().ok_or_else(|| AuthError::cross_origin().to(self.caller))
    }

    /// Sets the return path, usually from a form's field. Without this call it is read from the query, which a form with an
    /// `action` does not send. The page of a second factor leads back to it.
    ///
    /// ```
    /// # use lucerna_core::KeyId;
    /// # use lucerna_web::{AuthError, AuthRequest, ReturnPath, SetCookie};
    /// async fn sign_in(auth: AuthRequest<()>, password: &str, next: &str) -> Result<SetCookie, AuthError> {
    ///     let verified = auth.verify_password(&KeyId::username("alice"), password).await?;
    ///     auth.returning_to(ReturnPath::from_field(next)).start_session(verified).await
    /// }
    /// ```
    #[must_use]
    pub fn returning_to(self, next: ReturnPath) -> Self {
        Self { next, ..self }
    }

    /// Returns the caller of the request. `AuthError::from(error).to(auth.caller())` is a page for a browser, and JSON for a
    /// script.
    #[must_use]
    pub fn caller(&self) -> Caller {
        self.caller
    }
}

impl<U, S, C> Deref for AuthRequest<U, S, C> {
    type Target = Auth<U, S>;

    fn deref(&self) -> &Auth<U, S> {
        &self.auth
    }
}

impl<U, S, C> fmt::Debug for AuthRequest<U, S, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("AuthRequest").field(&self.auth).finish()
    }
}
