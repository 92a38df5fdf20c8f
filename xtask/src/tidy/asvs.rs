//! The checks of `docs/asvs.md`: it has every requirement once, and the tests that it names exist.

use super::repository::{File, Repository};

const PAGE: &str = "docs/asvs.md";

/// The sections of ASVS 5.0.0 that the page covers, with their numbers of requirements.
const SECTIONS: [(&str, usize); 26] = [
    ("3.1", 1),
    ("3.2", 3),
    ("3.3", 5),
    ("3.4", 8),
    ("3.5", 8),
    ("3.6", 1),
    ("3.7", 5),
    ("6.1", 3),
    ("6.2", 12),
    ("6.3", 8),
    ("6.4", 6),
    ("6.5", 8),
    ("6.6", 4),
    ("6.7", 2),
    ("6.8", 4),
    ("7.1", 3),
    ("7.2", 4),
    ("7.3", 2),
    ("7.4", 5),
    ("7.5", 3),
    ("7.6", 2),
    ("16.1", 1),
    ("16.2", 5),
    ("16.3", 4),
    ("16.4", 3),
    ("16.5", 4),
];

/// The states that need a test.
const TESTED: [&str; 3] = ["met", "starter", "partly"];
/// The states that need none: a document, a requirement on the application, one that does not apply, and one that is not met.
const UNTESTED: [&str; 6] =
    ["document", "untested", "yours", "no such feature", "partly, untested", "not met"];

/// Checks that every requirement has one row with a known state, and that no other row is there.
pub(crate) fn rows(repository: &Repository) -> Vec<String> {
    let Some(page) = repository.file(PAGE) else { return vec![format!("{PAGE} does not exist")] };
    let rows: Vec<_> = requirements(page).collect();
    let count = |id: &str| rows.iter().filter(|it| it.id == id).count();
    let expected: Vec<_> = SECTIONS
        .iter()
        .flat_map(|(section, count)| (1..=*count).map(move |it| format!("{section}.{it}")))
        .collect();
    let missing = expected.iter().filter(|it| count(it) != 1);
    let missing = missing.map(|it| format!("{PAGE}: {it} has {} rows, and not one", count(it)));
    let unknown = rows.iter().filter(|it| !expected.iter().any(|id| id == it.id));
    let unknown = unknown.map(|it| it.problem("is no requirement of these sections"));
    missing.chain(unknown).chain(rows.iter().filter_map(Requirement::flaw)).collect()
}

/// Checks that every test that a row names exists.
pub(crate) fn named_tests(repository: &Repository) -> Vec<String> {
    let rows = repository.file(PAGE).into_iter().flat_map(requirements);
    let named = rows.flat_map(|row| names(row.tests).map(|it| (row.line, it)).collect::<Vec<_>>());
    let missing = named.filter(|(_, name)| !repository.sources().any(|it| has_test(it, name)));
    missing.map(|(line, name)| format!("{PAGE}:{line}: there is no test `{name}`")).collect()
}

struct Requirement<'a> {
    line: usize,
    id: &'a str,
    level: &'a str,
    state: &'a str,
    location: &'a str,
    tests: &'a str,
}

impl Requirement<'_> {
    fn problem(&self, what: &str) -> String {
        format!("{PAGE}:{}: {} {what}", self.line, self.id)
    }

    fn flaw(&self) -> Option<String> {
        let has_tests = names(self.tests).next().is_some();
        match self.state {
            _ if !["1", "2", "3"].contains(&self.level) => Some(self.problem("has no level")),
            it if TESTED.contains(&it) && !has_tests => Some(self.problem("names no test")),
            it if !TESTED.contains(&it) && !UNTESTED.contains(&it) => {
                Some(self.problem("has an unknown state"))
            }
            "document" if !self.location.contains("](") => Some(self.problem("links to no document")),
            _ if self.location.is_empty() => Some(self.problem("says nothing of where or why")),
            _ => None,
        }
    }
}

