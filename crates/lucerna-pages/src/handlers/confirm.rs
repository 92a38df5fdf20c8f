//! The page that asks for the password again.

use super::form_data::{form_data, with};
use super::names::{missing, user_json};
use super::started::renewed;
use crate::answer::PageAnswer;
use crate::problems;
use crate::refusal::Refusal;
use crate::stop::Handled;
use crate::visit::Visit;
use lucerna_core::{Attributes, Session};
use serde_json::{Value, json};

const TEMPLATE: &str = "confirm";
const PATH: &str = "/login/verify";

pub(super) async fn form<U: Attributes, S: Attributes + Default>(visit: &mut Visit<'_, U, S>) -> Handled {
    let session = visit.require().await?;
    Ok(PageAnswer::page(TEMPLATE, data(visit, &session).await?))
}

pub(super) async fn submit<U: Attributes, S: Attributes + Default>(visit: &mut Visit<'_, U, S>) -> Handled {
    let session = visit.require().await?;
    let password = visit.fields.text("password");
    let form = data(visit, &session).await?;
    if missing(password).is_some() {
        let refusal = Refusal::of_field("password", problems::MISSING_FIELD);
        return Ok(PageAnswer::refused(TEMPLATE, form, refusal));
    }
    let verified = match visit.verify_user(&session.user.id, password).await {
        Ok(verified) => verified,
        Err(error) => return Err(visit.refuse(TEMPLATE, form, error)),
    };
    let again = visit.auth.verify_again(verified, &session.id).await?;
    let next = visit.landing().as_str().to_owned();
    Ok(renewed(visit, (&session.user.id, &session.id), Some(again), next).await?)
}

async fn data<U: Attributes, S: Attributes + Default>(
    visit: &Visit<'_, U, S>,
    session: &Session<U, S>,
) -> Result<Value, lucerna_web::AuthError> {
    let key = visit.password_key(&session.user.id).await?;
    let form = form_data(visit, PATH, &json!({ "next": visit.next_field() }));
    let form = with(form, "user", user_json(visit, &session.user).await?);
    Ok(with(form, "username", key.map(|it| it.subject().to_owned())))
}
