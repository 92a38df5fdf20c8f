//! The guide in the README is the example that is compiled and run, byte for byte; so is the store of which a document
//! shows one block after the other; and what the other documents show in Rust is compiled as documents of a module.

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

/// A document, and the files of the store that its blocks of Rust are together.
const WALK: &str = "docs/extend/writing-a-store.md";
const WALKED: &str = "crates/lucerna-testkit/tests/small_store";
const FILES: [&str; 6] = ["map", "users", "sessions", "records", "store", "main"];

/// The document shows the whole store, in its order.
pub(crate) fn store(repository: &Repository) -> Vec<String> {
    let text = |path: &str| repository.file(path).map_or("", |it| it.text.as_str());
    let compiled = FILES.map(|it| text(&format!("{WALKED}/{it}.rs"))).join("\n");
    let same = blocks_in(text(WALK)).collect::<Vec<_>>().join("\n") == compiled;
    let difference = || format!("the blocks of {WALK} are not the files of {WALKED}: copy them there again");
    (!same).then(difference).into_iter().collect()
}

/// Where the documents are included, so that their blocks are tests.
const INCLUDED_IN: &str = "crates/lucerna/src/documents.rs";

/// Every document with a block of Rust is included where it is compiled.
pub(crate) fn blocks(repository: &Repository) -> Vec<String> {
    let included = repository.file(INCLUDED_IN).map_or("", |it| it.text.as_str());
    let is_included = |path: &str| included.contains(&format!("include_str!(\"../../../{path}\")"));
    let held = ["README.md", WALK];
    let showing =
        repository.files.iter().filter(|it| it.path.ends_with(".md") && !held.contains(&it.path.as_str()));
    let bare = showing.filter(|it| it.text.contains("\n```rust") && !is_included(&it.path));
    bare.map(|it| format!("{} has blocks of Rust and is not included in {INCLUDED_IN}", it.path)).collect()
}

fn of_guide(compiled: &str, shown: Option<&str>) -> Vec<String> {
    let lines = compiled.lines().count();
    let length = (lines >= TOO_LONG).then(|| format!("{GUIDE} has {lines} lines, not under {TOO_LONG}"));
    let differs = shown.is_some_and(|it| it != compiled);
    let difference =
        differs.then(|| format!("the guide in README.md differs from {GUIDE}: copy it there again"));
    length.into_iter().chain(difference).collect()
}

fn guide_in(readme: &str) -> Option<&str> {
    blocks_in(readme).find(|it| it.starts_with(FIRST_WORDS))
}

/// The texts between the fences, each with the line feed at its end.
fn blocks_in(document: &str) -> impl Iterator<Item = &str> {
    let blocks = document.split("\n```rust").skip(1);
    let bodies = blocks.filter_map(|it| it.split_once('\n')).map(|(_, body)| body);
    bodies.filter_map(|body| body.find("\n```").and_then(|end| body.get(..=end)))
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
    fn a_store_that_is_not_shown_as_it_is_is_named() {
        let problems = |document: &str, files: [&str; 6]| {
            let paths = FILES.map(|it| format!("{WALKED}/{it}.rs"));
            let files = paths.into_iter().zip(files).chain([(WALK.to_owned(), document)]);
            let files = files.map(|(path, text)| File { path, text: text.to_owned() }).collect();
            super::store(&Repository { files, ..Repository::default() }).len()
        };
        let block = |it: &str| format!("Then:\n\n```rust\nfn {it}() {{}}\n```\n");
        let document = ["a", "b", "c", "d", "e", "f", "g"].map(block).join("\n");
        let [b, c, d, e] = ["fn b() {}\n", "fn c() {}\n", "fn d() {}\n", "fn e() {}\n"];
        let two = "fn f() {}\n\nfn g() {}\n";
        assert_eq!(problems(&document, ["fn a() {}\n", b, c, d, e, two]), 0);
        assert_eq!(problems(&document, ["fn a() {}\n", c, b, d, e, two]), 1);
        assert_eq!(problems(&document, ["fn a() {}\n", b, c, d, e, "fn f() {}\nfn g() {}\n"]), 1);
        assert_eq!(problems(&document, ["fn a() {}\n", b, c, d, e, ""]), 1);
        assert_eq!(problems("# A\n", [""; 6]), 1);
    }

    #[test]
    fn a_block_that_nobody_compiles_is_named() {
        let document = |text: &str| Repository::with_file("docs/a.md", text);
        assert_eq!(blocks(&document("# A\n\n```sh\nls\n```\n")), [""; 0]);
        let mut shown = document("# A\n\n```rust\nfn a() {}\n```\n");
        assert_eq!(blocks(&shown).len(), 1);
        let text = "#[doc = include_str!(\"../../../docs/a.md\")]".to_owned();
        shown.files.push(File { path: INCLUDED_IN.to_owned(), text });
        assert_eq!(blocks(&shown), [""; 0]);
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
