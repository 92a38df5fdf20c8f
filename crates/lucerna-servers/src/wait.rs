//! Waiting for a condition with a time limit.

use std::thread;
use std::time::{Duration, Instant};

const PAUSE: Duration = Duration::from_millis(20);

/// Calls `ask` until it returns a value or the time limit has passed; calls it at least once.
pub(crate) fn until<T>(bound: Duration, mut ask: impl FnMut() -> Option<T>) -> Option<T> {
    let start = Instant::now();
    loop {
        let answer = ask();
        if answer.is_some() || start.elapsed() >= bound {
            return answer;
        }
        thread::sleep(PAUSE);
    }
}
