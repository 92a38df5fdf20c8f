//! The sign-up page.

use crate::Profile;
use crate::form::{self, Credentials, Refusal, TOO_LONG, TOO_SHORT};
use axum::extract::Form;
use axum::http::header::RETRY_AFTER;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use lucerna::axum::{AuthError, AuthRequest, CurrentUser};
use lucerna::{CreateUserError, PasswordError, Weakness};

pub(crate) async fn form(user: Option<CurrentUser<Profile>>, uri: Uri) -> Response {
    form::show(true, &uri, user.is_some())
}

pub(crate) async fn submit(
    auth: AuthRequest<Profile>,
    Form(typed): Form<Credentials>,
) -> Result<Response, AuthError> {
    if let Err(refusal) = typed.check_rules() {
        return Ok(typed.refuse(true, StatusCode::UNPROCESSABLE_ENTITY, &refusal));
    }
    let auth = auth.returning_to(typed.return_path());
    match auth.sign_up(Profile { username: typed.username.clone() }, &typed.password).await {
        Ok(created) => match auth.start_session(created.verified).await {
            Ok(cookie) => Ok((cookie, Redirect::to(typed.return_path().as_str())).into_response()),
            Err(error) => Ok(created_only(&typed, &error.into())),
        },
        Err(error) => refuse(&typed, error),
    }
}

/// The account is there and the session is not: trying to sign up again would only say that the name is taken.
fn created_only(typed: &Credentials, error: &AuthError) -> Response {
    let form = Some("Your account was created, but we could not sign you in. Please sign in in a moment.");
    error.log();
    let retry_after = error.retry_after().map(|it| [(RETRY_AFTER, it.as_secs().to_string())]);
    (retry_after, typed.refuse(false, error.status(), &Refusal { form, ..Refusal::default() }))
        .into_response()
}

fn refuse(typed: &Credentials, error: CreateUserError) -> Result<Response, AuthError> {
    let (status, refusal) = match error {
        CreateUserError::Taken(_) => {
            (StatusCode::CONFLICT, Refusal { username: Some("Username already taken"), ..Refusal::default() })
        }
        CreateUserError::Password(error) => {
            let password = Some(why(error));
            (StatusCode::UNPROCESSABLE_ENTITY, Refusal { password, ..Refusal::default() })
        }
        CreateUserError::InvalidKey(_) | CreateUserError::Unfit(_) => {
            let username = Some("This username cannot be used. Please choose another.");
            (StatusCode::UNPROCESSABLE_ENTITY, Refusal { username, ..Refusal::default() })
        }
        error => return Err(error.into()),
    };
    Ok(typed.refuse(true, status, &refusal))
}

fn why(error: PasswordError) -> &'static str {
    match error {
        PasswordError::TooShort { .. } => TOO_SHORT,
        PasswordError::TooLong { .. } => TOO_LONG,
        PasswordError::Weak(Weakness::Context) => "The password must not be your name with a little added.",
        _ => "This password is among the first that anybody would try. Please choose another.",
    }
}
