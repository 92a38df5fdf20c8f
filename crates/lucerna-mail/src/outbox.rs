//! The outbox: messages that wait for the worker.

mod deliver;

pub(crate) use deliver::{Compose, Delivery};

use crate::tables::{OUTBOX, OutboxRow, Purpose};
use lucerna_core::{
    Error, MissingTable, Page, PreparedWrite, Record, RecordError, Records, Services, Timestamp, UserId,
};
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::Notify;

/// The most messages that may wait, as far as one process knows. Beyond it, asking is refused as busy.
pub(crate) const MOST_WAITING: usize = 10_000;

/// The rows that one call lists.
const PAGE: u32 = 500;

/// The waiting messages of one application. A clone is cheap and shares the count and the alarm.
#[derive(Clone)]
pub(crate) struct Outbox {
    pub(crate) records: Records<OutboxRow>,
    shared: Arc<OutboxState>,
}

struct OutboxState {
    /// Wakes the worker of this process.
    alarm: Notify,
    /// The rows at the last count, and those that this process has inserted since. Before the first count it has only the latter.
    waiting: AtomicUsize,
}

impl Outbox {
    pub(crate) fn of(services: &Services) -> Result<Self, MissingTable> {
        let shared = OutboxState { alarm: Notify::new(), waiting: AtomicUsize::new(0) };
        Ok(Self { records: services.records(OUTBOX)?, shared: Arc::new(shared) })
    }

    /// Inserts a message and wakes the worker.
    pub(crate) async fn insert(&self, record: Record<OutboxRow>) -> Result<(), RecordError> {
        self.records.insert(record).await?;
        self.announce(1);
        Ok(())
    }

    /// Inserts the messages of one change in one step with a further write, and wakes the worker.
    pub(crate) async fn insert_all(
        &self,
        services: &Services,
        records: impl IntoIterator<Item = Record<OutboxRow>>,
        further: Option<PreparedWrite<'_>>,
    ) -> Result<(), RecordError> {
        let insertions = records.into_iter().map(|it| self.records.insertion(it));
        let mut writes = insertions.collect::<Result<Vec<_>, _>>()?;
        let messages = writes.len();
        writes.extend(further);
        if !writes.is_empty() {
            services.write(writes).await?;
        }
        if messages > 0 {
            self.announce(messages);
        }
        Ok(())
    }

    /// Deletes a message that has become wrong before it was sent.
    pub(crate) async fn withdraw(&self, id: &str) -> Result<(), Error> {
        self.records.delete(id).await.map(drop)
    }

    /// Deletes the waiting notices of a user with which a change of address is undone.
    pub(crate) async fn delete_undos(&self, user: &UserId) -> Result<(), Error> {
        let mut page = Page::first(PAGE);
        loop {
            let rows = self.records.find_of_user(user, &page).await?;
            let Some(last) = rows.last() else { return Ok(()) };
            page = Page::after(&last.id, PAGE);
            for row in rows.iter().filter(|it| it.value.kind == Purpose::Undo) {
                self.records.delete(&row.id).await?;
            }
        }
    }

    /// Moves a message of ours to the time of its next try, so that the worker lists it then, with the number of its tries without a
    /// known end.
    pub(crate) async fn postpone(
        &self,
        services: &Services,
        row: &Record<OutboxRow>,
        due: Timestamp,
        unfinished: i64,
    ) -> Result<(), RecordError> {
        let later = OutboxRow { due, unfinished, ..row.value.clone() };
        // If another worker has claimed it in the meantime, it is not ours.
        if !self.records.update(row, |it| *it = later.clone()).await? {
            return Ok(());
        }
        let moved = Record { id: id_at(due, &name_of(&row.id)), value: later, ..row.clone() };
        services.write([self.records.deletion(&row.id)?, self.records.insertion(moved)?]).await
    }

    /// Counts new messages, and wakes the worker of this process.
    fn announce(&self, messages: usize) {
        self.shared.waiting.fetch_add(messages, Ordering::Relaxed);
        self.shared.alarm.notify_one();
    }

    /// Waits until a message was inserted by this process.
    pub(crate) async fn announced(&self) {
        self.shared.alarm.notified().await;
    }

    /// Returns true if no further message may wait. Only at the limit are the rows counted.
    pub(crate) async fn is_full(&self) -> Result<bool, Error> {
        if self.shared.waiting.load(Ordering::Relaxed) < MOST_WAITING {
            return Ok(false);
        }
        let waiting = self.count().await?;
        self.shared.waiting.store(waiting, Ordering::Relaxed);
        Ok(waiting >= MOST_WAITING)
    }

    async fn count(&self) -> Result<usize, Error> {
        let (mut count, mut page) = (0, Page::first(PAGE));
        loop {
            let rows = self.records.all(&page).await?;
            count += rows.len();
            let Some(last) = rows.last().filter(|_| count < MOST_WAITING) else { return Ok(count) };
            page = Page::after(&last.id, PAGE);
        }
    }
}

/// Returns the id of a message. Ids begin with the time at which they are due, so that the next one is listed first.
pub(crate) fn id_at(due: Timestamp, name: &str) -> String {
    format!("{:016x}-{name}", due.unix_millis().max(0))
}

/// Returns the part of an id that stays when a message is postponed.
pub(crate) fn name_of(id: &str) -> String {
    id.split_once('-').map_or(id, |(_, name)| name).to_owned()
}

impl fmt::Debug for Outbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outbox").finish_non_exhaustive()
    }
}
