//! A process that a test kills.

use std::ffi::OsStr;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

/// A process that is killed when the test ends, if not before.
pub(crate) struct Killed(Child);

impl Killed {
    /// Starts one test of this program as a process, with these variables.
    pub(crate) fn start(test: &str, variables: &[(&str, &OsStr)]) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", test]).envs(variables.iter().copied());
        Self(command.spawn().unwrap())
    }

    pub(crate) fn kill(&mut self) {
        drop(self.0.kill());
        self.0.wait().unwrap();
    }
}

impl Drop for Killed {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Waits until the condition holds.
#[track_caller]
pub(crate) fn eventually(is_so: impl Fn() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < Duration::from_secs(60), "not within a minute");
        std::thread::sleep(Duration::from_millis(10));
    }
}
