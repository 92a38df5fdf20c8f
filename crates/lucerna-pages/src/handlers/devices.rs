//! The list of devices in which the user is signed in.

use super::names::user_json;
use crate::answer::PageAnswer;
use crate::problems;
use crate::stop::Handled;
use crate::user_agent::Device;
use crate::visit::Visit;
use lucerna_core::{Attributes, Session, SessionId, UserSession};
use serde_json::{Value, json};
use std::cmp::Reverse;
use std::collections::HashMap;

const PATH: &str = "/account/devices";
const CONFIRMED: &str = "/account/devices?done=confirmed";

pub(super) async fn list<U: Attributes, S: Attributes + Default>(visit: &mut Visit<'_, U, S>) -> Handled {
    let session = visit.require().await?;
    let user = user_json(visit, &session.user).await?;
    let sessions = devices(visit, &session).await?;
    Ok(PageAnswer::page("devices", json!({ "section": "devices", "user": user, "sessions": sessions })))
}

/// Returns the sessions of the user with their devices: the current one first, then the last used.
pub(super) async fn devices<U: Attributes, S: Attributes + Default>(
    visit: &Visit<'_, U, S>,
    current: &Session<U, S>,
) -> Result<Vec<Value>, lucerna_web::AuthError> {
    // Before the sessions: a session that starts in between keeps its row.
    let mut agents = visit.pages.devices.of_user(&current.user.id).await?;
    let mut sessions = visit.auth.user_sessions(&current.user.id).await?;
    if !agents.contains_key(current.id.as_str()) {
        // The session started on a page of the application's own.
        visit.pages.devices.remember(visit, &current.user.id, &current.id).await;
        let agent = visit.auth.services().client().user_agent().map(str::to_owned);
        agents.extend(agent.map(|it| (current.id.to_string(), it)));
    }
    sessions.sort_by_key(|it| (it.id != current.id, Reverse(it.last_seen)));
    let shown = sessions.iter().map(|it| describe(it, &current.id, &agents)).collect();
    sessions.iter().for_each(|it| drop(agents.remove(it.id.as_str())));
    visit.pages.devices.prune(agents.into_keys()).await?;
    Ok(shown)
}

fn describe<S>(session: &UserSession<S>, current: &SessionId, agents: &HashMap<String, String>) -> Value {
    let agent = agents.get(session.id.as_str()).map(String::as_str);
    let device = agent.map(Device::read);
    json!({
        "id": session.id.as_str(),
        "current": session.id == *current,
        "browser": device.and_then(|it| it.browser),
        "system": device.and_then(|it| it.system),
        "kind": device.map(|it| it.kind.name()),
        "started": session.details.started.map(|it| it.to_string()),
        "last_seen": session.last_seen.to_string(),
        "expires": session.expiry.absolute.to_string(),
    })
}

/// Ends one session of the user. Ending the current one signs out.
pub(super) async fn end<U: Attributes, S: Attributes + Default>(visit: &mut Visit<'_, U, S>) -> Handled {
    let (session, _) = visit.require_recent(CONFIRMED).await?;
    let id = SessionId::parse(visit.fields.text("session"));
    let ended = match &id {
        Some(id) if *id == session.id => return super::sign_out::submit(visit).await,
        Some(id) => visit.auth.end_session_of(&session.user.id, id).await?,
        None => false,
    };
    match id.filter(|_| ended) {
        Some(id) => visit.pages.devices.forget(&id).await,
        // A browser only sees a list without it.
        None if visit.reads_html() => {}
        None => return Err(problems::UNKNOWN_SESSION.into()),
    }
    Ok(PageAnswer::next(format!("{}?done=device", visit.path(PATH)), json!({})))
}

/// Ends all other sessions of the user.
pub(super) async fn end_others<U: Attributes, S: Attributes + Default>(
    visit: &mut Visit<'_, U, S>,
) -> Handled {
    let (session, _) = visit.require_recent(CONFIRMED).await?;
    let ended = visit.auth.end_user_sessions(&session.user.id, Some(&session.id)).await?;
    Ok(PageAnswer::next(format!("{}?done=devices", visit.path(PATH)), json!({ "ended": ended })))
}
