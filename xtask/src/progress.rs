//! The progress of a step: one line that is redrawn on an interactive terminal.

use crate::results::Results;
use std::io::{self, IsTerminal, Write};
use std::process::Command;
use std::time::Instant;

const WIDTH: usize = 24;

/// The progress line of one step.
pub(crate) struct Progress {
    step: &'static str,
    begun: Instant,
    /// The number of units that cargo has built, and of all units.
    built: Option<(usize, usize)>,
    tests: usize,
}

impl Progress {
    /// Returns the progress line; `None` if the output is not an interactive terminal.
    pub(crate) fn of(step: &'static str) -> Option<Self> {
        let is_interactive = io::stderr().is_terminal() && std::env::var_os("CI").is_none();
        is_interactive.then(|| Self { step, begun: Instant::now(), built: None, tests: 0 })
    }

    /// Makes cargo print its progress, even though its output is not a terminal.
    pub(crate) fn ask(command: &mut Command) {
        command.env("CARGO_TERM_PROGRESS_WHEN", "always").env("CARGO_TERM_PROGRESS_WIDTH", "80");
    }

    /// Updates the progress from a line of output.
    pub(crate) fn see(&mut self, line: &str) {
        if let Some(built) = units(line) {
            self.built = Some(built);
        } else if line.starts_with("test ") && Results::of_line(line).is_empty() {
            (self.built, self.tests) = (None, self.tests + 1);
        }
    }

    pub(crate) fn draw(&self) {
        // An error here does not matter.
        drop(write!(io::stderr(), "\r\x1b[K{}", self.line()));
    }

    fn line(&self) -> String {
        let (step, seconds) = (self.step, self.begun.elapsed().as_secs());
        match self.built {
            Some((done, all)) => format!("    {step} [{}] {done}/{all}, {seconds} s", bar(done, all)),
            None if self.tests > 0 => format!("    {step}: {} tests, {seconds} s", self.tests),
            None => format!("    {step}, {seconds} s"),
        }
    }
}

/// Clears the line for the result of the step.
pub(crate) fn clear() {
    drop(write!(io::stderr(), "\r\x1b[K"));
}

/// Returns true for a line that is redrawn and not logged.
pub(crate) fn is_passing(line: &str) -> bool {
    units(line).is_some()
}

/// Parses the end of cargo's progress bar: `Building [=====>    ] 12/345: serde, syn`.
fn units(line: &str) -> Option<(usize, usize)> {
    let (_, rest) = line.split_once("Building [")?;
    let counts = rest.split_once("] ")?.1;
    let (done, all) = counts.split([':', ' ']).next()?.split_once('/')?;
    Some((done.parse().ok()?, all.parse().ok()?))
}

fn bar(done: usize, all: usize) -> String {
    let full = (done * WIDTH).checked_div(all).unwrap_or(0).min(WIDTH);
    format!("{}{}", "#".repeat(full), "-".repeat(WIDTH - full))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CARGOS: &str = "    Building [=======>                ] 120/480: sqlx-core, syn(build)";

    #[test]
    fn cargos_own_bar_is_read_and_kept_out_of_the_log() {
        assert_eq!(units(CARGOS), Some((120, 480)));
        assert!(is_passing(CARGOS) && !is_passing("   Compiling syn v2.0.1"));
        assert_eq!(bar(120, 480), "######------------------");
        assert_eq!(bar(0, 0).len(), WIDTH);
    }

    #[test]
    fn tests_are_counted_when_they_run() {
        let mut progress = Progress { step: "tests", begun: Instant::now(), built: None, tests: 0 };
        progress.see(CARGOS);
        assert!(progress.line().contains("120/480"), "{}", progress.line());
        for line in ["test a ... ok", "test result: ok. 1 passed; 0 failed; 0 ignored", "test b ... FAILED"] {
            progress.see(line);
        }
        assert!(progress.line().contains("tests: 2 tests"), "{}", progress.line());
    }
}
