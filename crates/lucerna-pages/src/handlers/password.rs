//! The page for a new password.

use super::form_data::{form_data, with};
use super::names::{check_new_password, missing, user_json};
use super::started::renewed;
use crate::answer::PageAnswer;
use crate::problems;
use crate::refusal::Refusal;
use crate::stop::{Handled, Stop};
use crate::visit::Visit;
use lucerna_core::{Attributes, KeyId, Session, Verified};
use lucerna_web::AuthError;
use serde_json::{Value, json};

const TEMPLATE: &str = "password";
const PATH: &str = "/account/password";

pub(super) async fn form<U: Attributes, S: Attributes + Default>(visit: &mut Visit<'_, U, S>) -> Handled {
    let session = visit.require().await?;
    let key = visit.password_key(&session.user.id).await?;
    if key.is_none() {
        drop(visit.require_recent(PATH).await?);
    }
    Ok(PageAnswer::page(TEMPLATE, data(visit, &session, key.as_ref()).await?))
}

pub(super) async fn submit<U: Attributes, S: Attributes + Default>(visit: &mut Visit<'_, U, S>) -> Handled {
    let session = visit.require().await?;
    let key = visit.password_key(&session.user.id).await?;
    let form = data(visit, &session, key.as_ref()).await?;
    let (current, new) = (visit.fields.text("current").to_owned(), visit.fields.text("password").to_owned());
    let lacking = key.as_ref().and_then(|_| missing(&current));
    let refused = check_new_password(&new, &visit.pages.limits());
    if let Some(refusal) = Refusal::of_fields([("current", lacking), ("password", refused)]) {
        return Ok(PageAnswer::refused(TEMPLATE, form, refusal));
    }
    let verified = proof(visit, &session, key.as_ref(), &current, &form).await?;
    match visit.auth.change_password(&verified, &new, Some(&session.id)).await {
        Ok(changed) => {
            let done = format!("{}?done=password", visit.path(PATH));
            Ok(renewed(visit, (&session.user.id, &session.id), changed, done).await?)
        }
        Err(error) => Err(visit.refuse(TEMPLATE, form, error.into())),
    }
}

/// Returns the proof for the change: the current password, or a recent sign-in of a user who has none.
async fn proof<U: Attributes, S: Attributes + Default>(
    visit: &mut Visit<'_, U, S>,
    session: &Session<U, S>,
    key: Option<&KeyId>,
    current: &str,
    form: &Value,
) -> Result<Verified, Stop> {
    if key.is_none() {
        return Ok(visit.require_recent(PATH).await?.1);
    }
    match visit.verify_user(&session.user.id, current).await {
        Ok(verified) => Ok(verified),
        Err(error) if error.code() == problems::WRONG_PASSWORD.code() => {
            let refusal = Refusal::of_field("current", problems::WRONG_PASSWORD);
            Err(PageAnswer::refused(TEMPLATE, form.clone(), refusal).into())
        }
        Err(error) => Err(visit.refuse(TEMPLATE, form.clone(), error)),
    }
}

async fn data<U: Attributes, S: Attributes + Default>(
    visit: &Visit<'_, U, S>,
    session: &Session<U, S>,
    key: Option<&KeyId>,
) -> Result<Value, AuthError> {
    let form = with(form_data(visit, PATH, &json!({})), "section", "password");
    let form = with(form, "user", user_json(visit, &session.user).await?);
    let form = with(form, "has_password", key.is_some());
    Ok(with(form, "username", key.map(|it| it.subject().to_owned())))
}
