//! The pages as the generator takes them: each link points to where its target is in the site, or to the forge.

use super::{dialect, navigation};
use crate::command::root;
use crate::markdown::{Document, MarkdownLink};
use crate::tidy::{FORGE, File, Repository, local};
use std::fs;
use std::path::{Path, PathBuf};

const STAGE: &str = "target/site";
const CONFIG: &str = include_str!("zensical.toml");
const STYLE: &str = include_str!("style.css");
const LOGO: &str = "apps/starter/assets/favicon.svg";

/// Documents of the root that are pages of the site as well.
const OF_ROOT: [(&str, &str); 5] = [
    ("ARCHITECTURE.md", "reference/architecture.md"),
    ("CHANGELOG.md", "reference/changes.md"),
    ("CONTRIBUTING.md", "reference/contributing.md"),
    ("DESIGN.md", "reference/design.md"),
    ("SECURITY.md", "reference/security.md"),
];

/// Writes the pages and the generator's configuration, and returns the path of the latter.
pub(crate) fn stage(repository: &Repository) -> Result<PathBuf, String> {
    let stage = root().join(STAGE);
    let pages = stage.join("pages");
    empty(&stage)?;
    for file in &repository.files {
        if let Some(path) = staged(&file.path) {
            write(&pages.join(path), prepared(repository, file)?)?;
        }
    }
    for path in repository.others.iter().filter(|it| it.starts_with("docs/")) {
        let bytes = fs::read(root().join(path)).map_err(|it| format!("{path}: {it}"))?;
        write(&pages.join(path.trim_start_matches("docs/")), bytes)?;
    }
    write(&pages.join("style.css"), STYLE)?;
    write(&pages.join("logo.svg"), repository.file(LOGO).map_or("", |it| it.text.as_str()))?;
    let config = stage.join("zensical.toml");
    write(&config, CONFIG.replace("nav = []\n", &navigation::of(repository, staged)))?;
    Ok(config)
}

/// The path in the site of a file of the repository.
fn staged(path: &str) -> Option<String> {
    let of_root = OF_ROOT.iter().find(|(it, _)| *it == path).map(|(_, page)| (*page).to_owned());
    of_root.or_else(|| path.strip_prefix("docs/").map(str::to_owned))
}

fn prepared(repository: &Repository, file: &File) -> Result<String, String> {
    if !file.path.ends_with(".md") {
        return Ok(file.text.clone());
    }
    let mut text = file.text.clone();
    // From the last to the first, so that the places of those before stay.
    for link in Document::read(&file.text).links.iter().rev() {
        if let Some(target) = pointed(repository, &file.path, link) {
            let place = link.place.clone().ok_or_else(|| {
                format!("{}:{}: the address of a link stands beside its text", file.path, link.line)
            })?;
            text.replace_range(place, &target);
        }
    }
    Ok(dialect::translate(&text))
}

/// The target in the site of a link of the page at `from`; `None` if it stays as it is.
fn pointed(repository: &Repository, from: &str, link: &MarkdownLink) -> Option<String> {
    let (path, anchor) = link.target.split_at(link.target.find('#').unwrap_or(link.target.len()));
    let path = local(from, path).filter(|_| !path.is_empty())?;
    let overview = format!("{path}/README.md");
    let page = staged(&path).filter(|_| repository.file(&overview).is_none());
    let page = page.or_else(|| staged(&overview).filter(|_| repository.file(&overview).is_some()));
    let target = match page {
        Some(page) => relative(&staged(from)?, &page),
        None => format!("{FORGE}{path}"),
    };
    Some(format!("{target}{anchor}"))
}

fn relative(from: &str, to: &str) -> String {
    format!("{}{to}", "../".repeat(from.matches('/').count()))
}

fn empty(directory: &Path) -> Result<(), String> {
    match fs::remove_dir_all(directory) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(format!("{}: {error}", directory.display()))
        }
        _ => Ok(()),
    }
}

fn write(path: &Path, bytes: impl AsRef<[u8]>) -> Result<(), String> {
    let made = path.parent().map_or(Ok(()), fs::create_dir_all);
    made.and_then(|()| fs::write(path, bytes)).map_err(|it| format!("{}: {it}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(path: &str, text: &str) -> String {
        let repository = Repository::with_file("docs/recipes/README.md", "# R\n");
        prepared(&repository, &File { path: path.to_owned(), text: text.to_owned() }).unwrap()
    }

    #[test]
    fn links_lead_to_pages_of_the_site_or_to_the_forge() {
        let text = "[a](../../DESIGN.md#b) [c](../recipes/) [d](../a.png) [e](../../src/f.rs) [g](#h)\n";
        let forge = FORGE;
        assert_eq!(
            shown("docs/start/a.md", text),
            format!(
                "[a](../reference/design.md#b) [c](../recipes/README.md) [d](../a.png) \
                 [e]({forge}src/f.rs) [g](#h)\n"
            )
        );
        assert_eq!(shown("SECURITY.md", "[a](docs/b.md#c)\n"), "[a](../b.md#c)\n");
        assert_eq!(shown("docs/a.md", "[a](https://b.example/c)\n"), "[a](https://b.example/c)\n");
    }

    #[test]
    fn a_link_whose_address_is_not_beside_its_text_is_refused() {
        let text = "[a][b]\n\n[b]: ../c.md\n".to_owned();
        let file = File { path: "docs/a.md".to_owned(), text };
        let problem = prepared(&Repository::default(), &file).unwrap_err();
        assert!(problem.starts_with("docs/a.md:1: "), "{problem}");
    }
}
