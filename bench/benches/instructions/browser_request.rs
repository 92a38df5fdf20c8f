//! A request head, as browsers send it.

use lucerna::RequestHead;

/// A `GET` request with its headers.
pub struct BrowserRequest(Vec<(&'static str, String)>);

impl BrowserRequest {
    /// Returns the request that a browser sends for a link on a page of the application.
    pub fn with_cookies(cookies: &str) -> Self {
        let headers = [
            ("host", "app.example"),
            ("user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"),
            ("accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
            ("accept-language", "en-GB,en;q=0.5"),
            ("accept-encoding", "gzip, deflate, br, zstd"),
            ("referer", "https://app.example/"),
            ("sec-fetch-dest", "document"),
            ("sec-fetch-mode", "navigate"),
            ("sec-fetch-site", "same-origin"),
            ("cookie", cookies),
        ];
        Self(headers.map(|(name, value)| (name, value.to_owned())).into())
    }

    pub fn all(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.0.iter().map(|(name, value)| (*name, value.as_str()))
    }
}

impl RequestHead for BrowserRequest {
    fn method(&self) -> &str {
        "GET"
    }

    fn headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        self.0.iter().filter(move |(it, _)| *it == name).map(|(_, value)| value.as_bytes())
    }
}
