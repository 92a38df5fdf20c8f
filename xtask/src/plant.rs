//! The proof that regression tests can fail: each bug of the catalogue is planted in a copy, and its tests have to fail.

mod catalogue;
mod test_run;
mod work_copy;

pub(crate) use catalogue::{Catalogue, DIRECTORY, EXEMPTIONS, Plant};

use catalogue::TestName;
use std::collections::{BTreeMap, BTreeSet};
use test_run::{TestOutcome, TestRun};
use work_copy::WorkCopy;

/// The outcome of each test.
type TestOutcomes = BTreeMap<String, TestOutcome>;

/// Plants the bugs of these rows, or of all, one at a time, and runs the tests about each.
///
/// # Errors
/// Names the tests that pass with their bug, and the plants that could not be tried.
pub(crate) fn run(rows: &[String]) -> Result<(), String> {
    let plants = Catalogue::load()?.of_rows(rows)?;
    let copy = WorkCopy::prepare()?;
    println!("{} plants. First the tests without them:", plants.len());
    let unfit = unfit_tests(&copy, &plants);
    let mut report = TrialReport::default();
    for plant in in_order_of_builds(&plants) {
        report.add(plant, &trial(&copy, plant, &unfit));
    }
    report.finish()
}

/// Plants with the same test program and the same file follow each other, so that each build compiles as little as possible.
fn in_order_of_builds(plants: &[Plant]) -> Vec<&Plant> {
    let mut ordered: Vec<_> = plants.iter().collect();
    let program = |it: &TestName| (it.package.clone(), it.target.clone());
    ordered.sort_by_cached_key(|it| {
        (it.tests.first().map(program), it.edits.first().map(|it| it.file.clone()), it.row.clone())
    });
    ordered
}

/// Runs every test without a bug, and returns those that do not pass. They would show nothing.
fn unfit_tests(copy: &WorkCopy, plants: &[Plant]) -> BTreeSet<String> {
    let all: Vec<_> = plants.iter().flat_map(|it| &it.tests).cloned().collect();
    let mut unfit = BTreeSet::new();
    for run in TestRun::of(&all) {
        println!("  {run}");
        match run.execute(copy) {
            Ok(outcomes) => {
                let failed = outcomes.into_iter().filter(|(_, it)| *it != TestOutcome::Passed);
                unfit.extend(failed.map(|(name, _)| name));
            }
            Err(problem) => {
                println!("{problem}");
                unfit.extend(run.tests());
            }
        }
    }
    unfit
}

/// Plants the bug, runs the tests about it, and removes the bug.
fn trial(copy: &WorkCopy, plant: &Plant, unfit: &BTreeSet<String>) -> Result<TestOutcomes, String> {
    let planted = copy.plant(plant)?;
    let runs = TestRun::of(&plant.tests).into_iter().map(|it| it.execute(copy));
    let outcomes = runs.collect::<Result<Vec<_>, _>>();
    planted.remove()?;
    let outcomes = outcomes?.into_iter().flatten();
    Ok(outcomes
        .map(|(name, it)| if unfit.contains(&name) { (name, TestOutcome::Unfit) } else { (name, it) })
        .collect())
}

/// The results, printed as they come.
#[derive(Default)]
struct TrialReport {
    caught: usize,
    unhappy: Vec<String>,
}

impl TrialReport {
    fn add(&mut self, plant: &Plant, trial: &Result<TestOutcomes, String>) {
        println!("{}  {}", plant.row, plant.bug);
        match trial {
            Ok(outcomes) => outcomes.iter().for_each(|(test, outcome)| self.add_test(plant, test, outcome)),
            Err(problem) => self.add_problem(format!("{} ({}): {problem}", plant.row, plant.bug)),
        }
    }

    fn add_test(&mut self, plant: &Plant, test: &str, outcome: &TestOutcome) {
        match outcome {
            TestOutcome::Failed => {
                self.caught += 1;
                println!("     caught    {test}");
            }
            TestOutcome::Passed => self.add_problem(format!("{} SURVIVED  {test}", plant.row)),
            TestOutcome::Missing => self.add_problem(format!("{} not run   {test}", plant.row)),
            TestOutcome::Unfit => self.add_problem(format!("{} fails without the bug  {test}", plant.row)),
        }
    }

    fn add_problem(&mut self, problem: String) {
        println!("     {problem}");
        self.unhappy.push(problem);
    }

    fn finish(self) -> Result<(), String> {
        println!("{} tests failed on the bug that they are about", self.caught);
        if self.unhappy.is_empty() {
            return Ok(());
        }
        Err(format!("{} did not:\n  {}", self.unhappy.len(), self.unhappy.join("\n  ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_that_passes_with_its_bug_is_a_failure() {
        let plant = Plant { row: "003".to_owned(), ..Plant::default() };
        let with = |outcome| {
            let mut report = TrialReport::default();
            report.add(&plant, &Ok(BTreeMap::from([("rt_003_a".to_owned(), outcome)])));
            report.finish()
        };
        assert_eq!(with(TestOutcome::Failed), Ok(()));
        assert!(with(TestOutcome::Passed).unwrap_err().contains("003 SURVIVED  rt_003_a"));
        assert!(with(TestOutcome::Unfit).unwrap_err().contains("003 fails without the bug  rt_003_a"));
        assert!(with(TestOutcome::Missing).unwrap_err().contains("003 not run   rt_003_a"));
        let mut report = TrialReport::default();
        report.add(&plant, &Err("it does not compile".to_owned()));
        assert!(report.finish().unwrap_err().contains("it does not compile"));
    }
}
