//! The record of the replies to all visitors.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// The time from which a reply counts as slow.
const SLOW: Duration = Duration::from_secs(2);

/// The replies so far, and the changes that they acknowledged.
#[derive(Default)]
pub(crate) struct Journal {
    pub(crate) answers: usize,
    /// The number of correct replies about an outage.
    pub(crate) outages: usize,
    /// The number of good and quick replies since the last trouble.
    pub(crate) well: usize,
    /// The time of the last reply that was slow or not good.
    pub(crate) last_trouble: Option<Instant>,
    pub(crate) longest: Duration,
    pub(crate) slowest_recovery: Duration,
    /// Replies that are never allowed.
    pub(crate) violations: Vec<String>,
    /// The names of users with an account, with the passwords that may be right: one, or two if a change met an outage.
    pub(crate) users: BTreeMap<String, Vec<&'static str>>,
    /// The names of users who may have an account: their sign-up met an outage.
    pub(crate) unsure: Vec<String>,
    /// The names and cookies of signed-in users.
    pub(crate) alive: Vec<(String, String)>,
    /// The cookies of sessions that were ended.
    pub(crate) ended: Vec<String>,
    /// The number of acknowledged changes of a password.
    pub(crate) changes: usize,
    /// The number of sessions that were renewed, at least.
    pub(crate) renewals: usize,
}

/// The verdict on a reply.
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

    /// Returns the time from this moment to the last trouble after it.
    pub(crate) fn trouble_after(&self, moment: Instant) -> Duration {
        self.last_trouble.map_or(Duration::ZERO, |it| it.saturating_duration_since(moment))
    }
}
