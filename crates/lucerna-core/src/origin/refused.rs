//! The report of a request that was refused for its origin: a line in the log, and advice for developers.

use super::Origin;
use crate::{RequestHead, Timestamp};
use std::collections::HashSet;
use std::fmt::Write;
use std::sync::{Mutex, PoisonError};

/// The longest part of a header that is reported.
const MAX_LENGTH: usize = 100;

/// The headers of a refused request, cut to a length and to characters that a log can hold.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct RefusedHeaders {
    origin: Option<String>,
    site: Option<String>,
}

impl RefusedHeaders {
    pub(crate) fn of(request: &impl RequestHead) -> Self {
        Self {
            origin: readable(request.headers("origin")),
            site: readable(request.headers("sec-fetch-site")),
        }
    }

    /// Writes the warning `origin.refused`.
    pub(crate) fn log(&self, own: &Origin) {
        let (origin, sec_fetch_site) = (self.origin.as_deref(), self.site.as_deref());
        tracing::warn!(target: "lucerna", origin, sec_fetch_site, expected = %own, "origin.refused");
    }

    /// Returns what a developer has to check.
    pub(crate) fn advice(&self, own: &Origin) -> String {
        match (self.origin.as_deref(), self.site.as_deref()) {
            (None, None) => format!(
                "The request has neither of the headers Origin and Sec-Fetch-Site, of which browsers send one with each \
                 form. If a program sent it, add the header Origin: {own}"
            ),
            (Some("null"), _) => {
                "The browser sent Origin: null, as it does for a page with Referrer-Policy: no-referrer \
                                  and for a frame with sandbox. Use Referrer-Policy: same-origin."
                    .to_owned()
            }
            (Some(origin), _) if *origin != own.to_string() => format!(
                "The page is at {origin}, and the application expects {own}. Open {own} in your browser, or configure the \
                 origin that your browser shows (the starter's variable ORIGIN)."
            ),
            (_, Some(site)) => format!(
                "The browser sent Sec-Fetch-Site: {site}, so that a page of another origin than {own} sent the request."
            ),
            (Some(_), None) => format!("The header Origin has to be {own}, and has to be there once."),
        }
    }
}

/// Returns all values of a header as one text. Other characters than those of an origin are replaced.
fn readable<'a>(values: impl Iterator<Item = &'a [u8]>) -> Option<String> {
    let mut text: Option<String> = None;
    for value in values {
        let text = text.get_or_insert_default();
        if !text.is_empty() {
            text.push_str(", ");
        }
        for byte in value.iter().take(MAX_LENGTH + 1 - text.len().min(MAX_LENGTH)) {
            text.push(if byte.is_ascii_graphic() { char::from(*byte) } else { '?' });
        }
        if text.len() > MAX_LENGTH {
            text.truncate(MAX_LENGTH);
            let _ = text.write_char('…');
            break;
        }
    }
    text
}

/// The refused headers that are in the log already. Its size is bounded, since an attacker can send any number of them.
#[derive(Debug, Default)]
pub(crate) struct RefusedOrigins(Mutex<Seen>);

#[derive(Debug, Default)]
struct Seen {
    headers: HashSet<RefusedHeaders>,
    since: Option<Timestamp>,
}

impl RefusedOrigins {
    /// The most warnings in one period.
    const MOST: usize = 32;

    /// The period in milliseconds. After it, each is told once again.
    const PERIOD: u64 = 60 * 60 * 1000;

    /// Returns true if these headers are not in the log yet, and there are not too many others.
    pub(crate) fn is_new(&self, headers: &RefusedHeaders, now: Timestamp) -> bool {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_over = |it: Timestamp| now.unix_millis().abs_diff(it.unix_millis()) >= Self::PERIOD;
        if seen.since.is_none_or(is_over) {
            *seen = Seen { headers: HashSet::new(), since: Some(now) };
        }
        seen.headers.len() < Self::MOST && seen.headers.insert(headers.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::tests::StaticHead;

    fn headers(origin: &str) -> RefusedHeaders {
        RefusedHeaders::of(&StaticHead("POST", &[("origin", origin)]))
    }

    #[test]
    fn each_is_told_once_in_a_period_and_few_in_all() {
        let (seen, start) = (RefusedOrigins::default(), Timestamp::from_unix_millis(0));
        let later = Timestamp::from_unix_millis(60 * 60 * 1000);
        assert!(seen.is_new(&headers("https://a.example"), start));
        assert!(!seen.is_new(&headers("https://a.example"), start));
        let told = (0..1000).filter(|it| seen.is_new(&headers(&format!("https://{it}.example")), start));
        assert_eq!(told.count(), RefusedOrigins::MOST - 1);
        assert!(seen.is_new(&headers("https://a.example"), later));
    }

    #[test]
    fn headers_are_cut_and_made_readable() {
        let long = headers(&"x".repeat(5000));
        assert_eq!(long.origin.unwrap(), format!("{}…", "x".repeat(100)));
        assert_eq!(headers("https://a\u{1b}[31m\"\n é").origin.unwrap(), "https://a?[31m\"????");
        let many = vec![("origin", "https://a.example"); 50];
        let many = RefusedHeaders::of(&StaticHead("POST", &many)).origin.unwrap();
        assert!(many.starts_with("https://a.example, https://a.example, ") && many.chars().count() == 101);
        assert_eq!(headers("").origin.as_deref(), Some(""));
    }

    #[test]
    fn the_advice_is_about_what_was_sent() {
        let own = "http://127.0.0.1:3000".parse().unwrap();
        for (sent, told) in [
            (&[][..], "neither of the headers"),
            (&[("origin", "null")], "Referrer-Policy: no-referrer"),
            (
                &[("origin", "https://tunnel.example")],
                "The page is at https://tunnel.example, and the application expects",
            ),
            (&[("sec-fetch-site", "cross-site")], "Sec-Fetch-Site: cross-site"),
            (
                &[("origin", "http://127.0.0.1:3000"), ("sec-fetch-site", "same-site")],
                "Sec-Fetch-Site: same-site",
            ),
        ] {
            let advice = RefusedHeaders::of(&StaticHead("POST", sent)).advice(&own);
            assert!(advice.contains(told), "{advice}");
        }
    }
}
