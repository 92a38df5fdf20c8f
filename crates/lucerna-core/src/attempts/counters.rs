//! The counts, in memory or in the store.

use super::Attempts;
use super::limits::CountPurpose;
use super::stored::{AttemptRow, StoredCounters};
use crate::{AttemptError, AttemptPolicy, Error, RatePolicy, Record};
use lucerna_throttle::{Decision, MemoryCounters, Tally, Window};

/// The place of the counts.
#[derive(Debug)]
pub(crate) enum Counters {
    Memory(MemoryCounters),
    Store,
    /// Nothing is counted, and every attempt is allowed.
    Unlimited,
}

impl Default for Counters {
    fn default() -> Self {
        Self::Memory(MemoryCounters::default())
    }
}

/// The name of a count.
#[derive(Clone, Debug)]
pub(super) struct CounterName {
    pub(super) purpose: CountPurpose,
    pub(super) subject: String,
}

impl CounterName {
    pub(super) fn new(purpose: CountPurpose, subject: &str) -> Self {
        Self { purpose, subject: subject.to_owned() }
    }
}

/// An action that was counted in a window, and can be given back.
#[derive(Debug)]
pub(crate) struct CountedAction {
    pub(super) name: CounterName,
    pub(super) window: Window,
}

/// A decision that counts nothing yet, and the row on which it is based.
pub(super) struct Peeked {
    pub(super) decision: Decision<Tally>,
    pub(super) row: Option<Record<AttemptRow>>,
}

impl Attempts {
    /// Decides about an attempt without counting it.
    pub(super) async fn peek(&self, name: &CounterName, policy: &AttemptPolicy) -> Result<Peeked, Error> {
        let decision = match &self.limits().counters {
            Counters::Memory(memory) => memory.peek(&name.purpose.key(), &name.subject, policy, self.now()),
            Counters::Store => return self.stored()?.peek(name, policy).await,
            Counters::Unlimited => Decision::Allowed(Tally::new(0, i64::MIN)),
        };
        Ok(Peeked { decision, row: None })
    }

    /// Decides about an attempt, and counts it as a failure if it is allowed.
    pub(super) async fn count_failure(
        &self,
        name: &CounterName,
        policy: &AttemptPolicy,
        seen: Peeked,
    ) -> Result<Decision<Tally>, AttemptError> {
        match &self.limits().counters {
            Counters::Memory(memory) => {
                Ok(memory.attempt(&name.purpose.key(), &name.subject, policy, self.now()))
            }
            Counters::Store => self.stored()?.count_failure(name, policy, seen).await,
            Counters::Unlimited => Ok(seen.decision),
        }
    }

    /// Decides about an action, and counts it if it is allowed.
    pub(super) async fn count_action(
        &self,
        name: &CounterName,
        policy: &RatePolicy,
    ) -> Result<Decision<Window>, AttemptError> {
        match &self.limits().counters {
            Counters::Memory(memory) => {
                Ok(memory.count(&name.purpose.key(), &name.subject, policy, self.now()))
            }
            Counters::Store => self.stored()?.count_action(name, policy).await,
            Counters::Unlimited => Ok(Decision::Allowed(Window::new(0, i64::MIN))),
        }
    }

    /// Takes one off a count of failures, for an attempt that was not one. Its delay stays.
    pub(super) async fn give_back_failure(&self, name: &CounterName) -> Result<(), AttemptError> {
        match &self.limits().counters {
            Counters::Memory(memory) => {
                memory.give_back(&name.purpose.key(), &name.subject, self.now());
                Ok(())
            }
            Counters::Store => self.stored()?.give_back_failure(name).await,
            Counters::Unlimited => Ok(()),
        }
    }

    /// Takes an action off its window, unless the window has ended.
    pub(super) async fn give_back_action(&self, counted: &CountedAction) -> Result<(), AttemptError> {
        let CountedAction { name, window } = counted;
        match &self.limits().counters {
            Counters::Memory(memory) => {
                memory.give_back_action(&name.purpose.key(), &name.subject, *window, self.now());
                Ok(())
            }
            Counters::Store => self.stored()?.give_back_action(name, *window).await,
            Counters::Unlimited => Ok(()),
        }
    }

    pub(super) async fn clear_count(&self, name: &CounterName) -> Result<(), Error> {
        match &self.limits().counters {
            Counters::Memory(memory) => {
                memory.clear(&name.purpose.key(), &name.subject);
                Ok(())
            }
            Counters::Store => self.stored()?.clear(name).await,
            Counters::Unlimited => Ok(()),
        }
    }

    fn stored(&self) -> Result<StoredCounters, Error> {
        StoredCounters::of(&self.services)
    }
}
