//! Lucerna's errors as answers.

use crate::{Caller, HttpHead, Problem, ReturnPath, SetCookie, words};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, LOCATION, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderName, HeaderValue, Response, StatusCode};
use lucerna_core::{SecondFactorNeeded, Secret};
use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;
use tracing::Level;

mod from;

/// Any error of Lucerna as an answer: a status, headers and a body for whoever asked.
///
/// | error | status | code |
/// |---|---|---|
/// | no user is signed in | 401, or 303 to the sign-in page | `signed_out` |
/// | no valid bearer token was sent | 401 with `WWW-Authenticate: Bearer` | `bearer_needed` |
/// | a second factor is needed | 303 to the page that asks for it, or 401; without cookies with a `token` in the JSON | `second_factor_needed` |
/// | the last verification is not recent | 303 to the page that asks, or 403 | `verification_not_recent` |
/// | a proof is too old | 401 | `verification_stale` |
/// | the credentials do not match | 401 | `invalid_credentials` |
/// | the user, session, key or password was deleted or changed during the request | 401 | `superseded` |
/// | the session is another user's | 401 | `session_of_another_user` |
/// | the request did not show that it comes from our own pages | 403 | `cross_origin` |
/// | a one-time state is unknown, used or expired | 403 | `state_unknown` |
/// | there is no such user, key, password or record | 404 | `missing_user`, `missing_key`, `missing_password`, `missing_record` |
/// | the name, another value or an id is in use | 409 | `name_taken`, `value_taken`, `id_taken` |
/// | the user has a password already, or no other way to sign in | 409 | `password_exists`, `last_key` |
/// | the name, another value or an id cannot be used | 422 | `invalid_name`, `invalid_value`, `invalid_id`, `login_name`, `refused` |
/// | the password cannot be chosen | 422 | `password_too_short`, `password_too_long`, `password_common`, `password_context` |
/// | too many passwords are waiting, or the database is not available | 503 with `Retry-After` | `busy`, `unavailable` |
/// | anything else | 500 | `failed` |
///
/// A [`Caller`] that is a page gets HTML, a script `application/problem+json` (RFC 9457), and plain text goes to htmx and
/// where nothing says who asks. The words are for visitors; the cause of a 5xx goes to the log.
///
/// ```
/// use lucerna_core::VerifyPasswordError;
/// use lucerna_web::{AuthError, HttpHead};
///
/// let request = http::Request::post("/login").header("accept", "application/json").body(())?;
/// let error = AuthError::from(VerifyPasswordError::InvalidCredentials);
/// let response = error.respond(&HttpHead::from(&request));
/// assert_eq!(response.status(), 401);
/// assert_eq!(response.headers()["content-type"], "application/problem+json");
/// # Ok::<(), http::Error>(())
/// ```
///
/// # In a form
///
/// A form is shown again with its error: `error.problem().detail()` is the sentence for it. Let pass what is no fault of the form:
/// `error.status().is_server_error()`, [`is_redirect`](Self::is_redirect), and a [`Caller::Script`], which reads JSON.
///
/// # As a part of the application's own error
///
/// [`convert_auth_errors!`](crate::convert_auth_errors) writes the conversions of all of Lucerna's errors at once.
pub struct AuthError(Box<Inner>);

struct Inner {
    problem: Problem,
    caller: Caller,
    /// The address of the page where the visitor can go on, with the way back.
    next_page: Option<String>,
    /// Whether a page is sent there.
    redirects: bool,
    cookie: Option<SetCookie>,
    /// The secret with which a caller without cookies goes on.
    token: Option<Secret>,
    retry_after: Option<Duration>,
    challenges: bool,
    failure: Option<Failure>,
}

/// What the log is told.
struct Failure {
    level: Level,
    error: Box<dyn StdError + Send + Sync>,
}

impl AuthError {
    fn new(problem: Problem) -> Self {
        Self(Box::new(Inner {
            problem,
            caller: Caller::Unknown,
            next_page: None,
            redirects: false,
            cookie: None,
            token: None,
            retry_after: None,
            challenges: false,
            failure: None,
        }))
    }

    fn failed(problem: Problem, level: Level, error: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        let mut failed = Self::new(problem);
        failed.0.failure = Some(Failure { level, error: error.into() });
        failed
    }

    fn busy(retry_after: Duration, error: impl StdError + Send + Sync + 'static) -> Self {
        // One of many, and of no account each.
        let mut busy = Self::failed(words::BUSY, Level::DEBUG, error);
        busy.0.retry_after = Some(retry_after);
        busy
    }

