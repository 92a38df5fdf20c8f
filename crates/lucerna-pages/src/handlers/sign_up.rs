//! The sign-up page.

use super::form_data::{form_data, with};
use super::names::check_new_account;
use super::sign_up_mail;
use super::started::start;
use crate::answer::PageAnswer;
use crate::form_id::{new_form_id, new_user_id};
use crate::new_account::NewAccount;
use crate::refusal::Refusal;
use crate::sign_up_names::SignUpNames;
use crate::stop::{Handled, Stop};
use crate::visit::Visit;
use http::StatusCode;
use lucerna_core::{
    Attributes, Conflict, CreateUserError, Created, Error, KeyId, NewKey, NewUser, SecretHash,
    SessionOptions, Verified, VerifyPasswordError,
};
use lucerna_web::{AuthError, Problem};
use serde_json::{Value, json};

const TEMPLATE: &str = "sign_up";

pub(super) async fn form<U: Attributes, S: Attributes + Default>(visit: &mut Visit<'_, U, S>) -> Handled {
    if visit.session().await?.is_some() && visit.reads_html() {
        return Ok(PageAnswer::next(visit.landing().as_str(), Value::Null));
    }
    let id = new_form_id(&visit.auth).map_err(Error::from)?;
    Ok(PageAnswer::page(TEMPLATE, data(visit, &id)))
}

pub(super) async fn submit<U: Attributes, S: Attributes + Default>(visit: &mut Visit<'_, U, S>) -> Handled {
    if let Some(refusal) = check_new_account(visit) {
        return Ok(PageAnswer::refused(TEMPLATE, data(visit, visit.fields.text("form_id")), refusal));
    }
    if visit.pages.names == SignUpNames::Email {
        return create_unproven(visit).await;
    }
    let form = SecretHash::of(visit.fields.text("form_id"));
    let created = create(visit, form.as_ref()).await?;
    let verified = match created {
        Ok(created) => created.verified,
        Err(error) => match created_before(visit, &error, form.as_ref()).await? {
            Some(verified) => verified,
            None => return Err(refuse(visit, error.into())),
        },
    };
    let asked = sign_up_mail::ask_beside(visit, &verified).await;
    let started = start(visit, verified, SessionOptions::default()).await;
    let answer = started.map_err(|error| created_only(visit, error))?.with_status(StatusCode::CREATED);
    Ok(sign_up_mail::lead_on(visit, answer, asked)?)
}

/// Creates an account that signs in after its mailbox was proven. The answer, its cost and its counts are the same if an account
/// has the address. So the id of the form is not used: it would tell whether the form created an account.
async fn create_unproven<U: Attributes, S: Attributes + Default>(visit: &Visit<'_, U, S>) -> Handled {
    let user = new_user_id(&visit.auth).map_err(Error::from)?;
    visit.pages.unproven.insert(&user, visit.auth.now()).await.map_err(Error::from)?;
    let key = NewKey::email(visit.fields.trimmed("email"), visit.fields.text("password"));
    let created = create_by(visit, NewUser::new().id(user.clone()).key(key)).await;
    // After an error of the store the account may exist, so its mark stays.
    if !matches!(created, Ok(Ok(_) | Err(CreateUserError::Failed(_)))) {
        visit.pages.unproven.delete(&user).await?;
    }
    match created? {
        Ok(created) => sign_up_mail::ask(visit, Some(&created.verified)).await,
        // The message says that there is an account already.
        Err(CreateUserError::Taken(_)) => sign_up_mail::ask(visit, None).await,
        Err(error) => Err(refuse(visit, error.into())),
    }
}

