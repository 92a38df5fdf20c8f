//! The sign-in page.

use super::form_data::form_data;
use super::names::{missing, sign_in_name};
use super::started::start;
use crate::answer::PageAnswer;
use crate::problems;
use crate::refusal::Refusal;
use crate::stop::{Handled, Stop};
use crate::visit::Visit;
use lucerna_core::{Attributes, SessionOptions, SessionPolicy, UserId, Verified, VerifyPasswordError};
use serde_json::{Value, json};
use std::time::Duration;

const TEMPLATE: &str = "sign_in";

pub(super) async fn form<U: Attributes, S: Attributes + Default>(visit: &mut Visit<'_, U, S>) -> Handled {
    if visit.session().await?.is_some() && visit.reads_html() {
        return Ok(PageAnswer::next(visit.landing().as_str(), Value::Null));
    }
    // Most people use their own device.
    Ok(PageAnswer::page(TEMPLATE, data(visit, true)))
}

pub(super) async fn submit<U: Attributes, S: Attributes + Default>(visit: &mut Visit<'_, U, S>) -> Handled {
    let (username, password) = (visit.fields.trimmed("username"), visit.fields.text("password"));
    // Adopted and older accounts may have names and passwords that the rules for new accounts do not allow.
    if let Some(refusal) =
        Refusal::of_fields([("username", missing(username)), ("password", missing(password))])
    {
        return Ok(PageAnswer::refused(TEMPLATE, form_again(visit), refusal));
    }
    let verified = verify(visit, username, password).await?;
    keep_account(visit, &verified).await?;
    let remember = visit.fields.flag("remember") || !visit.reads_html() && visit.asked.is_bearer;
    let started = start(visit, verified, session_options(remember)).await;
    started.map_err(|error| visit.refuse(TEMPLATE, form_again(visit), error))
}

/// Verifies the password. A new account whose mailbox is not proven is refused like a wrong password. Otherwise a stranger
/// who signed up with the address would learn that it was free.
async fn verify<U: Attributes, S: Attributes + Default>(
    visit: &Visit<'_, U, S>,
    username: &str,
    password: &str,
) -> Result<Verified, Stop> {
    let name = sign_in_name(visit, username).await?;
    let verified = match name.is_unproven {
        false => visit.auth.verify_password(&name.key, password).await,
        true => Err(visit.auth.services().refuse_password(&name.key, password).await),
    };
    verified.map_err(|error| visit.refuse(TEMPLATE, form_again(visit), error.into()))
}

/// Asks a user whose account is due for deletion whether to keep it, and keeps it after a yes.
async fn keep_account<U: Attributes, S: Attributes + Default>(
    visit: &Visit<'_, U, S>,
    verified: &Verified,
) -> Result<(), Stop> {
    let user: &UserId = verified.user_id();
    let Some(due) = visit.pages.deletions.due(user).await? else { return Ok(()) };
    if due < visit.auth.now() {
        // The account counts as deleted, even before the sweep.
        let error = VerifyPasswordError::InvalidCredentials.into();
        return Err(visit.refuse(TEMPLATE, form_again(visit), error));
    }
    if visit.fields.flag("restore") {
        visit.pages.keep(&visit.auth, user).await?;
        return Ok(());
    }
    let refusal = Refusal::of(problems::DELETION_DUE).with_due(due.to_string());
    Err(PageAnswer::refused("restore", form_again(visit), refusal).into())
}

const MINUTE: Duration = Duration::from_secs(60);

/// Returns the lifetime of the session and its cookie. Without "Remember me", the cookie ends with the browser. The session
/// then ends after about an hour without use, and after eight hours at the latest. This limit is needed because a browser
/// that restores its windows also restores such a cookie.
fn session_options<S: Attributes + Default>(remember: bool) -> SessionOptions<S> {
    if remember {
        return SessionOptions::default();
    }
    let mut policy = SessionPolicy::default();
    policy.active = 10 * MINUTE;
    policy.idle = 60 * MINUTE;
    policy.absolute = 8 * 60 * MINUTE;
    SessionOptions::default().policy(policy).until_browser_closes()
}

fn form_again<U: Attributes, S: Attributes + Default>(visit: &Visit<'_, U, S>) -> Value {
    data(visit, visit.fields.flag("remember"))
}

fn data<U: Attributes, S: Attributes + Default>(visit: &Visit<'_, U, S>, remember: bool) -> Value {
    let username = Some(visit.fields.trimmed("username")).filter(|it| it.len() <= 255).unwrap_or_default();
    let values = json!({ "username": username, "remember": remember, "next": visit.next_field() });
    form_data(visit, "/login", &values)
}
