//! Does a request come from our own pages?
//!
//! A browser sends the session cookie along whoever wrote the page the request came from, so a request that changes
//! something must show where it came from: OWASP's "Cross-Site Request Forgery Prevention" (Fetch Metadata, with
//! the `Origin` header beside it) and ASVS 5.0 3.5.1. No token is hidden in forms: there is nothing to forget.

use crate::RequestHead;
use std::fmt;
use std::net::Ipv4Addr;
use std::str::FromStr;

/// A web origin: scheme, host and port (RFC 6454).
///
/// ```
/// use lucerna_core::Origin;
///
/// let origin: Origin = "https://App.example:443".parse()?;
/// assert_eq!(origin.to_string(), "https://app.example");
/// assert!("app.example".parse::<Origin>().is_err());
/// # Ok::<(), lucerna_core::InvalidOrigin>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Origin {
    secure: bool,
    host: String,
    port: u16,
}

impl Origin {
    /// Whether the scheme is `https`.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.secure
    }

    /// Whether the host can only be this machine: `localhost`, a name under it, `127.0.0.0/8` or `[::1]`.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        self.host == "localhost"
            || self.host.ends_with(".localhost")
            || self.host == "[::1]"
            || self.host.parse::<Ipv4Addr>().is_ok_and(|it| it.is_loopback())
    }

    /// Whether a page of `other` is a page of ours: the same origin, or two names of this machine on the same port,
    /// for a developer who opens `localhost` where `127.0.0.1` is configured.
    fn accepts(&self, other: &Self) -> bool {
        self == other
            || (self.is_loopback()
                && other.is_loopback()
                && self.secure == other.secure
                && self.port == other.port)
    }

    /// Checks that a request may change something here.
    ///
    /// A safe method (GET, HEAD, OPTIONS, TRACE) may come from anywhere. Every other needs proof: of the headers
    /// `Sec-Fetch-Site` and `Origin` at least one must be there, and whatever is there must say that the page was
    /// ours. Asking both also stops a foreign name that was made to resolve to this machine (DNS rebinding), which
    /// looks like "same-origin" to the browser. A page sent with `Referrer-Policy: no-referrer` makes browsers
    /// send `Origin: null` with its forms, which is refused: use `same-origin`.
    ///
    /// # Errors
    /// [`CrossOrigin`] without that proof, also if a header is there twice or cannot be read.
    pub fn check(&self, request: &impl RequestHead) -> Result<SameOrigin, CrossOrigin> {
        if matches!(request.method(), "GET" | "HEAD" | "OPTIONS" | "TRACE") {
            return Ok(SameOrigin(()));
        }
        let site = only(request.headers("sec-fetch-site"))?;
        let origin = only(request.headers("origin"))?;
        let site_is_ours = site.is_none_or(|it| it == b"same-origin" || it == b"none");
        let origin_is_ours = origin.is_none_or(|it| self.accepts_header(it));
        if (site.is_some() || origin.is_some()) && site_is_ours && origin_is_ours {
            Ok(SameOrigin(()))
        } else {
            Err(CrossOrigin(()))
        }
    }

    fn accepts_header(&self, value: &[u8]) -> bool {
        let Ok(value) = std::str::from_utf8(value) else { return false };
        value.parse().is_ok_and(|it| self.accepts(&it))
    }
}

/// The one value of a header, or none; twice is an error, since a proxy and we might look at different ones.
fn only<'a>(mut values: impl Iterator<Item = &'a [u8]>) -> Result<Option<&'a [u8]>, CrossOrigin> {
    let first = values.next();
    match values.next() {
        None => Ok(first),
        Some(_) => Err(CrossOrigin(())),
    }
}

impl FromStr for Origin {
    type Err = InvalidOrigin;

    /// Reads `scheme://host[:port]`, with nothing behind it. The host is made lower-case and a default port left out.
    fn from_str(text: &str) -> Result<Self, InvalidOrigin> {
        let (scheme, rest) = text.split_once("://").ok_or(InvalidOrigin(()))?;
        let (secure, default_port) = match scheme {
            "https" => (true, 443),
            "http" => (false, 80),
            _ => return Err(InvalidOrigin(())),
        };
        let (host, port) = match rest.rfind(':') {
            Some(at) if !rest.ends_with(']') => rest.split_at(at),
            _ => (rest, ""),
        };
        let port = match port.strip_prefix(':') {
            None => default_port,
            Some(digits) if digits.bytes().all(|it| it.is_ascii_digit()) => {
                digits.parse().map_err(|_| InvalidOrigin(()))?
            }
            Some(_) => return Err(InvalidOrigin(())),
        };
        if is_host(host) {
            Ok(Self { secure, host: host.to_ascii_lowercase(), port })
        } else {
            Err(InvalidOrigin(()))
        }
    }
}

fn is_host(host: &str) -> bool {
    match host.strip_prefix('[').and_then(|it| it.strip_suffix(']')) {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => {
            !host.is_empty()
                && host.len() <= 253
                && host.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'.' | b'_'))
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scheme, default_port) = if self.secure { ("https", 443) } else { ("http", 80) };
        write!(f, "{scheme}://{}", self.host)?;
        if self.port == default_port { Ok(()) } else { write!(f, ":{}", self.port) }
    }
}

