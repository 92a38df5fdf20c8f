//! The sign-up page.

use crate::Profile;
use crate::app_info::AppInfo;
use crate::form::{self, Credentials, FormErrors, TOO_LONG, TOO_SHORT};
use crate::form_id::FormId;
use axum::extract::{Form, State};
use axum::http::header::RETRY_AFTER;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use lucerna::axum::{AuthError, AuthRequest, CurrentUser};
use lucerna::{
    Auth, Conflict, CreateUserError, Created, Error, KeyId, NewKey, NewUser, PasswordError, Verified,
    VerifyPasswordError, Weakness,
};

pub(crate) async fn form(
    State(app): State<AppInfo>,
    State(auth): State<Auth<Profile>>,
    user: Option<CurrentUser<Profile>>,
    uri: Uri,
) -> Result<Response, AuthError> {
    let id = FormId::generate(&auth).map_err(Error::from)?;
    Ok(form::show(&app, Some(&id), &uri, user.is_some()))
}

pub(crate) async fn submit(
    auth: AuthRequest<Profile>,
    State(app): State<AppInfo>,
    Form(typed): Form<Credentials>,
) -> Result<Response, AuthError> {
    if let Err(errors) = typed.check_rules() {
        return Ok(typed.refuse(&app, true, StatusCode::UNPROCESSABLE_ENTITY, errors));
    }
    let auth = auth.returning_to(typed.landing(&app));
    match create(&auth, &typed).await {
        Ok(created) => match auth.start_session(created.verified).await {
            Ok(cookie) => Ok((cookie, Redirect::to(typed.landing(&app).as_str())).into_response()),
            Err(error) => Ok(created_only(&app, typed, &error.into())),
        },
        Err(CreateUserError::Taken(conflict)) => match created_before(&auth, &typed).await? {
            Some(verified) => {
                let cookie = auth.start_session(verified).await?;
                Ok((cookie, Redirect::to(typed.landing(&app).as_str())).into_response())
            }
            None => refuse(&app, &typed, CreateUserError::Taken(conflict)),
        },
        Err(error) => refuse(&app, &typed, error),
    }
}

/// Creates the account. Its id is that of the form, unless this form created another account already.
async fn create(auth: &Auth<Profile>, typed: &Credentials) -> Result<Created<Profile>, CreateUserError> {
    let profile = || Profile { username: typed.username.clone() };
    let Some(id) = typed.form_id() else { return auth.sign_up(profile(), &typed.password).await };
    let new = NewUser::new().id(id.user_id()).key(NewKey::username(&typed.username, &typed.password));
    match auth.create_user(new, profile()).await {
        Err(CreateUserError::Taken(Conflict::UserId)) => auth.sign_up(profile(), &typed.password).await,
        created => created,
    }
}

/// Returns the proof of a user whose account this same form created: the button was clicked twice, or the first answer was
/// lost. The password is checked like that of a sign-in, with the same limits, and only for the account of this form.
async fn created_before(auth: &Auth<Profile>, typed: &Credentials) -> Result<Option<Verified>, AuthError> {
    let Some(id) = typed.form_id() else { return Ok(None) };
    let key = KeyId::username(&typed.username);
    let owner = auth.find_key(&key).await?.map(|it| it.user_id);
    if owner != Some(id.user_id()) {
        return Ok(None);
    }
    match auth.verify_password(&key, &typed.password).await {
        Ok(verified) => Ok(Some(verified)),
        Err(VerifyPasswordError::InvalidCredentials) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn refuse(app: &AppInfo, typed: &Credentials, error: CreateUserError) -> Result<Response, AuthError> {
    if let CreateUserError::TooManyAttempts(error) = error {
        return Ok(typed.refuse_with(app, true, &error.into()));
    }
    let (status, errors) = explain(error)?;
    Ok(typed.refuse(app, true, status, errors))
}

/// Returns the sign-in page after a sign-up whose session could not be started. A second sign-up would only say that the
/// name is taken.
fn created_only(app: &AppInfo, mut typed: Credentials, error: &AuthError) -> Response {
    error.log();
    let errors = FormErrors::form(
        "Your account was created, but we could not sign you in yet. Please sign in in a moment.",
    );
    typed.remember = true;
    let retry_after = error.retry_after_seconds().map(|it| [(RETRY_AFTER, it.to_string())]);
    (retry_after, typed.refuse(app, false, error.status(), errors)).into_response()
}

fn explain(error: CreateUserError) -> Result<(StatusCode, FormErrors), AuthError> {
    Ok(match error {
        CreateUserError::Taken(Conflict::LooksAlike) => (
            StatusCode::CONFLICT,
            FormErrors::username("This username looks too much like another one. Please choose another."),
        ),
        CreateUserError::Taken(_) => (
            StatusCode::CONFLICT,
            FormErrors::username("This username is already taken. Please choose another."),
        ),
        CreateUserError::Password(error) => {
            (StatusCode::UNPROCESSABLE_ENTITY, FormErrors::password(explain_password(error)))
        }
        CreateUserError::InvalidKey(_) | CreateUserError::Unfit(_) => (
            StatusCode::UNPROCESSABLE_ENTITY,
            FormErrors::username(
                "This username cannot be used. Please use letters and digits of one language, without emoji.",
            ),
        ),
        error => return Err(error.into()),
    })
}

fn explain_password(error: PasswordError) -> &'static str {
    match error {
        PasswordError::TooShort { .. } => TOO_SHORT,
        PasswordError::TooLong { .. } => TOO_LONG,
        PasswordError::Weak(Weakness::Context) => {
            "This password is too similar to your username or the name of this site. Please choose another."
        }
        _ => "This password is very common and easy to guess. Please choose another.",
    }
}
