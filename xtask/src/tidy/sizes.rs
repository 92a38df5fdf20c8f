//! The lengths of files and functions.
//!
//! The tests at the end of a file are not counted. A function is counted from its signature to its closing brace, as
//! rustfmt formats them.

use super::repository::Repository;

/// The limit of a file's lines, since a longer one contains more than one thing.
const LONGEST_FILE: usize = 500;

pub(crate) fn check(repository: &Repository) -> Vec<String> {
    let sizes = repository.sources().map(|it| (&it.path, bare(&it.text).lines().count()));
    let long = sizes.filter(|(_, lines)| *lines > LONGEST_FILE);
    long.map(|(path, lines)| format!("{path} has {lines} lines, more than {LONGEST_FILE}")).collect()
}

/// Returns a table with a row for each area, and the targets below.
pub(crate) fn report(repository: &Repository) -> String {
    let head = "bare lines    files  median  p90    functions  median  p90".to_owned();
    let rows = ["crates/", "apps/", "bench/", "fuzz/", "xtask/", ""].map(|it| area(repository, it));
    let target = "target                   150  350                    8   30".to_owned();
    std::iter::once(head).chain(rows).chain([target]).collect::<Vec<_>>().join("\n")
}

fn area(repository: &Repository, prefix: &str) -> String {
    let texts = repository.sources().filter(|it| it.path.starts_with(prefix)).map(|it| bare(&it.text));
    let (files, functions): (Vec<_>, Vec<_>) =
        texts.map(|it| (it.lines().count(), function_lengths(it))).unzip();
    let (files, functions) = (Spread::of(files), Spread::of(functions.concat()));
    let name = if prefix.is_empty() { "all" } else { prefix };
    format!(
        "{name:<10}{:>9}{:>8}{:>5}{:>13}{:>8}{:>5}",
        files.count, files.median, files.p90, functions.count, functions.median, functions.p90
    )
}

/// Returns the text up to the tests at its end.
fn bare(text: &str) -> &str {
    let start = text.rfind("\n#[cfg(test)]\nmod ");
    let (code, tests) = text.split_at(start.map_or(text.len(), |it| it + 1));
    // `mod tests;` is another file, which is counted there.
    let inline = tests.lines().nth(1).is_some_and(|it| it.ends_with('{'));
    if inline { code } else { text }
}

fn function_lengths(text: &str) -> Vec<usize> {
    let lines: Vec<&str> = text.lines().collect();
    (0..lines.len()).filter_map(|it| function_length(lines.get(it..)?)).collect()
}

/// Returns true if the line is the first of a function.
fn opens(line: &str) -> bool {
    let qualifiers = ["pub ", "pub(crate) ", "pub(super) ", "const ", "async ", "unsafe "];
    qualifiers.iter().fold(line.trim_start(), |line, it| line.trim_start_matches(it)).starts_with("fn ")
}

/// Returns the number of a function's lines. `None` if no function with a body starts at the first line.
fn function_length(lines: &[&str]) -> Option<usize> {
    let first = lines.first().filter(|it| opens(it))?;
    let signature = lines.iter().position(|it| it.ends_with(['{', '}', ';']))?;
    if lines.get(signature)?.ends_with(';') {
        return None;
    }
    if lines.get(signature)?.ends_with('}') {
        return Some(signature + 1);
    }
    let indent = first.len() - first.trim_start().len();
    let closing = format!("{}}}", " ".repeat(indent));
    lines.iter().position(|it| *it == closing).map(|it| it + 1)
}

#[derive(Debug, PartialEq, Eq)]
struct Spread {
    count: usize,
    median: usize,
    p90: usize,
}

impl Spread {
    fn of(mut lengths: Vec<usize>) -> Self {
        lengths.sort_unstable();
        let count = lengths.len();
        // The nearest rank: the smallest length that this share of all does not exceed.
        let at = |percent: usize| {
            lengths.get((count * percent).div_ceil(100).saturating_sub(1)).copied().unwrap_or_default()
        };
        Self { count, median: at(50), p90: at(90) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_file_is_named_without_counting_its_tests() {
        let code = "//! Long.\n".repeat(LONGEST_FILE);
        let tested = format!("{code}\n#[cfg(test)]\nmod tests {{\n    fn a() {{}}\n}}\n");
        let problems = check(&Repository::with_file("crates/a/src/b.rs", &format!("{code}//! More.\n")));
        assert_eq!(problems, ["crates/a/src/b.rs has 501 lines, more than 500"]);
        assert_eq!(bare(&tested).lines().count(), LONGEST_FILE + 1);
        assert_eq!(bare("a\n#[cfg(test)]\nmod tests;\n").lines().count(), 3);
    }

    #[test]
    fn functions_are_counted_with_their_signature() {
        let text = "\
pub(crate) const fn one() {}
impl A {
    pub async fn ten(
        &self,
    ) -> B
    where
        B: C,
    {
        let f = |it| {
            it
        };
    }

    fn declared(&self) -> B;
}
";
        assert_eq!(function_lengths(text), [1, 10]);
    }

    #[test]
    fn median_and_p90_are_nearest_ranks() {
        assert_eq!(Spread::of((1..=10).collect()), Spread { count: 10, median: 5, p90: 9 });
        assert_eq!(Spread::of(vec![7]), Spread { count: 1, median: 7, p90: 7 });
        assert_eq!(Spread::of(Vec::new()), Spread { count: 0, median: 0, p90: 0 });
    }
}
