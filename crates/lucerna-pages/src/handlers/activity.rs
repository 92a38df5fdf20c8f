//! Recent activity: the events of the user's account.

use super::names::user_json;
use crate::answer::PageAnswer;
use crate::problems;
use crate::stop::Handled;
use crate::user_agent::Device;
use crate::visit::Visit;
use lucerna_audit::AccountActivity;
use lucerna_core::{Attributes, Outcome, Page, SessionId};
use serde_json::{Value, json};

/// The number of events on a page.
const ON_A_PAGE: u32 = 50;

pub(super) async fn list<U: Attributes, S: Attributes + Default>(visit: &mut Visit<'_, U, S>) -> Handled {
    let Some(audit) = &visit.pages.audit else { return Err(problems::NOT_FOUND.into()) };
    let session = visit.require().await?;
    let page = match visit.query("after") {
        Some(after) => Page::after(after, ON_A_PAGE),
        None => Page::first(ON_A_PAGE),
    };
    let events = audit.activity_of(&session.user.id, &page).await?;
    let is_full = events.len() >= usize::try_from(ON_A_PAGE).unwrap_or(usize::MAX);
    let next = events.last().filter(|_| is_full).map(|it| it.id.clone());
    let user = user_json(visit, &session.user).await?;
    let events: Vec<_> = events.iter().map(|it| describe(it, &session.id)).collect();
    let data = json!({ "section": "activity", "user": user, "events": events, "next": next });
    Ok(PageAnswer::page("activity", data))
}

fn describe(event: &AccountActivity, current: &SessionId) -> Value {
    let device = event.user_agent.as_deref().map(Device::read);
    json!({
        "name": event.name,
        "succeeded": event.outcome == Outcome::Succeeded,
        "at": event.at.to_string(),
        "current": event.session_id.as_ref() == Some(current),
        "browser": device.and_then(|it| it.browser),
        "system": device.and_then(|it| it.system),
        "network_address": event.address.map(|it| it.to_string()),
        "count": event.count,
    })
}
