//! The table, and the row of an event.

use crate::clean::clean;
use lucerna_core::{Event, Outcome, RecordTable, Table, Timestamp};
use lucerna_derive::Attributes;

/// Returns the tables of this feature. Open the store with them.
///
/// ```
/// use lucerna_core::Schema;
///
/// # fn main() -> Result<(), lucerna_core::SchemaError> {
/// let schema = Schema::of::<()>()?.with(lucerna_audit::tables())?;
/// # Ok(())
/// # }
/// ```
#[must_use]
pub fn tables() -> [RecordTable; 1] {
    [AUDIT.declare()]
}

/// The table of events. It is lasting, since events are listed. Each row expires after the retention.
pub(crate) const AUDIT: Table<EntryRow> = Table::lasting("lucerna_audit");

#[derive(Attributes, Clone, Debug, PartialEq)]
#[attributes(crate = lucerna_core)]
pub(crate) struct EntryRow {
    pub(crate) name: String,
    pub(crate) outcome: String,
    pub(crate) at: Timestamp,
    /// The user whose page "recent activity" shows the event. `None` if no such page does.
    #[column(index)]
    pub(crate) activity_of: Option<String>,
    #[column(index)]
    pub(crate) session: Option<String>,
    pub(crate) provider: Option<String>,
    pub(crate) methods: Option<String>,
    pub(crate) address: Option<String>,
    pub(crate) network: Option<String>,
    pub(crate) user_agent: Option<String>,
    pub(crate) purpose: Option<String>,
    pub(crate) count: Option<i64>,
}

impl EntryRow {
    /// Returns the row of an event. Its error stays in the log, since the text may name servers and files.
    pub(crate) fn of(event: &Event, at: Timestamp) -> Self {
        let text = |it: &Option<String>| it.as_deref().map(clean);
        Self {
            name: clean(event.name),
            outcome: outcome_name(event.outcome).to_owned(),
            at,
            activity_of: None,
            session: event.session_id.map(|it| it.to_string()),
            provider: text(&event.provider),
            methods: event.methods.as_ref().map(|it| clean(it.as_str())),
            address: event.peer.map(|it| it.to_string()),
            network: event.network.map(|it| it.to_string()),
            user_agent: text(&event.user_agent),
            purpose: event.purpose.map(clean),
            count: event.count.map(|it| i64::try_from(it).unwrap_or(i64::MAX)),
        }
    }

    /// Returns the trace that stays of an event whose user was deleted: its name, outcome and time.
    pub(crate) fn anonymous(self) -> Self {
        Self {
            activity_of: None,
            session: None,
            provider: None,
            methods: None,
            address: None,
            network: None,
            user_agent: None,
            ..self
        }
    }
}

pub(crate) fn outcome_name(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Succeeded => "succeeded",
        Outcome::Refused => "refused",
        _ => "failed",
    }
}

/// Returns the outcome of this name.
pub(crate) fn outcome(name: &str) -> Outcome {
    match name {
        "succeeded" => Outcome::Succeeded,
        "refused" => Outcome::Refused,
        _ => Outcome::Failed,
    }
}
