//! Runs one case on a thread of its own and returns how it failed.

use std::any::Any;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

/// The time limit of a case. A case that passes takes less than a second, so one that takes this long waits in vain.
pub(crate) const TIME_LIMIT: Duration = Duration::from_secs(120);

/// Runs `work` on a thread of this name. The error is the message of a panic, or that the time limit passed.
pub(crate) fn run_case(
    name: &str,
    time_limit: Duration,
    work: impl FnOnce() + Send + 'static,
) -> Result<(), String> {
    let (done, outcome) = mpsc::channel();
    let thread = thread::Builder::new().name(name.to_owned()).spawn(move || {
        work();
        // The receiver is gone if the time limit has passed.
        let _ = done.send(());
    });
    match outcome.recv_timeout(time_limit) {
        Ok(()) => Ok(()),
        Err(RecvTimeoutError::Timeout) => Err("a call did not return in time".to_owned()),
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
