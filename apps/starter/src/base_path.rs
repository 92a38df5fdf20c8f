//! The path below which the application is served.

use std::fmt;
use std::sync::Arc;

/// The beginning of every path of the application, such as `/notes`. It is empty for an application at the root.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PathPrefix(Arc<str>);

/// The maximum length in bytes. It becomes part of the cookie's name, and of every link.
const MAX_LENGTH: usize = 100;

impl PathPrefix {
    /// Parses one or more segments of letters, digits, `-`, `_`, `.` and `~`, each after a slash. No router, proxy or browser
    /// reads such a path in another way. A single slash is the root.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        if text == "/" {
            return Some(Self::default());
        }
        let fits = text.len() <= MAX_LENGTH && text.strip_prefix('/')?.split('/').all(is_segment);
        fits.then(|| Self(text.into()))
    }

    /// Returns true if the application is at the root.
    pub(crate) fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the end of a cookie's name. Each base path has its own, and none is the end of another cookie's name, such as
    /// `_device`: slashes become `--`, and other marks a hyphen and two digits.
    pub(crate) fn cookie_suffix(&self) -> String {
        let part = |it: char| match it {
            '/' => "--".to_owned(),
            it if it.is_ascii_alphanumeric() => it.to_string(),
            it => format!("-{:02x}", u32::from(it)),
        };
        self.0.chars().map(part).collect()
    }

    /// Returns the path that browsers see. `path` begins with a slash.
    pub(crate) fn of(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }
}

fn is_segment(segment: &str) -> bool {
    let is_plain = |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_' | b'.' | b'~');
    !segment.is_empty() && !matches!(segment, "." | "..") && segment.bytes().all(is_plain)
}

impl fmt::Display for PathPrefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_path_is_plain_segments() {
        for (text, login) in
            [("/notes", "/notes/login"), ("/a/b-1_2.3~4", "/a/b-1_2.3~4/login"), ("/", "/login")]
        {
            assert_eq!(PathPrefix::parse(text).unwrap().of("/login"), login);
        }
        assert!(PathPrefix::parse("/").unwrap().is_root() && !PathPrefix::parse("/a").unwrap().is_root());
    }

    #[test]
    fn each_base_path_has_a_cookie_of_its_own() {
        let paths =
            ["/a/b", "/a_b", "/a-b", "/a.b", "/a~b", "/ab", "/a", "/a-2fb", "/a--b", "/device", "/A/b"];
        let suffix = |it: &str| PathPrefix::parse(it).unwrap().cookie_suffix();
        let suffixes: std::collections::HashSet<_> = paths.iter().map(|it| suffix(it)).collect();
        assert_eq!(suffixes.len(), paths.len(), "{suffixes:?}");
        assert!(suffixes.iter().all(|it| it.starts_with("--") && !it.contains('_')), "{suffixes:?}");
        assert_eq!(suffix("/notes"), "--notes");
    }

    #[test]
    fn a_path_that_somebody_reads_in_another_way_is_refused() {
        let long = format!("/{}", "a".repeat(MAX_LENGTH));
        for text in [
            "",
            "notes",
            "/notes/",
            "//notes",
            "//evil.example",
            "/a//b",
            "/.",
            "/..",
            "/a/../b",
            "/a/./b",
            "/\\evil",
            "/a b",
            "/a%2e",
            "/%2e%2e",
            "/a?b",
            "/a#b",
            "/{a}",
            "/{*a}",
            "/:a",
            "/*a",
            "/a;b",
            "/\"><script>",
            "/é",
            "/a\r\nb",
            "https://evil.example/a",
            &long,
        ] {
            assert_eq!(PathPrefix::parse(text), None, "{text:?}");
        }
    }
}