    /// No user is signed in. A page is sent to the sign-in page and comes back afterwards, htmx is told to go there, and
    /// everybody else receives 401.
    ///
    /// ```
    /// use lucerna_web::{AuthError, HttpHead};
    ///
    /// let request = http::Request::get("/notes?page=2").header("sec-fetch-mode", "navigate").body(())?;
    /// let response = AuthError::signed_out(&HttpHead::from(&request), "/login").into_http();
    /// assert_eq!(response.status(), 303);
    /// assert_eq!(response.headers()["location"], "/login?next=%2Fnotes%3Fpage%3D2");
    /// # Ok::<(), http::Error>(())
    /// ```
    #[must_use]
    pub fn signed_out(head: &HttpHead<'_>, sign_in_path: &str) -> Self {
        Self::new(words::SIGNED_OUT).at_page(head, sign_in_path)
    }

    pub(crate) fn cross_origin() -> Self {
        Self::new(words::CROSS_ORIGIN)
    }

    /// The user of the session was not verified recently. A page is sent to the page that asks, and comes back afterwards, htmx
    /// is told to go there, and everybody else receives 403.
    ///
    /// ```
    /// use lucerna_web::{AuthError, HttpHead};
    ///
    /// let request = http::Request::get("/account").header("sec-fetch-mode", "navigate").body(())?;
    /// let response = AuthError::not_recent(&HttpHead::from(&request), "/login/verify").into_http();
    /// assert_eq!(response.headers()["location"], "/login/verify?next=%2Faccount");
    /// # Ok::<(), http::Error>(())
    /// ```
    #[must_use]
    pub fn not_recent(head: &HttpHead<'_>, verify_path: &str) -> Self {
        Self::new(words::NOT_RECENT).at_page(head, verify_path)
    }

    fn at_page(self, head: &HttpHead<'_>, path: &str) -> Self {
        let mut error = self.to(Caller::of(head));
        error.0.next_page = Some(ReturnPath::asked_for(head).added_to(path));
        error.0.redirects = error.0.caller == Caller::Page && head.is_read();
        error
    }

    /// A sign-in was halted. A form that was posted is answered as signing in would have been, with a redirect, and so is a
    /// caller who does not say who asks; a script receives 401.
    fn second_factor(needed: SecondFactorNeeded) -> Self {
        let mut error = Self::new(words::SECOND_FACTOR_NEEDED);
        let is_bearer = needed.is_bearer();
        let (path, cookie, token) = needed.into_parts();
        if is_bearer {
            error.0.token = Some(token);
            return error;
        }
        error.0.next_page = Some(path);
        error.0.redirects = true;
        error.0.cookie = Some(cookie.into());
        error
    }

    /// The page where the visitor goes on leads back to this one.
    pub(crate) fn and_back_to(mut self, path: &ReturnPath) -> Self {
        self.0.next_page = self.0.next_page.map(|it| path.added_to(&it));
        self
    }

    /// No valid bearer token was sent.
    ///
    /// ```
    /// let response = lucerna_web::AuthError::bearer_needed().into_http();
    /// assert_eq!(response.headers()["www-authenticate"], "Bearer");
    /// ```
    #[must_use]
    pub fn bearer_needed() -> Self {
        let mut error = Self::new(words::BEARER_NEEDED);
        error.0.challenges = true;
        error
    }

    /// The application is put together wrongly. The answer is 500, and the log has this sentence: say what to change.
    ///
    /// ```
    /// let error = lucerna_web::AuthError::misconfigured("no `Auth` was installed: add the layer `Extension(auth)`");
    /// assert_eq!(error.status(), 500);
    /// ```
    #[must_use]
    pub fn misconfigured(what_to_change: &'static str) -> Self {
        Self::failed(words::FAILED, Level::ERROR, what_to_change)
    }

    /// Says who reads the answer.
    ///
    /// ```
    /// use lucerna_web::{AuthError, Caller};
    ///
    /// let response = AuthError::bearer_needed().to(Caller::Script).into_http();
    /// assert_eq!(response.headers()["content-type"], "application/problem+json");
    /// ```
    #[must_use]
    pub fn to(mut self, caller: Caller) -> Self {
        self.0.caller = caller;
        self
    }

    /// What the answer says.
    #[must_use]
    pub fn problem(&self) -> &Problem {
        &self.0.problem
    }

