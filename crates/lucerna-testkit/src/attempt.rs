//! Runs one case on a thread of its own, and says how it failed.

use std::any::Any;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

/// No case takes a second where nothing is wrong; one that takes this long waits for something that never comes.
pub(crate) const PATIENCE: Duration = Duration::from_secs(120);

/// Runs `work` on a thread of this name. A panic is an error with its words, and so is work that does not end in time.
pub(crate) fn attempt(
    name: &str,
    patience: Duration,
    work: impl FnOnce() + Send + 'static,
) -> Result<(), String> {
    let (done, outcome) = mpsc::channel();
    let thread = thread::Builder::new().name(name.to_owned()).spawn(move || {
        work();
        // Nobody listens any more where it took too long.
        let _ = done.send(());
    });
    match outcome.recv_timeout(patience) {
        Ok(()) => Ok(()),
        Err(RecvTimeoutError::Timeout) => Err("a call did not come back".to_owned()),
        Err(RecvTimeoutError::Disconnected) => match thread.map(thread::JoinHandle::join) {
            Ok(Err(panic)) => Err(message(&*panic).to_owned()),
            Ok(Ok(())) => Ok(()),
            Err(error) => Err(error.to_string()),
        },
    }
}

fn message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("the case panicked")
}
