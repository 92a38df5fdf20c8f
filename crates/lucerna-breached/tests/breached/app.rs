//! A test application that asks the local service.

use crate::server::Server;
use lucerna_breached::{Breaches, RangeService};
use lucerna_core::{Auth, Event, Observer, Schema};
use lucerna_store_memory::MemoryStore;
use lucerna_testkit::quick_passwords;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

pub(crate) struct App {
    pub(crate) auth: Auth,
    events: Receiver<Event>,
}

impl App {
    pub(crate) fn asking(server: &Server) -> Self {
        Self::with(Breaches::new(RangeService::new(&server.url()).unwrap()))
    }

    pub(crate) fn with(breached: Breaches<RangeService>) -> Self {
        let (sender, events) = channel();
        let store = MemoryStore::new(Schema::of::<()>().unwrap());
        let auth = Auth::builder(store, quick_passwords(), "https://app.example".parse().unwrap())
            .breached_passwords(breached)
            .observer(Listener(Mutex::new(sender)))
            .build()
            .unwrap();
        Self { auth, events }
    }

    /// Returns the errors of failed checks until now.
    pub(crate) fn failures(&self) -> Vec<String> {
        self.auth.services().emit(Event::new("test.settled", lucerna_core::Outcome::Succeeded));
        let mut failures = Vec::new();
        loop {
            let event = self.events.recv_timeout(Duration::from_secs(10)).unwrap();
            match event.name {
                "password.breach_check_failed" => failures.extend(event.error),
                "test.settled" => return failures,
                _ => {}
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