/// Creates the account. Its id is that of the form, unless this form created another account already.
async fn create<U: Attributes, S: Attributes + Default>(
    visit: &Visit<'_, U, S>,
    form: Option<&SecretHash>,
) -> Result<Result<Created<U>, CreateUserError>, Stop> {
    let key = || NewKey::username(visit.fields.trimmed("username"), visit.fields.text("password"));
    if let Some(form) = form
        && let Some(user) = visit.pages.forms.begin(&visit.auth, form).await?
    {
        let created = create_by(visit, NewUser::new().id(user).key(key())).await?;
        if created.is_ok() {
            let noted = visit.pages.forms.created(form).await;
            noted.map_err(|error| created_only(visit, error.into()))?;
        }
        if !matches!(created, Err(CreateUserError::Taken(Conflict::UserId))) {
            return Ok(created);
        }
    }
    create_by(visit, NewUser::from(key())).await
}

async fn create_by<U: Attributes, S: Attributes + Default>(
    visit: &Visit<'_, U, S>,
    new: NewUser,
) -> Result<Result<Created<U>, CreateUserError>, Stop> {
    let attributes = (visit.pages.new_account)(&NewAccount::new(&visit.fields));
    let attributes = attributes.map_err(|it| refuse_attributes(visit, it))?;
    Ok(visit.auth.create_user(new, attributes).await)
}

/// Returns the proof of a user whose account this same form created: the button was clicked twice, or the first answer was
/// lost. The password is checked like that of a sign-in, with the same limits, and only for the account of this form. An account
/// that is due for deletion is kept at the sign-in only.
async fn created_before<U: Attributes, S: Attributes + Default>(
    visit: &Visit<'_, U, S>,
    error: &CreateUserError,
    form: Option<&SecretHash>,
) -> Result<Option<Verified>, AuthError> {
    let (CreateUserError::Taken(_), Some(form)) = (error, form) else { return Ok(None) };
    let key = KeyId::username(visit.fields.trimmed("username"));
    let Some(owner) = visit.auth.find_key(&key).await?.map(|it| it.user_id) else { return Ok(None) };
    let is_of_form = visit.pages.forms.account(form).await?.as_ref() == Some(&owner);
    if !is_of_form || visit.pages.deletions.due(&owner).await?.is_some() {
        return Ok(None);
    }
    match visit.auth.verify_password(&key, visit.fields.text("password")).await {
        Ok(verified) => Ok(Some(verified)),
        Err(VerifyPasswordError::InvalidCredentials) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Refuses the form because of the application's own check. The code of the problem may name one of its own fields.
fn refuse_attributes<U: Attributes, S: Attributes + Default>(
    visit: &Visit<'_, U, S>,
    problem: Problem,
) -> Stop {
    match visit.pages.own_fields.of_code(problem.code()).filter(|_| problem.status().is_client_error()) {
        Some(field) => {
            let data = data(visit, visit.fields.text("form_id"));
            PageAnswer::refused(TEMPLATE, data, Refusal::of_field(field, problem)).into()
        }
        None => refuse(visit, problem.into()),
    }
}

fn refuse<U: Attributes, S: Attributes + Default>(visit: &Visit<'_, U, S>, error: AuthError) -> Stop {
    visit.refuse(TEMPLATE, data(visit, visit.fields.text("form_id")), error)
}

/// Returns the sign-in page after a sign-up whose session could not be started. A second sign-up would only say that the name
/// is taken.
fn created_only<U: Attributes, S: Attributes + Default>(visit: &Visit<'_, U, S>, error: AuthError) -> Stop {
    if error.is_redirect() || !visit.reads_html() {
        return error.to(visit.asked.caller).into();
    }
    error.log();
    PageAnswer::next(visit.landing().added_to(visit.pages.auth.sign_in_path()), Value::Null).into()
}

fn data<U: Attributes, S: Attributes + Default>(visit: &Visit<'_, U, S>, form: &str) -> Value {
    // A value that is far too long is not sent back.
    let typed =
        |name| Some(visit.fields.trimmed(name)).filter(|it: &&str| it.len() <= 255).unwrap_or_default();
    let mut values = json!({
        "username": typed("username"),
        "email": typed("email"),
        "form_id": form,
        "next": visit.next_field(),
    });
    for name in visit.pages.own_fields.names() {
        values = with(values, name, typed(name));
    }
    form_data(visit, "/signup", &values)
}
