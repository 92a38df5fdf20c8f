//! An event as its own user reads it.

use crate::Entry;
use crate::entry::{as_names, as_outcome_name};
use crate::row::EntryRow;
use lucerna_core::{Methods, Outcome, Record, SessionId, Timestamp};
use serde::Serialize;
use std::net::IpAddr;

/// The events that a user may read of their own account. Each one is something that a person did, or tried to do, with the
/// account. Failures of the application's own parts are not among them.
pub(crate) const SHOWN: [&str; 19] = [
    "address.change_undone",
    "address.changed",
    "address.unproven_dropped",
    "address.verified",
    "attempts.locked",
    "key.created",
    "key.deleted",
    "key.renamed",
    "password.changed",
    "password.refused",
    "password.removed",
    "second_factor.refused",
    "session.ended",
    "session.started",
    "session.verified",
    "user.created",
    "user.renamed",
    "user.sessions_ended",
    "user.updated",
];

/// A recorded event as its own user may read it, for the page "recent activity".
///
/// It has no network and no purpose of a limit, which tell how the application defends itself.
///
/// ```
/// # use lucerna_audit::AccountActivity;
/// # use lucerna_core::Session;
/// fn title(activity: &AccountActivity, session: &Session<()>) -> String {
///     let here = if activity.session_id.as_ref() == Some(&session.id) { " (this device)" } else { "" };
///     match &*activity.name {
///         "session.started" => format!("Signed in{here}"),
///         "password.refused" => "Wrong password".to_owned(),
///         other => other.to_owned(),
///     }
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct AccountActivity {
    /// The id. Ids of later events come first in order.
    pub id: String,
    /// The stable name of the event, such as `session.started`.
    pub name: String,
    /// The outcome.
    #[serde(serialize_with = "as_outcome_name")]
    pub outcome: Outcome,
    /// The time.
    pub at: Timestamp,
    /// The session concerned.
    pub session_id: Option<SessionId>,
    /// The provider of the key concerned, such as `email`.
    pub provider: Option<String>,
    /// The methods by which the user was verified.
    #[serde(serialize_with = "as_names")]
    pub methods: Option<Methods>,
    /// The caller's address.
    pub address: Option<IpAddr>,
    /// The caller's user agent. The caller chose the text.
    pub user_agent: Option<String>,
    /// The number of items concerned, such as sessions.
    pub count: Option<u64>,
}

impl From<Record<EntryRow>> for AccountActivity {
    fn from(record: Record<EntryRow>) -> Self {
        let Entry {
            id, name, outcome, at, session_id, provider, methods, address, user_agent, count, ..
        } = record.into();
        Self { id, name, outcome, at, session_id, provider, methods, address, user_agent, count }
    }
}
