//! A test application with an audit trail, and its clock.

use lucerna_audit::{Audit, Entry, Recorder, tables};
use lucerna_core::{
    Auth, Clock, Event, NewKey, Observer, Outcome, Page, RequestHead, Schema, Store, SystemClock, UserId,
};
use lucerna_testkit::{TurnedClock, quick_passwords};
use std::iter;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tempfile::TempDir;

pub(crate) const PASSWORD: &str = "correct horse battery";
pub(crate) const DAY: Duration = Duration::from_secs(24 * 60 * 60);

pub(crate) fn schema() -> Schema {
    Schema::of::<()>().unwrap().with(tables()).unwrap()
}

pub(crate) struct App {
    pub(crate) auth: Auth,
    pub(crate) audit: Audit,
    pub(crate) clock: TurnedClock,
    observed: Arc<AtomicU64>,
    settled: AtomicU64,
    _directory: Option<TempDir>,
}

impl App {
    /// Returns the application with a writer that runs.
    pub(crate) fn on(store: impl Store) -> Self {
        let app = Self::without_writer(store);
        app.spawn_writer();
        app
    }

    pub(crate) fn without_writer(store: impl Store) -> Self {
        let clock = TurnedClock::default();
        clock.set(SystemClock::default().now());
        let (recorder, observed) = (Recorder::default(), Arc::default());
        let auth = Auth::builder(store, quick_passwords(), "https://app.example".parse().unwrap())
            .clock(clock.clone())
            .observer(recorder.clone())
            .observer(Counter(Arc::clone(&observed)))
            .build()
            .unwrap();
        let audit = Audit::new(&auth, recorder).unwrap().also_show(["invitation.accepted"]);
        Self { auth, audit, clock, observed, settled: AtomicU64::new(0), _directory: None }
    }

    pub(crate) fn spawn_writer(&self) -> tokio::task::AbortHandle {
        tokio::spawn(self.audit.clone().run()).abort_handle()
    }

    /// Keeps a directory as long as the application.
    pub(crate) fn in_directory(self, directory: TempDir) -> Self {
        Self { _directory: Some(directory), ..self }
    }

    pub(crate) fn emit(&self, event: Event) {
        self.auth.services().emit(event);
    }

    /// Waits until the recorder has this many events, written or not.
    pub(crate) async fn observed(&self, count: u64) {
        eventually(|| self.observed.load(Ordering::Relaxed) >= count).await;
    }

    /// Waits until every event until now is written, by an event of its own.
    pub(crate) async fn settle(&self) {
        let number = self.settled.fetch_add(1, Ordering::Relaxed);
        self.emit(Event::new("test.settled", Outcome::Succeeded).count(number));
        for _ in 0..1_000 {
            let newest = self.audit.all(&Page::first(50)).await.unwrap();
            if newest.iter().any(|it| it.name == "test.settled" && it.count == Some(number)) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("the events were not written in ten seconds");
    }

    /// Returns all events, newest first.
    pub(crate) async fn all(&self) -> Vec<Entry> {
        self.settle().await;
        let mut entries = self.audit.all(&Page::first(Page::MAX)).await.unwrap();
        entries.retain(|it| it.name != "test.settled");
        entries
    }

    pub(crate) async fn names(&self) -> Vec<String> {
        self.all().await.into_iter().map(|it| it.name).collect()
    }

    pub(crate) async fn user(&self, name: &str) -> UserId {
        self.auth.create_user(NewKey::username(name, PASSWORD), ()).await.unwrap().user.id
    }
}

/// Counts the events that the observers before it have.
struct Counter(Arc<AtomicU64>);

impl Observer for Counter {
    fn observe(&self, _: &Event) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

/// Waits until the condition holds.
pub(crate) async fn eventually(is_so: impl Fn() -> bool) {
    for _ in 0..6_000 {
        if is_so() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("not within a minute");
}

/// A request from a phone, with a hostile user agent.
pub(crate) struct PhoneRequest;

impl PhoneRequest {
    pub(crate) const AGENT: &str = "Phone'; DROP TABLE lucerna_audit; -- \" \\ <b>é🦀</b>";
}

impl RequestHead for PhoneRequest {
    fn method(&self) -> &str {
        "POST"
    }

    fn headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        iter::once(Self::AGENT.as_bytes()).filter(move |_| name == "user-agent")
    }

    fn peer(&self) -> Option<IpAddr> {
        Some([192, 0, 2, 1].into())
    }
}
