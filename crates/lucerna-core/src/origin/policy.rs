//! Does a request come from our own pages?
//!
//! A browser sends the session cookie along whoever wrote the page the request came from, so a request that changes
//! something must show where it came from: OWASP's "Cross-Site Request Forgery Prevention" (Fetch Metadata, with
//! the `Origin` header beside it) and ASVS 5.0 3.5.1. No token is hidden in forms: there is nothing to forget.

use super::{Origin, Site};
use crate::RequestHead;
use crate::cookie::Candidates;
use std::fmt;

/// Whose pages may change something here: our own origin's, and those that were allowed beside it.
///
/// ```
/// use lucerna_core::OriginPolicy;
///
/// let mut policy = OriginPolicy::new("https://app.example".parse()?);
/// policy.allow_origin("https://admin.example".parse()?);
/// # Ok::<(), lucerna_core::InvalidOrigin>(())
/// ```
#[derive(Clone, Debug)]
pub struct OriginPolicy {
    own: Origin,
    origins: Vec<Origin>,
    sites: Vec<Site>,
}

impl OriginPolicy {
    /// Our own pages and no others.
    #[must_use]
    pub fn new(own: Origin) -> Self {
        Self { own, origins: Vec::new(), sites: Vec::new() }
    }

    /// Also the pages of this very origin.
    pub fn allow_origin(&mut self, origin: Origin) {
        self.origins.push(origin);
    }

    /// Also the pages of every host of this site, whoever runs them.
    pub fn allow_site(&mut self, site: Site) {
        self.sites.push(site);
    }

    /// Our own origin.
    #[must_use]
    pub fn own(&self) -> &Origin {
        &self.own
    }

    /// Checks that a request may change something here: a safe method may come from anywhere, unless the request asks for
    /// another protocol, since a page of any site can open a WebSocket here, and the browser sends the session cookie with it.
    /// Every other request needs the proof that [`prove`](OriginPolicy::prove) gives.
    ///
    /// ```
    /// # use lucerna_core::{InvalidOrigin, OriginPolicy, RequestHead};
    /// # struct PostFrom(&'static str);
    /// # impl RequestHead for PostFrom {
    /// #     fn method(&self) -> &str { "POST" }
    /// #     fn headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
    /// #         (name == "origin").then_some(self.0.as_bytes()).into_iter()
    /// #     }
    /// # }
    /// let policy = OriginPolicy::new("https://app.example".parse()?);
    /// assert!(policy.check(&PostFrom("https://app.example")).is_ok());
    /// assert!(policy.check(&PostFrom("https://evil.example")).is_err());
    /// # Ok::<(), InvalidOrigin>(())
    /// ```
    ///
    /// # Errors
    /// [`CrossOrigin`] without that proof, also if a header is there twice or cannot be read.
    pub fn check(&self, request: &impl RequestHead) -> Result<(), CrossOrigin> {
        if is_safe(request) { Ok(()) } else { self.prove(request).map(drop) }
    }

    /// Proof that a request with an unsafe method comes from our own pages. A safe method (GET, HEAD, OPTIONS, TRACE) proves
    /// nothing: any page can make a browser send one.
    ///
    /// Of the headers `Sec-Fetch-Site` and `Origin` at least one must be there, and whatever is there must say that the page
    /// was ours. Asking both also stops a foreign name that was made to resolve to this machine (DNS rebinding), which
    /// looks like "same-origin" to the browser. An origin that was allowed beside ours is known by `Origin` alone.
    /// A page sent with `Referrer-Policy: no-referrer` makes browsers send `Origin: null` with its forms, which is
    /// refused: use `same-origin`.
    ///
    /// ```
    /// # use lucerna_core::{InvalidOrigin, OriginPolicy, RequestHead};
    /// fn may_sign_in(policy: &OriginPolicy, request: &impl RequestHead) -> bool {
    ///     policy.prove(request).is_ok()
    /// }
    /// ```
    ///
    /// # Errors
    /// [`CrossOrigin`] without that proof.
    pub fn prove(&self, request: &impl RequestHead) -> Result<SameOrigin, CrossOrigin> {
        if is_safe(request) {
            return Err(CrossOrigin(()));
        }
        let site = only(request.headers("sec-fetch-site"))?;
        let site_is_ours = site.map(|it| it == b"same-origin" || it == b"none");
        let ours = match only(request.headers("origin"))? {
            None => site_is_ours == Some(true),
            Some(origin) => match parse(origin) {
                Some(it) => self.allows(&it) || (site_is_ours != Some(false) && self.is_own(&it)),
                None => false,
            },
        };
        if ours { Ok(SameOrigin::danger_assume()) } else { Err(CrossOrigin(())) }
    }

