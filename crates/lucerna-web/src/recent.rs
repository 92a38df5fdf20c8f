//! What needs a recent verification.

use crate::{AuthError, Cookie, HttpHead, require_session};
use http::Extensions;
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
    /// The proof, for calls that change a credential.
    #[expect(clippy::must_use_candidate, reason = "the proof says itself that it must be used")]
    pub fn verified(&self) -> &Verified {
        &self.verified
    }

    /// The session in which the request was sent.
    #[must_use]
    pub fn session(&self) -> &Session<U, S> {
        &self.session
    }
}

/// Finds the user of a request who has to have been verified recently.
///
/// ```
/// # use http::request::Parts;
/// # use lucerna_core::Auth;
/// # use lucerna_web::{AuthError, HttpHead, require_recent};
/// async fn close_account(auth: &Auth<()>, parts: &mut Parts) -> Result<(), AuthError> {
///     let head = HttpHead::new(&parts.method, &parts.uri, &parts.headers);
///     let user = require_recent(auth, head, &mut parts.extensions).await?;
///     Ok(auth.delete_user(&user.id).await.map(drop)?)
/// }
/// ```
///
/// # Errors
/// As [`require_session`], and [`AuthError::not_recent`].
pub async fn require_recent<U: Attributes, S: Attributes>(
    auth: &Auth<U, S>,
    head: HttpHead<'_>,
    extensions: &mut Extensions,
) -> Result<Recent<U, S>, AuthError> {
    let session = require_session::<Cookie, U, S>(auth, head, extensions).await?;
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
