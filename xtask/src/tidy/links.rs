//! The checks of links: each leads to an existing file of the repository and to an existing anchor.

use super::repository::{File, Repository};
use crate::markdown::{Document, MarkdownLink};

/// The address of the repository's files on the forge.
pub(crate) const FORGE: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/");

pub(crate) fn check(repository: &Repository) -> Vec<String> {
    let pages = repository.pages().map(|it| (it, Document::read(&it.text)));
    pages.flat_map(|(file, page)| broken(repository, file, &page)).collect()
}

fn broken(repository: &Repository, file: &File, page: &Document) -> Vec<String> {
    let problem = |it: &MarkdownLink| problem(repository, file, page, it).map(|why| (it.line, why));
    let undefined = page.undefined.iter().map(|it| (it.line, format!("no line defines [{}]", it.text)));
    let problems = page.links.iter().filter_map(problem).chain(undefined);
    problems.map(|(line, why)| format!("{}:{line}: {why}", file.path)).collect()
}

fn problem(repository: &Repository, file: &File, page: &Document, link: &MarkdownLink) -> Option<String> {
    let target = &link.target;
    let (path, anchor) = target.split_once('#').map_or((target.as_str(), None), |(a, b)| (a, Some(b)));
    if path.is_empty() {
        return missing_anchor(page, anchor, &file.path);
    }
    if path.starts_with('/') {
        return Some(format!("{path} starts at the root of its host: write it from this page"));
    }
    let path = local(&file.path, path)?;
    if !repository.has(&path) {
        return Some(format!("there is no {path}"));
    }
    // The forge and the site show the page of a directory.
    let shown = format!("{path}/README.md");
    let linked = [&path, &shown].into_iter().find_map(|it| repository.file(it))?;
    if !linked.path.ends_with(".md") {
        return None;
    }
    missing_anchor(&Document::read(&linked.text), anchor, &linked.path)
}

fn missing_anchor(page: &Document, anchor: Option<&str>, path: &str) -> Option<String> {
    let anchor = anchor.filter(|it| !page.anchors.iter().any(|there| there == it))?;
    Some(format!("{path} has no anchor #{anchor}"))
}

/// Returns the path of a link's target from the root; `None` if the target is on another host.
pub(crate) fn local(from: &str, target: &str) -> Option<String> {
    if let Some(path) = target.strip_prefix(FORGE) {
        return Some(path.to_owned());
    }
    let is_external = target.contains("://") || target.starts_with("mailto:");
    (!is_external).then(|| join(from, target))
}

fn join(from: &str, target: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

const HOME: &str = "docs/README.md";

/// Checks that the overview of every page links to it, since the site shows only those.
pub(crate) fn listed(repository: &Repository) -> Vec<String> {
    let pages = repository.pages().map(|it| it.path.as_str()).filter(|it| it.starts_with("docs/"));
    let bare = pages.filter(|it| *it != HOME).map(|it| (it, overview(it)));
    let bare = bare.filter(|(page, overview)| !names(repository, overview, page));
    bare.map(|(page, overview)| format!("{overview} does not link to {page}")).collect()
}

/// Returns the page that has to link to this one: the `README.md` beside it, or the one above it.
pub(crate) fn overview(page: &str) -> String {
    let (directory, name) = page.rsplit_once('/').unwrap_or(("", page));
    let above = directory.rsplit_once('/').map_or(directory, |(above, _)| above);
    format!("{}/README.md", if name == "README.md" { above } else { directory })
}

fn names(repository: &Repository, overview: &str, page: &str) -> bool {
    let links = repository.file(overview).map(|it| Document::read(&it.text).links).unwrap_or_default();
    links.iter().any(|it| local(overview, &it.target).as_deref() == Some(page))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(files: &[(&str, &str)]) -> Repository {
        let file = |(path, text): &(&str, &str)| File { path: (*path).to_owned(), text: (*text).to_owned() };
        let others = vec!["docs/a.png".to_owned()];
        Repository { files: files.iter().map(file).collect(), others, ..Repository::default() }
    }

    #[test]
    fn links_to_files_pictures_directories_and_anchors_are_right() {
        let page = format!(
            "# A b\n[x](../b.md#c-d) [x](#a-b) [x](../src/) ![x](a.png) [x](https://a.example/#x) [x]({FORGE}b.md#c-d)"
        );
        let files = [("docs/a.md", page.as_str()), ("b.md", "# B\n## C d\n"), ("src/lib.rs", "")];
        assert_eq!(check(&with(&files)), [""; 0]);
    }

    #[test]
    fn links_to_missing_targets_are_named_with_their_line() {
        let page = format!("# A\n[x](b.md)\n[x](#b)\n![x](../a.png)\n[x](../b.md#e)\n[x]({FORGE}c.md)\n");
        let page = format!("{page}[x](c/#d)\n[x](/b.md)\n[x][y]\n<a href='e.md'>e</a>\n");
        let files = [("docs/a.md", page.as_str()), ("b.md", "# B\n"), ("docs/c/README.md", "# C\n")];
        let problems = check(&with(&files));
        let expected = [
            "docs/a.md:2: there is no docs/b.md",
            "docs/a.md:3: docs/a.md has no anchor #b",
            "docs/a.md:4: there is no a.png",
            "docs/a.md:5: b.md has no anchor #e",
            "docs/a.md:6: there is no c.md",
            "docs/a.md:7: docs/c/README.md has no anchor #d",
            "docs/a.md:8: /b.md starts at the root of its host: write it from this page",
            "docs/a.md:10: there is no docs/e.md",
            "docs/a.md:9: no line defines [y]",
        ];
        assert_eq!(problems, expected);
    }

    #[test]
    fn a_page_without_a_link_from_its_overview_is_found() {
        let home = ("docs/README.md", "[a](a/README.md)");
        let pages = [home, ("docs/a/README.md", "[b](b.md)"), ("docs/a/b.md", ""), ("docs/a/c.md", "")];
        assert_eq!(listed(&with(&pages)), ["docs/a/README.md does not link to docs/a/c.md"]);
        let pages = [home, ("docs/a/README.md", "[b](b.md)"), ("docs/a/b.md", ""), ("docs/d/README.md", "")];
        assert_eq!(listed(&with(&pages)), ["docs/README.md does not link to docs/d/README.md"]);
    }
}
