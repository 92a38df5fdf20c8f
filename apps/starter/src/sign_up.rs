//! The sign-up page.

use crate::Profile;
use crate::form::{self, Credentials, FormErrors, TOO_LONG, TOO_SHORT};
use crate::page::AppName;
use axum::extract::{Form, State};
use axum::http::header::RETRY_AFTER;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use lucerna::axum::{AuthError, AuthRequest, CurrentUser};
use lucerna::{CreateUserError, PasswordError, Weakness};

pub(crate) async fn form(
    State(app_name): State<AppName>,
    user: Option<CurrentUser<Profile>>,
    uri: Uri,
) -> Response {
    form::show(&app_name, true, &uri, user.is_some())
}

pub(crate) async fn submit(
    auth: AuthRequest<Profile>,
    State(app_name): State<AppName>,
    Form(typed): Form<Credentials>,
) -> Result<Response, AuthError> {
    if let Err(errors) = typed.check_rules() {
        return Ok(typed.refuse(&app_name, true, StatusCode::UNPROCESSABLE_ENTITY, errors));
    }
    let auth = auth.returning_to(typed.return_path());
    match auth.sign_up(Profile { username: typed.username.clone() }, &typed.password).await {
        Ok(created) => match auth.start_session(created.verified).await {
            Ok(cookie) => Ok((cookie, Redirect::to(typed.return_path().as_str())).into_response()),
            Err(error) => Ok(created_only(&app_name, typed, &error.into())),
        },
        Err(error) => {
            let (status, errors) = explain(error)?;
            Ok(typed.refuse(&app_name, true, status, errors))
        }
    }
}

/// Returns the sign-in page after a sign-up whose session could not be started. A second sign-up would only say that the
/// name is taken.
fn created_only(app_name: &AppName, mut typed: Credentials, error: &AuthError) -> Response {
    error.log();
    let errors = FormErrors::form(
        "Your account was created, but we could not sign you in yet. Please sign in in a moment.",
    );
    typed.remember = true;
    let retry_after = error.retry_after().map(|it| [(RETRY_AFTER, it.as_secs().to_string())]);
    (retry_after, typed.refuse(app_name, false, error.status(), errors)).into_response()
}

fn explain(error: CreateUserError) -> Result<(StatusCode, FormErrors), AuthError> {
    Ok(match error {
        CreateUserError::Taken(_) => (
            StatusCode::CONFLICT,
            FormErrors::username("This username is already taken. Please choose another."),
        ),
        CreateUserError::Password(error) => {
            (StatusCode::UNPROCESSABLE_ENTITY, FormErrors::password(explain_password(error)))
        }
        CreateUserError::InvalidKey(_) | CreateUserError::Unfit(_) => (
            StatusCode::UNPROCESSABLE_ENTITY,
            FormErrors::username("This username cannot be used. Please choose another."),
        ),
        error => return Err(error.into()),
    })
}

fn explain_password(error: PasswordError) -> &'static str {
    match error {
        PasswordError::TooShort { .. } => TOO_SHORT,
        PasswordError::TooLong { .. } => TOO_LONG,
        PasswordError::Weak(Weakness::Context) => {
            "This password is too similar to your username. Please choose another."
        }
        _ => "This password is very common and easy to guess. Please choose another.",
    }
}
