//! One run of a test program, and the outcome of each named test.

use super::catalogue::TestName;
use super::work_copy::WorkCopy;
use crate::command::cargo;
use crate::workspace::metadata;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::process::Command;

/// The time after which a run that does not end is stopped. It includes compiling.
const TIME_LIMIT: &str = "900";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TestOutcome {
    Passed,
    Failed,
    Missing,
    /// It fails without a bug, too.
    Unfit,
}

/// The tests of one test program.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TestRun {
    package: String,
    target: String,
    names: BTreeSet<String>,
}

impl TestRun {
    /// Groups the tests by program.
    pub(crate) fn of(tests: &[TestName]) -> Vec<Self> {
        let mut programs: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for TestName { package, target, name } in tests {
            programs.entry((package.clone(), target.clone())).or_default().insert(name.clone());
        }
        let runs = programs.into_iter();
        runs.map(|((package, target), names)| Self { package, target, names }).collect()
    }

    /// Compiles the program in the copy and runs the tests.
    ///
    /// # Errors
    /// Fails if the program does not compile or does not end.
    pub(crate) fn execute(&self, copy: &WorkCopy) -> Result<BTreeMap<String, TestOutcome>, String> {
        let mut command = self.command()?;
        command.current_dir(copy.root());
        let output = command.output().map_err(|it| format!("`timeout` did not start: {it}"))?;
        let printed = String::from_utf8_lossy(&output.stdout);
        if !printed.lines().any(|it| it.starts_with("test result: ")) {
            let errors = String::from_utf8_lossy(&output.stderr);
            return Err(format!("{self} has no result: {}\n{}", output.status, end(&errors)));
        }
        let outcomes = self.names.iter().map(|it| outcome(&printed, it));
        Ok(self.tests().zip(outcomes).collect())
    }

    /// Returns the tests, as plants name them.
    pub(crate) fn tests(&self) -> impl Iterator<Item = String> {
        self.names.iter().map(|it| format!("{} {} {it}", self.package, self.target))
    }

    fn command(&self) -> Result<Command, String> {
        let features = self.features()?;
        let mut tests = cargo(&["test", "--locked", "--package", &self.package]);
        match self.target.as_str() {
            "lib" => tests.arg("--lib"),
            name => tests.args(["--test", name]),
        };
        tests.args(["--features", &features, "--"]).args(&self.names);
        let mut limited = Command::new("timeout");
        limited.args(["--kill-after=10", TIME_LIMIT]).arg(tests.get_program()).args(tests.get_args());
        for (name, value) in tests.get_envs() {
            match value {
                Some(value) => limited.env(name, value),
                None => limited.env_remove(name),
            };
        }
        Ok(limited)
    }

    /// The features without which cargo leaves the program out.
    fn features(&self) -> Result<String, String> {
        let packages = metadata(true)?.packages;
        let package = packages.into_iter().find(|it| it.name == self.package.as_str());
        let targets = package.ok_or_else(|| format!("there is no package `{}`", self.package))?.targets;
        let target = targets.into_iter().find(|it| it.is_test() && it.name == self.target);
        Ok(target.map(|it| it.required_features.join(",")).unwrap_or_default())
    }
}

impl fmt::Display for TestRun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {} tests", self.package, self.target, self.names.len())
    }
}

/// Finds the test in the output. If several have the name, one that fails is enough.
fn outcome(printed: &str, name: &str) -> TestOutcome {
    let results = printed.lines().filter_map(|it| it.strip_prefix("test ")?.split_once(" ... "));
    let mut of_name = results.filter(|(path, _)| is_path_of(path.trim_end_matches(" - should panic"), name));
    match of_name.next() {
        None => TestOutcome::Missing,
        Some((_, first)) if first.ends_with("FAILED") || of_name.any(|(_, it)| it.ends_with("FAILED")) => {
            TestOutcome::Failed
        }
        Some(_) => TestOutcome::Passed,
    }
}

/// Returns true if the path ends with the name, as a whole function or with its modules.
fn is_path_of(path: &str, name: &str) -> bool {
    path.strip_suffix(name).is_some_and(|it| it.is_empty() || it.ends_with("::"))
}

/// The last lines of what a command printed.
fn end(text: &str) -> String {
    let lines: Vec<_> = text.lines().collect();
    lines.iter().skip(lines.len().saturating_sub(30)).map(|it| format!("       {it}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRINTED: &str = "
running 3 tests
test guide::sessions::rt_055_a ... ok
test hyper::sessions::rt_055_a ... FAILED
test tests::rt_003_b ... ok
test tests::rt_003_b_more ... FAILED

test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 9 filtered out; finished in 0.1s
";

    #[test]
    fn a_test_is_found_by_its_whole_name() {
        assert_eq!(outcome(PRINTED, "rt_055_a"), TestOutcome::Failed);
        assert_eq!(outcome(PRINTED, "guide::sessions::rt_055_a"), TestOutcome::Passed);
        assert_eq!(outcome(PRINTED, "rt_003_b"), TestOutcome::Passed);
        assert_eq!(outcome(PRINTED, "rt_003"), TestOutcome::Missing);
        assert_eq!(outcome("", "rt_003_b"), TestOutcome::Missing);
    }

    #[test]
    fn tests_of_one_program_run_together() {
        let test = |package: &str, target: &str, name: &str| {
            let [package, target, name] = [package, target, name].map(str::to_owned);
            TestName { package, target, name }
        };
        let runs = TestRun::of(&[test("a", "lib", "x"), test("b", "lib", "x"), test("a", "lib", "y")]);
        assert_eq!(
            runs.iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["a lib: 2 tests", "b lib: 1 tests"]
        );
    }

    #[test]
    fn a_program_gets_the_features_that_it_requires() {
        let features = |package: &str, target: &str| {
            let [package, target] = [package, target].map(str::to_owned);
            TestRun { package, target, names: BTreeSet::new() }.features()
        };
        assert!(features("lucerna", "auth").unwrap().contains("sqlite"));
        assert_eq!(features("lucerna-core", "lib"), Ok(String::new()));
        assert!(features("lucerna-nothing", "lib").is_err());
    }
}
