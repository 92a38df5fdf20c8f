//! A test application with invitations, its clock and its events.

use lucerna_core::{Auth, Clock, Event, Observer, Schema, Store, SystemClock};
use lucerna_derive::Attributes;
use lucerna_invitations::{Invitations, tables};
use lucerna_testkit::{TurnedClock, quick_passwords};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;
use tempfile::TempDir;

#[derive(Attributes, Clone, Debug)]
#[attributes(crate = lucerna_core)]
pub(crate) struct Profile {
    #[column(unique)]
    pub(crate) nickname: String,
}

pub(crate) fn profile(nickname: &str) -> Profile {
    Profile { nickname: nickname.to_owned() }
}

pub(crate) fn schema() -> Schema {
    Schema::of::<Profile>().unwrap().with(tables()).unwrap()
}

pub(crate) struct App {
    pub(crate) auth: Auth<Profile>,
    pub(crate) invitations: Invitations<Profile>,
    pub(crate) clock: TurnedClock,
    events: Receiver<Event>,
    _directory: Option<TempDir>,
}

impl App {
    pub(crate) fn on(store: impl Store) -> Self {
        let clock = TurnedClock::default();
        clock.set(SystemClock::default().now());
        let (sender, events) = channel();
        let auth = Auth::builder(store, quick_passwords(), "https://app.example".parse().unwrap())
            .clock(clock.clone())
            .observer(Listener(Mutex::new(sender)))
            .build()
            .unwrap();
        let invitations = Invitations::new(&auth).unwrap();
        Self { auth, invitations, clock, events, _directory: None }
    }

    /// Keeps a directory as long as the application.
    pub(crate) fn in_directory(self, directory: TempDir) -> Self {
        Self { _directory: Some(directory), ..self }
    }

    /// Waits for the next event of invitations.
    pub(crate) fn next_event(&self) -> Event {
        loop {
            let event = self.events.recv_timeout(Duration::from_secs(10)).unwrap();
            if event.name.starts_with("invitation.") {
                return event;
            }
        }
    }
}

struct Listener(Mutex<Sender<Event>>);

impl Observer for Listener {
    fn observe(&self, event: &Event) {
        drop(self.0.lock().unwrap().send(event.clone()));
    }
}
