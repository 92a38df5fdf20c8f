//! The check that `SECURITY.md` names every function and field with `danger` in its name, and no other.

use super::repository::Repository;
use std::collections::BTreeSet;

const PAGE: &str = "SECURITY.md";
const MARK: &str = "danger_";

pub(crate) fn check(repository: &Repository) -> Vec<String> {
    let Some(page) = repository.file(PAGE) else { return vec![format!("{PAGE} does not exist")] };
    let named: BTreeSet<&str> = names(&page.text).collect();
    let sources =
        repository.sources().filter(|it| it.path.starts_with("crates/") && it.path.contains("/src/"));
    let declared: BTreeSet<&str> = sources.flat_map(|it| it.text.lines()).filter_map(declared).collect();
    let unnamed = declared.difference(&named).map(|it| format!("{PAGE} does not name `{it}`"));
    let gone = named.difference(&declared).map(|it| format!("{PAGE}: no crate has `{it}`"));
    unnamed.chain(gone).collect()
}

/// Returns the function or the field that a line of Rust makes public, if it is dangerous.
fn declared(line: &str) -> Option<&str> {
    let line = line.trim_start().strip_prefix("pub ")?;
    let rest = line.split_once("fn ").map_or(line, |(_, it)| it);
    names(rest).next().filter(|it| rest.starts_with(it))
}

fn names(text: &str) -> impl Iterator<Item = &str> {
    let is_part = |it: char| it.is_ascii_lowercase() || it == '_';
    text.match_indices(MARK).filter_map(move |(at, _)| text.get(at..)?.split(|it| !is_part(it)).next())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::repository::File;

    #[test]
    fn a_function_that_is_not_named_or_gone_is_reported() {
        let told = |page: &str| {
            let source = "    pub async fn danger_a(self) {}\nfn danger_own() {}\n    danger_too: u8,\n    pub danger_b: bool,\n";
            let mut repository = Repository::with_file("crates/a/src/lib.rs", source);
            repository.files.push(File { path: PAGE.to_owned(), text: page.to_owned() });
            check(&repository)
        };
        assert_eq!(told("| `X::danger_a`, `danger_b` | x |"), [""; 0]);
        assert_eq!(told("`danger_a`"), ["SECURITY.md does not name `danger_b`"]);
        assert_eq!(told("`danger_a` `danger_b` `Y::danger_c`"), ["SECURITY.md: no crate has `danger_c`"]);
        assert_eq!(check(&Repository::default()).len(), 1);
    }
}
