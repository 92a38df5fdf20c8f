//! What the visitors were told, and what was wrong with it.

use std::time::{Duration, Instant};

/// From here on somebody notices that something is wrong.
const SLOW: Duration = Duration::from_secs(2);

/// Everything that was answered so far.
#[derive(Default)]
pub(crate) struct Journal {
    pub(crate) answers: usize,
    /// Answers that told of an outage as they should.
    pub(crate) outages: usize,
    /// How many answers in a row, up to now, were quick and told of none.
    pub(crate) well: usize,
    /// When an answer was last an outage or slow in coming.
    pub(crate) last_trouble: Option<Instant>,
    pub(crate) longest: Duration,
    pub(crate) slowest_recovery: Duration,
    /// Answers that nobody should ever have got.
    pub(crate) violations: Vec<String>,
    /// The names of those who have an account.
    pub(crate) users: Vec<String>,
    /// The names of those who may have one: their sign-up met an outage.
    pub(crate) unsure: Vec<String>,
    /// The names and cookies of those who are signed in.
    pub(crate) alive: Vec<(String, String)>,
    /// The cookies of sessions that were ended.
    pub(crate) ended: Vec<String>,
    /// How many sessions at least were renewed.
    pub(crate) renewals: usize,
}

/// What an answer amounts to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum AnswerKind {
    Good,
    Outage,
    Violation,
}

impl Journal {
    pub(crate) fn note(&mut self, kind: AnswerKind, took: Duration) {
        self.answers += 1;
        self.longest = self.longest.max(took);
        self.well += 1;
        self.outages += usize::from(kind == AnswerKind::Outage);
        if kind != AnswerKind::Good || took > SLOW {
            self.well = 0;
            self.last_trouble = Some(Instant::now());
        }
    }

    /// How long after this moment there was still trouble.
    pub(crate) fn trouble_after(&self, moment: Instant) -> Duration {
        self.last_trouble.map_or(Duration::ZERO, |it| it.saturating_duration_since(moment))
    }
}
