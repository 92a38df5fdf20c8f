//! The report of an adoption.

use std::collections::BTreeMap;
use std::fmt;

/// The report of an adoption, with counts. `Display` prints one line for each count. The report contains no token.
///
/// ```
/// use lucerna_adopt::{AdoptReport, Counter};
///
/// fn print(report: &AdoptReport) {
///     println!("{report}");
///     if report.database.count(Counter::OrphanKeys) > 0 {
///         println!("look up the removed keys in the backup");
///     }
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AdoptReport {
    /// The report of the database.
    pub database: StoreReport,
    /// The report of Redis, if Lucia kept its sessions there.
    pub redis: Option<StoreReport>,
}

impl fmt::Display for AdoptReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.database.fmt(f)?;
        self.redis.iter().try_for_each(|it| write!(f, "\n{it}"))
    }
}

/// The report of one store: the database or Redis.
///
/// ```
/// use lucerna_adopt::{AdoptOutcome, Counter, StoreReport};
///
/// fn may_start(report: &StoreReport) -> bool {
///     println!("{} sessions kept", report.count(Counter::Sessions));
///     report.outcome != AdoptOutcome::Rehearsed
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StoreReport {
    /// The outcome of the adoption.
    pub outcome: AdoptOutcome,
    /// Sentences about the adoption. For a database, one for each change of a table. For Redis, one for each of the
    /// first 20 sessions whose attributes do not fit.
    pub notes: Vec<String>,
    /// The names of the first 20 keys of Redis that were left alone. A possible token is replaced by its hash.
    pub left_alone: Vec<String>,
    counts: BTreeMap<Counter, u64>,
    texts: &'static ReportTexts,
}

/// The outcome of an adoption.
///
/// ```
/// use lucerna_adopt::AdoptOutcome;
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
    /// The store was adopted.
    Adopted,
    /// A dry run: nothing was changed.
    Rehearsed,
    /// There was nothing to adopt: the store was adopted before, or contains nothing of Lucia's.
    Nothing,
}

/// A count in a report.
///
/// ```
/// use lucerna_adopt::{Counter, StoreReport};
///
/// fn signed_out(report: &StoreReport) -> u64 {
///     report.count(Counter::UnusableSessions) + report.count(Counter::UnfitSessions)
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Counter {
    /// Users, who all stay unchanged.
    Users,
    /// Keys that were kept.
    Keys,
    /// Kept keys that were renamed to their canonical name.
    KeysRenamed,
    /// Keys without a user, removed.
    OrphanKeys,
    /// Single-use keys of Lucia v1, removed.
    SingleUseKeys,
    /// Sessions that were kept, stored under the hash of their id.
    Sessions,
    /// Sessions whose idle period has ended, removed.
    DeadSessions,
    /// Sessions without a user, removed.
    OrphanSessions,
    /// Sessions whose id cannot be a token, removed: see [`SessionId::of_token`](lucerna_core::SessionId::of_token).
    /// In Redis also sessions whose limits are not times.
    UnusableSessions,
    /// Sessions in Redis with attributes that do not fit, removed.
    UnfitSessions,
    /// Lucia's sets of a user's sessions in Redis, removed.
    UserSessionSets,
    /// Keys of Redis that have a prefix of Lucia's and hold something else.
    LeftAlone,
}

/// The texts of a report, for one kind of store.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ReportTexts {
    adopted: &'static str,
    rehearsed: &'static str,
    nothing: &'static str,
    counts: &'static [(Counter, &'static str)],
}

pub(crate) static DATABASE: ReportTexts = ReportTexts {
    adopted: "the database was adopted:",
    rehearsed: "dry run, nothing was changed; an adoption would be:",
    nothing: "nothing was done: the database already belongs to Lucerna",
    counts: &[
        (Counter::Users, "users kept"),
        (Counter::Keys, "keys kept"),
        (Counter::KeysRenamed, "of them renamed to their canonical name"),
        (Counter::OrphanKeys, "keys without a user removed"),
        (Counter::SingleUseKeys, "single-use keys removed"),
        (Counter::Sessions, "sessions kept, hashed"),
        (Counter::DeadSessions, "dead sessions removed"),
        (Counter::OrphanSessions, "sessions without a user removed"),
        (Counter::UnusableSessions, "sessions with an unusable id removed"),
    ],
};

pub(crate) static REDIS: ReportTexts = ReportTexts {
    adopted: "the sessions in Redis were adopted:",
    rehearsed: "dry run, nothing was changed in Redis; an adoption would be:",
    nothing: "nothing was done in Redis: it has no sessions of Lucia's",
    counts: &[
        (Counter::Sessions, "sessions kept, hashed"),
        (Counter::DeadSessions, "dead sessions removed"),
        (Counter::UnusableSessions, "sessions with an unusable id or limit removed"),
        (Counter::UnfitSessions, "sessions with attributes that do not fit removed"),
        (Counter::UserSessionSets, "sets of a user's sessions removed"),
    ],
};

impl StoreReport {
    pub(crate) fn new(texts: &'static ReportTexts, dry_run: bool) -> Self {
        let outcome = if dry_run { AdoptOutcome::Rehearsed } else { AdoptOutcome::Adopted };
        Self { outcome, notes: Vec::new(), left_alone: Vec::new(), counts: BTreeMap::new(), texts }
    }

    /// Returns one of the counts.
    #[must_use]
    pub fn count(&self, counter: Counter) -> u64 {
        self.counts.get(&counter).copied().unwrap_or_default()
    }

    pub(crate) fn add(&mut self, counter: Counter, count: u64) {
        *self.counts.entry(counter).or_default() += count;
    }

    /// Returns true if nothing of Lucia's was found.
    pub(crate) fn found_nothing(&self) -> bool {
        self.counts.keys().all(|it| *it == Counter::LeftAlone)
    }

    fn fmt_counts(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut counts = self.texts.counts.iter();
        counts.try_for_each(|(counter, what)| write!(f, "\n{:>8} {what}", self.count(*counter)))
    }
}

impl fmt::Display for StoreReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.outcome {
            AdoptOutcome::Adopted => f.write_str(self.texts.adopted)?,
            AdoptOutcome::Rehearsed => f.write_str(self.texts.rehearsed)?,
            AdoptOutcome::Nothing => f.write_str(self.texts.nothing)?,
        }
        if self.outcome != AdoptOutcome::Nothing {
            self.fmt_counts(f)?;
        }
        self.notes.iter().try_for_each(|it| write!(f, "\n         {it}"))?;
        match self.count(Counter::LeftAlone) {
            0 => Ok(()),
            count => {
                let keys = first_of(count, &self.left_alone).join(", ");
                write!(f, "\n{count:>8} keys left alone, which hold no session: {keys}")
            }
        }
    }
}

/// Returns the first items and how many more there are.
pub(crate) fn first_of(count: u64, first: &[String]) -> Vec<String> {
    let rest = count.saturating_sub(u64::try_from(first.len()).unwrap_or(u64::MAX));
    first.iter().cloned().chain((rest > 0).then(|| format!("and {rest} more"))).collect()
}
