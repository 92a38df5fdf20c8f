//! The pages that ask for an address, to which a message is sent.

use super::form_data::{form_data, with};
use super::names::missing;
use crate::answer::PageAnswer;
use crate::mail_errors;
use crate::refusal::Refusal;
use crate::stop::Handled;
use crate::visit::Visit;
use lucerna_core::Attributes;
use lucerna_web::ReturnPath;
use serde_json::{Value, json};

/// A page that asks for an address.
pub(super) struct AskPage {
    path: &'static str,
    /// The part of the ids of its texts.
    kind: &'static str,
    /// The page on which the code of the message is typed.
    then: &'static str,
    is_sign_in: bool,
}

pub(super) const FORGOT: AskPage =
    AskPage { path: "/forgot", kind: "forgot", then: "/reset", is_sign_in: false };
pub(super) const SIGN_IN: AskPage =
    AskPage { path: "/login/email", kind: "mail-sign-in", then: "/login/link", is_sign_in: true };

const TEMPLATE: &str = "ask";

pub(super) async fn form<U: Attributes, S: Attributes + Default>(
    visit: &mut Visit<'_, U, S>,
    page: &AskPage,
) -> Handled {
    Ok(PageAnswer::page(TEMPLATE, data(visit, page)))
}

/// Asks for the message. Nothing is looked up, so that the answer is the same for every address.
pub(super) async fn submit<U: Attributes, S: Attributes + Default>(
    visit: &mut Visit<'_, U, S>,
    page: &AskPage,
) -> Handled {
    let address = visit.fields.trimmed("email");
    if let Some(refusal) = Refusal::of_fields([("email", missing(address))]) {
        return Ok(PageAnswer::refused(TEMPLATE, data(visit, page), refusal));
    }
    let mail = visit.mail()?;
    let asked = match page.is_sign_in {
        true => mail.request_sign_in(address).await,
        false => mail.request_reset(address).await,
    };
    let asked = asked.map_err(|it| visit.refuse(TEMPLATE, data(visit, page), mail_errors::of_asking(it)))?;
    visit.pages.asked.keep(&visit.auth, &asked.cookie, address).await?;
    let restore = if visit.fields.flag("restore") { "?restore=yes" } else { "" };
    let then = visit.next_field().map(|it| ReturnPath::from_field(&it)).unwrap_or_default();
    let path = then.added_to(&format!("{}{restore}", visit.path(page.then)));
    Ok(PageAnswer::next(path, json!({})).with_cookie(asked.cookie)?)
}

fn data<U: Attributes, S: Attributes + Default>(visit: &Visit<'_, U, S>, page: &AskPage) -> Value {
    let email = Some(visit.fields.trimmed("email")).filter(|it| it.len() <= 255).unwrap_or_default();
    let values = json!({
        "email": email,
        "next": visit.next_field(),
        "restore": visit.fields.flag("restore"),
    });
    with(form_data(visit, page.path, &values), "kind", page.kind)
}

/// Returns the page that asks for a message to sign in, for an account that is due for deletion.
pub(super) fn ask_to_keep<U: Attributes, S: Attributes + Default>(
    visit: &Visit<'_, U, S>,
    address: &str,
    refusal: Refusal,
) -> PageAnswer {
    let values = json!({ "email": address, "next": visit.next_field(), "restore": true });
    let form = with(form_data(visit, SIGN_IN.path, &values), "kind", SIGN_IN.kind);
    PageAnswer::refused(TEMPLATE, form, refusal)
}
