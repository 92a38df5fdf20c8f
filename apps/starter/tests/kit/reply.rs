//! An answer, and the questions that tests put to it.

use ureq::http::Response;
use ureq::{Body, Error};

#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    /// Names in lower case, in the order in which they came.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Reply {
    pub(crate) fn read(mut response: Response<Body>) -> Result<Self, Error> {
        let body = response.body_mut().read_to_string()?;
        let header = |(name, value): (&ureq::http::HeaderName, &ureq::http::HeaderValue)| {
            (name.to_string(), value.to_str().unwrap().to_owned())
        };
        let headers = response.headers().iter().map(header).collect();
        Ok(Self { status: response.status().as_u16(), headers, body })
    }

    /// Reads what came over the wire; nothing if nothing came.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).unwrap();
        let (head, body) = text.split_once("\r\n\r\n")?;
        let (line, headers) = head.split_once("\r\n").unwrap_or((head, ""));
        let header = |it: &str| {
            let (name, value) = it.split_once(": ").unwrap();
            (name.to_ascii_lowercase(), value.to_owned())
        };
        let status = line.split(' ').nth(1)?.parse().ok()?;
        Some(Self { status, headers: headers.lines().map(header).collect(), body: body.to_owned() })
    }

    /// All values of a header.
    pub(crate) fn all(&self, name: &str) -> Vec<&str> {
        self.headers.iter().filter(|(it, _)| it == name).map(|(_, value)| value.as_str()).collect()
    }

    /// The only value of a header, or nothing.
    pub(crate) fn header(&self, name: &str) -> &str {
        let values = self.all(name);
        assert!(values.len() < 2, "{name} twice: {self:?}");
        values.first().copied().unwrap_or_default()
    }

    /// The one `Set-Cookie` of the session's cookie, or nothing. Signing out sets another, which holds nothing, and whoever
    /// comes with Lucia's has that one deleted.
    pub(crate) fn set_cookie(&self) -> &str {
        let mut values = self.all("set-cookie");
        values.retain(|it| !it.starts_with("signed_out=1;") && !it.starts_with("auth_session=; Max-Age=0;"));
        assert!(values.len() < 2, "set-cookie twice: {self:?}");
        values.first().copied().unwrap_or_default()
    }

    /// The cookie that is set, as a browser sends it back.
    pub(crate) fn cookie(&self) -> Option<String> {
        let set = self.set_cookie();
        set.split(';').next().filter(|it| !it.is_empty()).map(str::to_owned)
    }

    pub(crate) fn goes_to(&self, path: &str) -> bool {
        self.status == 303 && self.header("location") == path
    }

    /// Whether it is a page of ours, whatever it says.
    pub(crate) fn is_page(&self) -> bool {
        self.header("content-type") == "text/html; charset=utf-8"
            && self.body.starts_with("<!doctype html>")
            && self.body.contains(r#"<link rel="stylesheet" href="/style.css">"#)
            && self.body.contains("<h1>")
    }

    /// Checks that it is a page with this status that sets no cookie.
    #[track_caller]
    pub(crate) fn assert_refusal(&self, status: u16) {
        assert_eq!(self.status, status, "{self:?}");
        assert!(self.is_page() && self.all("set-cookie").is_empty(), "{self:?}");
    }

    pub(crate) fn says(&self, text: &str) -> bool {
        self.body.contains(text)
    }
}
