//! Redeeming the links and codes of messages.

use super::link_page::{self, LinkPage, shown};
use super::mail_ask::ask_to_keep;
use super::names::check_new_password;
use super::started::start;
use crate::answer::PageAnswer;
use crate::mail_errors::{of_redeeming, of_resetting};
use crate::problems;
use crate::refusal::Refusal;
use crate::stop::{Handled, Stop};
use crate::visit::Visit;
use http::StatusCode;
use lucerna_core::{Attributes, SessionOptions, Verified};
use lucerna_mail::Redeemed;
use lucerna_web::AuthError;
use serde_json::json;

pub(super) async fn reset<U: Attributes, S: Attributes + Default>(visit: &mut Visit<'_, U, S>) -> Handled {
    let page = &link_page::RESET;
    let password = visit.fields.text("password");
    if let Some(problem) = check_new_password(password, &visit.pages.limits()) {
        return Err(link_page::again(visit, page, problem.into()).await?);
    }
    let verified = match visit.mail()?.reset_password(shown(visit), password).await {
        Ok(verified) => verified,
        Err(error) => return Err(link_page::again(visit, page, of_resetting(error)).await?),
    };
    sign_in_with(visit, verified, None).await
}

pub(super) async fn sign_in<U: Attributes, S: Attributes + Default>(visit: &mut Visit<'_, U, S>) -> Handled {
    let redeemed = visit.mail()?.sign_in(shown(visit)).await;
    let Redeemed { verified, address, dropped, .. } =
        redeemed_or_again(visit, &link_page::SIGN_IN, redeemed).await?;
    let user = verified.user_id().clone();
    match visit.pages.deletions.due(&user).await? {
        None => {}
        Some(due) if due < visit.auth.now() => {
            // The account counts as deleted, even before the sweep.
            return Err(link_page::again(visit, &link_page::SIGN_IN, problems::INVALID_CODE.into()).await?);
        }
        Some(_) if visit.fields.flag("restore") => drop(visit.pages.keep(&visit.auth, &user).await?),
        Some(due) => {
            let refusal = Refusal::of(problems::DELETION_DUE).with_due(due.to_string());
            return Ok(ask_to_keep(visit, &address, refusal));
        }
    }
    sign_in_with(visit, verified, dropped.then_some("/account/password")).await
}

pub(super) async fn verify<U: Attributes, S: Attributes + Default>(visit: &mut Visit<'_, U, S>) -> Handled {
    let redeemed = visit.mail()?.verify(shown(visit)).await;
    let redeemed = redeemed_or_again(visit, &link_page::VERIFY, redeemed).await?;
    sign_in_with(visit, redeemed.verified, redeemed.dropped.then_some("/account/password")).await
}

pub(super) async fn undo<U: Attributes, S: Attributes + Default>(visit: &mut Visit<'_, U, S>) -> Handled {
    let undone = visit.mail()?.undo_address(visit.fields.text("link")).await;
    let redeemed = redeemed_or_again(visit, &link_page::UNDO, undone).await?;
    sign_in_with(visit, redeemed.verified, Some("/account/password")).await
}

/// Secures the account, and goes to the page on which a new password is chosen.
pub(super) async fn report<U: Attributes, S: Attributes + Default>(visit: &mut Visit<'_, U, S>) -> Handled {
    let reported = match visit.mail()?.report(visit.fields.text("link")).await {
        Ok(reported) => reported,
        Err(error) => return Err(link_page::again(visit, &link_page::REPORT, of_redeeming(error)).await?),
    };
    visit.pages.asked.keep(&visit.auth, &reported.cookie, &reported.address).await?;
    let answer = PageAnswer::next(format!("{}?done=reported", visit.path("/reset")), json!({}));
    Ok(answer.with_cookie(reported.cookie)?)
}

async fn redeemed_or_again<U: Attributes, S: Attributes + Default>(
    visit: &Visit<'_, U, S>,
    page: &LinkPage,
    redeemed: Result<Redeemed, lucerna_mail::RedeemError>,
) -> Result<Redeemed, Stop> {
    match redeemed {
        Ok(redeemed) => Ok(redeemed),
        Err(error) => Err(link_page::again(visit, page, of_redeeming(error)).await?),
    }
}

/// Starts a session with the proof of a message. A user whose account is due for deletion signs in on the page that asks whether
/// to keep it.
async fn sign_in_with<U: Attributes, S: Attributes + Default>(
    visit: &Visit<'_, U, S>,
    verified: Verified,
    to: Option<&str>,
) -> Handled {
    visit.pages.unproven.proven(verified.user_id()).await?;
    if visit.pages.deletions.due(verified.user_id()).await?.is_some() {
        let path = visit.pages.auth.sign_in_path();
        return Ok(PageAnswer::next(path, json!({ "next": path })).with_status(StatusCode::ACCEPTED));
    }
    let started = start(visit, verified, SessionOptions::default()).await;
    let answer = started.map_err(|it: AuthError| it.to(visit.asked.caller))?;
    Ok(match to {
        Some(path) => answer.going_to(visit.path(path)),
        None => answer,
    })
}
