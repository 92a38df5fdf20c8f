//! The guide in the README is the example that is compiled and run, byte for byte.

use super::repository::Repository;

const GUIDE: &str = "crates/lucerna/examples/guide.rs";
const FIRST_WORDS: &str = "//! The guide in one file";
/// Fewer than this, so that it is read in one sitting.
const TOO_LONG: usize = 150;

pub(crate) fn check(repository: &Repository) -> Vec<String> {
    let shown = repository.file("README.md").and_then(|it| guide_in(&it.text));
    let compiled = repository.file(GUIDE).map(|it| it.text.as_str());
    let mut problems = Vec::new();
    if shown.is_none() {
        problems.push(format!("README.md has no `rust` block that starts with `{FIRST_WORDS}`"));
    }
    match compiled {
        None => problems.push(format!("{GUIDE} does not exist")),
        Some(text) => problems.extend(of_guide(text, shown)),
    }
    problems
}

fn of_guide(compiled: &str, shown: Option<&str>) -> Vec<String> {
    let lines = compiled.lines().count();
    let length = (lines >= TOO_LONG).then(|| format!("{GUIDE} has {lines} lines, not under {TOO_LONG}"));
    let differs = shown.is_some_and(|it| it != compiled);
    let difference =
        differs.then(|| format!("the guide in README.md differs from {GUIDE}: copy it there again"));
    length.into_iter().chain(difference).collect()
}

/// The text between the fences, with the line feed at its end.
fn guide_in(readme: &str) -> Option<&str> {
    let blocks = readme.split("\n```rust").skip(1);
    let bodies = blocks.filter_map(|it| it.split_once('\n')).map(|(_, body)| body);
    let guide = bodies.into_iter().find(|it| it.starts_with(FIRST_WORDS))?;
    guide.find("\n```").and_then(|end| guide.get(..=end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::repository::File;

    fn problems(readme: &str, guide: &str) -> Vec<String> {
        let file = |path: &str, text: &str| File { path: path.to_owned(), text: text.to_owned() };
        let files = vec![file("README.md", readme), file(GUIDE, guide)];
        check(&Repository { files, ..Repository::default() })
    }

    #[test]
    fn the_same_text_in_both_places_is_right() {
        let guide = format!("{FIRST_WORDS}.\n\nfn main() {{}}\n");
        let readme = format!("# Lucerna\n\n```rust\nfn a() {{}}\n```\n\n```rust\n{guide}```\n\nMore.\n");
        assert_eq!(problems(&readme, &guide), [""; 0]);
        assert_eq!(problems(&readme.replace("```rust", "```rust,no_run"), &guide), [""; 0]);
    }

    #[test]
    fn a_difference_of_one_byte_is_found() {
        let readme = format!("# Lucerna\n\n```rust\n{FIRST_WORDS}.\nfn main() {{}}\n```\n");
        let guide = format!("{FIRST_WORDS}.\nfn main() {{ }}\n");
        assert_eq!(
            problems(&readme, &guide),
            ["the guide in README.md differs from crates/lucerna/examples/guide.rs: copy it there again"]
        );
    }

    #[test]
    fn what_is_missing_is_named() {
        assert_eq!(check(&Repository::default()).len(), 2);
        let long = format!("{FIRST_WORDS}.\n").repeat(TOO_LONG);
        let readme = format!("\n```rust\n{long}```\n");
        assert_eq!(
            problems(&readme, &long),
            ["crates/lucerna/examples/guide.rs has 150 lines, not under 150"]
        );
    }
}
