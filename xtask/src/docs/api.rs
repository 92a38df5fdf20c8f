//! Links into the documentation of the API: written as those to docs.rs, and pointed to the copy in the site.

use super::requests::visit;
use crate::command::{cargo, root};
use crate::log::Log;
use crate::markdown::Document;
use crate::tidy::{File, Repository};
use std::fs;
use std::path::Path;

/// The beginning of each link into the API. The rest of a link is the path in rustdoc's directory.
const PUBLISHED: &str = "https://docs.rs/lucerna/latest/";
const BUILT: &str = "target/doc";

/// Every link leads to what rustdoc wrote.
pub(crate) fn check(repository: &Repository) -> Result<(), String> {
    let broken = repository.pages().flat_map(|it| broken_in(it, &root().join(BUILT)));
    super::fail_with("links into the API lead nowhere", &broken.collect::<Vec<_>>())
}

fn broken_in(file: &File, built: &Path) -> Vec<String> {
    let links = Document::read(&file.text).links.into_iter();
    let links = links.filter_map(|it| Some((it.line, it.target.strip_prefix(PUBLISHED)?.to_owned())));
    let broken = links.filter(|(_, it)| !exists(built, it));
    broken.map(|(line, it)| format!("{}:{line}: rustdoc has no {it}", file.path)).collect()
}

fn exists(built: &Path, target: &str) -> bool {
    let (path, anchor) = target.split_once('#').map_or((target, None), |(a, b)| (a, Some(b)));
    let path =
        if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() };
    let page = fs::read_to_string(built.join(path));
    page.is_ok_and(|it| anchor.is_none_or(|anchor| it.contains(&format!("id=\"{anchor}\""))))
}

/// Has rustdoc write it anew, without what an earlier run left.
pub(crate) fn build(log: &mut Log) -> Result<(), String> {
    log.run(&mut cargo(&["clean", "--doc"]))?;
    let published = ["--exclude", "starter", "--exclude", "xtask"];
    log.run(cargo(&["doc", "--no-deps", "--locked", "--workspace", "--all-features"]).args(published))
}

/// Copies the documentation into the site, and points the pages to it.
pub(crate) fn include(site: &Path) -> Result<(), String> {
    visit(site, &mut |path, text| {
        let depth = path.strip_prefix(site).unwrap_or(path).components().count().saturating_sub(1);
        let pointed = text.replace(PUBLISHED, &format!("{}api/", "../".repeat(depth)));
        if pointed == text { Ok(()) } else { fs::write(path, pointed).map_err(|it| it.to_string()) }
    })?;
    let built = root().join(BUILT);
    if built.is_dir() { copy(&built, &site.join("api")) } else { Ok(()) }
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    let told = |it: std::io::Error| format!("{}: {it}", from.display());
    if from.is_file() {
        return fs::copy(from, to).map(drop).map_err(told);
    }
    fs::create_dir_all(to).map_err(told)?;
    for entry in fs::read_dir(from).map_err(told)? {
        let entry = entry.map_err(told)?;
        copy(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_to_what_rustdoc_did_not_write_is_named() {
        let built = root().join("target/xtask/a-test-of-links");
        fs::create_dir_all(built.join("lucerna")).unwrap();
        fs::write(built.join("lucerna/index.html"), "<h2 id=\"features\">").unwrap();
        let problems = |target: &str| {
            let text = format!("# A\n[x]({PUBLISHED}{target})\n");
            broken_in(&File { path: "docs/a.md".to_owned(), text }, &built)
        };
        assert_eq!(problems("lucerna/"), [""; 0]);
        assert_eq!(problems("lucerna/index.html#features"), [""; 0]);
        assert_eq!(problems("lucerna/struct.A.html"), ["docs/a.md:2: rustdoc has no lucerna/struct.A.html"]);
        assert_eq!(problems("lucerna/#b"), ["docs/a.md:2: rustdoc has no lucerna/#b"]);
    }
}
