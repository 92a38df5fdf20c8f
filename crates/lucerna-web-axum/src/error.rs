//! Lucerna's errors as responses.

use axum_core::response::{IntoResponse, Response};
use http::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE, LOCATION, RETRY_AFTER, WWW_AUTHENTICATE};
use http::request::Parts;
use http::{HeaderValue, Method, StatusCode};
use lucerna_core::{
    AuthenticateError, ChangePasswordError, CreateKeyError, CreateUserError, CrossOrigin, Error, ErrorKind,
    UpdateUserError, VerifyPasswordError,
};
use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

/// An error of Lucerna as a response: a status and one plain sentence, which says nothing of what is inside.
///
/// It is what the extractors reject with, and what a handler that has nothing to add may return:
///
/// | error | status |
/// |---|---|
/// | nobody's bearer token is there | 401 with `WWW-Authenticate: Bearer` |
/// | nobody is signed in | 303 to the sign-in page for a browser that asks for a page, otherwise 401 |
/// | the request comes from elsewhere | 403 |
/// | the credentials do not match | 401 |
/// | there is no such user or key | 404 |
/// | the name is taken | 409 |
/// | the name or the password cannot be used | 422 |
/// | too many passwords are waiting, or the store is not available | 503 with `Retry-After` |
/// | anything else | 500 |
///
/// The cause of a 5xx goes to the log, as an event of `tracing`.
///
/// ```
/// # use lucerna_core::{Attributes, CreateUserError, NewKey};
/// # use lucerna_web_axum::{AuthError, AuthRequest, SetCookie};
/// async fn sign_up(auth: AuthRequest<()>, password: String) -> Result<SetCookie, AuthError> {
///     let created = auth.create_user(NewKey::username("alice", &password), ()).await?; // 409, 422, 503 …
///     Ok(auth.start_session(created.verified).await?)
/// }
///
/// // Or as a part of the application's own error:
/// enum AppError {
///     Auth(AuthError),
///     Other,
/// }
///
/// impl<E: Into<AuthError>> From<E> for AppError {
///     fn from(error: E) -> Self {
///         Self::Auth(error.into())
///     }
/// }
/// ```
#[derive(Debug)]
pub struct AuthError {
    status: StatusCode,
    message: String,
    location: Option<String>,
    retry_after: Option<Duration>,
    challenge: bool,
}

impl AuthError {
    /// The status of the response.
    ///
    /// ```
    /// use lucerna_core::VerifyPasswordError;
    /// use lucerna_web_axum::AuthError;
    ///
    /// assert_eq!(AuthError::from(VerifyPasswordError::InvalidCredentials).status(), 401);
    /// ```
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// When to try again, where that can help.
    ///
    /// ```
    /// use lucerna_core::VerifyPasswordError;
    /// use lucerna_web_axum::AuthError;
    /// use std::time::Duration;
    ///
    /// let busy = VerifyPasswordError::Busy { retry_after: Duration::from_secs(2) };
    /// assert_eq!(AuthError::from(busy).retry_after(), Some(Duration::from_secs(2)));
    /// ```
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    pub(crate) fn new(status: StatusCode, message: impl fmt::Display) -> Self {
        Self { status, message: message.to_string(), location: None, retry_after: None, challenge: false }
    }

    pub(crate) fn signed_out(parts: &Parts, sign_in_path: &str) -> Self {
        let anonymous = Self::new(StatusCode::UNAUTHORIZED, "you are not signed in");
        if asks_for_page(parts) {
            Self { status: StatusCode::SEE_OTHER, location: Some(sign_in_path.to_owned()), ..anonymous }
        } else {
            anonymous
        }
    }

    pub(crate) fn no_bearer() -> Self {
        Self { challenge: true, ..Self::new(StatusCode::UNAUTHORIZED, "a bearer token is needed") }
    }

    fn unavailable(retry_after: Duration) -> Self {
        let busy = Self::new(StatusCode::SERVICE_UNAVAILABLE, "please try again in a moment");
        Self { retry_after: Some(retry_after), ..busy }
    }
}