fn requirements(page: &File) -> impl Iterator<Item = Requirement<'_>> {
    (1..).zip(page.text.lines()).filter_map(|(line, text)| {
        let cells: Vec<_> = text.strip_prefix("| ")?.trim_end_matches([' ', '|']).split(" | ").collect();
        let [id, level, _, state, location, ref tests @ ..] = cells[..] else { return None };
        let is_id = id.starts_with(|it: char| it.is_ascii_digit());
        let tests = tests.first().copied().unwrap_or_default();
        is_id.then_some(Requirement { line, id, level, state, location, tests })
    })
}

/// Returns the texts between back ticks.
fn names(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}

/// Directories whose functions are made into tests by a macro.
const CASES: [&str; 5] = [
    "crates/lucerna-audit/tests/",
    "crates/lucerna-invitations/tests/",
    "crates/lucerna-mail/tests/",
    "crates/lucerna-testkit/src/contract/",
    "crates/lucerna-testkit/src/web/",
];

/// Returns true if the file has a test of this name.
fn has_test(file: &File, name: &str) -> bool {
    let has_cases = CASES.iter().any(|it| file.path.starts_with(it));
    let function = format!("fn {name}");
    let mut places = file.text.match_indices(&function).filter_map(|(at, _)| file.text.split_at_checked(at));
    places.any(|(before, it)| {
        let is_whole = it.strip_prefix(&function).is_some_and(|it| it.starts_with(['(', '<']));
        is_whole && (has_cases || attributes(before).any(|line| line.contains("test")))
    })
}

/// Returns the attributes above the last line of a text.
fn attributes(before: &str) -> impl Iterator<Item = &str> {
    let (above, _) = before.rsplit_once('\n').unwrap_or_default();
    let lines = above.lines().rev().map(str::trim);
    lines.take_while(|it| !it.is_empty() && !it.ends_with('}')).filter(|it| it.starts_with("#["))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(row: &str, source: &str) -> Repository {
        let mut repository = Repository::with_file(PAGE, row);
        repository.files.push(File { path: "crates/a/src/b.rs".to_owned(), text: source.to_owned() });
        repository
    }

    #[test]
    fn a_missing_repeated_or_unknown_requirement_is_named() {
        let row = |id: &str| format!("| {id} | 1 | x | not met | why | |\n");
        let page: String = SECTIONS
            .iter()
            .flat_map(|(section, count)| (1..=*count).map(move |it| format!("{section}.{it}")))
            .map(|it| row(&it))
            .collect();
        assert_eq!(rows(&with(&page, "")), [""; 0]);
        let problems = rows(&with(&page.replace(&row("7.2.4"), &row("7.2.3")), ""));
        assert_eq!(problems.len(), 2, "{problems:?}");
        assert_eq!(rows(&with(&(page + &row("6.9.1")), "")).len(), 1);
        assert_eq!(rows(&Repository::default()).len(), 1);
    }

    #[test]
    fn a_row_has_a_level_a_state_and_what_its_state_needs() {
        let flaws = |text: &str| {
            let file = File { path: PAGE.to_owned(), text: text.to_owned() };
            requirements(&file).filter_map(|it| it.flaw()).count()
        };
        for sound in
            ["| 7.2.1 | 1 | x | met | y | `z` |", "| 7.2.1 | 2 | x | document | [y](z) | |", "| no | row |"]
        {
            assert_eq!(flaws(sound), 0, "{sound}");
        }
        for flawed in [
            "| 7.2.1 | 4 | x | met | y | `z` |",
            "| 7.2.1 | 1 | x | met | y | |",
            "| 7.2.1 | 1 | x | perhaps | y | `z` |",
            "| 7.2.1 | 1 | x | document | y | |",
        ] {
            assert_eq!(flaws(flawed), 1, "{flawed}");
        }
    }

    #[test]
    fn a_name_that_is_no_test_is_reported() {
        let row = "| 7.2.1 | 1 | x | met | y | `a_test` |\n";
        for source in ["#[test]\nfn a_test() {}", "    #[tokio::test]\n    async fn a_test() {}"] {
            assert_eq!(named_tests(&with(row, source)), [""; 0], "{source}");
        }
        for source in ["fn a_test() {}", "#[test]\nfn b() {}\n\nfn a_test() {}", "#[test]\nfn a_test_2() {}"]
        {
            assert_eq!(
                named_tests(&with(row, source)),
                [format!("{PAGE}:1: there is no test `a_test`")],
                "{source}"
            );
        }
    }
}
