//! The check that each type name has one meaning in all crates.

use super::repository::{File, Repository};
use std::collections::BTreeMap;

/// Names that every module may use by convention.
const IDIOMS: &[&str] = &["Error", "Inner"];

/// The prefix of the framework crates. Each has its own types with the names of `lucerna-web`.
const FRAMEWORKS: &str = "crates/lucerna-web";

pub(crate) fn check(repository: &Repository) -> Vec<String> {
    let mut places: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for file in repository.sources().filter(|it| it.path.contains("/src/")) {
        for name in names(file).filter(|it| !IDIOMS.contains(it)) {
            places.entry(name).or_default().push(&file.path);
        }
    }
    let several = places.into_iter().filter(|(_, files)| files.len() > 1 && !is_framework_noun(files));
    several.map(|(name, files)| format!("`{name}` names several types: {}", files.join(", "))).collect()
}

fn is_framework_noun(files: &[&str]) -> bool {
    files.iter().all(|it| it.starts_with(FRAMEWORKS))
}

/// The types that a file declares, outside of its tests, functions and macros.
fn names(file: &File) -> impl Iterator<Item = &str> {
    let code = file.text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    code.lines().filter(|it| !it.starts_with(' ')).filter_map(|line| {
        let line =
            line.strip_prefix("pub").map_or(line, |rest| rest.split_once(") ").map_or(rest, |it| it.1));
        let line = line.trim_start().trim_start_matches("unsafe ");
        let name =
            ["struct ", "enum ", "trait ", "type ", "union "].iter().find_map(|it| line.strip_prefix(it))?;
        name.split(|it: char| !it.is_alphanumeric()).next()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(files: &[(&str, &str)]) -> Vec<String> {
        let files =
            files.iter().map(|(path, text)| File { path: (*path).to_owned(), text: (*text).to_owned() });
        check(&Repository { files: files.collect(), ..Repository::default() })
    }

    #[test]
    fn a_name_of_two_types_is_reported_with_its_files() {
        let files = [
            ("crates/a/src/a.rs", "pub(in a) type Table = u8;\n"),
            ("crates/b/src/b.rs", "pub unsafe trait Table {}\n"),
        ];
        assert_eq!(told(&files), ["`Table` names several types: crates/a/src/a.rs, crates/b/src/b.rs"]);
        assert_eq!(told(&files[..1]), [""; 0]);
    }

    #[test]
    fn idioms_tests_and_framework_nouns_are_not_reported() {
        let error = [("crates/a/src/a.rs", "pub struct Error;\n"), ("crates/b/src/b.rs", "struct Error;\n")];
        assert_eq!(told(&error), [""; 0]);
        let web = "crates/lucerna-web/src/a.rs";
        let nouns = [
            (web, "pub struct SetCookie;\n"),
            ("crates/lucerna-web-axum/src/a.rs", "pub struct SetCookie;\n"),
        ];
        assert_eq!(told(&nouns), [""; 0]);
        let test = "struct A;\n#[cfg(test)]\nmod tests {\n    struct B;\n}\n";
        assert_eq!(told(&[(web, test), ("crates/b/src/b.rs", "struct B;\n")]), [""; 0]);
    }
}
