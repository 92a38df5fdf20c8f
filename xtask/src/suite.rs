//! Everything a change has to pass, step by step, from the quickest answer to the slowest.

use crate::command::{self, cargo};
use crate::{browser, servers, tidy};
use std::time::{Duration, Instant};

const CARGO_DENY: &str = "0.20.2";

/// Runs the steps in order and stops at the first that fails.
pub(crate) fn run(fast: bool) -> Result<(), String> {
    let mut timings = Vec::new();
    let outcome = STEPS.iter().filter(|it| !(fast && it.slow)).try_for_each(|it| it.run(&mut timings));
    summarise(&timings);
    outcome?;
    if fast {
        println!("\nTHE BROWSER TEST WAS SKIPPED (--fast); `cargo xtask test` runs it");
    }
    Ok(())
}

struct Step {
    name: &'static str,
    /// Left out with `--fast`.
    slow: bool,
    act: fn() -> Result<(), String>,
}

const STEPS: &[Step] = &[
    Step { name: "format", slow: false, act: format },
    Step { name: "clippy", slow: false, act: clippy },
    Step { name: "docs", slow: false, act: docs },
    Step { name: "tidy", slow: false, act: tidy::run },
    Step { name: "licences and bans", slow: false, act: licences_and_bans },
    Step { name: "tests", slow: false, act: tests },
    Step { name: "browser", slow: true, act: browser::run },
];

impl Step {
    fn run(&self, timings: &mut Vec<(&'static str, Duration)>) -> Result<(), String> {
        println!("\n=== {}", self.name);
        let start = Instant::now();
        let outcome = (self.act)();
        let elapsed = start.elapsed();
        timings.push((self.name, elapsed));
        println!("=== {}: {:.1} s", self.name, elapsed.as_secs_f64());
        outcome.map_err(|it| format!("step `{}` failed: {it}", self.name))
    }
}

fn summarise(timings: &[(&str, Duration)]) {
    let total: Duration = timings.iter().map(|(_, elapsed)| *elapsed).sum();
    println!();
    for (name, elapsed) in timings.iter().chain(&[("total", total)]) {
        println!("{name:<20}{:>8.1} s", elapsed.as_secs_f64());
    }
}

fn format() -> Result<(), String> {
    command::run(&mut cargo(&["fmt", "--all", "--check"]))
}

fn clippy() -> Result<(), String> {
    let what = ["clippy", "--workspace", "--all-targets", "--all-features", "--locked"];
    command::run(cargo(&what).args(["--", "-D", "warnings"]))
}

fn docs() -> Result<(), String> {
    let what = ["doc", "--workspace", "--no-deps", "--document-private-items", "--all-features", "--locked"];
    command::run(cargo(&what).env("RUSTDOCFLAGS", "-D warnings"))
}

fn licences_and_bans() -> Result<(), String> {
    if !command::succeeds(&mut cargo(&["deny", "--version"])) {
        command::run(&mut cargo(&["install", "cargo-deny", "--locked", "--version", CARGO_DENY]))?;
    }
    let checks = ["check", "licenses", "bans", "sources"];
    command::run(cargo(&["deny", "--workspace", "--all-features", "--locked"]).args(checks))
}

fn tests() -> Result<(), String> {
    // They end when this is left, and with this program.
    let servers = servers::start()?;
    let what = ["test", "--workspace", "--all-features", "--locked"];
    command::run(cargo(&what).envs(servers.variables()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_that_fails_is_named_and_timed() {
        let step = Step { name: "made up", slow: false, act: || Err("as told".to_owned()) };
        let mut timings = Vec::new();
        assert_eq!(step.run(&mut timings), Err("step `made up` failed: as told".to_owned()));
        assert_eq!(timings.len(), 1);
    }

    #[test]
    fn only_the_browser_is_left_out_with_fast() {
        let slow: Vec<_> = STEPS.iter().filter(|it| it.slow).map(|it| it.name).collect();
        assert_eq!(slow, ["browser"]);
    }
}