fn asks_for_page(parts: &Parts) -> bool {
    let html = |it: &HeaderValue| it.to_str().is_ok_and(|it| it.contains("text/html"));
    matches!(parts.method, Method::GET | Method::HEAD) && parts.headers.get_all(ACCEPT).iter().any(html)
}

impl From<CrossOrigin> for AuthError {
    fn from(error: CrossOrigin) -> Self {
        Self::new(StatusCode::FORBIDDEN, error)
    }
}

impl From<Error> for AuthError {
    fn from(error: Error) -> Self {
        let cause = error.source().map(ToString::to_string);
        tracing::error!(%error, cause, "auth.failed");
        match error.kind() {
            ErrorKind::Unavailable => Self::unavailable(Duration::from_secs(1)),
            ErrorKind::Superseded => Self::new(StatusCode::UNAUTHORIZED, "you are not signed in"),
            _ => Self::new(StatusCode::INTERNAL_SERVER_ERROR, "something is broken on our side"),
        }
    }
}

impl From<AuthenticateError> for AuthError {
    fn from(error: AuthenticateError) -> Self {
        match error {
            AuthenticateError::CrossOrigin(error) => error.into(),
            AuthenticateError::Failed(error) => error.into(),
            error => Self::new(StatusCode::INTERNAL_SERVER_ERROR, error),
        }
    }
}

impl From<VerifyPasswordError> for AuthError {
    fn from(error: VerifyPasswordError) -> Self {
        match error {
            VerifyPasswordError::Busy { retry_after } => Self::unavailable(retry_after),
            VerifyPasswordError::Failed(error) => error.into(),
            error => Self::new(StatusCode::UNAUTHORIZED, error),
        }
    }
}

impl From<CreateKeyError> for AuthError {
    fn from(error: CreateKeyError) -> Self {
        match error {
            CreateKeyError::Busy { retry_after } => Self::unavailable(retry_after),
            CreateKeyError::Failed(error) => error.into(),
            CreateKeyError::Taken(_) => Self::new(StatusCode::CONFLICT, error),
            CreateKeyError::MissingUser => Self::new(StatusCode::NOT_FOUND, error),
            error => Self::new(StatusCode::UNPROCESSABLE_ENTITY, error),
        }
    }
}

impl From<ChangePasswordError> for AuthError {
    fn from(error: ChangePasswordError) -> Self {
        match error {
            ChangePasswordError::Busy { retry_after } => Self::unavailable(retry_after),
            ChangePasswordError::Failed(error) => error.into(),
            ChangePasswordError::MissingKey => Self::new(StatusCode::NOT_FOUND, error),
            error => Self::new(StatusCode::UNPROCESSABLE_ENTITY, error),
        }
    }
}

impl From<UpdateUserError> for AuthError {
    fn from(error: UpdateUserError) -> Self {
        match error {
            UpdateUserError::Failed(error) => error.into(),
            UpdateUserError::Taken(_) => Self::new(StatusCode::CONFLICT, error),
            error => Self::new(StatusCode::UNPROCESSABLE_ENTITY, error),
        }
    }
}

impl From<CreateUserError> for AuthError {
    fn from(error: CreateUserError) -> Self {
        match error {
            CreateUserError::Busy { retry_after } => Self::unavailable(retry_after),
            CreateUserError::Failed(error) => error.into(),
            CreateUserError::Taken(_) => Self::new(StatusCode::CONFLICT, error),
            error => Self::new(StatusCode::UNPROCESSABLE_ENTITY, error),
        }
    }
}

impl IntoResponse for AuthError {
    fn into_response(self) -> Response {
        let mut response = self.message.into_response();
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
        if let Some(location) = self.location.and_then(|it| HeaderValue::try_from(it).ok()) {
            headers.insert(LOCATION, location);
        }
        if self.challenge {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(wait) = self.retry_after {
            headers.insert(RETRY_AFTER, HeaderValue::from(wait.as_secs().max(1)));
        }
        response
    }
}

impl fmt::Display for AuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for AuthError {}
