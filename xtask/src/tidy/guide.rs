//! The checks of code in documents. The README shows a short example and links the guide, which is compiled and run.
//! One document shows a whole store, block by block. Every Rust block is compiled.

use super::repository::Repository;
use crate::markdown::Document;

const GUIDE: &str = "crates/lucerna/examples/guide.rs";
/// The limit of the guide's lines, so that it can be read in one sitting.
const TOO_LONG: usize = 150;
/// The limit of the lines of the README's example, so that it fits on the first screen.
const FIRST_SCREEN: usize = 30;

pub(crate) fn check(repository: &Repository) -> Vec<String> {
    let readme = repository.file("README.md").map_or("", |it| it.text.as_str());
    let mut problems = Vec::new();
    match blocks_in(readme).next().map(|it| it.lines().count()) {
        None => problems.push("README.md shows no Rust".to_owned()),
        Some(lines) if lines > FIRST_SCREEN => {
            problems.push(format!("README.md's example has {lines} lines, not {FIRST_SCREEN} at most"));
        }
        Some(_) => (),
    }
    if !readme.contains(&format!("]({GUIDE})")) {
        problems.push(format!("README.md does not link {GUIDE}"));
    }
    match repository.file(GUIDE).map(|it| it.text.lines().count()) {
        None => problems.push(format!("{GUIDE} does not exist")),
        Some(lines) if lines >= TOO_LONG => {
            problems.push(format!("{GUIDE} has {lines} lines, not under {TOO_LONG}"));
        }
        Some(_) => (),
    }
    problems
}

/// The document that shows the guide, block by block.
const STEPS: &str = "docs/start/guide.md";
/// A document, and the files of the store that its Rust blocks show.
const WALK: &str = "docs/extend/writing-a-store.md";
const WALKED: &str = "crates/lucerna-testkit/tests/small_store";
const FILES: [&str; 6] = ["map", "users", "sessions", "records", "store", "main"];

/// Checks that the document shows the whole store, in order.
pub(crate) fn store(repository: &Repository) -> Vec<String> {
    let files = FILES.map(|it| format!("{WALKED}/{it}.rs"));
    walk(repository, WALK, &files)
}

/// Checks that the document shows the whole guide, in order.
pub(crate) fn steps(repository: &Repository) -> Vec<String> {
    walk(repository, STEPS, &[GUIDE.to_owned()])
}

fn walk(repository: &Repository, document: &str, files: &[String]) -> Vec<String> {
    let text = |path: &str| repository.file(path).map_or("", |it| it.text.as_str());
    let compiled = files.iter().map(|it| text(it)).collect::<Vec<_>>().join("\n");
    let same = blocks_in(text(document)).collect::<Vec<_>>().join("\n") == compiled;
    let difference =
        || format!("the blocks of {document} are not {}: copy them there again", files.join(", "));
    (!same).then(difference).into_iter().collect()
}

/// The file that includes the documents, so that their blocks are compiled.
const INCLUDED_IN: &str = "crates/lucerna/src/documents.rs";

/// Checks that every document with a Rust block is compiled.
pub(crate) fn blocks(repository: &Repository) -> Vec<String> {
    let included = repository.file(INCLUDED_IN).map_or("", |it| it.text.as_str());
    let is_included =
        |path: &str| included.contains(&format!("\n#[doc = include_str!(\"../../../{path}\")]"));
    let showing = repository
        .files
        .iter()
        .filter(|it| it.path.ends_with(".md") && ![STEPS, WALK].contains(&it.path.as_str()));
    let bare = showing.filter(|it| shows_rust(&it.text) && !is_included(&it.path));
    bare.map(|it| format!("{} has blocks of Rust and is not included in {INCLUDED_IN}", it.path)).collect()
}

/// Returns true if a block is of Rust, in a list too and with any fence.
fn shows_rust(page: &str) -> bool {
    Document::read(page).blocks.iter().any(|it| it.words().contains(&"rust"))
}

/// Returns the texts between the fences, each with its final line feed.
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
    fn a_short_example_and_a_link_to_the_guide_are_right() {
        let readme = format!("# Lucerna\n\n```rust\nfn a() {{}}\n```\n\n[The guide]({GUIDE})\n");
        assert_eq!(problems(&readme, "fn main() {}\n"), [""; 0]);
        assert_eq!(
            problems(&readme, &"\n".repeat(TOO_LONG)),
            [format!("{GUIDE} has 150 lines, not under 150")]
        );
        let long = readme.replace("fn a() {}\n", &"fn a() {}\n".repeat(31));
        assert_eq!(problems(&long, ""), ["README.md's example has 31 lines, not 30 at most"]);
    }

    #[test]
    fn a_difference_between_document_and_store_is_named() {
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
    fn a_difference_between_document_and_guide_is_named() {
        let problems = |document: &str| {
            let files = [(STEPS, document), (GUIDE, "fn a() {}\n\nfn b() {}\n")];
            let files = files.map(|(path, text)| File { path: path.to_owned(), text: text.to_owned() });
            super::steps(&Repository { files: files.into(), ..Repository::default() })
        };
        assert_eq!(problems("# G\n\n```rust\nfn a() {}\n```\n\nThen:\n\n```rust\nfn b() {}\n```\n"), [""; 0]);
        let expected = format!("the blocks of {STEPS} are not {GUIDE}: copy them there again");
        assert_eq!(problems("# G\n\n```rust\nfn a() {}\n```\n"), [expected]);
    }

    #[test]
    fn a_block_that_is_not_compiled_is_named() {
        let document = |text: &str| Repository::with_file("docs/a.md", text);
        assert_eq!(blocks(&document("# A\n\n```sh\nls\n```\n")), [""; 0]);
        for block in
            ["1. a\n\n   ```rust\n   b();\n   ```\n", "~~~rust\nb();\n~~~\n", "````rust,no_run\nb();\n````\n"]
        {
            assert_eq!(blocks(&document(block)).len(), 1, "{block}");
        }
        let mut shown = document("# A\n\n```rust\nfn a() {}\n```\n");
        assert_eq!(blocks(&shown).len(), 1);
        let commented = "\n// #[doc = include_str!(\"../../../docs/a.md\")]".to_owned();
        shown.files.push(File { path: INCLUDED_IN.to_owned(), text: commented });
        assert_eq!(blocks(&shown).len(), 1);
        shown.files.pop();
        let text = "//! A.\n\n#[doc = include_str!(\"../../../docs/a.md\")]".to_owned();
        shown.files.push(File { path: INCLUDED_IN.to_owned(), text });
        assert_eq!(blocks(&shown), [""; 0]);
    }

    #[test]
    fn what_is_missing_is_named() {
        assert_eq!(check(&Repository::default()).len(), 3);
    }
}
