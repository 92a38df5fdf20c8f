//! The checks that each regression test has a bug in `xtask/plants`, and that each bug can still be planted.
//!
//! `cargo xtask plant` plants the bugs and runs the tests. That takes too long for every change, so this is all that is
//! checked each time.

use super::repository::Repository;
use crate::plant::{Catalogue, DIRECTORY, EXEMPTIONS, Plant};
use toml::{Table, Value};

/// Checks that the text of each plant is found exactly once, and that its tests exist and carry the number of its row.
pub(crate) fn apply(repository: &Repository) -> Vec<String> {
    let tests = regression_tests(repository);
    let read = |(name, text): (&str, &str)| match Catalogue::parse(name, text) {
        Ok(plants) => plants.0.iter().flat_map(|it| problems(repository, &tests, it)).collect(),
        Err(problem) => vec![problem],
    };
    files(repository).flat_map(read).collect()
}

/// Checks that each regression test is one of a plant, or is listed with the reason why it is not.
pub(crate) fn complete(repository: &Repository) -> Vec<String> {
    let (planted, exempt) = (planted_tests(repository), exempt_tests(repository));
    let tests = regression_tests(repository);
    let bare = tests.iter().filter(|it| !planted.contains(it) && !exempt.contains(it));
    let bare = bare.map(|it| format!("{it} is in no plant: add its bug to {DIRECTORY}{}.toml", row_of(it)));
    let idle = exempt.iter().filter(|it| planted.contains(it) || !tests.contains(it));
    bare.chain(idle.map(|it| format!("{EXEMPTIONS}: {it} does not exist or is in a plant"))).collect()
}

fn problems(repository: &Repository, tests: &[String], plant: &Plant) -> Vec<String> {
    let file = format!("{DIRECTORY}{}.toml", plant.row);
    let count = |path: &str, text: &str| repository.file(path).map_or(0, |it| it.text.matches(text).count());
    let edits = plant.edits.iter().filter(|it| count(&it.file, &it.find) != 1);
    let edits = edits.map(|it| {
        format!("{file}: `{}` is found {} times in {}", it.find, count(&it.file, &it.find), it.file)
    });
    let number = format!("rt_{}_", plant.row);
    let names = plant.tests.iter().map(|it| it.function());
    let unknown = names.filter(|it| !it.contains(&number) || !tests.iter().any(|test| test == it));
    let unknown = unknown.map(|it| format!("{file}: there is no test `{it}` of the row"));
    let none = plant.tests.is_empty().then(|| format!("{file}: a plant has no tests"));
    edits.chain(unknown).chain(none).collect()
}

/// Returns the names and texts of the files of the catalogue.
fn files(repository: &Repository) -> impl Iterator<Item = (&str, &str)> {
    let own = |path: &'_ str| path != EXEMPTIONS;
    let files = repository.files.iter().filter(move |it| own(&it.path));
    files.filter_map(|it| Some((it.path.strip_prefix(DIRECTORY)?, it.text.as_str())))
}

fn planted_tests(repository: &Repository) -> Vec<String> {
    let plants = files(repository).filter_map(|(name, text)| Catalogue::parse(name, text).ok());
    let tests = plants.flat_map(|it| it.0).flat_map(|it| it.tests);
    tests.map(|it| it.function().to_owned()).collect()
}

/// Returns the exempt tests with a reason.
fn exempt_tests(repository: &Repository) -> Vec<String> {
    let table = repository.file(EXEMPTIONS).and_then(|it| it.text.parse::<Table>().ok()).unwrap_or_default();
    let argued = table.into_iter().filter(|(_, reason)| reason.as_str().is_some_and(|it| !it.is_empty()));
    argued.map(|(test, _): (String, Value)| test).collect()
}

/// Returns the names of all regression tests.
fn regression_tests(repository: &Repository) -> Vec<String> {
    let lines =
        repository.sources().filter(|it| !it.path.starts_with("xtask/")).flat_map(|it| it.text.lines());
    let names = lines.filter_map(|it| it.split_once(concat!("fn r", "t_")).map(|(_, rest)| rest));
    let end = |it: char| !it.is_ascii_alphanumeric() && it != '_';
    names.map(|it| format!("rt_{}", it.split(end).next().unwrap_or_default())).collect()
}

fn row_of(test: &str) -> &str {
    test.get(3..6).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::repository::File;

    const PLANT: &str = "[[plant]]\nbug = 'b'\nfile = 'crates/a/src/b.rs'\nfind = 'a == b'\nbecomes = 'true'\n\
                         tests = ['a lib rt_003_c']";

    fn with(source: &str, plant: &str, exemptions: &str) -> Repository {
        let mut repository = Repository::with_file("crates/a/src/b.rs", source);
        for (path, text) in [("xtask/plants/003.toml", plant), (EXEMPTIONS, exemptions)] {
            repository.files.push(File { path: path.to_owned(), text: text.to_owned() });
        }
        repository
    }

    #[test]
    fn a_plant_that_cannot_be_planted_is_named() {
        let test = concat!("fn r", "t_003_c() {}");
        let problems = |source: &str| apply(&with(source, PLANT, ""));
        assert_eq!(problems(&format!("a == b\n{test}")), [""; 0]);
        assert_eq!(problems(&format!("a == b\na == b\n{test}")).len(), 1);
        assert_eq!(problems(test), ["xtask/plants/003.toml: `a == b` is found 0 times in crates/a/src/b.rs"]);
        assert_eq!(problems("a == b"), ["xtask/plants/003.toml: there is no test `rt_003_c` of the row"]);
        assert_eq!(apply(&with(test, "[[plant]]", "")).len(), 1);
    }

    #[test]
    fn a_test_without_a_bug_is_named() {
        let source = concat!("async fn r", "t_003_c() {}\nfn r", "t_004_d<S>() {}");
        let bare = "rt_004_d is in no plant: add its bug to xtask/plants/004.toml";
        assert_eq!(complete(&with(source, PLANT, "")), [bare]);
        assert_eq!(complete(&with(source, PLANT, "rt_004_d = 'it is about a document'")), [""; 0]);
        assert_eq!(complete(&with(source, PLANT, "rt_004_d = ''")), [bare]);
        assert_eq!(complete(&with(source, PLANT, "rt_004_d = 'x'\nrt_003_c = 'x'")).len(), 1);
    }
}
