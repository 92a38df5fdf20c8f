//! The observer of events, and their queue.

use crate::row::EntryRow;
use lucerna_core::{Event, LogObserver, Observer, Outcome, Record};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::Mutex;
use tokio::sync::mpsc::{Receiver, Sender, channel};

/// The most events that wait to be written.
const WAITING: usize = 4_096;

/// An observer that passes events to the [`Audit`](crate::Audit) of the same application. A clone shares the queue.
///
/// It never waits. At most 4,096 events are queued, and later ones are dropped and counted.
///
/// ```
/// # use lucerna_core::AuthBuilder;
/// use lucerna_audit::Recorder;
///
/// # fn example(builder: AuthBuilder<(), ()>) -> AuthBuilder<(), ()> {
/// let recorder = Recorder::default();
/// let builder = builder.observer(recorder.clone());
/// // … and later: Audit::new(&auth, recorder)
/// # builder
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Recorder(Arc<EventQueue>);

#[derive(Debug)]
struct EventQueue {
    sender: Sender<Event>,
    inbox: Mutex<Inbox>,
    lost: AtomicU64,
}

/// The receiving end. The batch outlives a writer that is dropped.
#[derive(Debug)]
pub(crate) struct Inbox {
    receiver: Receiver<Event>,
    /// The records of events that were received and are not yet written, oldest first.
    pub(crate) batch: Vec<Record<EntryRow>>,
}

impl Default for Recorder {
    fn default() -> Self {
        let (sender, receiver) = channel(WAITING);
        let inbox = Mutex::new(Inbox { receiver, batch: Vec::new() });
        Self(Arc::new(EventQueue { sender, inbox, lost: AtomicU64::new(0) }))
    }
}

impl Recorder {
    /// Returns true if an `Auth` or its builder has a clone of this recorder.
    pub(crate) fn is_shared(&self) -> bool {
        Arc::strong_count(&self.0) > 1
    }

    /// Returns the receiving end, which one writer has at a time.
    pub(crate) fn inbox(&self) -> &Mutex<Inbox> {
        &self.0.inbox
    }

    /// Returns the number of lost events since the last call.
    pub(crate) fn take_lost(&self) -> u64 {
        self.0.lost.swap(0, Ordering::Relaxed)
    }

    /// Counts an event that will not be written. The log says so when the first one of several is lost, also if no writer
    /// runs.
    pub(crate) fn lose(&self) {
        if self.0.lost.fetch_add(1, Ordering::Relaxed) == 0 {
            LogObserver::default().observe(&Event::new("audit.losing_events", Outcome::Failed));
        }
    }
}

impl Inbox {
    /// The most events that are written in one step.
    const BATCH: usize = 100;

    /// Waits until the batch has a record.
    pub(crate) async fn fill(&mut self, record: impl Fn(&Event) -> Record<EntryRow>) {
        if self.batch.is_empty() {
            let mut events = Vec::new();
            self.receiver.recv_many(&mut events, Self::BATCH).await;
            self.batch = events.iter().map(record).collect();
        }
    }

    /// Fills the batch with events that are there already, and returns true if it has a record.
    pub(crate) fn fill_now(&mut self, record: impl Fn(&Event) -> Record<EntryRow>) -> bool {
        if self.batch.is_empty() {
            let events = std::iter::from_fn(|| self.receiver.try_recv().ok());
            self.batch = events.take(Self::BATCH).map(|it| record(&it)).collect();
        }
        !self.batch.is_empty()
    }
}

impl Observer for Recorder {
    fn observe(&self, event: &Event) {
        if self.0.sender.try_send(event.clone()).is_err() {
            self.lose();
        }
    }
}
