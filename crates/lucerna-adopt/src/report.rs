//! The report of an adoption.

use std::collections::BTreeMap;
use std::fmt;

/// What was done, with counts. Its `Display` is for people, a line for each count; no token is in it.
///
/// ```
/// use lucerna_adopt::{AdoptReport, Counter};
///
/// fn tell(report: &AdoptReport) {
///     println!("{report}");
///     if report.database.count(Counter::OrphanKeys) > 0 {
///         println!("look into the backup for whom the removed keys were");
///     }
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AdoptReport {
    /// What was done in the database.
    pub database: StoreReport,
    /// What was done in Redis, if Lucia kept its sessions there.
    pub redis: Option<StoreReport>,
}

impl fmt::Display for AdoptReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.database.fmt(f)?;
        self.redis.iter().try_for_each(|it| write!(f, "\n{it}"))
    }
}

/// What was done in one store: the database or Redis.
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
    /// Whether it was done at all.
    pub outcome: AdoptOutcome,
    /// In a database, one sentence for each change of a table. In Redis, one for each of the first 20 sessions whose
    /// attributes do not fit.
    pub notes: Vec<String>,
    /// The names of the first 20 keys of Redis that were left alone, with a hash in place of what may be a token.
    pub left_alone: Vec<String>,
    counts: BTreeMap<Counter, u64>,
    words: &'static Words,
}

/// Whether an adoption was done.
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
    /// It was done.
    Adopted,
    /// Nothing was changed: a dry run.
    Rehearsed,
    /// There was nothing to do: it was done before, or there is nothing of Lucia's.
    Nothing,
}

/// What a report counts.
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
    /// Users, who all stay as they are.
    Users,
    /// Keys that were kept.
    Keys,
    /// Kept keys that got their canonical name.
    KeysRenamed,
    /// Keys without a user, removed.
    OrphanKeys,
    /// Single-use keys of Lucia v1, removed.
    SingleUseKeys,
    /// Sessions that were kept, under the hashes of their ids.
    Sessions,
    /// Sessions whose idle period was over, removed.
    DeadSessions,
    /// Sessions without a user, removed.
    OrphanSessions,
    /// Sessions whose id no browser can offer as a token, removed: see
    /// [`SessionId::of_token`](lucerna_core::SessionId::of_token). In Redis also those whose limits are no times.
    UnusableSessions,
    /// Sessions in Redis with attributes that do not fit, removed.
    UnfitSessions,
    /// Lucia's sets of a user's sessions in Redis, removed.
    UserSessionSets,
    /// Keys of Redis whose names begin as Lucia's do, and which hold something else.
    LeftAlone,
}

/// What is said about a store.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Words {
    adopted: &'static str,
    rehearsed: &'static str,
    nothing: &'static str,
    counts: &'static [(Counter, &'static str)],
}

pub(crate) static DATABASE: Words = Words {
    adopted: "the database was adopted:",
    rehearsed: "dry run, nothing was changed; an adoption would be:",
    nothing: "nothing was done: the database is Lucerna's already",
    counts: &[
        (Counter::Users, "users kept"),
        (Counter::Keys, "keys kept"),
        (Counter::KeysRenamed, "of them given their canonical name"),
        (Counter::OrphanKeys, "keys without a user removed"),
        (Counter::SingleUseKeys, "single-use keys removed"),
        (Counter::Sessions, "sessions kept, hashed"),
        (Counter::DeadSessions, "dead sessions removed"),
        (Counter::OrphanSessions, "sessions without a user removed"),
        (Counter::UnusableSessions, "sessions that no cookie can name removed"),
    ],
};

pub(crate) static REDIS: Words = Words {
    adopted: "the sessions in Redis were adopted:",
    rehearsed: "dry run, nothing was changed in Redis; an adoption would be:",
    nothing: "nothing was done in Redis: it has no sessions of Lucia's",
    counts: &[
        (Counter::Sessions, "sessions kept, hashed"),
        (Counter::DeadSessions, "dead sessions removed"),
        (Counter::UnusableSessions, "sessions that no cookie can name, or without a limit, removed"),
        (Counter::UnfitSessions, "sessions with attributes that do not fit removed"),
        (Counter::UserSessionSets, "sets of a user's sessions removed"),
    ],
};

impl StoreReport {
    pub(crate) fn new(words: &'static Words, dry_run: bool) -> Self {
        let outcome = if dry_run { AdoptOutcome::Rehearsed } else { AdoptOutcome::Adopted };
        Self { outcome, notes: Vec::new(), left_alone: Vec::new(), counts: BTreeMap::new(), words }
    }

    /// How many there were.
    #[must_use]
    pub fn count(&self, counter: Counter) -> u64 {
        self.counts.get(&counter).copied().unwrap_or_default()
    }

    pub(crate) fn add(&mut self, counter: Counter, count: u64) {
        *self.counts.entry(counter).or_default() += count;
    }

    /// Whether there was nothing of Lucia's.
    pub(crate) fn found_nothing(&self) -> bool {
        self.counts.keys().all(|it| *it == Counter::LeftAlone)
    }

    fn fmt_counts(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut counts = self.words.counts.iter();
        counts.try_for_each(|(counter, what)| write!(f, "\n{:>8} {what}", self.count(*counter)))
    }
}

impl fmt::Display for StoreReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.outcome {
            AdoptOutcome::Adopted => f.write_str(self.words.adopted)?,
            AdoptOutcome::Rehearsed => f.write_str(self.words.rehearsed)?,
            AdoptOutcome::Nothing => f.write_str(self.words.nothing)?,
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

/// These, and how many there are besides.
pub(crate) fn first_of(count: u64, first: &[String]) -> Vec<String> {
    let rest = count.saturating_sub(u64::try_from(first.len()).unwrap_or(u64::MAX));
    first.iter().cloned().chain((rest > 0).then(|| format!("and {rest} more"))).collect()
}
