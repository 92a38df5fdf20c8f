//! Lucerna's errors as HTTP responses.

use crate::{Caller, HttpHead, Problem, ReturnPath, SetCookie, visitor_texts};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, LOCATION, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderName, HeaderValue, Response, StatusCode};
use lucerna_core::{Attributes, Auth, SecondFactorNeeded, Secret};
use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;
use tracing::Level;

mod conversions;
mod outage_log;

/// Any error of Lucerna as an HTTP response: a status, headers and a body that fits the caller.
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
/// | the request did not prove that it comes from the application's own pages | 403 | `cross_origin` |
/// | a one-time state is unknown, used or expired | 403 | `state_unknown` |
/// | the user, key, password or record does not exist | 404 | `missing_user`, `missing_key`, `missing_password`, `missing_record` |
/// | a name, another value or an id is in use, or a name looks like another | 409 | `name_taken`, `name_looks_alike`, `value_taken`, `id_taken` |
/// | the user has a password already, or no other way to sign in | 409 | `password_exists`, `last_key` |
/// | a name, another value or an id cannot be used | 422 | `invalid_name`, `invalid_value`, `invalid_id`, `login_name`, `refused` |
/// | the password does not meet the policy | 422 | `password_too_short`, `password_too_long`, `password_common`, `password_context`, `password_breached` |
/// | a limit of attempts is reached | 429 with `Retry-After`, or without if only another proof helps | `too_many_attempts` |
/// | too many passwords are waiting to be hashed, or the database is not available | 503 with `Retry-After` | `busy`, `unavailable` |
/// | anything else | 500 | `failed` |
///
/// The [`Caller`] decides the body: HTML for a page, `application/problem+json` (RFC 9457) for a script, and plain text for
/// htmx and unknown callers. The body is written for visitors, and the cause of a 5xx goes to the log.
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
/// To show a form again with its error, take the sentence from `error.problem().detail()`, and the header of a 429 from
/// [`retry_after_seconds`](Self::retry_after_seconds). Return errors that the form did not
/// cause: `error.status().is_server_error()`, [`is_redirect`](Self::is_redirect), and any for a [`Caller::Script`], which reads JSON.
///
/// # As a part of the application's own error
///
/// [`convert_auth_errors!`](crate::convert_auth_errors) implements the conversions from all of Lucerna's errors at once.
pub struct AuthError(Box<Inner>);

struct Inner {
    problem: Problem,
    caller: Caller,
    /// The page where the visitor can continue, with the return path.
    next_page: Option<String>,
    /// True if a page is redirected to `next_page`.
    redirects: bool,
    cookie: Option<SetCookie>,
    /// The token with which a caller without cookies continues its sign-in.
    token: Option<Secret>,
    retry_after: Option<Duration>,
    challenges: bool,
    log_entry: Option<LogEntry>,
}

