//! The answer after a session was started or renewed.

use super::names::user_json;
use crate::answer::PageAnswer;
use crate::visit::{StartedSession, Visit};
use lucerna_core::{Attributes, RenewedSession, SessionId, SessionOptions, UserId, Verified};
use lucerna_web::AuthError;
use serde_json::{Value, json};

/// Starts a session, and returns the answer with its cookie or its token.
pub(super) async fn start<U: Attributes, S: Attributes + Default>(
    visit: &Visit<'_, U, S>,
    verified: Verified,
    options: SessionOptions<S>,
) -> Result<PageAnswer, AuthError> {
    let user = visit.auth.find_user(verified.user_id()).await?;
    let user = match &user {
        Some(user) => user_json(visit, user).await?,
        None => Value::Null,
    };
    let next = visit.landing();
    match visit.start(verified, options).await? {
        StartedSession::Cookie(cookie) => {
            PageAnswer::next(next.as_str(), json!({ "user": user, "next": next.as_str() }))
                .with_cookie(cookie)
        }
        StartedSession::Bearer(bearer) => {
            let expires = bearer.expiry.absolute.to_string();
            Ok(PageAnswer::next(
                next.as_str(),
                json!({ "user": user, "token": bearer.token.expose(), "expires": expires }),
            ))
        }
    }
}

/// Returns the answer after a change that rotated the session's token. A program without cookies gets the new token.
pub(super) async fn renewed<U: Attributes, S: Attributes + Default>(
    visit: &Visit<'_, U, S>,
    (user, old): (&UserId, &SessionId),
    renewed: Option<RenewedSession>,
    path: impl Into<String>,
) -> Result<PageAnswer, AuthError> {
    let path = path.into();
    let Some(renewed) = renewed else { return Ok(PageAnswer::next(path, json!({}))) };
    visit.pages.devices.follow(visit, user, old, &renewed).await;
    if visit.asked.is_bearer {
        let expires = renewed.expiry.absolute.to_string();
        return Ok(PageAnswer::next(path, json!({ "token": renewed.token.expose(), "expires": expires })));
    }
    PageAnswer::next(path, json!({})).with_cookie(renewed.cookie)
}
