//! The looks and texts of the pages, by environment variables.

use crate::start_error::StartError;
use std::fs;
use std::time::Duration;

/// The languages that have texts.
const LANGUAGES: [&str; 4] = ["en", "de", "es", "ar"];

/// The largest logo or style, in bytes.
const LARGEST_FILE: u64 = 64 * 1024;

const DAY: u64 = 24 * 60 * 60;

/// The looks and texts of the pages.
#[derive(Debug)]
pub(crate) struct PageSettings {
    /// `APP_NAME`: the name of the product on every page. Default: `Lucerna`.
    pub(crate) name: String,
    /// `LANGUAGES`: the languages to choose from, with the default first. Default: all.
    pub(crate) languages: Vec<String>,
    /// `LOGO`: the text of an SVG file. Default: Lucerna's logo.
    pub(crate) logo: Option<String>,
    /// `STYLE`: the text of a CSS file, which is added to the style of the pages. Default: empty.
    pub(crate) style: String,
    /// `DELETION_DAYS`: the time in which a user can undo the deletion of the account. Default: seven days.
    pub(crate) deletion_after: Duration,
}

impl PageSettings {
    pub(crate) fn parse(
        variable: impl Fn(&'static str) -> Result<Option<String>, StartError>,
    ) -> Result<Self, StartError> {
        let name = variable("APP_NAME")?.unwrap_or_else(|| "Lucerna".to_owned());
        let languages = variable("LANGUAGES")?.map(parse_languages).transpose()?;
        let days = variable("DELETION_DAYS")?.map(parse_days).transpose()?.unwrap_or(7);
        Ok(Self {
            name: parse_name(name)?,
            languages: languages.unwrap_or_else(|| LANGUAGES.map(str::to_owned).to_vec()),
            logo: variable("LOGO")?.map(read_logo).transpose()?,
            style: variable("STYLE")?.map(read_style).transpose()?.unwrap_or_default(),
            deletion_after: Duration::from_secs(days * DAY),
        })
    }
}

fn parse_name(text: String) -> Result<String, StartError> {
    if text.trim().is_empty() || text.chars().any(char::is_control) {
        return Err(refused("APP_NAME", text, "must be a name on one line, such as My Shop"));
    }
    Ok(text.trim().to_owned())
}

fn parse_languages(text: String) -> Result<Vec<String>, StartError> {
    let tags: Vec<_> = text.split(',').map(|it| it.trim().to_owned()).collect();
    if tags.iter().all(|it| LANGUAGES.contains(&it.as_str())) {
        return Ok(tags);
    }
    Err(refused("LANGUAGES", text, "must be some of en, de, es and ar, separated by commas, such as en,de"))
}

fn parse_days(text: String) -> Result<u64, StartError> {
    let days = text.parse().ok().filter(|it| *it <= 365);
    days.ok_or_else(|| {
        refused("DELETION_DAYS", text, "must be a whole number of days, from 0 to 365, such as 7")
    })
}

fn read_logo(path: String) -> Result<String, StartError> {
    let svg = read(&path).filter(|it| is_svg(it));
    svg.ok_or_else(|| {
        refused("LOGO", path, "must be the path of an SVG file of at most 64 KiB, such as logo.svg")
    })
}

fn read_style(path: String) -> Result<String, StartError> {
    read(&path).ok_or_else(|| {
        refused("STYLE", path, "must be the path of a CSS file of at most 64 KiB, such as style.css")
    })
}

/// Returns the text of a file that is not too large, and `None` for anything else.
fn read(path: &str) -> Option<String> {
    let file = fs::metadata(path).ok().filter(|it| it.is_file() && it.len() <= LARGEST_FILE);
    file.and_then(|_| fs::read_to_string(path).ok())
}

/// Returns true for text that begins as XML does, and whose root is `svg`.
fn is_svg(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}').trim();
    let begins = ["<svg", "<?xml", "<!--", "<!DOCTYPE svg"].iter().any(|it| text.starts_with(it));
    begins && text.contains("<svg") && text.ends_with("</svg>")
}

fn refused(name: &'static str, value: String, advice: &'static str) -> StartError {
    StartError { name, value: Some(value), advice: advice.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(variables: &[(&str, &str)]) -> Result<PageSettings, String> {
        let value = |name: &str| variables.iter().find(|it| it.0 == name).map(|it| it.1.to_owned());
        PageSettings::parse(|name| Ok(value(name))).map_err(|it| it.to_string())
    }

    #[test]
    fn defaults_are_all_languages_and_seven_days() {
        let settings = parse(&[]).unwrap();
        assert_eq!((settings.name.as_str(), settings.languages.len()), ("Lucerna", 4));
        assert_eq!(settings.deletion_after, Duration::from_secs(7 * DAY));
        assert_eq!((settings.logo, settings.style), (None, String::new()));
    }

    #[test]
    fn the_first_language_is_the_default() {
        assert_eq!(parse(&[("LANGUAGES", "de, en")]).unwrap().languages, ["de", "en"]);
        assert_eq!(parse(&[("DELETION_DAYS", "0")]).unwrap().deletion_after, Duration::ZERO);
    }

    #[test]
    fn files_are_read_and_others_refused() {
        let directory = tempfile::tempdir().unwrap();
        let file = |text: &[u8]| {
            let path = directory.path().join("file");
            fs::write(&path, text).unwrap();
            path.to_str().unwrap().to_owned()
        };
        let svg = b"<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"/><svg></svg>\n";
        assert!(parse(&[("LOGO", &file(svg))]).unwrap().logo.is_some());
        let large = format!("<svg>{}</svg>", " ".repeat(64 * 1024));
        for text in
            [&b"\x89PNG\r\n"[..], b"<html><svg></svg></html>", b"<svg>\xff</svg>", b"", large.as_bytes()]
        {
            assert!(parse(&[("LOGO", &file(text))]).unwrap_err().starts_with("LOGO="));
        }
        assert_eq!(parse(&[("STYLE", &file(b":root { --radius: 0 }"))]).unwrap().style.len(), 21);
        for path in ["missing.svg", "/", "/dev/zero"] {
            for name in ["LOGO", "STYLE"] {
                let error = parse(&[(name, path)]).unwrap_err();
                assert!(error.starts_with(name) && error.contains("must be the path of"), "{error}");
            }
        }
    }
}
