//! The e-mail addresses of a user.

use super::form_data::{form_data, with};
use super::link_page::{self, CONFIRM, shown};
use super::names::{missing, user_json};
use super::started::renewed;
use crate::answer::PageAnswer;
use crate::mail_errors;
use crate::refusal::Refusal;
use crate::stop::{Handled, Stop};
use crate::visit::Visit;
use lucerna_core::{Attributes, Session, UserId};
use lucerna_web::{AuthError, ReturnPath};
use serde_json::{Value, json};

const TEMPLATE: &str = "addresses";
const PATH: &str = "/account/email";

pub(super) async fn list<U: Attributes, S: Attributes + Default>(visit: &mut Visit<'_, U, S>) -> Handled {
    let session = visit.require().await?;
    Ok(PageAnswer::page(TEMPLATE, data(visit, &session).await?))
}

/// Sends a message to a new address, which confirms it. The answer is the same if another account has the address.
pub(super) async fn add<U: Attributes, S: Attributes + Default>(visit: &mut Visit<'_, U, S>) -> Handled {
    let (session, verified) = visit.require_recent("/account/email?done=confirmed").await?;
    let address = visit.fields.trimmed("email");
    let form = data(visit, &session).await?;
    if let Some(refusal) = Refusal::of_fields([("email", missing(address))]) {
        return Ok(PageAnswer::refused(TEMPLATE, form, refusal));
    }
    let asked = visit.mail()?.request_address(&verified, address).await;
    let asked = asked.map_err(|it| visit.refuse(TEMPLATE, form, mail_errors::of_asking(it)))?;
    visit.pages.asked.keep(&visit.auth, &asked.cookie, address).await?;
    Ok(PageAnswer::next(visit.path(CONFIRM.path), json!({})).with_cookie(asked.cookie)?)
}

/// Removes an address. The other ways to sign in stay, and the address receives a notice with a link that undoes it.
pub(super) async fn remove<U: Attributes, S: Attributes + Default>(visit: &mut Visit<'_, U, S>) -> Handled {
    let (session, verified) = visit.require_recent("/account/email?done=confirmed").await?;
    let address = visit.fields.trimmed("email");
    let removed = visit.mail()?.remove_address(&verified, address, Some(&session.id)).await;
    match removed {
        Ok(removed) => {
            let done = format!("{}?done=removed", visit.path(PATH));
            Ok(renewed(visit, (&session.user.id, &session.id), removed, done).await?)
        }
        Err(error) => Err(visit.refuse(TEMPLATE, data(visit, &session).await?, error.into())),
    }
}

/// Shows the button or the field of the code. The link may be opened in a browser in which the user has to sign in first.
pub(super) async fn confirm_form<U: Attributes, S: Attributes + Default>(
    visit: &mut Visit<'_, U, S>,
) -> Handled {
    let session = visit.require().await?;
    let user = user_json(visit, &session.user).await?;
    let page = link_page::form(visit, &CONFIRM).await;
    of_user(page, &user)
}

/// Confirms the address. The user asked for it and confirms it, so that a stranger gives theirs to no other account.
pub(super) async fn confirm<U: Attributes, S: Attributes + Default>(visit: &mut Visit<'_, U, S>) -> Handled {
    let back = match visit.fields.text("link") {
        "" => CONFIRM.path.to_owned(),
        link => format!(
            "{}?link={}",
            CONFIRM.path,
            form_urlencoded::byte_serialize(link.as_bytes()).collect::<String>()
        ),
    };
    let (session, verified) = visit.require_recent(ReturnPath::from_field(&back).as_str()).await?;
    let confirmed = visit.mail()?.confirm_address(&verified, shown(visit), Some(&session.id)).await;
    let confirmed = match confirmed {
        Ok(confirmed) => confirmed,
        Err(error) => {
            let user = user_json(visit, &session.user).await?;
            let stop = link_page::again(visit, &CONFIRM, mail_errors::of_confirming(error)).await?;
            return of_user(Err(stop), &user);
        }
    };
    let done = format!("{}?done=address", visit.path(PATH));
    Ok(renewed(visit, (&session.user.id, &session.id), confirmed.renewed, done).await?)
}

/// Adds the user to a page, whose menu names them.
fn of_user(handled: Handled, user: &Value) -> Handled {
    match handled {
        Ok(answer) => Ok(answer.with_data("user", user)),
        Err(Stop::Answer(answer)) => Err(answer.with_data("user", user).into()),
        other => other,
    }
}

async fn data<U: Attributes, S: Attributes + Default>(
    visit: &Visit<'_, U, S>,
    session: &Session<U, S>,
) -> Result<Value, AuthError> {
    let email = Some(visit.fields.trimmed("email")).filter(|it| it.len() <= 255).unwrap_or_default();
    let form = with(form_data(visit, PATH, &json!({ "email": email })), "section", "email");
    let form = with(form, "user", user_json(visit, &session.user).await?);
    Ok(with(form, "addresses", addresses(visit, &session.user.id).await?))
}

/// Returns the addresses of a user, each with the time at which its mailbox was proven.
async fn addresses<U: Attributes, S: Attributes + Default>(
    visit: &Visit<'_, U, S>,
    user: &UserId,
) -> Result<Vec<Value>, AuthError> {
    let mail = visit.mail()?;
    let mut shown = Vec::new();
    for key in visit.auth.user_keys(user).await?.iter().filter(|it| it.id.provider() == "email") {
        let verified = mail.verified_at(key).await?.map(|it| it.to_string());
        let removable = mail.can_remove_address(user, key.id.subject()).await?;
        shown.push(json!({ "address": key.id.subject(), "verified": verified, "removable": removable }));
    }
    Ok(shown)
}
