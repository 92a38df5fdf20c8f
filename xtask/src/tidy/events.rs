//! The page about the log names every event, and no event that does not exist.

use super::repository::Repository;

const PAGE: &str = "docs/deploy/logging.md";
/// The code that makes an event, and the code that writes to the log directly.
const MAKERS: [&str; 2] = [concat!("Event::", "new("), concat!("target: ", "\"lucerna\"")];

pub(crate) fn check(repository: &Repository) -> Vec<String> {
    let Some(page) = repository.file(PAGE) else { return vec![format!("{PAGE} does not exist")] };
    let listed: Vec<&str> = page.text.lines().filter(|it| it.starts_with("| `")).flat_map(names).collect();
    let sources: Vec<_> = repository.sources().filter(|it| it.path.contains("/src/")).collect();
    let groups: Vec<&str> = listed.iter().filter_map(|it| it.split_once('.')).map(|it| it.0).collect();
    let crates = sources.iter().filter(|it| it.path.starts_with("crates/"));
    let made = crates.flat_map(|file| made(&file.text, &groups).map(|it| (&file.path, it)));
    let unlisted = made.filter(|(_, name)| !listed.contains(name));
    let unlisted = unlisted.map(|(path, name)| format!("{path}: {PAGE} does not list `{name}`"));
    let exists = |name: &str| sources.iter().any(|it| it.text.contains(&format!("\"{name}\"")));
    let gone = listed.iter().filter(|it| !exists(it)).map(|it| format!("{PAGE}: no source has `{it}`"));
    unlisted.chain(gone).collect()
}

/// The names in the first cell of a row of the table.
fn names(row: &str) -> impl Iterator<Item = &str> {
    row.split(" |").next().unwrap_or_default().split('`').skip(1).step_by(2)
}

/// The names of events in the code, wherever they stand: an event may get its name from a constant or a variable. In a file
/// that makes no event, only names of the known groups count, such as `user.…`.
fn made<'a>(source: &'a str, groups: &[&str]) -> impl Iterator<Item = &'a str> {
    let code = source.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    let makes = MAKERS.iter().any(|it| code.contains(it));
    let lines = code.lines().filter(|it| !it.trim_start().starts_with("//"));
    let literals = lines.flat_map(|it| it.split('"').skip(1).step_by(2));
    literals.filter(move |it| group(it).is_some_and(|it| makes || groups.contains(&it)))
}

/// The first word of a name of two words; `None` for other text.
fn group(text: &str) -> Option<&str> {
    let (group, rest) = text.split_once('.')?;
    let is_word = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_lowercase() || it == b'_');
    (is_word(group) && is_word(rest)).then_some(group)
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
        let source = format!("fn a() {{ {}\"user.created\"); }}\n", MAKERS[0]);
        assert_eq!(told("| `user.created` | info |\n", &source), [""; 0]);
        assert_eq!(told("", &source), [format!("crates/a/src/b.rs: {PAGE} does not list `user.created`")]);
        let gone = told("| `user.created`, `user.gone` | info |\n", &source);
        assert_eq!(gone, [format!("{PAGE}: no source has `user.gone`")]);
    }

    #[test]
    fn a_name_that_reaches_its_event_by_another_way_is_found() {
        let [event, log] = MAKERS;
        let of_the_group = "const NAME: &str = \"user.lost\";\n".to_owned();
        for source in [
            format!("const NAME: &str = \"user.lost\";\nfn a() {{ {event}NAME); }}\n"),
            format!("fn a() {{ {event}\n        \"user.lost\",\n    ); }}\n"),
            format!("fn a() {{ warn!({log}, \"user.lost\"); }}\n"),
            of_the_group,
        ] {
            let problems = told("| `user.created` | info |\n", &format!("{source}// \"user.created\"\n"));
            assert_eq!(
                problems,
                [format!("crates/a/src/b.rs: {PAGE} does not list `user.lost`")],
                "{source}"
            );
        }
        let no_event = "/// \"user.none\"\nconst HOST: &str = \"shop.example\";\n// \"user.created\"\n";
        assert_eq!(told("| `user.created` | info |\n", no_event), [""; 0]);
    }
}