    /// Our own origin, or two names of this machine on the same port, for a developer who opens `localhost` where
    /// `127.0.0.1` is configured.
    fn is_own(&self, other: &Origin) -> bool {
        let Self { own, .. } = self;
        own == other
            || (own.is_loopback()
                && other.is_loopback()
                && own.secure == other.secure
                && own.port == other.port)
    }

    fn allows(&self, other: &Origin) -> bool {
        self.origins.contains(other) || self.sites.iter().any(|it| it.contains(other))
    }
}

fn is_safe(request: &impl RequestHead) -> bool {
    matches!(request.method(), "GET" | "HEAD" | "OPTIONS" | "TRACE") && !is_upgrade(request)
}

/// Returns true if the request asks for another protocol: with `Connection: upgrade`, or for a WebSocket also without,
/// since some servers look at `Upgrade` alone. Over HTTP/2 the method is CONNECT, which is not safe anyway. `h2c` asks for
/// the same request over HTTP/2, and clients that are no browsers send it unasked.
fn is_upgrade(request: &impl RequestHead) -> bool {
    let is_there = |name, sought: &str| request.headers(name).any(|it| contains(it, sought));
    let mut protocols = request.headers("upgrade");
    is_there("upgrade", "websocket")
        || (is_there("connection", "upgrade")
            && protocols.any(|it| !it.trim_ascii().eq_ignore_ascii_case(b"h2c")))
}

fn contains(value: &[u8], sought: &str) -> bool {
    value.windows(sought.len()).any(|it| it.eq_ignore_ascii_case(sought.as_bytes()))
}

fn parse(value: &[u8]) -> Option<Origin> {
    std::str::from_utf8(value).ok()?.parse().ok()
}

/// The one value of a header, or none; twice is an error, since a proxy and we might look at different ones.
fn only<'a>(mut values: impl Iterator<Item = &'a [u8]>) -> Result<Option<&'a [u8]>, CrossOrigin> {
    let first = values.next();
    match values.next() {
        None => Ok(first),
        Some(_) => Err(CrossOrigin(())),
    }
}

/// Proof that a request came from our own pages.
///
/// [`Auth::start_session`](crate::Auth::start_session) asks for it, so that no page elsewhere can sign a visitor in
/// as somebody else (login CSRF, `SECURITY.md`, row 046). It is made for a request with an unsafe method that was checked, and
/// for a safe one that redeemed a [one-time state](crate::Auth::redeem_state):
///
/// ```compile_fail
/// let proof = lucerna_core::SameOrigin { sessions: Default::default() };
/// ```
#[derive(Clone, Debug)]
#[must_use = "the proof has to reach the call that needs it"]
pub struct SameOrigin {
    sessions: Candidates,
}

impl SameOrigin {
    /// Proof by decree, for a request that no browser can be tricked into sending, such as one over a socket of
    /// the machine itself.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth, verified: Verified) -> Result<SessionCookie, StartSessionError> {
    /// // For a test that sends no request.
    /// auth.start_session(verified, SameOrigin::danger_assume()).await
    /// # }
    /// ```
    pub fn danger_assume() -> Self {
        Self::with_sessions(Candidates::default())
    }

    /// The sessions that the browser's cookies name already. A new one takes their place.
    pub(crate) fn with_sessions(sessions: Candidates) -> Self {
        Self { sessions }
    }

    pub(crate) fn into_sessions(self) -> Candidates {
        self.sessions
    }
}

/// The request did not show that it comes from our own pages. Answer 403 Forbidden.
///
/// ```
/// # use lucerna_core::*;
/// # fn example(auth: Auth, request: impl RequestHead) -> (u16, String) {
/// match auth.check_origin(&request) {
///     Err(error) => (403, error.to_string()),
///     Ok(()) => (200, String::new()),
/// }
/// # }
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct CrossOrigin(());

impl CrossOrigin {
    pub(crate) const CODE: &str = "cross_origin";

    /// A stable name of the error, for callers that are programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        Self::CODE
    }
}

crate::debug_as_display!(CrossOrigin);

impl fmt::Display for CrossOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the request does not come from a page of the configured origin")
    }
}

impl std::error::Error for CrossOrigin {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PublicSuffixes;
    use crate::request::tests::Head;
    use proptest::prelude::*;

