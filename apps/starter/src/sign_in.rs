//! The sign-in page.

use crate::Profile;
use crate::app_info::AppInfo;
use crate::form::{self, Credentials, FormErrors};
use axum::extract::{Form, State};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use lucerna::axum::{AuthError, AuthRequest, CurrentUser};
use lucerna::{KeyId, SessionOptions, SessionPolicy, VerifyPasswordError};
use std::time::Duration;

pub(crate) async fn form(
    State(app): State<AppInfo>,
    user: Option<CurrentUser<Profile>>,
    uri: Uri,
) -> Response {
    form::show(&app, None, &uri, user.is_some())
}

pub(crate) async fn submit(
    auth: AuthRequest<Profile>,
    State(app): State<AppInfo>,
    Form(typed): Form<Credentials>,
) -> Result<Response, AuthError> {
    if let Err(errors) = typed.check_filled_in() {
        return Ok(typed.refuse(&app, false, StatusCode::UNPROCESSABLE_ENTITY, errors));
    }
    let auth = auth.returning_to(typed.landing(&app));
    match auth.verify_password(&KeyId::username(&typed.username), &typed.password).await {
        Ok(verified) => {
            let cookie = auth.start_session_with(verified, session_options(typed.remember)).await?;
            Ok((cookie, Redirect::to(typed.landing(&app).as_str())).into_response())
        }
        Err(VerifyPasswordError::InvalidCredentials) => {
            let errors = FormErrors::form("Incorrect username or password. Please try again.");
            Ok(typed.refuse(&app, false, StatusCode::UNAUTHORIZED, errors))
        }
        Err(VerifyPasswordError::TooManyAttempts(error)) => Ok(typed.refuse_with(&app, false, &error.into())),
        Err(error) => Err(error.into()),
    }
}

const MINUTE: Duration = Duration::from_secs(60);

/// Returns the lifetime of the session and its cookie. Without "Remember me", the cookie ends with the browser. The session
/// then ends after about an hour without use, and after eight hours at the latest. This limit is needed because a browser
/// that restores its windows also restores such a cookie.
fn session_options(remember: bool) -> SessionOptions {
    if remember {
        return SessionOptions::default();
    }
    let mut policy = SessionPolicy::default();
    policy.active = 10 * MINUTE;
    policy.idle = 60 * MINUTE;
    policy.absolute = 8 * 60 * MINUTE;
    SessionOptions::default().policy(policy).until_browser_closes()
}
