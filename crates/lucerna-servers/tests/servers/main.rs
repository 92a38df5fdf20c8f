//! Tests of the servers: started, asked, killed, restarted and removed.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod cleanup;
mod clusters;
mod databases;
mod dumps;
mod encryption;
mod smtp;

use lucerna_servers::Server;
use std::net::{Ipv4Addr, TcpStream};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

/// The time limit for anything that a server or cluster does by itself.
const BOUND: Duration = Duration::from_secs(60);

/// Waits until the condition holds.
#[track_caller]
fn eventually(what: &str, is_so: impl Fn() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < BOUND, "not within {BOUND:?}: {what}");
        thread::sleep(Duration::from_millis(20));
    }
}

fn listens(port: u16) -> bool {
    TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok()
}

fn port_of(url: &str) -> u16 {
    url.rsplit(':').next().unwrap().split('/').next().unwrap().parse().unwrap()
}

fn password_of(server: &Server) -> String {
    let url = server.url("");
    url.split_once('@').unwrap().0.rsplit(':').next().unwrap().to_owned()
}

/// Returns a program's output, or its error output if it fails.
fn run(command: &mut Command) -> Result<String, String> {
    let output = command.output().unwrap();
    let text = |it: &[u8]| String::from_utf8_lossy(it).trim().to_owned();
    if output.status.success() {
        Ok(text(&output.stdout))
    } else {
        Err(format!("{} {}", text(&output.stdout), text(&output.stderr)))
    }
}
