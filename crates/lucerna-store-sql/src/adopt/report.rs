//! What was done.

use std::fmt;

/// What was done, with counts; its `Display` is for whoever asked for it, a line for each.
///
/// ```
/// use lucerna_store_sql::{AdoptOutcome, AdoptReport};
///
/// fn tell(report: &AdoptReport) {
///     println!("{report}");
///     if report.outcome == AdoptOutcome::Adopted && report.orphan_keys_removed > 0 {
///         println!("look into the backup for whom they were");
///     }
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AdoptReport {
    /// Whether it was done at all.
    pub outcome: AdoptOutcome,
    /// Users, who all stay as they are.
    pub users: u64,
    /// Keys that were kept.
    pub keys: u64,
    /// Those of them that got their canonical name.
    pub keys_renamed: u64,
    /// Keys without a user, removed.
    pub orphan_keys_removed: u64,
    /// Single-use keys of Lucia v1, removed.
    pub single_use_keys_removed: u64,
    /// Sessions that were kept, under the hashes of their ids.
    pub sessions: u64,
    /// Sessions whose idle period was over, removed.
    pub dead_sessions_removed: u64,
    /// Sessions without a user, removed.
    pub orphan_sessions_removed: u64,
    /// Sessions whose id no browser can offer as a token, removed: see
    /// [`SessionId::of_token`](lucerna_core::SessionId::of_token).
    pub unusable_sessions_removed: u64,
    /// What was done to the tables, one sentence each.
    pub tables: Vec<String>,
}

/// Whether an adoption was done.
///
/// ```
/// use lucerna_store_sql::AdoptOutcome;
///
/// fn may_start(outcome: AdoptOutcome) -> bool {
///     matches!(outcome, AdoptOutcome::Adopted | AdoptOutcome::Nothing)
/// }
///
/// assert!(!may_start(AdoptOutcome::Rehearsed));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AdoptOutcome {
    /// It was done.
    Adopted,
    /// It was done and undone: a dry run.
    Rehearsed,
    /// There was nothing to do: the database was adopted before, or is Lucerna's own.
    Nothing,
}

impl AdoptReport {
    /// Nothing done yet.
    #[doc(hidden)]
    #[must_use]
    pub fn new(dry_run: bool) -> Self {
        Self {
            outcome: if dry_run { AdoptOutcome::Rehearsed } else { AdoptOutcome::Adopted },
            users: 0,
            keys: 0,
            keys_renamed: 0,
            orphan_keys_removed: 0,
            single_use_keys_removed: 0,
            sessions: 0,
            dead_sessions_removed: 0,
            orphan_sessions_removed: 0,
            unusable_sessions_removed: 0,
            tables: Vec::new(),
        }
    }

    fn counts(&self) -> [(&'static str, u64); 9] {
        [
            ("users kept", self.users),
            ("keys kept", self.keys),
            ("of them given their canonical name", self.keys_renamed),
            ("keys without a user removed", self.orphan_keys_removed),
            ("single-use keys removed", self.single_use_keys_removed),
            ("sessions kept, hashed", self.sessions),
            ("dead sessions removed", self.dead_sessions_removed),
            ("sessions without a user removed", self.orphan_sessions_removed),
            ("sessions that no cookie can name removed", self.unusable_sessions_removed),
        ]
    }
}

impl fmt::Display for AdoptReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.outcome {
            AdoptOutcome::Adopted => write!(f, "the database was adopted:")?,
            AdoptOutcome::Rehearsed => write!(f, "dry run, nothing was changed; an adoption would be:")?,
            AdoptOutcome::Nothing => return write!(f, "nothing was done: the database is Lucerna's already"),
        }
        self.counts().iter().try_for_each(|(what, count)| write!(f, "\n{count:>8} {what}"))?;
        self.tables.iter().try_for_each(|it| write!(f, "\n         {it}"))
    }
}
