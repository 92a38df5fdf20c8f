//! Lucerna's errors as axum responses.

use axum_core::body::Body;
use axum_core::response::{IntoResponse, Response};
use lucerna_web::Caller;
use std::error::Error as StdError;
use std::fmt;
use std::ops::Deref;

/// Any error of Lucerna as a response. It dereferences to [`lucerna_web::AuthError`], which lists the response to each error.
///
/// The extractors reject with it, and handlers can return it. A rejection is a page, JSON or a redirect, by the caller. An
/// error that a handler returns does not know the request, so it becomes plain text, unless [`to`](AuthError::to) sets the
/// caller. The middleware [`negotiate_errors`](crate::negotiate_errors) does so for all handlers.
///
/// ```
/// # use lucerna_core::NewKey;
/// # use lucerna_web_axum::{AuthError, AuthRequest, SetCookie};
/// async fn sign_up(auth: AuthRequest<()>, password: String) -> Result<SetCookie, AuthError> {
///     let created = auth.create_user(NewKey::username("alice", &password), ()).await?; // 409, 422, 503 …
///     Ok(auth.start_session(created.verified).await?)
/// }
/// ```
///
/// To use it in the application's own error, beside others:
///
/// ```
/// use axum::response::{IntoResponse, Response};
/// # use lucerna_core::KeyId;
/// # use lucerna_web_axum::{AuthError, AuthRequest, SetCookie};
///
/// enum AppError {
///     Auth(AuthError),
///     Disk(std::io::Error),
/// }
///
/// lucerna_web::convert_auth_errors!(AppError, AppError::Auth); // in the crate `lucerna`, it is in the module `web`
///
/// impl From<std::io::Error> for AppError {
///     fn from(error: std::io::Error) -> Self {
///         Self::Disk(error)
///     }
/// }
///
/// impl IntoResponse for AppError {
///     fn into_response(self) -> Response {
///         match self {
///             Self::Auth(error) => error.into_response(),
///             Self::Disk(_) => (axum::http::StatusCode::INTERNAL_SERVER_ERROR, "please try again later").into_response(),
///         }
///     }
/// }
///
/// async fn sign_in(auth: AuthRequest<()>, password: String) -> Result<SetCookie, AppError> {
///     let verified = auth.verify_password(&KeyId::username("alice"), &password).await?;
///     std::fs::write("last-sign-in.txt", verified.user_id().as_str())?;
///     Ok(auth.start_session(verified).await?)
/// }
/// ```
#[derive(Debug)]
pub struct AuthError(lucerna_web::AuthError);

impl AuthError {
    /// Sets the caller that reads the response: a page gets HTML, a script JSON.
    ///
    /// ```
    /// # use lucerna_core::KeyId;
    /// # use lucerna_web_axum::{AuthError, AuthRequest, SetCookie};
    /// async fn sign_in(auth: AuthRequest<()>, password: String) -> Result<SetCookie, AuthError> {
    ///     let verified = auth.verify_password(&KeyId::username("alice"), &password).await;
    ///     let verified = verified.map_err(|it| AuthError::from(it).to(auth.caller()))?;
    ///     Ok(auth.start_session(verified).await?)
    /// }
    /// ```
    #[must_use]
    pub fn to(self, caller: Caller) -> Self {
        Self(self.0.to(caller))
    }
}

impl<E: Into<lucerna_web::AuthError>> From<E> for AuthError {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for AuthError {
    fn into_response(self) -> Response {
        self.0.into_http().map(Body::from)
    }
}

impl Deref for AuthError {
    type Target = lucerna_web::AuthError;

    fn deref(&self) -> &lucerna_web::AuthError {
        &self.0
    }
}

impl fmt::Display for AuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl StdError for AuthError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source()
    }
}