/// The entry that a failure writes to the log.
struct LogEntry {
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
            log_entry: None,
        }))
    }

    fn failed(problem: Problem, level: Level, error: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        let mut failed = Self::new(problem);
        failed.0.log_entry = Some(LogEntry { level, error: error.into() });
        failed
    }

    fn busy(retry_after: Duration, error: impl StdError + Send + Sync + 'static) -> Self {
        // An overload writes many of these, and one alone says little.
        let mut busy = Self::failed(visitor_texts::BUSY, Level::DEBUG, error);
        busy.0.retry_after = Some(retry_after);
        busy
    }

    /// Returns the error that no user is signed in. A page is redirected to the sign-in page, with the way back. htmx receives
    /// `HX-Redirect`, and all other callers 401.
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
        Self::new(visitor_texts::SIGNED_OUT).at_page(head, sign_in_path)
    }

    pub(crate) fn cross_origin() -> Self {
        Self::new(visitor_texts::CROSS_ORIGIN)
    }

    /// Returns the error of a refused request. On an origin of this machine it says what the developer has to check.
    pub(crate) fn cross_origin_of<U: Attributes, S: Attributes>(
        auth: &Auth<U, S>,
        head: &HttpHead<'_>,
    ) -> Self {
        let problem = visitor_texts::CROSS_ORIGIN;
        Self::new(match auth.cross_origin_advice(head) {
            Some(advice) => problem.with_detail(format!("{} {advice}", visitor_texts::BLOCKED)),
            None => problem,
        })
    }

    /// Returns the error that the session's user was not verified recently. A page is redirected to `verify_path`, with the
    /// way back. htmx receives `HX-Redirect`, and all other callers 403.
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
        Self::new(visitor_texts::NOT_RECENT).at_page(head, verify_path)
    }

    fn at_page(self, head: &HttpHead<'_>, path: &str) -> Self {
        let mut error = self.to(Caller::of(head));
        error.0.next_page = Some(ReturnPath::asked_for(head).added_to(path));
        error.0.redirects = error.0.caller == Caller::Page && head.is_read();
        error
    }

    /// Returns the error that a sign-in needs a second factor. A posted form and an unknown caller are redirected, as after a
    /// sign-in, and a script receives 401.
    fn second_factor(needed: SecondFactorNeeded) -> Self {
        let mut error = Self::new(visitor_texts::SECOND_FACTOR_NEEDED);
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

    /// Adds the return path to the page where the visitor continues.
    pub(crate) fn and_back_to(mut self, path: &ReturnPath) -> Self {
        self.0.next_page = self.0.next_page.map(|it| path.added_to(&it));
        self
    }

    /// Returns the error that no valid bearer token was sent.
    ///
    /// ```
    /// let response = lucerna_web::AuthError::bearer_needed().into_http();
    /// assert_eq!(response.headers()["www-authenticate"], "Bearer");
    /// ```
    #[must_use]
    pub fn bearer_needed() -> Self {
        let mut error = Self::new(visitor_texts::BEARER_NEEDED);
        error.0.challenges = true;
        error
    }

    /// Returns the error of a wrongly assembled application. The answer is 500, and the log has this sentence.
    ///
    /// ```
    /// let error = lucerna_web::AuthError::misconfigured("no `Auth` was installed: add the layer `Extension(auth)`");
    /// assert_eq!(error.status(), 500);
    /// ```
    #[must_use]
    pub fn misconfigured(what_to_change: &'static str) -> Self {
        Self::failed(visitor_texts::FAILED, Level::ERROR, what_to_change)
    }

    /// Sets the caller that reads the response.
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

    /// Returns the problem that the response shows.
    #[must_use]
    pub fn problem(&self) -> &Problem {
        &self.0.problem
    }

    /// Returns the code for programs. It stays the same in later versions.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.0.problem.code()
    }

    /// Returns the status of the error. The response to a page can be a redirect, 303, instead.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.0.problem.status()
    }

    /// Returns true if the response redirects the visitor: to sign in, to verify again, or to show a second factor. A handler
    /// that shows other errors in its own form returns this one.
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

    /// Returns the time to wait before a retry, if a retry can help.
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

    /// Returns the value of the header `Retry-After`, for a form that is shown again with its error: whole seconds, rounded
    /// up, so that a retry is not too early.
    ///
    /// ```
    /// use lucerna_core::{TooManyAttempts, VerifyPasswordError};
    /// use lucerna_web::AuthError;
    /// use std::time::Duration;
    ///
    /// let limited = TooManyAttempts::until_after(Duration::from_millis(1500));
    /// let error = AuthError::from(VerifyPasswordError::TooManyAttempts(limited));
    /// assert_eq!((error.status().as_u16(), error.retry_after_seconds()), (429, Some(2)));
    /// ```
    #[must_use]
    pub fn retry_after_seconds(&self) -> Option<u64> {
        let seconds = self.0.retry_after?.as_millis().div_ceil(1000);
        Some(u64::try_from(seconds).unwrap_or(u64::MAX).max(1))
    }

    /// Writes the event `auth.failed` with the cause of a 5xx. Other errors are not logged.
    ///
    /// An unavailable database is logged once in ten seconds for each cause, with the number of failures as `count`. The level
    /// is `WARN` for it, `DEBUG` for an overload of password hashing, and `ERROR` for failures
    /// that need a fix. [`respond`](Self::respond) and [`into_http`](Self::into_http) call it; call it if you use neither.
    pub fn log(&self) {
        let Some(LogEntry { level, error }) = &self.0.log_entry else { return };
        let (code, cause) = (self.code(), error.source().map(ToString::to_string));
        match *level {
            Level::ERROR => tracing::error!(target: "lucerna", code, %error, cause, "auth.failed"),
            Level::WARN => {
                if let Some(count) = outage_log::note(&format!("{error}: {cause:?}")) {
                    let count = (count > 1).then_some(count);
                    tracing::warn!(target: "lucerna", code, %error, cause, count, "auth.failed");
                }
            }
            _ => tracing::debug!(target: "lucerna", code, %error, cause, "auth.failed"),
        }
    }

    /// Returns the response to this request, and logs a 5xx.
    #[must_use]
    pub fn respond(self, head: &HttpHead<'_>) -> Response<String> {
        self.to(Caller::of(head)).into_http()
    }

    /// Returns the response for the caller that [`to`](Self::to) set, and logs a 5xx. An extractor's error has its caller
    /// set. An error converted from the core has none, and becomes plain text.
    #[must_use]
    pub fn into_http(self) -> Response<String> {
        self.log();
        let (redirects, retry_after) = (self.is_redirect(), self.retry_after_seconds());
        let Inner { problem, caller, next_page, cookie, token, challenges, .. } = *self.0;
        let token = token.as_ref().map(Secret::expose);
        let (content_type, body) = match caller {
            // A caller that signs in without cookies is a program, despite its `Accept` header.
            _ if token.is_some() => ("application/problem+json", problem.to_json_with(token)),
            Caller::Page => ("text/html; charset=utf-8", problem.to_html(next_page.as_deref())),
            caller => problem.content_for(caller),
        };
        let mut response = Response::new(body);
        *response.status_mut() = if redirects { StatusCode::SEE_OTHER } else { problem.status() };
        let headers = response.headers_mut();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        let redirect_header = match caller {
            _ if redirects => Some(LOCATION),
            Caller::Htmx => Some(HeaderName::from_static("hx-redirect")),
            _ => None,
        };
        let location = next_page.and_then(|it| HeaderValue::try_from(it).ok());
        if let Some((name, location)) = redirect_header.zip(location) {
            headers.insert(name, location);
        }
        if challenges {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = retry_after {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        if let Some(Err(error)) = cookie.map(|it| it.add_to(headers)) {
            return error.into_http();
        }
        response.extensions_mut().insert(problem);
        response
    }
}

/// `Debug` shows only the status and the code, since some frameworks send it to the browser.
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
        let entry = self.0.log_entry.as_ref()?;
        Some(&*entry.error)
    }
}

#[cfg(test)]
mod tests;
