//! The schemes of origins.

use std::fmt;

/// The scheme of an origin: that of a web page, or one of an application or browser extension.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Scheme {
    Http,
    Https,
    /// Such as `capacitor` or `chrome-extension`, in lower case.
    Other(String),
}

/// Schemes whose addresses have no origin, or that no page has.
const WITHOUT_PAGES: [&str; 11] =
    ["about", "blob", "data", "file", "filesystem", "ftp", "javascript", "null", "view-source", "ws", "wss"];

impl Scheme {
    /// Parses a scheme as browsers write it: in lower case.
    pub(super) fn parse(text: &str) -> Option<Self> {
        match text {
            "https" => Some(Self::Https),
            "http" => Some(Self::Http),
            other if is_name(other) && !WITHOUT_PAGES.contains(&other) => Some(Self::Other(other.to_owned())),
            _ => None,
        }
    }

    pub(super) fn default_port(&self) -> Option<u16> {
        match self {
            Self::Http => Some(80),
            Self::Https => Some(443),
            Self::Other(_) => None,
        }
    }
}

/// Returns true for the name of a scheme (RFC 3986, section 3.1).
fn is_name(text: &str) -> bool {
    let is_part = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || matches!(it, b'+' | b'-' | b'.');
    text.starts_with(|it: char| it.is_ascii_lowercase()) && text.bytes().all(is_part)
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Http => "http",
            Self::Https => "https",
            Self::Other(name) => name,
        })
    }
}
