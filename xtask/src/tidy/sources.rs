//! The checks of the text of Rust files.

use super::repository::{File, Repository};

/// Names that do not describe the content of a file.
const EMPTY_NAMES: &[&str] = &["common", "helper", "helpers", "misc", "util", "utils"];

// Split, so that the check does not find this file.
const UNFINISHED: &[&str] =
    &[concat!("TO", "DO"), concat!("FIX", "ME"), concat!("X", "XX"), concat!("to", "do!")];
const ALLOW: &str = concat!("[al", "low(");
const REGRESSION: &str = concat!("fn ", "rt_");

pub(crate) fn module_docs(repository: &Repository) -> Vec<String> {
    let undocumented = repository.sources().filter(|it| !it.text.starts_with("//!"));
    undocumented.map(|it| format!("{} does not start with `//!`", it.path)).collect()
}

pub(crate) fn file_names(repository: &Repository) -> Vec<String> {
    let says_nothing = |file: &&File| {
        let path = file.path.trim_end_matches(".rs");
        path.split('/').any(|it| EMPTY_NAMES.contains(&it))
    };
    let named = repository.sources().filter(says_nothing);
    named.map(|it| format!("{}: rename it after its content", it.path)).collect()
}

pub(crate) fn unfinished(repository: &Repository) -> Vec<String> {
    let marked = |line: &str| UNFINISHED.iter().any(|it| has_word(line, it));
    lines_where(repository, marked, "finish it, or file an issue")
}

pub(crate) fn trailing_space(repository: &Repository) -> Vec<String> {
    lines_where(repository, |it| it.ends_with(char::is_whitespace), "the line ends in white space")
}

pub(crate) fn regression_names(repository: &Repository) -> Vec<String> {
    let misnamed = |line: &str| line.split(REGRESSION).skip(1).any(|rest| !has_number(rest));
    lines_where(repository, misnamed, "a regression test is named `rt_` and the three digits of its row")
}

/// Checks that the row of every regression test is in SECURITY.md.
pub(crate) fn regression_rows(repository: &Repository) -> Vec<String> {
    let table = repository.file("SECURITY.md").map_or("", |it| it.text.as_str());
    let unlisted = |line: &str| {
        let rows = line.split(REGRESSION).skip(1).filter_map(|it| it.split_once('_'));
        rows.into_iter().any(|(row, _)| !table.contains(&format!("\n| {row} |")))
    };
    lines_where(repository, unlisted, "the test's row is not in the table of SECURITY.md")
}

pub(crate) fn lint_reasons(repository: &Repository) -> Vec<String> {
    let mut problems = Vec::new();
    for file in repository.sources() {
        for (offset, _) in file.text.match_indices(ALLOW) {
            let (before, rest) = file.text.split_at(offset);
            if !rest.split(")]").next().is_some_and(|it| it.contains("reason =")) {
                let line = before.matches('\n').count() + 1;
                problems.push(format!("{}:{line}: a lint is allowed without a reason", file.path));
            }
        }
    }
    problems
}

fn lines_where(repository: &Repository, breaks: impl Fn(&str) -> bool, problem: &str) -> Vec<String> {
    let lines = repository.sources().flat_map(|file| (1..).zip(file.text.lines()).map(move |it| (file, it)));
    let broken = lines.filter(|(_, (_, line))| breaks(line));
    broken.map(|(file, (number, _))| format!("{}:{number}: {problem}", file.path)).collect()
}

/// Returns true if the line contains the word, and not only as a part of a longer one.
fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(start, _)| {
        let (before, rest) = line.split_at(start);
        let after = rest.strip_prefix(word).unwrap_or_default();
        !before.ends_with(char::is_alphanumeric) && !after.starts_with(char::is_alphanumeric)
    })
}

/// Returns true if the rest of a regression test's name is three digits and a description.
fn has_number(rest: &str) -> bool {
    let (digits, about) = rest.split_once('_').unwrap_or_default();
    digits.len() == 3 && digits.bytes().all(|it| it.is_ascii_digit()) && !about.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(text: &str) -> Repository {
        Repository::with_file("crates/a/src/b.rs", text)
    }

    #[test]
    fn a_file_without_a_module_doc_is_named() {
        assert_eq!(module_docs(&source("//! Says what it is.\n")), [""; 0]);
        assert_eq!(module_docs(&source("use a;\n")), ["crates/a/src/b.rs does not start with `//!`"]);
        assert_eq!(module_docs(&Repository::with_file("target/src/main.rs", "use a;\n")), [""; 0]);
    }

    #[test]
    fn a_meaningless_name_is_refused() {
        for path in ["crates/a/src/utils.rs", "crates/a/tests/common/mod.rs", "apps/a/src/misc.rs"] {
            assert_eq!(file_names(&Repository::with_file(path, "")).len(), 1, "{path}");
        }
        assert_eq!(file_names(&Repository::with_file("crates/a/src/uncommon.rs", "")), [""; 0]);
    }

    #[test]
    fn unfinished_work_is_found_as_a_word_only() {
        for mark in UNFINISHED {
            let line = format!("//! Fine.\n{mark} later\n");
            assert_eq!(unfinished(&source(&line)), ["crates/a/src/b.rs:2: finish it, or file an issue"]);
            assert_eq!(unfinished(&source(&format!("a{mark}b"))), [""; 0]);
        }
    }

    #[test]
    fn an_allowed_lint_needs_its_reason() {
        let bare = format!("//! Fine.\n#{ALLOW}dead_code)]\nfn a() {{ reason = 1 }}");
        assert_eq!(lint_reasons(&source(&bare)), ["crates/a/src/b.rs:2: a lint is allowed without a reason"]);
        let argued = format!("#!{ALLOW}\n    dead_code,\n    reason = \"kept for later\"\n)]");
        assert_eq!(lint_reasons(&source(&argued)), [""; 0]);
    }

    #[test]
    fn white_space_at_the_end_of_a_line_is_found() {
        assert_eq!(trailing_space(&source("a\n\nb\n")), [""; 0]);
        assert_eq!(trailing_space(&source("a\nb \n")), ["crates/a/src/b.rs:2: the line ends in white space"]);
    }

    #[test]
    fn a_regression_test_carries_three_digits() {
        let named = |rest: &str| regression_names(&source(&format!("async {REGRESSION}{rest}() {{")));
        assert_eq!(named("054_a_replayed_token_is_refused"), [""; 0]);
        for misnamed in ["54_a", "0054_a", "05x_a", "054", "a_replayed_token"] {
            assert_eq!(named(misnamed).len(), 1, "{misnamed}");
        }
    }

    #[test]
    fn a_regression_test_refers_to_a_row_of_the_security_document() {
        let mut repository = source(&format!("{REGRESSION}054_a() {{"));
        assert_eq!(regression_rows(&repository).len(), 1);
        repository
            .files
            .push(File { path: "SECURITY.md".to_owned(), text: "\n| 054 | it came back |".to_owned() });
        assert_eq!(regression_rows(&repository), [""; 0]);
    }
}
