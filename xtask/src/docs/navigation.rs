//! The order of the pages: that in which `docs/README.md` names the sections, and each section's `README.md` its pages.

use crate::markdown::{Document, MarkdownLink};
use crate::tidy::{Repository, local, overview};

/// The `nav` of the generator's configuration.
pub(crate) fn of(repository: &Repository, staged: fn(&str) -> Option<String>) -> String {
    let entry = |(label, page): (String, String)| format!("{{ {label:?} = {page:?} }}, ");
    let section = |(label, page): (String, String)| {
        let below: String = pages_below(repository, &page, staged).into_iter().map(entry).collect();
        format!("    {{ {label:?} = [{page:?}, {below}] }},\n")
    };
    let sections: String = pages_below(repository, "README.md", staged).into_iter().map(section).collect();
    format!("nav = [\n    {{ \"Home\" = \"README.md\" }},\n{sections}]\n")
}

/// Each page of which this one is the overview, once, with the words of the first link to it.
fn pages_below(
    repository: &Repository,
    page: &str,
    staged: fn(&str) -> Option<String>,
) -> Vec<(String, String)> {
    let path = format!("docs/{page}");
    let links = repository.file(&path).map(|it| Document::read(&it.text).links).unwrap_or_default();
    let mut pages: Vec<(String, String)> = Vec::new();
    for MarkdownLink { target, label, .. } in links {
        let below = local(&path, &target).and_then(|it| staged(&it));
        let below = below.filter(|it| it != page && overview(&format!("docs/{it}")) == path);
        if let Some(below) = below.filter(|it| pages.iter().all(|(_, there)| there != it)) {
            pages.push((label, below));
        }
    }
    pages
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::File;

    #[test]
    fn sections_and_pages_are_in_the_order_in_which_they_are_named() {
        let files = [
            (
                "docs/README.md",
                "# L\n- [Start](start/README.md): a, see [there](start/b.md).\n- [More](more.md)\n",
            ),
            (
                "docs/start/README.md",
                "# S\n- [\"B\"](b.md) and [b again](b.md)\n- [A](a.md), [More](../more.md)\n",
            ),
        ];
        let files = files.map(|(path, text)| File { path: path.to_owned(), text: text.to_owned() });
        let repository = Repository { files: files.into(), ..Repository::default() };
        let expected = r#"nav = [
    { "Home" = "README.md" },
    { "Start" = ["start/README.md", { "\"B\"" = "start/b.md" }, { "A" = "start/a.md" }, ] },
    { "More" = ["more.md", ] },
]
"#;
        assert_eq!(of(&repository, |it| it.strip_prefix("docs/").map(str::to_owned)), expected);
    }
}
