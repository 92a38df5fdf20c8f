//! The check that a request comes from the application's own pages.
//!
//! Browsers send the session cookie with requests from any page, so an unsafe request must show where it came from. The
//! check follows OWASP's "Cross-Site Request Forgery Prevention" (Fetch Metadata and the `Origin` header) and ASVS 5.0
//! 3.5.1. Forms need no hidden token.

use super::{Origin, Site};
use crate::RequestHead;
use crate::cookie::Candidates;
use crate::devices::DeviceSecrets;
use std::fmt;

/// The origins whose pages may send unsafe requests: the application's own, and others that it allows.
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
    /// Creates a policy that allows only the application's own origin.
    #[must_use]
    pub fn new(own: Origin) -> Self {
        Self { own, origins: Vec::new(), sites: Vec::new() }
    }

    /// Allows the pages of exactly this origin. It may be that of an application or a browser extension, such as
    /// `capacitor://localhost` or `chrome-extension://…`, which is compared as a whole.
    pub fn allow_origin(&mut self, origin: Origin) {
        self.origins.push(origin);
    }

    /// Allows the pages of every host of this site, including hosts of other operators.
    pub fn allow_site(&mut self, site: Site) {
        self.sites.push(site);
    }

    /// Returns the application's own origin.
    #[must_use]
    pub fn own(&self) -> &Origin {
        &self.own
    }

    /// Checks that a request may change something. A safe method passes, unless the request asks for another protocol.
    /// A page of any site can open a WebSocket, and the browser sends the session cookie with it. Every other request
    /// needs the proof of [`prove`](OriginPolicy::prove).
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
    /// [`CrossOrigin`] without that proof, and if a header is repeated or unreadable.
    pub fn check(&self, request: &impl RequestHead) -> Result<(), CrossOrigin> {
        if is_safe(request) { Ok(()) } else { self.prove(request).map(drop) }
    }

    /// Returns proof that an unsafe request comes from the application's own pages. A safe method (GET, HEAD, OPTIONS,
    /// TRACE) proves nothing, since any page can make a browser send one.
    ///
    /// The request must have `Sec-Fetch-Site` or `Origin`, and each that is present must name the application's own
    /// page. Checking both also stops DNS rebinding: a foreign name that resolves to this machine looks like
    /// "same-origin" to the browser. Other allowed origins are recognised by `Origin` alone. A page with
    /// `Referrer-Policy: no-referrer` makes browsers send `Origin: null` with its forms, which is refused: use
    /// `same-origin`.
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

    /// Returns true for the own origin. On a loopback origin it accepts all names of this machine with the same port,
    /// since developers open `localhost` where `127.0.0.1` is configured.
    fn is_own(&self, other: &Origin) -> bool {
        let Self { own, .. } = self;
        own == other
            || (own.is_loopback()
                && other.is_loopback()
                && own.is_secure() == other.is_secure()
                && own.port() == other.port())
    }

    fn allows(&self, other: &Origin) -> bool {
        self.origins.contains(other) || self.sites.iter().any(|it| it.contains(other))
    }
}

pub(crate) fn is_safe(request: &impl RequestHead) -> bool {
    matches!(request.method(), "GET" | "HEAD" | "OPTIONS" | "TRACE") && !is_upgrade(request)
}

/// Returns true if the request asks for another protocol. For a WebSocket, `Connection: upgrade` may be missing, since
/// some servers check only `Upgrade`. HTTP/2 uses CONNECT, which is not a safe method. `h2c` asks for the same request
/// over HTTP/2, and clients other than browsers send it unasked.
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

/// Returns the only value of a header, if any. A repeated header is an error, since a proxy and Lucerna might read
/// different values.
fn only<'a>(mut values: impl Iterator<Item = &'a [u8]>) -> Result<Option<&'a [u8]>, CrossOrigin> {
    let first = values.next();
    match values.next() {
        None => Ok(first),
        Some(_) => Err(CrossOrigin(())),
    }
}

/// Proof that a request came from the application's own pages.
///
/// [`Auth::start_session`](crate::Auth::start_session) needs it, so that another site cannot sign a visitor in to an
/// attacker's account (login CSRF, `SECURITY.md`, row 046). It comes from a checked request with an unsafe method, or
/// from a safe one that redeemed a [one-time state](crate::Auth::redeem_state):
///
/// ```compile_fail
/// let proof = lucerna_core::SameOrigin { sessions: Default::default() };
/// ```
#[derive(Clone, Debug)]
#[must_use = "the proof has to reach the call that needs it"]
pub struct SameOrigin {
    sessions: Candidates,
    devices: DeviceSecrets,
}

