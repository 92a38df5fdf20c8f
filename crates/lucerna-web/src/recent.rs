//! Requests that need a recent verification.

use crate::session::required;
use crate::{AuthError, Cookie, HttpHead};
use http::Extensions;
use http::request::Parts;
use lucerna_core::{Attributes, Auth, NotRecent, Session, User, Verified};
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// The user of a request who was verified recently, with the proof. It dereferences to [`User<U>`].
///
/// ```
/// # use lucerna_core::{Auth, ChangePasswordError};
/// # use lucerna_web::Recent;
/// async fn change(auth: &Auth<()>, user: &Recent<()>, new: &str) -> Result<(), ChangePasswordError> {
///     println!("a new password for {}", user.id);
///     auth.change_password(user.verified(), new, Some(&user.session().id)).await.map(drop)
/// }
/// ```
pub struct Recent<U, S = ()> {
    session: Arc<Session<U, S>>,
    verified: Arc<Verified>,
}

impl<U, S> Recent<U, S> {
    /// Returns the proof, for calls that change a credential.
    pub fn verified(&self) -> &Verified {
        &self.verified
    }

    /// Returns the session in which the request was sent.
    #[must_use]
    pub fn session(&self) -> &Session<U, S> {
        &self.session
    }
}

/// Finds the user of a request, who must have been verified recently.
///
/// ```
/// # use http::request::Parts;
/// # use lucerna_core::Auth;
/// # use lucerna_web::{AuthError, require_recent};
/// async fn close_account(auth: &Auth<()>, parts: &mut Parts) -> Result<(), AuthError> {
///     let user = require_recent(auth, parts).await?;
///     Ok(auth.delete_user(&user.id).await.map(drop)?)
/// }
/// ```
///
/// # Errors
/// As [`require_session`](crate::require_session), and [`AuthError::not_recent`].
pub async fn require_recent<U: Attributes, S: Attributes>(
    auth: &Auth<U, S>,
    parts: &mut Parts,
) -> Result<Recent<U, S>, AuthError> {
    let (head, extensions) = HttpHead::split(parts);
    look_up_recent(auth, head, extensions).await
}

/// Does the same as [`require_recent`], for the crate of a framework that brings its own head and extensions.
///
/// ```
/// # use http::Extensions;
/// # use lucerna_core::Auth;
/// # use lucerna_web::{AuthError, HttpHead, look_up_recent};
/// async fn may_change(auth: &Auth<()>, head: HttpHead<'_>, memory: &mut Extensions) -> Result<(), AuthError> {
///     look_up_recent(auth, head, memory).await.map(drop)
/// }
/// ```
///
/// # Errors
/// As [`require_recent`].
pub async fn look_up_recent<U: Attributes, S: Attributes>(
    auth: &Auth<U, S>,
    head: HttpHead<'_>,
    extensions: &mut Extensions,
) -> Result<Recent<U, S>, AuthError> {
    let session = required::<Cookie, U, S>(auth, head, extensions).await?;
    match auth.recent_proof(&session) {
        Ok(verified) => Ok(Recent { session, verified: Arc::new(verified) }),
        Err(NotRecent { .. }) => Err(AuthError::not_recent(&head, auth.verify_path())),
    }
}

impl<U, S> Deref for Recent<U, S> {
    type Target = User<U>;

    fn deref(&self) -> &User<U> {
        &self.session.user
    }
}

impl<U, S> Clone for Recent<U, S> {
    fn clone(&self) -> Self {
        Self { session: Arc::clone(&self.session), verified: Arc::clone(&self.verified) }
    }
}

impl<U: fmt::Debug, S: fmt::Debug> fmt::Debug for Recent<U, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Recent").field(&self.session).finish()
    }
}
