//! Delays after wrong passwords, long enough for further requests of a test on a busy machine.

use super::Reply;
use std::thread;
use std::time::{Duration, Instant};

/// The shortest delay in which a test sends further requests, in seconds.
const LONG_ENOUGH: u64 = 4;

/// More wrong passwords than those until a delay is long enough: five without a delay, and then 1, 2, 4 … seconds.
const TOO_MANY: usize = 16;

/// A delay of an account.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Delay {
    /// The seconds that the refusal named.
    pub(crate) seconds: u64,
    /// The moment before the refused request was sent.
    asked: Instant,
}

impl Delay {
    /// Sends wrong passwords until one is refused for at least four seconds.
    pub(crate) fn start(guess: impl Fn() -> Reply) -> Self {
        let mut hashed = 0;
        while hashed < TOO_MANY {
            let asked = Instant::now();
            let reply = guess();
            if reply.status == 401 {
                hashed += 1;
                continue;
            }
            assert_eq!(reply.status, 429, "{reply:?}");
            let seconds = reply.header("retry-after").parse().unwrap();
            if seconds >= LONG_ENOUGH {
                return Self { seconds, asked };
            }
            thread::sleep(Duration::from_millis(100));
        }
        panic!("{hashed} wrong passwords were hashed without a long delay");
    }

    /// Starts a delay, and sends other requests until all answers have come while the delay surely lasted.
    pub(crate) fn during<T>(guess: impl Fn() -> Reply, send: impl Fn() -> T) -> (Self, T) {
        for _ in 0..4 {
            let delay = Self::start(&guess);
            let answers = send();
            // The refusal rounded its seconds up.
            if delay.asked.elapsed() < Duration::from_secs(delay.seconds - 1) {
                return (delay, answers);
            }
        }
        panic!("the requests took longer than each delay");
    }

    /// Waits until the delay has ended.
    pub(crate) fn wait(self) {
        thread::sleep(Duration::from_secs(self.seconds));
    }
}