    /// The code for programs. It stays the same in later versions.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.0.problem.code()
    }

    /// The status of the error. The answer to a page can be a redirect, 303, instead.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.0.problem.status()
    }

    /// Returns true if the answer is a redirect to the page where the visitor goes on: to sign in, to verify again, or to show a
    /// second factor. A handler that shows other errors in its own form lets this one pass.
    ///
    /// ```
    /// use lucerna_web::AuthError;
    ///
    /// fn is_for_the_form(error: &AuthError) -> bool {
    ///     error.status().is_client_error() && !error.is_redirect()
    /// }
    /// ```
    #[must_use]
    pub fn is_redirect(&self) -> bool {
        self.0.redirects && matches!(self.0.caller, Caller::Page | Caller::Unknown)
    }

    /// When to try again, where that can help.
    ///
    /// ```
    /// use lucerna_core::VerifyPasswordError;
    /// use lucerna_web::AuthError;
    /// use std::time::Duration;
    ///
    /// let busy = VerifyPasswordError::Busy { retry_after: Duration::from_secs(2) };
    /// assert_eq!(AuthError::from(busy).retry_after(), Some(Duration::from_secs(2)));
    /// ```
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Writes the event `auth.failed` with the cause of a 5xx: at `ERROR` what somebody has to mend, at `WARN` a database
    /// that is not available, at `DEBUG` that too many passwords are waiting. Other errors are not logged.
    ///
    /// [`respond`](Self::respond) and [`into_http`](Self::into_http) call it. Call it where you answer in another way.
    pub fn log(&self) {
        let Some(Failure { level, error }) = &self.0.failure else { return };
        let (code, cause) = (self.code(), error.source().map(ToString::to_string));
        match *level {
            Level::ERROR => tracing::error!(target: "lucerna", code, %error, cause, "auth.failed"),
            Level::WARN => tracing::warn!(target: "lucerna", code, %error, cause, "auth.failed"),
            _ => tracing::debug!(target: "lucerna", code, %error, cause, "auth.failed"),
        }
    }

    /// The answer to this request, and the line in the log.
    #[must_use]
    pub fn respond(self, head: &HttpHead<'_>) -> Response<String> {
        self.to(Caller::of(head)).into_http()
    }

    /// The answer for the caller that [`to`](Self::to) named, and the line in the log. An extractor's error knows its
    /// caller; one that was converted from an error of the core does not, and becomes plain text.
    #[must_use]
    pub fn into_http(self) -> Response<String> {
        self.log();
        let redirects = self.is_redirect();
        let Inner { problem, caller, next_page, cookie, token, retry_after, challenges, .. } = *self.0;
        let token = token.as_ref().map(Secret::expose);
        let (content_type, body) = match caller {
            // Whoever signs in without cookies is a program, whatever it accepts.
            _ if token.is_some() => ("application/problem+json", problem.to_json_with(token)),
            Caller::Page => ("text/html; charset=utf-8", problem.to_html(next_page.as_deref())),
            Caller::Script => ("application/problem+json", problem.to_json()),
            Caller::Htmx | Caller::Unknown => ("text/plain; charset=utf-8", problem.detail().to_owned()),
        };
        let mut response = Response::new(body);
        *response.status_mut() = if redirects { StatusCode::SEE_OTHER } else { problem.status() };
        let headers = response.headers_mut();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        let place = match caller {
            _ if redirects => Some(LOCATION),
            Caller::Htmx => Some(HeaderName::from_static("hx-redirect")),
            _ => None,
        };
        let location = next_page.and_then(|it| HeaderValue::try_from(it).ok());
        if let Some((name, location)) = place.zip(location) {
            headers.insert(name, location);
        }
        if challenges {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(wait) = retry_after {
            headers.insert(RETRY_AFTER, HeaderValue::from(wait.as_secs().max(1)));
        }
        if let Some(Err(unwritten)) = cookie.map(|it| it.add_to(headers)) {
            return unwritten.into_http();
        }
        response.extensions_mut().insert(problem);
        response
    }
}

/// `Debug` shows the status and the code alone, since some frameworks send it to the browser.
impl fmt::Debug for AuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (status, code) = (self.status().as_u16(), self.code());
        f.debug_struct("AuthError").field("status", &status).field("code", &code).finish()
    }
}

impl fmt::Display for AuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.problem.detail())
    }
}

impl StdError for AuthError {
    /// The cause of a 5xx, for the log.
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        let failure = self.0.failure.as_ref()?;
        Some(&*failure.error)
    }
}

#[cfg(test)]
mod tests;
