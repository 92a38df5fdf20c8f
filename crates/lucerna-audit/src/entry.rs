//! An event as administrators read it.

use crate::row::{EntryRow, outcome};
use lucerna_core::{Methods, Outcome, Record, SessionId, Timestamp, UserId};
use serde::{Serialize, Serializer};
use std::net::IpAddr;

/// A recorded event, with everything that is known of it. It is for administrators; users read [`AccountActivity`](crate::AccountActivity).
///
/// ```
/// # use lucerna_audit::Entry;
/// # use lucerna_core::Outcome;
/// fn line(entry: &Entry) -> String {
///     let mark = if entry.outcome == Outcome::Succeeded { ' ' } else { '!' };
///     format!("{mark} {} {} {:?}", entry.at, entry.name, entry.user_id)
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Entry {
    /// The id. Ids of later events come first in order.
    pub id: String,
    /// The stable name of the event, such as `password.refused`.
    pub name: String,
    /// The outcome.
    #[serde(serialize_with = "as_outcome_name")]
    pub outcome: Outcome,
    /// The time.
    pub at: Timestamp,
    /// The user concerned. `None` if there is none, or if the user was deleted before the event was written.
    pub user_id: Option<UserId>,
    /// The session concerned.
    pub session_id: Option<SessionId>,
    /// The provider of the key concerned, such as `email`. The name itself is not recorded.
    pub provider: Option<String>,
    /// The methods by which the user was verified.
    #[serde(serialize_with = "as_names")]
    pub methods: Option<Methods>,
    /// The caller's address.
    pub address: Option<IpAddr>,
    /// The caller's network, in which attempts are counted.
    pub network: Option<String>,
    /// The caller's user agent. The caller chose the text.
    pub user_agent: Option<String>,
    /// The purpose of the limit concerned.
    pub purpose: Option<String>,
    /// The number of items concerned, such as sessions.
    pub count: Option<u64>,
}

impl From<Record<EntryRow>> for Entry {
    fn from(record: Record<EntryRow>) -> Self {
        let Record { id, user_id, value: row, .. } = record;
        Self {
            id,
            outcome: outcome(&row.outcome),
            name: row.name,
            at: row.at,
            user_id,
            session_id: row.session.as_deref().and_then(SessionId::parse),
            provider: row.provider,
            methods: row.methods.map(Methods::parse),
            address: row.address.and_then(|it| it.parse().ok()),
            network: row.network,
            user_agent: row.user_agent,
            purpose: row.purpose,
            count: row.count.and_then(|it| u64::try_from(it).ok()),
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
pub(crate) fn as_outcome_name<S: Serializer>(it: &Outcome, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(crate::row::outcome_name(*it))
}

pub(crate) fn as_names<S: Serializer>(it: &Option<Methods>, serializer: S) -> Result<S::Ok, S::Error> {
    match it {
        Some(methods) => serializer.collect_seq(methods.iter()),
        None => serializer.serialize_none(),
    }
}
