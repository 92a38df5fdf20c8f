//! The sign-up page.

use crate::Profile;
use crate::form::{Credentials, Refusal};
use crate::page::{self, FormPage};
use axum::extract::Form;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use lucerna::axum::{AuthError, AuthRequest, CurrentUser};
use lucerna::{CreateUserError, NewKey};

pub(crate) async fn form(user: Option<CurrentUser<Profile>>) -> Response {
    match user {
        Some(_) => Redirect::to("/").into_response(),
        None => page::render(&FormPage::empty(true)).into_response(),
    }
}

pub(crate) async fn submit(
    auth: AuthRequest<Profile>,
    Form(typed): Form<Credentials>,
) -> Result<Response, AuthError> {
    if let Err(refusal) = typed.check(8) {
        return Ok(typed.refuse(true, StatusCode::UNPROCESSABLE_ENTITY, &refusal));
    }
    let key = NewKey::username(&typed.username, &typed.password);
    match auth.create_user(key, Profile { username: typed.username.clone() }).await {
        Ok(created) => Ok((auth.start_session(created.verified).await?, Redirect::to("/")).into_response()),
        Err(error) => refuse(&typed, error),
    }
}

fn refuse(typed: &Credentials, error: CreateUserError) -> Result<Response, AuthError> {
    let text = error.to_string();
    let (status, refusal) = match error {
        CreateUserError::Taken(_) => {
            (StatusCode::CONFLICT, Refusal { username: Some("Username already taken"), ..Refusal::default() })
        }
        CreateUserError::Password(_) => {
            (StatusCode::UNPROCESSABLE_ENTITY, Refusal { password: Some(&text), ..Refusal::default() })
        }
        CreateUserError::InvalidKey(_) => {
            let username = Some("This username cannot be used. Please choose another.");
            (StatusCode::UNPROCESSABLE_ENTITY, Refusal { username, ..Refusal::default() })
        }
        error => return Err(error.into()),
    };
    Ok(typed.refuse(true, status, &refusal))
}