/// Proof that a request came from our own pages, or that its method changes nothing.
///
/// [`Auth::start_session`](crate::Auth::start_session) asks for it, so that no page elsewhere can sign a visitor in
/// as somebody else (login CSRF, `SECURITY.md`, row 046). Only [`Origin::check`] makes one:
///
/// ```compile_fail
/// let proof = lucerna_core::SameOrigin(());
/// ```
#[derive(Clone, Copy, Debug)]
#[must_use = "the proof has to reach the call that needs it"]
pub struct SameOrigin(());

impl SameOrigin {
    /// Proof by decree, for a request that no browser can be tricked into sending, such as one over a socket of
    /// the machine itself.
    pub fn danger_assume() -> Self {
        Self(())
    }
}

/// The request did not show that it comes from our own pages. Answer 403 Forbidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CrossOrigin(());

impl fmt::Display for CrossOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the request does not come from a page of the configured origin")
    }
}

impl std::error::Error for CrossOrigin {}

/// The text is not an origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidOrigin(());

impl fmt::Display for InvalidOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an origin: write scheme, host and port only, as in https://app.example")
    }
}

impl std::error::Error for InvalidOrigin {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::tests::Head;
    use proptest::prelude::*;

    fn allowed(own: &str, method: &str, headers: &[(&str, &str)]) -> bool {
        own.parse::<Origin>().unwrap().check(&Head(method, headers)).is_ok()
    }

    const OWN: &str = "https://app.example";

    #[test]
    fn rt_046_an_unsafe_method_needs_proof_from_both_headers_that_are_there() {
        let sites =
            [None, Some("same-origin"), Some("none"), Some("same-site"), Some("cross-site"), Some("junk")];
        let origins = [None, Some(OWN), Some("https://evil.example"), Some("null"), Some("%%%")];
        for site in sites {
            for origin in origins {
                let headers: Vec<_> = [("sec-fetch-site", site), ("origin", origin)]
                    .into_iter()
                    .filter_map(|(k, v)| Some((k, v?)))
                    .collect();
                let expected = (site.is_some() || origin.is_some())
                    && matches!(site, None | Some("same-origin" | "none"))
                    && matches!(origin, None | Some(OWN));
                for method in ["POST", "PUT", "PATCH", "DELETE", "post", "get", "BREW"] {
                    assert_eq!(allowed(OWN, method, &headers), expected, "{method} {headers:?}");
                }
                for method in ["GET", "HEAD", "OPTIONS"] {
                    assert!(allowed(OWN, method, &headers), "{method} {headers:?}");
                }
            }
        }
    }

    #[test]
    fn rt_038_the_scheme_and_the_port_are_part_of_the_origin() {
        for other in [
            "http://app.example",
            "https://app.example:8443",
            "https://sub.app.example",
            "https://app.example.evil",
        ] {
            assert!(!allowed(OWN, "POST", &[("origin", other)]), "{other}");
        }
        assert!(allowed(OWN, "POST", &[("origin", "https://APP.example:443")]));
    }

    #[test]
    fn rt_039_a_header_that_is_there_twice_is_refused() {
        assert!(!allowed(OWN, "POST", &[("origin", OWN), ("origin", OWN)]));
        assert!(!allowed(OWN, "POST", &[("sec-fetch-site", "none"), ("sec-fetch-site", "none")]));
    }

    #[test]
    fn the_names_of_this_machine_stand_for_each_other_on_one_port() {
        let own = "http://127.0.0.1:3000";
        for other in ["http://localhost:3000", "http://[::1]:3000", "http://app.localhost:3000"] {
            assert!(allowed(own, "POST", &[("origin", other)]), "{other}");
        }
        for other in [
            "http://localhost:3001",
            "https://localhost:3000",
            "http://localhost.evil:3000",
            "http://10.0.0.1:3000",
        ] {
            assert!(!allowed(own, "POST", &[("origin", other)]), "{other}");
        }
        assert!(!allowed(OWN, "POST", &[("origin", "http://localhost:443")]));
    }

    #[test]
    fn only_an_origin_is_an_origin() {
        for text in [
            "",
            "null",
            "https://",
            "https://a/",
            "https://a b",
            "https://a@b",
            "ftp://a",
            "https://a:b",
            "https://a:+1",
            "https://a:99999",
            "https://[::1",
            "https://é",
        ] {
            assert!(text.parse::<Origin>().is_err(), "{text}");
        }
        assert_eq!("http://[::1]".parse::<Origin>().unwrap().to_string(), "http://[::1]");
    }

    proptest! {
        #[test]
        fn rt_003_whatever_is_accepted_is_the_configured_triple(text in "https?://[a-zA-Z.@:/\\[\\]0-9-]{0,24}|\\PC{0,24}") {
            if allowed(OWN, "POST", &[("origin", &text)]) {
                let text = text.to_ascii_lowercase();
                prop_assert_eq!(text.trim_end_matches(":443"), OWN);
            }
        }

        #[test]
        fn what_is_printed_parses_back(secure: bool, host in "[a-z0-9.-]{1,20}", port: u16) {
            let origin = Origin { secure, host, port };
            prop_assert_eq!(origin.to_string().parse(), Ok(origin));
        }
    }
}
