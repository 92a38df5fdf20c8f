//! The test suite: every step that a change has to pass, from the fastest to the slowest.

use crate::installation::Installation;
use crate::log::Log;
use crate::results::Results;
use crate::run::SuiteRun;
use crate::steps::{self, Step};
use std::time::{Duration, Instant};

/// Runs the steps in order and stops at the first that fails.
pub(crate) fn run(fast: bool) -> Result<(), String> {
    let begun = Instant::now();
    let mut run = SuiteRun { fast, ..SuiteRun::default() };
    let mut results = Results::default();
    let outcome = run_all(&mut run, &mut results);
    if outcome.is_ok() {
        say("ok", "everything", begun.elapsed());
    }
    if fast {
        println!("left out by --fast, and run by `cargo xtask test`: {}", steps::left_out());
    }
    if !results.is_empty() {
        println!("{results}");
    }
    outcome
}

fn run_all(run: &mut SuiteRun, results: &mut Results) -> Result<(), String> {
    match Installation::begin(!run.fast)? {
        None => run_each(&[&[steps::SERVERS], steps::FIRST, steps::REST], run, results),
        Some(installation) => {
            let first = run_each(&[steps::FIRST], run, results);
            // Waits for the installation even after a failure, so that it is not interrupted.
            let installed = installation.finish();
            first?;
            say("ok", "installation, beside", installed?);
            run_each(&[&[steps::SERVERS], steps::REST], run, results)
        }
    }
}

fn run_each(steps: &[&[Step]], run: &mut SuiteRun, results: &mut Results) -> Result<(), String> {
    let mut chosen =
        steps.iter().copied().flatten().filter(|it| !(run.fast && it.slow)).collect::<Vec<_>>().into_iter();
    chosen.try_for_each(|it| run_step(it, run, results))
}

fn run_step(step: &Step, run: &mut SuiteRun, results: &mut Results) -> Result<(), String> {
    let begun = Instant::now();
    let mut log = Log::of(step.name)?;
    let outcome = (step.act)(run, &mut log);
    log.close();
    *results += log.results();
    say(if outcome.is_ok() { "ok" } else { "FAILED" }, step.name, begun.elapsed());
    outcome.map_err(|it| {
        let (end, path) = (log.end(), log.path().display());
        format!("{end}\n\nstep `{}` failed: {it}\nthe whole log: {path}", step.name)
    })
}

fn say(outcome: &str, step: &str, elapsed: Duration) {
    println!("{outcome:<7} {step:<22}{:>8.1} s", elapsed.as_secs_f64());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(step: &Step) -> (Result<(), String>, Results) {
        let mut results = Results::default();
        (run_step(step, &mut SuiteRun::default(), &mut results), results)
    }

    #[test]
    fn the_error_of_a_failed_step_has_its_name_and_the_end_of_its_log() {
        let act =
            |_: &mut SuiteRun, log: &mut Log| log.write("what went before").and(Err("as told".to_owned()));
        let problem = outcome(&Step { name: "made up", slow: false, act }).0.unwrap_err();
        assert!(problem.starts_with("what went before\n\nstep `made up` failed: as told"), "{problem}");
        assert!(problem.ends_with("the whole log: target/xtask/made-up.log"), "{problem}");
    }

    #[test]
    fn the_tests_of_a_step_are_counted() {
        let act = |_: &mut SuiteRun, log: &mut Log| {
            log.run(std::process::Command::new("echo").arg("test result: ok. 7 passed; 0 failed; 0 ignored"))
        };
        let (done, results) = outcome(&Step { name: "made up to pass", slow: false, act });
        assert_eq!((done, results.to_string().as_str()), (Ok(()), "7 passed, 0 failed"));
    }
}
