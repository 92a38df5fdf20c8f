//! The sign-in page.

use crate::Profile;
use crate::form::{Credentials, Refusal};
use crate::page::{self, FormPage};
use axum::extract::Form;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use lucerna::axum::{AuthError, AuthRequest, CurrentUser};
use lucerna::{KeyId, VerifyPasswordError};

pub(crate) async fn form(user: Option<CurrentUser<Profile>>) -> Response {
    match user {
        Some(_) => Redirect::to("/").into_response(),
        None => page::render(&FormPage::empty(false)).into_response(),
    }
}

pub(crate) async fn submit(
    auth: AuthRequest<Profile>,
    Form(typed): Form<Credentials>,
) -> Result<Response, AuthError> {
    if let Err(refusal) = typed.check(1) {
        return Ok(typed.refuse(false, StatusCode::UNPROCESSABLE_ENTITY, &refusal));
    }
    match auth.verify_password(&KeyId::username(&typed.username), &typed.password).await {
        Ok(verified) => Ok((auth.start_session(verified).await?, Redirect::to("/")).into_response()),
        Err(VerifyPasswordError::InvalidCredentials) => {
            let refusal = Refusal { form: Some("Incorrect username or password"), ..Refusal::default() };
            Ok(typed.refuse(false, StatusCode::UNAUTHORIZED, &refusal))
        }
        Err(error) => Err(error.into()),
    }
}
