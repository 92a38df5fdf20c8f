//! The sign-up page.

use super::form_data::form_data;
use super::names::check_new_account;
use super::sign_up_mail;
use super::started::start;
use crate::answer::PageAnswer;
use crate::form_id::SignUpFormId;
use crate::new_account::NewAccount;
use crate::sign_up_names::SignUpNames;
use crate::stop::{Handled, Stop};
use crate::visit::Visit;
use http::StatusCode;
use lucerna_core::{
    Attributes, Conflict, CreateUserError, Created, Error, KeyId, NewKey, NewUser, SessionOptions, Verified,
    VerifyPasswordError,
};
use lucerna_web::AuthError;
use serde_json::{Value, json};

const TEMPLATE: &str = "sign_up";

pub(super) async fn form<U: Attributes, S: Attributes + Default>(visit: &mut Visit<'_, U, S>) -> Handled {
    if visit.session().await?.is_some() && visit.reads_html() {
        return Ok(PageAnswer::next(visit.landing().as_str(), Value::Null));
    }
    let id = SignUpFormId::generate(&visit.auth).map_err(Error::from)?;
    Ok(PageAnswer::page(TEMPLATE, data(visit, &id)))
}

pub(super) async fn submit<U: Attributes, S: Attributes + Default>(visit: &mut Visit<'_, U, S>) -> Handled {
    if let Some(refusal) = check_new_account(visit) {
        return Ok(PageAnswer::refused(TEMPLATE, data(visit, visit.fields.text("form")), refusal));
    }
    let form = SignUpFormId::parse(visit.fields.text("form"));
    let created = create(visit, form.as_ref()).await?;
    if visit.pages.names == SignUpNames::Email {
        return match created {
            Ok(created) => sign_up_mail::ask(visit, Some(&created.verified)).await,
            // The answer is the same, and the message says that there is an account already.
            Err(CreateUserError::Taken(_)) => sign_up_mail::ask(visit, None).await,
            Err(error) => Err(refuse(visit, error.into())),
        };
    }
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

/// Creates the account. Its id is that of the form, unless this form created another account already.
async fn create<U: Attributes, S: Attributes + Default>(
    visit: &Visit<'_, U, S>,
    form: Option<&SignUpFormId>,
) -> Result<Result<Created<U>, CreateUserError>, Stop> {
    let password = visit.fields.text("password");
    let attributes = || (visit.pages.new_account)(&NewAccount::new(&visit.fields));
    let key = || match visit.pages.names.has_username() {
        true => NewKey::username(visit.fields.trimmed("username"), password),
        false => NewKey::email(visit.fields.trimmed("email"), password),
    };
    let attributes_or_refusal = || attributes().map_err(|it| refuse(visit, it.into()));
    if let Some(form) = form {
        let new = NewUser::new().id(form.user_id()).key(key());
        match visit.auth.create_user(new, attributes_or_refusal()?).await {
            Err(CreateUserError::Taken(Conflict::UserId)) => {}
            created => return Ok(created),
        }
    }
    Ok(visit.auth.create_user(key(), attributes_or_refusal()?).await)
}

/// Returns the proof of a user whose account this same form created: the button was clicked twice, or the first answer was
/// lost. The password is checked like that of a sign-in, with the same limits, and only for the account of this form.
async fn created_before<U: Attributes, S: Attributes + Default>(
    visit: &Visit<'_, U, S>,
    error: &CreateUserError,
    form: Option<&SignUpFormId>,
) -> Result<Option<Verified>, AuthError> {
    let (CreateUserError::Taken(_), Some(form)) = (error, form) else { return Ok(None) };
    let key = KeyId::username(visit.fields.trimmed("username"));
    let owner = visit.auth.find_key(&key).await?.map(|it| it.user_id);
    if owner != Some(form.user_id()) {
        return Ok(None);
    }
    match visit.auth.verify_password(&key, visit.fields.text("password")).await {
        Ok(verified) => Ok(Some(verified)),
        Err(VerifyPasswordError::InvalidCredentials) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn refuse<U: Attributes, S: Attributes + Default>(visit: &Visit<'_, U, S>, error: AuthError) -> Stop {
    visit.refuse(TEMPLATE, data(visit, visit.fields.text("form")), error)
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
    let values = json!({
        "username": typed("username"),
        "email": typed("email"),
        "form": form,
        "next": visit.next_field(),
    });
    form_data(visit, "/signup", &values)
}
