//! A starter of its own for every test: the real program, in a directory of its own, over real TCP.

mod app_directory;

mod starter;

pub(crate) mod reply;

pub(crate) use app_directory::AppDirectory;
pub(crate) use lucerna_testkit::web::{Reply, Request};
pub(crate) use reply::ReplyExt;
pub(crate) use starter::Starter;

use std::io::{ErrorKind, Read};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Nothing in a test takes longer, unless it hangs.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// How a browser sends a form.
pub(crate) const FORM: &str = "application/x-www-form-urlencoded";

/// A password that anybody may have in a test.
pub(crate) const PASSWORD: &str = "correct horse battery";

/// Waits for an answer, and fails when there is none.
pub(crate) fn eventually<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(start.elapsed() < PATIENCE, "waited in vain: {what}");
        thread::sleep(Duration::from_millis(2));
    }
}

/// Now, as the database has it.
pub(crate) fn unix_millis() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis().try_into().unwrap()
}

/// What arrives until the other side ends, or breaks off after having answered.
pub(crate) fn read_to_end(stream: &mut TcpStream) -> Vec<u8> {
    let mut answer = Vec::new();
    if let Err(error) = stream.read_to_end(&mut answer) {
        assert_ne!(error.kind(), ErrorKind::WouldBlock, "the connection stays open without an answer");
    }
    answer
}
