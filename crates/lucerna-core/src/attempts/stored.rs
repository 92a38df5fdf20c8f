//! Counts in the store, shared by all processes.

use super::counters::{CounterName, Peeked};
use crate::{
    AttemptError, AttemptPolicy, Attributes, Column, ColumnError, Conflict, Error, RatePolicy, Record,
    RecordError, Records, Row, Services, SessionId, Table, Timestamp,
};
use lucerna_throttle::{Decision, Tally, Window};
use std::time::Duration;

/// The table of counts. An id is the SHA-256 of the purpose and the subject.
pub(crate) const ATTEMPTS: Table<AttemptRow> = Table::passing("lucerna_attempt");

/// The tries to write a count that others write at the same time. Each lost try counted an attempt of another caller.
const TRIES: u32 = 16;

/// The wait after the last lost try.
const CONTENDED: Duration = Duration::from_secs(1);

/// A row of [`ATTEMPTS`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct AttemptRow {
    count: i64,
    /// The end of the delay, or of the window.
    until: Option<Timestamp>,
}

impl Attributes for AttemptRow {
    fn columns() -> Vec<Column> {
        vec![Column::of::<i64>("count"), Column::of::<Option<Timestamp>>("until")]
    }

    fn to_row(&self) -> Row {
        Row::with_capacity(2).with("count", &self.count).with("until", &self.until)
    }

    fn from_row(row: &mut Row) -> Result<Self, ColumnError> {
        Ok(Self { count: row.take("count")?, until: row.take("until")? })
    }
}

impl AttemptRow {
    fn of_tally(tally: Tally) -> Self {
        Self { count: i64::from(tally.failures), until: Some(Timestamp::from_unix_millis(tally.until)) }
    }

    fn of_window(window: Window) -> Self {
        Self { count: window.count, until: Some(Timestamp::from_unix_millis(window.ends)) }
    }

    fn tally(self) -> Tally {
        let failures = u32::try_from(self.count.max(0)).unwrap_or(u32::MAX);
        Tally::new(failures, self.ends())
    }

    fn window(self) -> Window {
        Window::new(self.count, self.ends())
    }

    fn ends(self) -> i64 {
        self.until.map_or(i64::MIN, Timestamp::unix_millis)
    }
}

/// The rows of counts, for one call.
pub(super) struct StoredCounters {
    records: Records<AttemptRow>,
    now: Timestamp,
}

impl StoredCounters {
    pub(super) fn of(services: &Services) -> Result<Self, Error> {
        Ok(Self { records: services.records(ATTEMPTS)?, now: services.now() })
    }

    pub(super) async fn peek(&self, name: &CounterName, policy: &AttemptPolicy) -> Result<Peeked, Error> {
        let row = self.records.find(id(name).as_str()).await?;
        let tally = row.as_ref().map(|it| it.value.tally());
        Ok(Peeked { decision: policy.judge(tally, self.now.unix_millis()), row })
    }

    /// Writes the count if it is unchanged since it was read. If another caller was faster, it is read again.
    pub(super) async fn count_failure(
        &self,
        name: &CounterName,
        policy: &AttemptPolicy,
        mut seen: Peeked,
    ) -> Result<Decision<Tally>, AttemptError> {
        for _ in 0..TRIES {
            let Decision::Allowed(tally) = seen.decision else { return Ok(seen.decision) };
            let row = AttemptRow::of_tally(tally);
            let is_written = match &seen.row {
                Some(read) => self.records.update(read, |it| *it = row).await?,
                None => self.insert(Record::new(id(name).as_str(), row), policy.forget_after).await?,
            };
            if is_written {
                return Ok(seen.decision);
            }
            seen = self.peek(name, policy).await?;
        }
        Ok(Decision::Wait(CONTENDED))
    }

    async fn insert(&self, record: Record<AttemptRow>, life: Duration) -> Result<bool, RecordError> {
        match self.records.insert(record.until(self.now.after(life))).await {
            Ok(()) => Ok(true),
            Err(RecordError::Taken(Conflict::RecordId)) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Adds to the window by one atomic statement. Only a window with room is written, so that refused requests only
    /// read.
    pub(super) async fn count_action(
        &self,
        name: &CounterName,
        policy: &RatePolicy,
    ) -> Result<Decision<Window>, AttemptError> {
        let found = self.records.find(id(name).as_str()).await?.map(|it| it.value);
        let decision = policy.judge(found.map(AttemptRow::window), self.now.unix_millis());
        let Decision::Allowed(window) = decision else { return Ok(decision) };
        if let Some(old) = found.filter(|it| it.ends() != window.ends) {
            // The window was written before the clock went back. Of concurrent callers, one deletes it. None deletes the
            // window that replaces it.
            self.records.take_if(id(name).as_str(), &old.to_row()).await?;
        }
        let counted = self.add_to_window(name, 1, Window::new(1, window.ends)).await?;
        if counted.count <= i64::from(policy.count.max(1)) {
            return Ok(Decision::Allowed(counted));
        }
        self.give_back_action(name, counted).await?;
        Ok(policy.judge(Some(counted), self.now.unix_millis()))
    }

    /// Takes one off the window in which an action was counted. A window that has ended, or was replaced, keeps its
    /// count, and no count falls below zero.
    pub(super) async fn give_back_action(
        &self,
        name: &CounterName,
        counted: Window,
    ) -> Result<(), AttemptError> {
        if counted.ends <= self.now.unix_millis() {
            return Ok(());
        }
        let left = self.add_to_window(name, -1, Window::new(0, counted.ends)).await?;
        if left.ends != counted.ends || left.count < 0 {
            self.add_to_window(name, 1, Window::new(0, counted.ends)).await?;
        }
        Ok(())
    }

    /// Adds to a window by one atomic statement, or inserts `fresh` if there is none. Returns the window.
    async fn add_to_window(&self, name: &CounterName, by: i64, fresh: Window) -> Result<Window, RecordError> {
        // A row is found until its last millisecond, and a window has ended in that one.
        let expires = Timestamp::from_unix_millis(fresh.ends.saturating_sub(1));
        self.add(name, by, AttemptRow::of_window(fresh), expires).await.map(AttemptRow::window)
    }

    pub(super) async fn give_back_failure(&self, name: &CounterName) -> Result<(), AttemptError> {
        // If the row has expired, a new one is inserted. It expires at once.
        let fresh = AttemptRow { count: 0, until: None };
        let expires = Timestamp::from_unix_millis(self.now.unix_millis().saturating_sub(1));
        self.add(name, -1, fresh, expires).await?;
        Ok(())
    }

    pub(super) async fn clear(&self, name: &CounterName) -> Result<(), Error> {
        self.records.delete(id(name).as_str()).await.map(drop)
    }

    async fn add(
        &self,
        name: &CounterName,
        by: i64,
        fresh: AttemptRow,
        expires: Timestamp,
    ) -> Result<AttemptRow, RecordError> {
        let fresh = Record::new(id(name).as_str(), fresh).until(expires);
        Ok(self.records.add(fresh, "count", by).await?.value)
    }
}

/// Returns the id of a count's row. It names neither an account nor what was typed.
fn id(name: &CounterName) -> SessionId {
    SessionId::hash(format!("{}\0{}", name.purpose.key(), name.subject).as_bytes())
}
