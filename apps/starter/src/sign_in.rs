//! The sign-in page.

use crate::Profile;
use crate::form::{self, Credentials, Refusal};
use axum::extract::Form;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use lucerna::axum::{AuthError, AuthRequest, CurrentUser};
use lucerna::{KeyId, VerifyPasswordError};

pub(crate) async fn form(user: Option<CurrentUser<Profile>>, uri: Uri) -> Response {
    form::show(false, &uri, user.is_some())
}

pub(crate) async fn submit(
    auth: AuthRequest<Profile>,
    Form(typed): Form<Credentials>,
) -> Result<Response, AuthError> {
    if let Err(refusal) = typed.check_filled_in() {
        return Ok(typed.refuse(false, StatusCode::UNPROCESSABLE_ENTITY, &refusal));
    }
    let auth = auth.returning_to(typed.return_path());
    match auth.verify_password(&KeyId::username(&typed.username), &typed.password).await {
        Ok(verified) => {
            Ok((auth.start_session(verified).await?, Redirect::to(typed.return_path().as_str()))
                .into_response())
        }
        Err(VerifyPasswordError::InvalidCredentials) => {
            let refusal = Refusal { form: Some("Incorrect username or password"), ..Refusal::default() };
            Ok(typed.refuse(false, StatusCode::UNAUTHORIZED, &refusal))
        }
        Err(error) => Err(error.into()),
    }
}
