//! The real program over TCP. Every test starts its own, in a directory of its own.

mod app_directory;
mod letters;
mod starter;

pub(crate) mod delays;
pub(crate) mod reply;

pub(crate) use app_directory::AppDirectory;
pub(crate) use lucerna_testkit::web::{Reply, Request};
pub(crate) use reply::ReplyExt;
pub(crate) use starter::Starter;

use std::io::{ErrorKind, Read};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// The time limit of every wait in a test.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// The content type of a form.
pub(crate) const FORM: &str = "application/x-www-form-urlencoded";

/// The password of every test user, unless a test sets another.
pub(crate) const PASSWORD: &str = "correct horse battery";

/// Calls `ask` until it returns a value. Fails after [`PATIENCE`].
pub(crate) fn eventually<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(start.elapsed() < PATIENCE, "timed out waiting until {what}");
        thread::sleep(Duration::from_millis(2));
    }
}

/// Returns the current time in the unit of the database.
pub(crate) fn unix_millis() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis().try_into().unwrap()
}

/// Reads until the server closes or resets the connection.
pub(crate) fn read_to_end(stream: &mut TcpStream) -> Vec<u8> {
    let mut answer = Vec::new();
    if let Err(error) = stream.read_to_end(&mut answer) {
        assert_ne!(error.kind(), ErrorKind::WouldBlock, "the connection stays open without an answer");
    }
    answer
}
