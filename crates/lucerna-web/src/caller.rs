//! The kind of caller: a browser that shows a page, htmx, or a script.

use crate::HttpHead;
use http::HeaderName;

// Parsed once, since every request is asked for them.
static HX_REQUEST: HeaderName = HeaderName::from_static("hx-request");
static SEC_FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");
static SEC_FETCH_DEST: HeaderName = HeaderName::from_static("sec-fetch-dest");

/// The kind of caller that reads the response. It decides between HTML, JSON and text, and whether a redirect may be sent.
///
/// ```
/// use lucerna_web::{Caller, HttpHead};
///
/// let navigation = http::Request::get("/").header("sec-fetch-mode", "navigate").body(())?;
/// let fetch = http::Request::get("/").header("sec-fetch-mode", "cors").header("accept", "text/html").body(())?;
/// assert_eq!(Caller::of(&HttpHead::from(&navigation)), Caller::Page);
/// assert_eq!(Caller::of(&HttpHead::from(&fetch)), Caller::Script);
/// # Ok::<(), http::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Caller {
    /// A browser that shows the response as a page. It gets HTML, and is redirected to the sign-in page.
    Page,
    /// A page that uses htmx. It gets `HX-Redirect`, so that the whole page goes to the sign-in page.
    Htmx,
    /// A script or a program. It gets `application/problem+json` and no redirect.
    Script,
    /// A caller that no header identifies. It gets plain text, and no redirect except to the page of a second factor.
    #[default]
    Unknown,
}

/// The headers of libraries, besides htmx, that put responses into a page.
const SCRIPTS: [&str; 4] = ["x-requested-with", "turbo-frame", "x-turbo-request-id", "x-up-version"];

impl Caller {
    /// Returns the caller of a request. The first rule that applies decides:
    ///
    /// 1. `HX-Request` is htmx.
    /// 2. `Sec-Fetch-Mode` and `Sec-Fetch-Dest`, which no script can set, tell navigations from everything else.
    /// 3. The headers of Turbo, Unpoly and `XMLHttpRequest` libraries are scripts.
    /// 4. `Accept` with `text/html` is a page. On GET and HEAD, so is an absent `Accept` or `*/*`.
    #[must_use]
    pub fn of(head: &HttpHead<'_>) -> Self {
        if head.only(&HX_REQUEST) == Some("true") {
            return Self::Htmx;
        }
        match is_navigation(head) {
            Some(true) => Self::Page,
            Some(false) => Self::Script,
            None if SCRIPTS.iter().any(|it| head.has(*it)) => Self::Script,
            None => by_accept(head),
        }
    }
}

/// Returns the browser's own statement, if it sends one. A repeated header is never a navigation, since no browser repeats it.
fn is_navigation(head: &HttpHead<'_>) -> Option<bool> {
    let mode = says(head, &SEC_FETCH_MODE, &["navigate", "nested-navigate"]);
    let dest = says(head, &SEC_FETCH_DEST, &["document", "iframe", "frame"]);
    match (mode, dest) {
        (None, None) => None,
        (mode, dest) => Some(mode != Some(false) && dest != Some(false)),
    }
}

/// Returns true if the header has one of these values, and nothing else. Without the header, returns `None`.
fn says(head: &HttpHead<'_>, name: &HeaderName, expected: &[&str]) -> Option<bool> {
    let mut values = head.all(name);
    let (first, others) = (values.next()?, values.next());
    Some(others.is_none() && expected.iter().any(|it| it.as_bytes() == first))
}

fn by_accept(head: &HttpHead<'_>) -> Caller {
    let lists: Vec<_> = head.all("accept").map(String::from_utf8_lossy).collect();
    let accepted: Vec<_> =
        lists.iter().flat_map(|it| it.split(',')).map(str::trim).filter(|it| !it.is_empty()).collect();
    let asks_for_html = accepted.iter().any(|it| is_html(it));
    let takes_anything = accepted.iter().all(|it| media_type(it) == "*/*");
    match (asks_for_html, takes_anything) {
        (true, _) => Caller::Page,
        (false, true) if head.is_read() => Caller::Page,
        (false, true) => Caller::Unknown,
        (false, false) => Caller::Script,
    }
}

