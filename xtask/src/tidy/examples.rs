//! The check that every public type, trait, function and macro of a published crate has an example.
//!
//! A public item is marked `pub`; the lint `unreachable_pub` excludes items that cannot be reached. Methods, fields
//! and variants are shown by the example of their type, or have one of their own.

use super::repository::{File, Repository};

const KINDS: &[&str] = &["struct ", "enum ", "trait ", "fn ", "type "];

pub(crate) fn check(repository: &Repository) -> Vec<String> {
    repository.sources().filter(|it| is_published(repository, &it.path)).flat_map(bare_items).collect()
}

fn is_published(repository: &Repository, path: &str) -> bool {
    let Some((name, _)) = path.strip_prefix("crates/").and_then(|it| it.split_once("/src/")) else {
        return false;
    };
    let manifest = repository.file(&format!("crates/{name}/Cargo.toml"));
    !manifest.is_some_and(|it| it.text.contains("publish = false"))
}

/// Returns the items without an example, each with its line.
fn bare_items(file: &File) -> Vec<String> {
    let mut problems = Vec::new();
    let mut above = String::new();
    for (number, line) in (1..).zip(file.text.lines()) {
        if opens(line, &above) && !above.contains("```") && !above.contains("doc(hidden)") {
            problems.push(format!(
                "{}:{number}: `{}` has no example",
                file.path,
                line.trim_end_matches(" {")
            ));
        }
        if belongs_to_next(line, &above) {
            above += line;
            above.push('\n');
        } else {
            above.clear();
        }
    }
    problems
}

/// Returns true if the line is the first of a public item.
fn opens(line: &str, above: &str) -> bool {
    let item =
        line.strip_prefix("pub ").map(|it| it.trim_start_matches("const ").trim_start_matches("async "));
    item.is_some_and(|it| KINDS.iter().any(|kind| it.starts_with(kind)))
        || (line.starts_with("macro_rules!") && above.contains("#[macro_export]"))
}

/// Returns true for documentation and attributes, which may span several lines.
fn belongs_to_next(line: &str, above: &str) -> bool {
    let unfinished = above.lines().rev().find(|it| it.starts_with("#[")).is_some_and(|it| !it.ends_with(']'))
        && !above.ends_with("]\n");
    line.starts_with("///") || line.starts_with("#[") || unfinished
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(text: &str) -> Vec<String> {
        check(&Repository::with_file("crates/a/src/b.rs", text))
    }

    #[test]
    fn an_item_without_an_example_is_named() {
        assert_eq!(
            problems("/// One.\npub struct A;\n"),
            ["crates/a/src/b.rs:2: `pub struct A;` has no example"]
        );
        for item in ["enum A {", "trait A {", "fn a() {", "async fn a() {", "const fn a() {", "type A = B;"] {
            assert_eq!(problems(&format!("/// One.\npub {item}\n")).len(), 1, "{item}");
        }
        assert_eq!(problems("/// One.\n#[macro_export]\nmacro_rules! a {\n").len(), 1);
        let example_of_another = "/// ```\n/// ```\npub fn a() {}\n\n/// Two.\npub fn b() {}\n";
        assert_eq!(problems(example_of_another).len(), 1);
    }

    #[test]
    fn an_example_counts_through_attributes_of_any_length() {
        let attributes = "#[must_use]\n#[expect(\n    clippy::x,\n    reason = \"y\"\n)]\n";
        assert_eq!(problems(&format!("/// ```\n/// ```\n{attributes}pub struct A;\n")), [""; 0]);
        assert_eq!(problems(&format!("/// One.\n{attributes}pub struct A;\n")).len(), 1);
    }

    #[test]
    fn undocumented_items_need_no_example() {
        for text in [
            "pub(crate) fn a() {}\n",
            "    pub fn method(&self) {}\n",
            "#[doc(hidden)]\npub fn a() {}\n",
            "macro_rules! a {\n",
        ] {
            assert_eq!(problems(text), [""; 0], "{text}");
        }
        assert_eq!(check(&Repository::with_file("apps/a/src/b.rs", "pub fn a() {}\n")), [""; 0]);
        let mut repository = Repository::with_file("crates/a/src/b.rs", "pub fn a() {}\n");
        repository
            .files
            .push(File { path: "crates/a/Cargo.toml".to_owned(), text: "publish = false\n".to_owned() });
        assert_eq!(check(&repository), [""; 0]);
    }
}
