//! The check that a page of the site loads nothing from another host: no font, script or picture.

use std::fs;
use std::path::Path;

/// Attributes and functions that make a browser load an address at once. An `href` does so in `<link>` only.
const LOADING: [&str; 5] = ["src=", "srcset=", "url(", "@import ", "poster="];

/// The places that load from another host.
pub(crate) fn foreign(site: &Path) -> Result<Vec<String>, String> {
    let mut found = Vec::new();
    visit(site, &mut |path, text| {
        let shown = path.strip_prefix(site).unwrap_or(path).display();
        found.extend(loads(text).into_iter().map(|it| format!("{shown}: {it}")));
        Ok(())
    })?;
    Ok(found)
}

/// Calls it with every page and style sheet below the directory.
pub(crate) fn visit(
    directory: &Path,
    see: &mut impl FnMut(&Path, &str) -> Result<(), String>,
) -> Result<(), String> {
    let told = |it: std::io::Error| format!("{}: {it}", directory.display());
    for entry in fs::read_dir(directory).map_err(told)? {
        let path = entry.map_err(told)?.path();
        if path.is_dir() {
            visit(&path, see)?;
        } else if path.extension().is_some_and(|it| it == "html" || it == "css") {
            see(&path, &fs::read_to_string(&path).map_err(told)?)?;
        }
    }
    Ok(())
}

fn loads(text: &str) -> Vec<String> {
    let starts = LOADING.iter().flat_map(|it| text.match_indices(it).map(|(at, it)| at + it.len()));
    let links = text.match_indices("<link").filter_map(|(at, _)| {
        let tag = text.get(at..)?.split('>').next()?;
        let loads = !tag.contains("rel=\"canonical\"") && !tag.contains("rel=canonical");
        tag.find("href=").filter(|_| loads).map(|it| at + it + "href=".len())
    });
    let addresses = starts.chain(links).filter_map(|it| text.get(it..)).map(address);
    addresses.filter(|it| it.starts_with("http") || it.starts_with("//")).map(str::to_owned).collect()
}

fn address(text: &str) -> &str {
    let text = text.trim_start_matches(['"', '\'']);
    text.split(['"', '\'', ')', ' ', '>']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_browser_loads_from_another_host_is_found() {
        let text = "<img src=\"https://a.example/b.png\"><link rel=stylesheet href='//c.example/d.css'>\
                    <style>@import url(http://e.example)</style>";
        assert_eq!(loads(text), ["https://a.example/b.png", "http://e.example", "//c.example/d.css"]);
    }

    #[test]
    fn a_link_to_another_host_loads_nothing() {
        let text = "<a href=\"https://a.example\">a</a><img src=\"../b.png\"><link href=\"c.css\">\
                    <link rel=\"canonical\" href=\"https://a.example\">";
        assert_eq!(loads(text), [""; 0]);
    }
}
