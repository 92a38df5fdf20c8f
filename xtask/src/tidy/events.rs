//! The page about the log names every event, and no event that does not exist.

use super::repository::Repository;

const PAGE: &str = "docs/deploy/logging.md";
/// The code that makes an event.
const MADE: &str = concat!("Event::", "new(\"");

pub(crate) fn check(repository: &Repository) -> Vec<String> {
    let Some(page) = repository.file(PAGE) else { return vec![format!("{PAGE} does not exist")] };
    let listed: Vec<&str> = page.text.lines().filter(|it| it.starts_with("| `")).flat_map(names).collect();
    let sources: Vec<_> = repository.sources().filter(|it| it.path.contains("/src/")).collect();
    let made = sources.iter().flat_map(|file| made(&file.text).map(|it| (&file.path, it)));
    let unlisted = made.filter(|(_, name)| name.contains('.') && !listed.contains(name));
    let unlisted = unlisted.map(|(path, name)| format!("{path}: {PAGE} does not list `{name}`"));
    let exists = |name: &str| sources.iter().any(|it| it.text.contains(&format!("\"{name}\"")));
    let gone = listed.iter().filter(|it| !exists(it)).map(|it| format!("{PAGE}: no source has `{it}`"));
    unlisted.chain(gone).collect()
}

/// The names in the first cell of a row of the table.
fn names(row: &str) -> impl Iterator<Item = &str> {
    row.split(" |").next().unwrap_or_default().split('`').skip(1).step_by(2)
}

fn made(source: &str) -> impl Iterator<Item = &str> {
    let code = source.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    code.split(MADE).skip(1).filter_map(|it| it.split('"').next())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::repository::File;

    fn told(page: &str, source: &str) -> Vec<String> {
        let file = |path: &str, text: &str| File { path: path.to_owned(), text: text.to_owned() };
        let files = vec![file(PAGE, page), file("crates/a/src/b.rs", source)];
        check(&Repository { files, ..Repository::default() })
    }

    #[test]
    fn a_missing_event_and_one_that_no_longer_exists_are_reported() {
        let source = format!("fn a() {{ {MADE}user.created\"); }}\n");
        assert_eq!(told("| `user.created` | info |\n", &source), [""; 0]);
        assert_eq!(told("", &source), [format!("crates/a/src/b.rs: {PAGE} does not list `user.created`")]);
        let gone = told("| `user.created`, `user.gone` | info |\n", &source);
        assert_eq!(gone, [format!("{PAGE}: no source has `user.gone`")]);
    }
}
