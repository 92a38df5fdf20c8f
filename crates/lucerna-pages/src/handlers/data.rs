//! The user's data, to look at and to download.

use super::devices::devices;
use super::names::shown_user;
use crate::answer::PageAnswer;
use crate::attributes_json::attributes_json;
use crate::stop::Handled;
use crate::visit::Visit;
use http::HeaderValue;
use http::header::CONTENT_DISPOSITION;
use lucerna_core::{Attributes, Event, Outcome, Session};
use lucerna_web::AuthError;
use serde_json::{Value, json};

pub(super) async fn show<U: Attributes, S: Attributes + Default>(visit: &mut Visit<'_, U, S>) -> Handled {
    let session = visit.require().await?;
    Ok(PageAnswer::user_page("data", shown_user(visit, &session.user).await?))
}

/// Returns everything that is known of the user, as a file in JSON.
pub(super) async fn download<U: Attributes, S: Attributes + Default>(visit: &mut Visit<'_, U, S>) -> Handled {
    let (session, _) = visit.require_recent("/account/data?done=confirmed").await?;
    let data = collect(visit, &session).await?;
    visit.auth.services().emit(Event::new("account.exported", Outcome::Succeeded).user(&session.user.id));
    let text = serde_json::to_string_pretty(&data).unwrap_or_default();
    let name = HeaderValue::from_static("attachment; filename=\"account.json\"");
    Ok(PageAnswer::file("application/json", text).with(CONTENT_DISPOSITION, name))
}

async fn collect<U: Attributes, S: Attributes + Default>(
    visit: &Visit<'_, U, S>,
    session: &Session<U, S>,
) -> Result<Value, AuthError> {
    let user = &session.user;
    let keys = visit.auth.user_keys(&user.id).await?;
    let keys: Vec<_> = keys
        .iter()
        .map(|it| json!({ "provider": it.id.provider(), "name": it.id.subject(), "has_password": it.has_password }))
        .collect();
    let more = match &visit.pages.export {
        Some(export) => export(user.id.clone()).await?,
        None => Value::Null,
    };
    Ok(json!({
        "exported": visit.auth.now().to_string(),
        "user": { "id": user.id.as_str(), "attributes": attributes_json(&user.attributes) },
        "keys": keys,
        "sessions": devices(visit, session).await?,
        "application": more,
    }))
}
