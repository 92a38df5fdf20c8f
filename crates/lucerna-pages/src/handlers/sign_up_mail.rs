//! The messages that confirm the address of a new account.

use super::link_page::{CONFIRM, VERIFY};
use crate::answer::PageAnswer;
use crate::mail_errors;
use crate::stop::Handled;
use crate::visit::Visit;
use http::StatusCode;
use lucerna_core::{Attributes, SessionCookie, Verified};
use lucerna_web::AuthError;
use serde_json::json;

/// Sends a message to the address of a sign-up, and goes to the page where its code is typed. Without a proof, an account has the
/// address already: the answer is the same.
pub(super) async fn ask<U: Attributes, S: Attributes + Default>(
    visit: &Visit<'_, U, S>,
    verified: Option<&Verified>,
) -> Handled {
    let address = visit.fields.trimmed("email");
    let asked = visit.mail()?.request_sign_up(verified, address).await;
    let asked = asked.map_err(|it| mail_errors::of_asking(it).to(visit.asked.caller))?;
    visit.pages.asked.keep(&visit.auth, &asked.cookie, address).await?;
    let path = visit.landing().added_to(&visit.path(VERIFY.path));
    let answer = PageAnswer::next(path, json!({ "next": visit.path(VERIFY.path) }));
    Ok(answer.with_status(StatusCode::ACCEPTED).with_cookie(asked.cookie)?)
}

/// Sends a message to the address beside the username of a sign-up. The account exists already, so a failure is no refusal: the user
/// adds the address later.
pub(super) async fn ask_beside<U: Attributes, S: Attributes + Default>(
    visit: &Visit<'_, U, S>,
    verified: &Verified,
) -> Option<SessionCookie> {
    let address = visit.fields.trimmed("email");
    if address.is_empty() || !visit.pages.names.has_email() {
        return None;
    }
    let asked = visit.mail().ok()?.request_address(verified, address).await.ok()?;
    visit.pages.asked.keep(&visit.auth, &asked.cookie, address).await.ok()?;
    Some(asked.cookie)
}

/// Leads a new user to the page where the code is typed, unless another page was asked for.
pub(super) fn lead_on<U: Attributes, S: Attributes + Default>(
    visit: &Visit<'_, U, S>,
    answer: PageAnswer,
    asked: Option<SessionCookie>,
) -> Result<PageAnswer, AuthError> {
    match (asked, visit.next_field()) {
        (Some(cookie), None) => answer.going_to(visit.path(CONFIRM.path)).with_cookie(cookie),
        (cookie, _) => answer.with_cookie(cookie),
    }
}
