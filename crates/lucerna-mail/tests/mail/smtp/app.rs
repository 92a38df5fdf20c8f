//! A test application whose mail goes through the real server, with its clock and its events.

use super::SENDER;
use lucerna_core::{Auth, Clock, Event, KeyId, NewKey, Observer, Schema, Store, SystemClock};
use lucerna_mail::{Letter, Mail, SendFuture, Transport};
use lucerna_store_sqlite::SqliteStore;
use lucerna_testkit::{TurnedClock, quick_passwords};
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

pub(crate) struct App {
    pub(crate) auth: Auth,
    pub(crate) mail: Mail,
    pub(crate) clock: TurnedClock,
    events: Receiver<Event>,
}

pub(crate) fn schema() -> Schema {
    Schema::of::<()>().unwrap().with(lucerna_mail::tables()).unwrap()
}

impl App {
    pub(crate) fn new(store: impl Store, transport: impl Transport) -> Self {
        let clock = TurnedClock::default();
        clock.set(SystemClock::default().now());
        let (sender, events) = channel();
        let auth = Auth::builder(store, quick_passwords(), "https://app.example".parse().unwrap())
            .clock(clock.clone())
            .observer(Listener(Mutex::new(sender)))
            .build()
            .unwrap();
        let mail = Mail::builder(&auth, transport, SENDER).unwrap().build().unwrap();
        Self { auth, mail, clock, events }
    }

    pub(crate) fn on_sqlite(file: &Path, transport: impl Transport) -> Self {
        Self::new(SqliteStore::open(file, schema()).unwrap(), transport)
    }

    /// Creates users with these addresses.
    pub(crate) async fn create_users(&self, addresses: &[String]) {
        for address in addresses {
            let key = NewKey::without_password(KeyId::email(address));
            self.auth.create_user(key, ()).await.unwrap();
        }
    }

    /// Asks for a message to sign in, for each of these addresses.
    pub(crate) async fn ask(&self, addresses: &[String]) {
        for address in addresses {
            drop(self.mail.request_sign_in(address).await.unwrap());
        }
    }

    /// Waits for the next event about sending.
    pub(crate) fn next_event(&self) -> Event {
        loop {
            let event = self.events.recv_timeout(Duration::from_secs(10)).unwrap();
            if event.name.starts_with("mail.") && event.name != "mail.asked" {
                return event;
            }
        }
    }
}

/// Returns different addresses.
pub(crate) fn addresses(count: usize) -> Vec<String> {
    (0..count).map(|it| format!("user{it}@example.com")).collect()
}

struct Listener(Mutex<Sender<Event>>);

impl Observer for Listener {
    fn observe(&self, event: &Event) {
        drop(self.0.lock().unwrap().send(event.clone()));
    }
}

/// A transport that remembers the letters that it was given, before it sends them.
#[derive(Clone)]
pub(crate) struct Recorded {
    inner: Arc<dyn Transport>,
    letters: Arc<Mutex<Vec<Letter>>>,
}

impl Recorded {
    pub(crate) fn of(inner: impl Transport) -> Self {
        Self { inner: Arc::new(inner), letters: Arc::default() }
    }

    pub(crate) fn letters(&self) -> Vec<Letter> {
        self.letters.lock().unwrap().clone()
    }
}

impl Transport for Recorded {
    fn send<'a>(&'a self, letter: &'a Letter) -> SendFuture<'a> {
        self.letters.lock().unwrap().push(letter.clone());
        self.inner.send(letter)
    }
}
