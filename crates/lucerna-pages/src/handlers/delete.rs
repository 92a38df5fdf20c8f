//! The deletion of the account.

use super::form_data::{form_data, with};
use super::names::{missing, user_json};
use super::sign_out::forget_pages;
use crate::answer::PageAnswer;
use crate::problems;
use crate::refusal::Refusal;
use crate::stop::{Handled, Stop};
use crate::visit::Visit;
use http::header::SET_COOKIE;
use lucerna_core::{Attributes, KeyId, Session};
use lucerna_web::AuthError;
use serde_json::{Value, json};

const TEMPLATE: &str = "delete";
const PATH: &str = "/account/delete";

pub(super) async fn form<U: Attributes, S: Attributes + Default>(visit: &mut Visit<'_, U, S>) -> Handled {
    let session = visit.require().await?;
    let key = visit.password_key(&session.user.id).await?;
    if key.is_none() {
        drop(visit.require_recent(PATH).await?);
    }
    Ok(PageAnswer::page(TEMPLATE, data(visit, &session, key.as_ref()).await?))
}

/// Asks for the password once more, marks the account and ends all of its sessions. Without a time to reconsider, it deletes
/// the account at once.
pub(super) async fn submit<U: Attributes, S: Attributes + Default>(visit: &mut Visit<'_, U, S>) -> Handled {
    let session = visit.require().await?;
    prove(visit, &session).await?;
    let due = visit.pages.delete(&visit.auth, &session.user.id).await?;
    let cookie = visit.auth.end_session(&session.id).await?;
    let due = due.map(|it| it.to_string());
    let answer = match visit.reads_html() {
        true => PageAnswer::page("deleted", json!({ "due": due })),
        false => PageAnswer::next("", json!({ "due": due })),
    };
    let answer = answer.with_cookie((!visit.asked.is_bearer).then_some(cookie))?;
    Ok(answer.with(SET_COOKIE, forget_pages(visit.pages.is_secure())))
}

/// Checks the current password, or that the sign-in of a user without one is recent.
async fn prove<U: Attributes, S: Attributes + Default>(
    visit: &mut Visit<'_, U, S>,
    session: &Session<U, S>,
) -> Result<(), Stop> {
    let key = visit.password_key(&session.user.id).await?;
    if key.is_none() {
        return visit.require_recent(PATH).await.map(drop);
    }
    let form = data(visit, session, key.as_ref()).await?;
    let current = visit.fields.text("current");
    if missing(current).is_some() {
        let refusal = Refusal::of_field("current", problems::MISSING_FIELD);
        return Err(PageAnswer::refused(TEMPLATE, form, refusal).into());
    }
    match visit.verify_user(&session.user.id, current).await {
        Ok(_) => Ok(()),
        Err(error) if error.code() == problems::WRONG_PASSWORD.code() => {
            let refusal = Refusal::of_field("current", problems::WRONG_PASSWORD);
            Err(PageAnswer::refused(TEMPLATE, form, refusal).into())
        }
        Err(error) => Err(visit.refuse(TEMPLATE, form, error)),
    }
}

async fn data<U: Attributes, S: Attributes + Default>(
    visit: &Visit<'_, U, S>,
    session: &Session<U, S>,
    key: Option<&KeyId>,
) -> Result<Value, AuthError> {
    let form = with(form_data(visit, PATH, &json!({})), "section", "data");
    let form = with(form, "user", user_json(visit, &session.user).await?);
    let form = with(form, "days", visit.pages.grace.as_secs().div_ceil(24 * 60 * 60));
    let form = with(form, "has_password", key.is_some());
    Ok(with(form, "username", key.map(|it| it.subject().to_owned())))
}
