//! Delivery of events to observers.

use super::{Event, LogObserver, Observer, Outcome, PrepareFuture};
use crate::{Error, Services};
use std::fmt;
use std::future::poll_fn;
use std::mem::forget;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::task::Poll;
use std::thread;

/// The most events that wait.
const WAITING: usize = 4_096;

/// The log, and the application's observers with their thread, if there are any.
#[derive(Default)]
pub(crate) struct Observers(Option<Thread>);

/// The application's observers, and the way to their thread.
struct Thread {
    send: SyncSender<Event>,
    observers: Arc<[Box<dyn Observer>]>,
}

impl Observers {
    /// Starts the thread. It ends when this value is dropped and every event is handled.
    ///
    /// # Errors
    /// [`std::io::Error`] if the operating system cannot start a thread.
    pub(crate) fn start(observers: Vec<Box<dyn Observer>>) -> std::io::Result<Self> {
        if observers.is_empty() {
            return Ok(Self(None));
        }
        let (send, receive) = sync_channel(WAITING);
        let observers: Arc<[_]> = observers.into();
        let shared = Arc::clone(&observers);
        thread::Builder::new().name("lucerna-events".to_owned()).spawn(move || run(&shared, &receive))?;
        Ok(Self(Some(Thread { send, observers })))
    }

    /// Returns true if only the log has events.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// Lets the observers prepare for a change.
    ///
    /// # Errors
    /// The [`Error`] of the first observer that could not prepare, or panicked.
    pub(crate) async fn prepare(&self, event: &Event, services: &Services) -> Result<(), Error> {
        for observer in self.observers() {
            guarded(|| observer.prepare(event, services)).await?;
        }
        Ok(())
    }

    /// Tells the observers that a change was refused for which they had prepared. One that fails is logged.
    pub(crate) async fn abandon(&self, event: &Event, services: &Services) {
        for observer in self.observers() {
            if let Err(error) = guarded(|| observer.abandon(event, services)).await {
                LogObserver.observe(&Event::new("events.observer_failed", Outcome::Failed).error(&error));
            }
        }
    }

    fn observers(&self) -> impl Iterator<Item = &dyn Observer> {
        self.0.iter().flat_map(|it| &*it.observers).map(|it| &**it)
    }

    pub(crate) fn emit(&self, event: Event) {
        LogObserver.observe(&event);
        let Some(thread) = &self.0 else { return };
        if let Err(TrySendError::Full(event)) = thread.send.try_send(event) {
            let dropped = Event::new("events.dropped", Outcome::Failed);
            LogObserver.observe(&dropped.error(&format_args!("too many events wait: {}", event.name)));
        }
    }
}

impl fmt::Debug for Observers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Observers").finish_non_exhaustive()
    }
}

fn run(observers: &[Box<dyn Observer>], receive: &Receiver<Event>) {
    while let Ok(event) = receive.recv() {
        for observer in observers {
            if catch(|| observer.observe(&event)).is_err() {
                LogObserver.observe(&Event::new("events.observer_failed", Outcome::Failed));
            }
        }
    }
}

/// Waits for the future of an observer. A panic is an error.
async fn guarded<'a>(start: impl FnOnce() -> PrepareFuture<'a>) -> Result<(), Error> {
    let mut future = catch(start)?;
    poll_fn(|context| {
        let polled = catch(|| future.as_mut().poll(context));
        polled.unwrap_or_else(|panicked| Poll::Ready(Err(panicked)))
    })
    .await
}

fn catch<T>(act: impl FnOnce() -> T) -> Result<T, Error> {
    catch_unwind(AssertUnwindSafe(act)).map_err(|panic| {
        // Dropping the panic's payload could panic again, outside of `catch_unwind`.
        forget(panic);
        Error::misuse("an observer panicked".to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::pin::pin;
    use std::sync::mpsc::{Sender, channel};
    use std::task::{Context, Waker};

    struct SendingObserver(Sender<&'static str>);

    impl Observer for SendingObserver {
        fn observe(&self, event: &Event) {
            let _ = self.0.send(event.name);
        }
    }

    struct FailingObserver;

    impl Observer for FailingObserver {
        fn observe(&self, _: &Event) {
            panic!("the observer is broken");
        }
    }

    /// A panic payload that panics again when it is dropped.
    struct PanicOnDrop;

    impl Drop for PanicOnDrop {
        fn drop(&mut self) {
            panic!("dropped");
        }
    }

    struct PanicPayloadObserver;

    impl Observer for PanicPayloadObserver {
        fn observe(&self, _: &Event) {
            std::panic::panic_any(PanicOnDrop);
        }
    }

    struct BlockedObserver(std::sync::Mutex<Receiver<()>>);

    impl Observer for BlockedObserver {
        fn observe(&self, _: &Event) {
            let _ = self.0.lock().map(|it| it.recv());
        }
    }

    #[test]
    fn a_panicking_observer_stops_neither_others_nor_later_events() {
        let (send, seen) = channel();
        let broken: [Box<dyn Observer>; 2] = [Box::new(FailingObserver), Box::new(PanicPayloadObserver)];
        let observers =
            Observers::start(broken.into_iter().chain([Box::new(SendingObserver(send)) as _]).collect())
                .unwrap();
        observers.emit(Event::new("one", Outcome::Succeeded));
        observers.emit(Event::new("two", Outcome::Refused));
        assert_eq!([seen.recv().unwrap(), seen.recv().unwrap()], ["one", "two"]);
    }

    #[test]
    fn a_panic_of_an_observer_that_prepares_is_an_error() {
        let at_once: fn() -> PrepareFuture<'static> = || panic!("the observer is broken");
        let later: fn() -> PrepareFuture<'static> = || Box::pin(async { std::panic::panic_any(PanicOnDrop) });
        for start in [at_once, later] {
            let mut guarded = pin!(guarded(start));
            let polled = guarded.as_mut().poll(&mut Context::from_waker(Waker::noop()));
            assert!(matches!(polled, Poll::Ready(Err(_))), "{polled:?}");
        }
    }

    #[test]
    fn an_observer_that_blocks_delays_no_caller() {
        let (release, stuck) = channel();
        let observers = Observers::start(vec![Box::new(BlockedObserver(stuck.into()))]).unwrap();
        for _ in 0..3 * WAITING {
            observers.emit(Event::new("one", Outcome::Succeeded));
        }
        drop(release);
    }
}
