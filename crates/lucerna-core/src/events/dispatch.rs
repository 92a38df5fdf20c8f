//! How events reach observers.

use super::{Event, LogObserver, Observer, Outcome};
use std::mem::forget;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread;

/// The number of events that wait at most.
const WAITING: usize = 4_096;

/// The log, and the thread on which the application's observers run, if there are any.
#[derive(Debug, Default)]
pub(crate) struct Observers(Option<SyncSender<Event>>);

impl Observers {
    /// Starts the thread. It ends when this value is dropped and every event was observed.
    ///
    /// # Errors
    /// [`std::io::Error`] if the system gives no thread.
    pub(crate) fn start(observers: Vec<Box<dyn Observer>>) -> std::io::Result<Self> {
        if observers.is_empty() {
            return Ok(Self(None));
        }
        let (send, receive) = sync_channel(WAITING);
        thread::Builder::new().name("lucerna-events".to_owned()).spawn(move || run(&observers, &receive))?;
        Ok(Self(Some(send)))
    }

    pub(crate) fn emit(&self, event: Event) {
        LogObserver.observe(&event);
        let Some(send) = &self.0 else { return };
        if let Err(TrySendError::Full(event)) = send.try_send(event) {
            let dropped = Event::new("events.dropped", Outcome::Failed);
            LogObserver.observe(&dropped.error(&format_args!("too many events wait: {}", event.name)));
        }
    }
}

fn run(observers: &[Box<dyn Observer>], receive: &Receiver<Event>) {
    while let Ok(event) = receive.recv() {
        for observer in observers {
            if let Err(panic) = catch_unwind(AssertUnwindSafe(|| observer.observe(&event))) {
                // Dropped, it could panic once more, where nothing catches it.
                forget(panic);
                LogObserver.observe(&Event::new("events.observer_failed", Outcome::Failed));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::{Sender, channel};

    struct Sink(Sender<&'static str>);

    impl Observer for Sink {
        fn observe(&self, event: &Event) {
            let _ = self.0.send(event.name);
        }
    }

    struct Broken;

    impl Observer for Broken {
        fn observe(&self, _: &Event) {
            panic!("an observer of the application's is broken");
        }
    }

    /// What it panics with panics once more when it is dropped.
    struct Bomb;

    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("dropped");
        }
    }

    struct Bombs;

    impl Observer for Bombs {
        fn observe(&self, _: &Event) {
            std::panic::panic_any(Bomb);
        }
    }

    struct Stuck(std::sync::Mutex<Receiver<()>>);

    impl Observer for Stuck {
        fn observe(&self, _: &Event) {
            let _ = self.0.lock().map(|it| it.recv());
        }
    }

    #[test]
    fn an_observer_that_panics_hinders_no_other_and_no_later_event() {
        let (send, seen) = channel();
        let broken: [Box<dyn Observer>; 2] = [Box::new(Broken), Box::new(Bombs)];
        let observers =
            Observers::start(broken.into_iter().chain([Box::new(Sink(send)) as _]).collect()).unwrap();
        observers.emit(Event::new("one", Outcome::Succeeded));
        observers.emit(Event::new("two", Outcome::Refused));
        assert_eq!([seen.recv().unwrap(), seen.recv().unwrap()], ["one", "two"]);
    }

    #[test]
    fn an_observer_that_never_returns_delays_nothing() {
        let (release, stuck) = channel();
        let observers = Observers::start(vec![Box::new(Stuck(stuck.into()))]).unwrap();
        for _ in 0..3 * WAITING {
            observers.emit(Event::new("one", Outcome::Succeeded));
        }
        drop(release);
    }
}
