//! [`Auth`] for one request that comes from our own pages.

use crate::{AuthError, Caller, HttpHead, SetCookie};
use lucerna_core::{Attributes, Auth, Error, SameOrigin, SessionId, SessionOptions, Verified};
use std::fmt;
use std::ops::Deref;

/// [`Auth`] for one request that has shown that it comes from our own pages. It dereferences to [`Auth`].
///
/// ```
/// # use lucerna_core::{Auth, KeyId};
/// # use lucerna_web::{AuthError, AuthRequest, HttpHead, SetCookie};
/// async fn sign_in(auth: Auth<()>, head: &HttpHead<'_>, password: &str) -> Result<SetCookie, AuthError> {
///     let auth = AuthRequest::new(auth, head)?;
///     let verified = auth.verify_password(&KeyId::username("alice"), password).await?;
///     Ok(auth.start_session(verified).await?)
/// }
/// ```
pub struct AuthRequest<U, S = ()> {
    auth: Auth<U, S>,
    proof: SameOrigin,
    caller: Caller,
}

impl<U: Attributes, S: Attributes> AuthRequest<U, S> {
    /// Checks where the request comes from.
    ///
    /// # Errors
    /// [`AuthError`] with 403 if the request did not show that it comes from our own pages.
    pub fn new(auth: Auth<U, S>, head: &HttpHead<'_>) -> Result<Self, AuthError> {
        let caller = Caller::of(head);
        match auth.check_origin(head) {
            Ok(proof) => Ok(Self { auth, proof, caller }),
            Err(error) => Err(AuthError::from(error).to(caller)),
        }
    }

    /// Signs in: starts a session, and returns the cookie to answer with.
    ///
    /// # Errors
    /// As [`Auth::start_session`].
    pub async fn start_session(&self, verified: Verified) -> Result<SetCookie, Error>
    where
        S: Default,
    {
        self.start_session_with(verified, SessionOptions::default()).await
    }

    /// Signs in with options of this one session.
    ///
    /// # Errors
    /// As [`Auth::start_session`].
    pub async fn start_session_with(
        &self,
        verified: Verified,
        options: SessionOptions<S>,
    ) -> Result<SetCookie, Error> {
        self.auth.start_session_with(verified, self.proof, options).await.map(Into::into)
    }

    /// Signs out: deletes the session, and returns the cookie that makes the browser forget it.
    ///
    /// # Errors
    /// As [`Auth::end_session`].
    pub async fn end_session(&self, id: &SessionId) -> Result<SetCookie, Error> {
        self.auth.end_session(id).await.map(Into::into)
    }
}

impl<U, S> AuthRequest<U, S> {
    /// Who reads the answer: `AuthError::from(error).to(auth.caller())` is a page for a browser and JSON for a script.
    #[must_use]
    pub fn caller(&self) -> Caller {
        self.caller
    }
}

impl<U, S> Deref for AuthRequest<U, S> {
    type Target = Auth<U, S>;

    fn deref(&self) -> &Auth<U, S> {
        &self.auth
    }
}

impl<U, S> fmt::Debug for AuthRequest<U, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("AuthRequest").field(&self.auth).finish()
    }
}
