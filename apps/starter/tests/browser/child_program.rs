//! Programs that a test starts. They are stopped even if the test fails.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// The time limit of every wait in a test.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// A program that is killed when this is dropped.
pub(crate) struct ChildProgram(Child);

impl ChildProgram {
    /// Starts the program and waits until it prints the text, followed by its port.
    pub(crate) fn start(command: &mut Command, text: &'static str) -> (Self, u16) {
        let started = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
        let mut process = Self(started.unwrap_or_else(|it| panic!("{command:?} did not start: {it}")));
        let output = BufReader::new(process.0.stdout.take().unwrap());
        let (sender, port) = mpsc::channel();
        thread::spawn(move || {
            // This reads to the end of the output, since a full pipe would block the program.
            for line in output.lines().map_while(Result::ok) {
                number_after(&line, text).map(|it| sender.send(it));
            }
        });
        let port = port.recv_timeout(PATIENCE);
        (process, port.unwrap_or_else(|it| panic!("{command:?} did not print its port: {it}")))
    }
}

impl Drop for ChildProgram {
    fn drop(&mut self) {
        // Errors are ignored, since the program may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn number_after(line: &str, text: &str) -> Option<u16> {
    let (_, rest) = line.split_once(text)?;
    let end = rest.find(|it: char| !it.is_ascii_digit()).unwrap_or(rest.len());
    rest.get(..end)?.parse().ok()
}
