//! The pages that the links of messages open: each has a button, since mail scanners follow links.

use super::form_data::{form_data, with};
use crate::answer::PageAnswer;
use crate::problems;
use crate::refusal::Refusal;
use crate::stop::Handled;
use crate::visit::Visit;
use lucerna_core::{Attributes, KeyId};
use lucerna_mail::{Purpose, Shown};
use lucerna_web::{AuthError, HttpHead};
use serde_json::{Value, json};

/// A page for the links of one purpose.
pub(super) struct LinkPage {
    purpose: Purpose,
    pub(super) path: &'static str,
    /// The part of the ids of its texts.
    kind: &'static str,
    /// The page to ask for another message, if a visitor can.
    ask: Option<&'static str>,
    /// The entry of the menu, for pages of a user.
    section: Option<&'static str>,
}

pub(super) const RESET: LinkPage =
    LinkPage { purpose: Purpose::Reset, path: "/reset", kind: "reset", ask: Some("/forgot"), section: None };
pub(super) const SIGN_IN: LinkPage = LinkPage {
    purpose: Purpose::SignIn,
    path: "/login/link",
    kind: "mail-link",
    ask: Some("/login/email"),
    section: None,
};
pub(super) const VERIFY: LinkPage =
    LinkPage { purpose: Purpose::Verify, path: "/verify", kind: "verify", ask: None, section: None };
pub(super) const CONFIRM: LinkPage = LinkPage {
    purpose: Purpose::Address,
    path: "/account/email/confirm",
    kind: "address-confirm",
    ask: Some("/account/email"),
    section: Some("email"),
};
pub(super) const UNDO: LinkPage =
    LinkPage { purpose: Purpose::Undo, path: "/account/email/undo", kind: "undo", ask: None, section: None };
pub(super) const REPORT: LinkPage =
    LinkPage { purpose: Purpose::Report, path: "/account/report", kind: "report", ask: None, section: None };

const TEMPLATE: &str = "link";

/// Returns the page of a link, or the field for the code without one. It uses neither.
pub(super) async fn form<U: Attributes, S: Attributes + Default>(
    visit: &mut Visit<'_, U, S>,
    page: &LinkPage,
) -> Handled {
    let Some(link) = visit.query("link") else {
        return match page.has_code() {
            true => Ok(PageAnswer::page(TEMPLATE, code_data(visit, page).await?)),
            false => Err(invalid(visit, page).into()),
        };
    };
    let open = visit.mail()?.find_link(&link).await?.filter(|it| it.purpose == page.purpose);
    let Some(open) = open else { return Err(invalid(visit, page).into()) };
    let due = match page.purpose {
        Purpose::SignIn => due_of(visit, &open.address).await?,
        _ => None,
    };
    let values =
        json!({ "link": link, "email": open.address, "next": visit.next_field(), "restore": due.is_some() });
    Ok(PageAnswer::page(TEMPLATE, with(data(visit, page, &values), "due", due)))
}

/// Returns the form again, for an error that the link, the code or a field caused.
pub(super) async fn again<U: Attributes, S: Attributes + Default>(
    visit: &Visit<'_, U, S>,
    page: &LinkPage,
    error: AuthError,
) -> Result<crate::stop::Stop, AuthError> {
    let link = visit.fields.text("link");
    let is_code = link.is_empty();
    if error.code() == problems::INVALID_CODE.code() && is_code {
        let refusal = Refusal::of_field("code", problems::INVALID_CODE);
        return Ok(PageAnswer::refused(TEMPLATE, code_data(visit, page).await?, refusal).into());
    }
    if error.code() == problems::INVALID_CODE.code() {
        return Ok(invalid(visit, page).into());
    }
    let form = match is_code {
        true => code_data(visit, page).await?,
        false => {
            let open = visit.mail()?.find_link(link).await?;
            let email = open.map(|it| it.address);
            data(visit, page, &json!({ "link": link, "email": email, "next": visit.next_field() }))
        }
    };
    Ok(visit.refuse(TEMPLATE, form, error))
}

/// Returns the link or the code that the form has.
pub(super) fn shown<'a, U: Attributes, S: Attributes + Default>(visit: &'a Visit<'_, U, S>) -> Shown<'a> {
    match visit.fields.text("link") {
        "" => Shown::Code { address: visit.fields.trimmed("email"), code: visit.fields.trimmed("code") },
        link => Shown::Link(link),
    }
}

/// Returns the page that a link no longer works.
fn invalid<U: Attributes, S: Attributes + Default>(visit: &Visit<'_, U, S>, page: &LinkPage) -> PageAnswer {
    let form = with(data(visit, page, &json!({ "next": visit.next_field() })), "is_dead", true);
    PageAnswer::refused(TEMPLATE, form, Refusal::of(problems::INVALID_CODE))
}

async fn code_data<U: Attributes, S: Attributes + Default>(
    visit: &Visit<'_, U, S>,
    page: &LinkPage,
) -> Result<Value, AuthError> {
    let head = HttpHead::from(&visit.parts);
    let known = visit.pages.asked.of_browser(&visit.auth, &head).await?;
    let typed = Some(visit.fields.trimmed("email")).filter(|it| (1..=255).contains(&it.len()));
    let email = typed.map(str::to_owned).or(known.clone());
    let restore = visit.fields.flag("restore") || visit.query("restore").is_some();
    let values = json!({ "email": email, "next": visit.next_field(), "restore": restore });
    let form = with(data(visit, page, &values), "by_code", true);
    Ok(with(form, "is_known", known.is_some()))
}

fn data<U: Attributes, S: Attributes + Default>(
    visit: &Visit<'_, U, S>,
    page: &LinkPage,
    values: &Value,
) -> Value {
    let form = with(form_data(visit, page.path, values), "kind", page.kind);
    let form = with(form, "section", page.section);
    with(form, "ask", page.ask.map(|it| visit.path(it)))
}

/// Returns the time from which the account of an address is deleted.
async fn due_of<U: Attributes, S: Attributes + Default>(
    visit: &Visit<'_, U, S>,
    address: &str,
) -> Result<Option<String>, AuthError> {
    let Some(key) = visit.auth.find_key(&KeyId::email(address)).await? else { return Ok(None) };
    let due = visit.pages.deletions.due(&key.user_id).await?;
    Ok(due.filter(|it| *it >= visit.auth.now()).map(|it| it.to_string()))
}

impl LinkPage {
    /// Returns true if the message has a code as well.
    fn has_code(&self) -> bool {
        !matches!(self.purpose, Purpose::Undo | Purpose::Report)
    }
}