    fn allowed(own: &str, method: &str, headers: &[(&str, &str)]) -> bool {
        OriginPolicy::new(own.parse().unwrap()).check(&Head(method, headers)).is_ok()
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
    fn an_upgrade_needs_proof_like_an_unsafe_method() {
        let evil = ("origin", "https://evil.example");
        for (connection, protocol) in [
            ("Upgrade", "websocket"),
            ("keep-alive, Upgrade", "WebSocket"),
            ("upgrade", "h2c, websocket"),
            ("upgrade", "h3"),
            ("upgrade", ""),
            ("close", "websocket"),
            ("", "WEBSOCKET/13"),
        ] {
            let asked = [("connection", connection), ("upgrade", protocol)];
            for method in ["GET", "HEAD", "OPTIONS", "CONNECT"] {
                let with =
                    |more: &[(&'static str, &'static str)]| allowed(OWN, method, &[&asked, more].concat());
                assert!(!with(&[]) && !with(&[evil]), "{method} {asked:?}");
                assert!(!with(&[("sec-fetch-site", "cross-site")]), "{method} {asked:?}");
                assert!(with(&[("origin", OWN)]), "{method} {asked:?}");
            }
        }
        assert!(!allowed(OWN, "GET", &[("upgrade", "h2c"), ("upgrade", "websocket")]));
        for harmless in [
            [("connection", "Upgrade, HTTP2-Settings"), ("upgrade", "h2c")],
            [("connection", "Upgrade"), ("upgrade-insecure-requests", "1")],
            [("connection", "close"), ("upgrade", "junk")],
        ] {
            assert!(allowed(OWN, "GET", &[&harmless[..], &[evil]].concat()), "{harmless:?}");
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

    proptest! {
        #[test]
        fn rt_003_whatever_is_accepted_is_the_configured_triple(
            text in "https?://[a-zA-Z.@:/\\[\\]0-9-]{0,24}|\\PC{0,24}|https://app\\.example[a-z.@:/?#0-9\\\\-]{0,8}\
                     |https://[a-z.@:-]{0,8}app\\.example"
        ) {
            if allowed(OWN, "POST", &[("origin", &text)]) {
                let text = text.to_ascii_lowercase();
                prop_assert_eq!(text.trim_end_matches(":443"), OWN);
            }
        }
    }

    #[test]
    fn another_origin_may_be_allowed_and_its_neighbours_are_not() {
        let other = "https://admin.example";
        let mut policy = OriginPolicy::new(OWN.parse().unwrap());
        policy.allow_origin(other.parse().unwrap());
        let allowed = |headers: &[(&str, &str)]| policy.check(&Head("POST", headers)).is_ok();
        for site in ["same-site", "cross-site"] {
            assert!(allowed(&[("origin", other), ("sec-fetch-site", site)]));
            assert!(!allowed(&[("origin", OWN), ("sec-fetch-site", site)]));
            assert!(!allowed(&[("sec-fetch-site", site)]));
        }
        assert!(allowed(&[("origin", other)]) && allowed(&[("origin", OWN)]));
        for stranger in
            ["http://admin.example", "https://admin.example:8443", "https://a.admin.example", "null"]
        {
            assert!(!allowed(&[("origin", stranger)]), "{stranger}");
        }
    }

    #[test]
    fn all_hosts_of_a_site_may_be_allowed_and_a_public_suffix_is_no_site() {
        struct List;
        impl PublicSuffixes for List {
            fn registrable_domain<'a>(&self, host: &'a str) -> Option<&'a str> {
                let (at, _) = host
                    .strip_suffix(".co.uk")?
                    .char_indices()
                    .rfind(|(_, it)| *it == '.')
                    .unwrap_or((0, '.'));
                host.get(at..).map(|it| it.trim_start_matches('.'))
            }
        }
        let own: Origin = "https://app.shop.co.uk".parse().unwrap();
        let mut policy = OriginPolicy::new(own.clone());
        policy.allow_site(Site::of(&own, &List).unwrap());
        let allowed = |origin: &str| policy.check(&Head("POST", &[("origin", origin)])).is_ok();
        for origin in ["https://shop.co.uk", "https://www.shop.co.uk", "https://a.b.shop.co.uk:8443"] {
            assert!(allowed(origin), "{origin}");
        }
        for origin in [
            "https://evil.co.uk",
            "https://evilshop.co.uk",
            "http://www.shop.co.uk",
            "https://co.uk",
            "https://shop.co.uk.evil",
        ] {
            assert!(!allowed(origin), "{origin}");
        }
        assert!(Site::of(&"https://localhost".parse().unwrap(), &List).is_none());
    }
}
