//! The queue of events of which users are told.

use crate::notice::Notice;
use crate::pending::{ToldChange, announce, retract};
use lucerna_core::{Event, Observer, PrepareFuture, Services};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::Mutex;
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::mpsc::{Receiver, Sender, channel};

/// The most events that wait to be written into the outbox.
const WAITING: usize = 4_096;

/// Returns an observer of changes of accounts, and the notices that [`Mail`](crate::Mail) makes of them.
///
/// Give the observer to the builder of `Auth`, and the notices to the builder of `Mail`. [`Mail::deliver`](crate::Mail::deliver)
/// then tells users of changes of their credentials and of sign-ins from new devices.
///
/// ```
/// # use lucerna_core::{Auth, Schema};
/// # use lucerna_store_memory::MemoryStore as Store;
/// # use lucerna_testkit::quick_passwords as passwords;
/// use lucerna_mail::{Mail, MemoryMail, notices};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let schema = Schema::of::<()>()?.with(lucerna_mail::tables())?;
/// let (observer, notices) = notices();
/// let auth: Auth = Auth::builder(Store::new(schema), passwords(), "https://app.example".parse()?)
///     .observer(observer)
///     .build()?;
/// let mail = Mail::builder(&auth, MemoryMail::default(), "Acme <no-reply@app.example>")?
///     .notices(notices)
///     .build()?;
/// # Ok(())
/// # }
/// ```
#[must_use]
pub fn notices() -> (NoticeObserver, Notices) {
    let (sender, receiver) = channel(WAITING);
    let lost = Arc::new(AtomicU64::new(0));
    let inbox = Mutex::new(NoticeInbox { receiver, current: None });
    (NoticeObserver { sender, lost: Arc::clone(&lost) }, Notices { inbox, lost })
}

/// The observer of changes of which users are told: see [`notices`].
///
/// Before a change, it writes a row that announces it, in the database of the users. The change fails if that fails. The row is
/// replaced by the messages after the change, and deleted if the change is refused. If the process is killed in between, a worker finds the row after two minutes.
///
/// After a change it never waits. At most 4,096 changes are queued. Later ones are told from their rows. Those without a row are
/// counted, and reported as `mail.notices_lost`.
///
/// ```
/// # use lucerna_core::AuthBuilder;
/// # fn example(builder: AuthBuilder<(), ()>) -> (AuthBuilder<(), ()>, lucerna_mail::Notices) {
/// let (observer, notices) = lucerna_mail::notices();
/// (builder.observer(observer), notices)
/// # }
/// ```
#[derive(Debug)]
pub struct NoticeObserver {
    sender: Sender<Event>,
    lost: Arc<AtomicU64>,
}

/// The changes of which users will be told: see [`notices`].
///
/// ```
/// # use lucerna_mail::{MailBuilder, Notices};
/// # fn example(builder: MailBuilder, notices: Notices) -> MailBuilder {
/// builder.notices(notices)
/// # }
/// ```
#[derive(Debug)]
pub struct Notices {
    inbox: Mutex<NoticeInbox>,
    lost: Arc<AtomicU64>,
}

/// The receiving end. Its current change outlives a worker that is dropped.
#[derive(Debug)]
pub(crate) struct NoticeInbox {
    receiver: Receiver<Event>,
    pub(crate) current: Option<ToldChange>,
}

impl Observer for NoticeObserver {
    fn observe(&self, event: &Event) {
        if Notice::of(event).is_none() {
            return;
        }
        let sent = self.sender.try_send(event.clone());
        // The row of an announced change is found later.
        if event.change.is_none() && matches!(sent, Err(TrySendError::Full(_))) {
            self.lost.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn prepare<'a>(&'a self, event: &'a Event, services: &'a Services) -> PrepareFuture<'a> {
        Box::pin(announce(event, services))
    }

    fn abandon<'a>(&'a self, event: &'a Event, services: &'a Services) -> PrepareFuture<'a> {
        Box::pin(retract(event, services))
    }
}

impl Notices {
    /// Returns the receiving end, which one worker has at a time.
    pub(crate) fn inbox(&self) -> &Mutex<NoticeInbox> {
        &self.inbox
    }

    /// Counts a change that cannot be written.
    pub(crate) fn lose(&self) {
        self.lost.fetch_add(1, Ordering::Relaxed);
    }

    /// Returns the number of lost changes since the last call.
    pub(crate) fn take_lost(&self) -> u64 {
        self.lost.swap(0, Ordering::Relaxed)
    }
}

impl NoticeInbox {
    /// Waits for a change. Returns false if none will come, since no `Auth` has the observer.
    pub(crate) async fn wait(&mut self) -> bool {
        if self.current.is_none() {
            self.current = self.receiver.recv().await.and_then(ToldChange::of);
        }
        self.current.is_some()
    }

    /// Returns true if a change is there.
    pub(crate) fn has_change(&mut self) -> bool {
        if self.current.is_none() {
            self.current = self.receiver.try_recv().ok().and_then(ToldChange::of);
        }
        self.current.is_some()
    }
}
