//! The checks that the tests named in `docs/coming-from/lucia.md` exist.

use super::repository::Repository;

const DOCUMENT: &str = "docs/coming-from/lucia.md";
/// The text of a row about a feature that cannot be tested yet.
const NOT_YET: &str = "not there yet";
const FLAWS: u8 = 66;

/// Checks that every test that a row names exists.
pub(crate) fn rows(repository: &Repository) -> Vec<String> {
    let Some(document) = repository.file(DOCUMENT) else { return vec![format!("{DOCUMENT} does not exist")] };
    let lines = (1..).zip(document.text.lines()).filter(|(_, line)| line.starts_with("| "));
    let named = lines.flat_map(|(number, line)| tests_of(line).into_iter().map(move |it| (number, it)));
    let missing = named.filter(|(_, name)| !exists(repository, name));
    missing.map(|(number, name)| format!("{DOCUMENT}:{number}: there is no test `{name}`")).collect()
}

/// Checks that every flaw has a test with its number, or a row that says the feature does not exist yet.
pub(crate) fn flaws(repository: &Repository) -> Vec<String> {
    let text = repository.file(DOCUMENT).map_or("", |it| it.text.as_str());
    let open: Vec<_> = text.lines().filter(|it| it.contains(NOT_YET)).flat_map(numbers).collect();
    let bare = (1..=FLAWS).filter(|it| !open.contains(it) && !exists(repository, &prefix(*it)));
    bare.map(|it| format!("flaw {it:02} of {DOCUMENT} has no test `{}…`", prefix(it))).collect()
}

fn prefix(flaw: u8) -> String {
    format!("lucia_flaw_{flaw:02}_")
}

/// Returns the files and functions in the last cell of a row. `a::b_…` gives the beginning of a name.
fn tests_of(row: &str) -> Vec<&str> {
    let cell = row.trim_end_matches([' ', '|']).rsplit(" | ").next().unwrap_or_default();
    let words = cell.split('`').skip(1).step_by(2);
    let names = words.filter_map(|it| it.rsplit("::").next()).map(|it| it.trim_end_matches('…'));
    names.filter(|it| it.contains(['_', '/'])).collect()
}

/// Returns the flaws of a row: one, or the first to the last of several.
fn numbers(row: &str) -> Vec<u8> {
    let cell = row.trim_start_matches("| ").split(" |").next().unwrap_or_default();
    let named: Vec<u8> =
        cell.split(|it: char| !it.is_ascii_digit()).filter_map(|it| it.parse().ok()).collect();
    match named[..] {
        [first, last] if cell.contains(" to ") => (first..=last).collect(),
        _ => named,
    }
}

/// Returns true if the name of a function or a file begins like this. One test may cover two flaws.
fn exists(repository: &Repository, name: &str) -> bool {
    if name.contains('/') {
        return repository.files.iter().any(|it| it.path.starts_with(name));
    }
    let both = name.strip_prefix("lucia_flaw_").map(|it| format!("_and_{it}"));
    repository.sources().any(|file| {
        file.path.contains(&format!("/{name}"))
            || file.text.contains(&format!("fn {name}"))
            || both.as_ref().is_some_and(|it| file.text.contains(it))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::repository::File;

    fn with(document: &str, test: &str) -> Repository {
        let mut repository = Repository::with_file("crates/a/tests/b.rs", &format!("async fn {test}() {{}}"));
        repository.files.push(File { path: DOCUMENT.to_owned(), text: document.to_owned() });
        repository
    }

    #[test]
    fn a_missing_test_is_named_with_its_row() {
        let document = "# Head\n| `a_b()` | `c_d()` | | `users::it_works`, `lucerna-core`: `x::it_is_…` |\n";
        assert_eq!(rows(&with(document, "it_works")), [format!("{DOCUMENT}:2: there is no test `it_is_`")]);
        assert_eq!(rows(&with(&document.replace("it_is_…", "it_wo…"), "it_works")), [""; 0]);
        assert_eq!(rows(&with("| `a` | `crates/a/tests/b.rs`, `crates/z` |\n", "a")).len(), 1);
        assert_eq!(rows(&Repository::default()).len(), 1);
    }

    #[test]
    fn a_flaw_without_a_test_has_a_row_with_the_reason() {
        let document = "| 02 to 66 | x | with OAuth, not there yet |\n";
        assert_eq!(flaws(&with(document, "lucia_flaw_01_of_something")), [""; 0]);
        assert_eq!(flaws(&with(document, "lucia_flaw_02_of_something")).len(), 1);
        let two = "| 03 | not there yet |\n| 04 to 66 | not there yet |\n";
        assert_eq!(flaws(&with(two, "lucia_flaw_01_and_02_of_something")), [""; 0]);
    }
}