impl SameOrigin {
    /// Creates the proof without a check. Use it for requests that no browser can be tricked into sending, such as
    /// those over a local socket.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth, verified: Verified) -> Result<SessionCookie, StartSessionError> {
    /// // For a test that sends no request.
    /// auth.start_session(verified, SameOrigin::danger_assume()).await
    /// # }
    /// ```
    pub fn danger_assume() -> Self {
        Self::with_cookies(Candidates::default(), DeviceSecrets::default())
    }

    /// Adds what the browser's cookies name: the sessions, which a new session replaces, and the devices.
    pub(crate) fn with_cookies(sessions: Candidates, devices: DeviceSecrets) -> Self {
        Self { sessions, devices }
    }

    pub(crate) fn into_cookies(self) -> (Candidates, DeviceSecrets) {
        (self.sessions, self.devices)
    }
}

/// The error of a request that may come from another site. Respond with 403 Forbidden.
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

    /// Returns a stable code of the error, for programs.
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
    use crate::request::tests::StaticHead;
    use proptest::prelude::*;

    fn allowed(own: &str, method: &str, headers: &[(&str, &str)]) -> bool {
        OriginPolicy::new(own.parse().unwrap()).check(&StaticHead(method, headers)).is_ok()
    }

    const OWN: &str = "https://app.example";

    #[test]
    fn rt_046_an_unsafe_method_needs_every_header_present_to_match() {
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
    fn an_upgrade_is_checked_like_an_unsafe_method() {
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
    fn rt_039_a_repeated_header_is_refused() {
        assert!(!allowed(OWN, "POST", &[("origin", OWN), ("origin", OWN)]));
        assert!(!allowed(OWN, "POST", &[("sec-fetch-site", "none"), ("sec-fetch-site", "none")]));
    }

    #[test]
    fn loopback_names_are_interchangeable_on_one_port() {
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
        fn rt_003_only_the_configured_origin_is_accepted(
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
    fn an_allowed_origin_does_not_allow_its_neighbours() {
        let other = "https://admin.example";
        let mut policy = OriginPolicy::new(OWN.parse().unwrap());
        policy.allow_origin(other.parse().unwrap());
        let allowed = |headers: &[(&str, &str)]| policy.check(&StaticHead("POST", headers)).is_ok();
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
    fn an_allowed_origin_of_another_scheme_is_compared_as_a_whole() {
        let mut policy = OriginPolicy::new("http://localhost:3000".parse().unwrap());
        for other in
            ["capacitor://localhost", "chrome-extension://abcdefghijklmnop", "tauri://localhost:3000"]
        {
            policy.allow_origin(other.parse().unwrap());
        }
        let allowed = |headers: &[(&str, &str)]| policy.check(&StaticHead("POST", headers)).is_ok();
        for other in
            ["capacitor://localhost", "chrome-extension://abcdefghijklmnop", "tauri://localhost:3000"]
        {
            for site in ["cross-site", "none"] {
                assert!(allowed(&[("origin", other), ("sec-fetch-site", site)]), "{other}");
            }
            assert!(allowed(&[("origin", other)]), "{other}");
        }
        for stranger in [
            "null",
            "capacitor://",
            "capacitor://localhost:3000",
            "capacitor://localhost.evil.example",
            "capacitor://localhost/",
            "capacitor://LOCALHOST",
            "CAPACITOR://localhost",
            "ionic://localhost",
            "tauri://localhost",
            "tauri://127.0.0.1:3000",
            "chrome-extension://abcdefghijklmnopq",
            "chrome-extension://abcdefghijklmno",
            "moz-extension://abcdefghijklmnop",
            "file://",
        ] {
            assert!(!allowed(&[("origin", stranger)]), "{stranger}");
        }
        assert!(allowed(&[("origin", "http://127.0.0.1:3000")]));
    }

    #[test]
    fn a_site_allows_all_its_hosts_and_a_public_suffix_is_no_site() {
        struct CoUkSuffixes;
        impl PublicSuffixes for CoUkSuffixes {
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
        policy.allow_site(Site::of(&own, &CoUkSuffixes).unwrap());
        let allowed = |origin: &str| policy.check(&StaticHead("POST", &[("origin", origin)])).is_ok();
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
        assert!(Site::of(&"https://localhost".parse().unwrap(), &CoUkSuffixes).is_none());
    }
}