/// Returns true for `text/html`, unless its weight is zero.
fn is_html(range: &str) -> bool {
    let weight = range.split(';').skip(1).find_map(|it| it.trim().strip_prefix("q="));
    let refused = weight.and_then(|it| it.trim().parse::<f32>().ok()).is_some_and(|it| it <= 0.0);
    media_type(range).eq_ignore_ascii_case("text/html") && !refused
}

fn media_type(range: &str) -> &str {
    range.split(';').next().unwrap_or_default().trim()
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::Request;

    const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    fn caller(method: &str, headers: &[(&str, &str)]) -> Caller {
        let request = Request::builder().method(method);
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        Caller::of(&HttpHead::from(&request.body(()).unwrap()))
    }

    #[test]
    fn fetch_metadata_tells_a_navigation_from_a_script() {
        for (mode, dest, expected) in [
            ("navigate", Some("document"), Caller::Page),
            ("navigate", Some("iframe"), Caller::Page),
            ("navigate", None, Caller::Page),
            ("navigate", Some("empty"), Caller::Script),
            ("navigate", Some("embed"), Caller::Script),
            ("cors", Some("empty"), Caller::Script),
            ("same-origin", Some("empty"), Caller::Script),
            ("no-cors", Some("image"), Caller::Script),
            ("websocket", Some("websocket"), Caller::Script),
            ("", None, Caller::Script),
        ] {
            for method in ["GET", "POST"] {
                for accept in [None, Some("*/*"), Some(BROWSER), Some("application/json")] {
                    let headers: Vec<_> =
                        [("sec-fetch-mode", Some(mode)), ("sec-fetch-dest", dest), ("accept", accept)]
                            .into_iter()
                            .filter_map(|(name, value)| Some((name, value?)))
                            .collect();
                    assert_eq!(caller(method, &headers), expected, "{method} {headers:?}");
                }
            }
        }
        assert_eq!(caller("GET", &[("sec-fetch-dest", "document")]), Caller::Page);
        assert_eq!(caller("GET", &[("sec-fetch-dest", "empty"), ("accept", BROWSER)]), Caller::Script);
        let twice = [("sec-fetch-mode", "navigate"), ("sec-fetch-mode", "navigate")];
        assert_eq!(caller("GET", &twice), Caller::Script);
    }

    #[test]
    fn htmx_and_other_libraries_are_recognized_by_their_headers() {
        let htmx = [("hx-request", "true"), ("accept", "text/html"), ("sec-fetch-mode", "cors")];
        assert_eq!(caller("GET", &htmx), Caller::Htmx);
        assert_eq!(caller("POST", &htmx[..1]), Caller::Htmx);
        for header in [
            ("x-requested-with", "XMLHttpRequest"),
            ("turbo-frame", "comments"),
            ("x-up-version", "3.10"),
            ("x-turbo-request-id", "1"),
        ] {
            assert_eq!(caller("GET", &[header, ("accept", BROWSER)]), Caller::Script, "{header:?}");
        }
    }

    #[test]
    fn without_fetch_metadata_the_accept_header_decides() {
        for (accept, get, post) in [
            (None, Caller::Page, Caller::Unknown),
            (Some(""), Caller::Page, Caller::Unknown),
            (Some("*/*"), Caller::Page, Caller::Unknown),
            (Some("*/*;q=0.8"), Caller::Page, Caller::Unknown),
            (Some(BROWSER), Caller::Page, Caller::Page),
            (Some("TEXT/HTML;q=0.1"), Caller::Page, Caller::Page),
            (Some("application/json"), Caller::Script, Caller::Script),
            (Some("application/json, text/plain, */*"), Caller::Script, Caller::Script),
            (Some("application/json, text/html;q=0"), Caller::Script, Caller::Script),
            (Some("application/x-text/html"), Caller::Script, Caller::Script),
            (Some("image/avif,image/webp,*/*;q=0.8"), Caller::Script, Caller::Script),
        ] {
            let headers: Vec<_> = accept.map(|it| ("accept", it)).into_iter().collect();
            assert_eq!((caller("GET", &headers), caller("POST", &headers)), (get, post), "{accept:?}");
            assert_eq!(caller("HEAD", &headers), get, "{accept:?}");
        }
    }
}
