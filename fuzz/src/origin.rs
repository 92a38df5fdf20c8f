//! The origin check: what it lets pass, a browser's own parser of addresses takes for one of our pages.

use crate::head::Head;
use lucerna::{Origin, OriginPolicy, PublicSuffixes, RequestHead, Site};
use std::sync::LazyLock;
use url::{Host, Url};

static PUBLIC: LazyLock<OriginPolicy> = LazyLock::new(|| {
    let mut policy = OriginPolicy::new(origin("https://app.example"));
    policy.allow_origin(origin("https://admin.example:8443"));
    for other in OTHERS {
        policy.allow_origin(origin(other));
    }
    policy.allow_site(Site::of(&origin("https://shop.test"), &Shop).unwrap());
    policy
});

static LOCAL: LazyLock<OriginPolicy> = LazyLock::new(|| OriginPolicy::new(origin("http://localhost:3000")));

/// The allowed origins of an application and of a browser extension.
const OTHERS: [&str; 2] = ["capacitor://localhost", "chrome-extension://abcdefghijklmnopabcdefghijklmnop"];

/// The first line is a method, each other a header field.
pub fn check(data: &[u8]) {
    let Some(head) = Head::parse(data) else { return };
    for value in head.values("origin") {
        check_origin(value);
    }
    check_request(&PUBLIC, &head, |it| is_own(it) || is_allowed(it), is_allowed);
    check_request(&LOCAL, &head, is_local, |_| false);
}

/// `from_str` and `Display` are each other's inverse, and agree with the parser of browsers.
fn check_origin(value: &[u8]) {
    let Ok(text) = std::str::from_utf8(value) else { return };
    let Ok(origin) = text.parse::<Origin>() else { return };
    assert_eq!(origin.to_string().parse(), Ok(origin.clone()));
    assert!(!origin.host().bytes().any(|it| it.is_ascii_uppercase()));
    let is_web = text.starts_with("https://") || text.starts_with("http://");
    assert!(is_web || (origin.to_string() == text && !origin.is_secure() && !origin.is_loopback()), "{text}");
    if let Ok(url) = Url::parse(text) {
        assert_eq!(url.scheme() == "https", origin.is_secure());
        assert_eq!(url.port_or_known_default().unwrap_or_default(), origin.port());
        assert!(!origin.is_loopback() || is_loopback(&url), "{text}");
        if let Some(Host::Ipv6(_)) = url.host() {
            assert_eq!(url.host_str(), Some(origin.host()), "IPv6 as browsers write it");
        }
    }
}

fn check_request(
    policy: &OriginPolicy,
    head: &Head<'_>,
    is_ours: impl Fn(&Url) -> bool,
    is_allowed: impl Fn(&Url) -> bool,
) {
    let proven = policy.prove(head).is_ok();
    let (origins, sites) = (head.values("origin"), head.values("sec-fetch-site"));
    let site_is_ours = sites.iter().all(|it| [&b"same-origin"[..], b"none"].contains(it));
    let url = origins.first().and_then(|it| page(it));
    if proven {
        assert!(origins.len() < 2 && sites.len() < 2, "a header twice");
        assert!(origins.len() + sites.len() > 0, "no header");
        assert_eq!(url.is_some(), !origins.is_empty());
        assert!(url.as_ref().is_none_or(is_ours), "a foreign page");
        let is_web = url.as_ref().is_none_or(|it| ["http", "https"].contains(&it.scheme()));
        assert!(
            is_web || origins.iter().all(|it| OTHERS.contains(&String::from_utf8_lossy(it).as_ref())),
            "not as a whole"
        );
        assert!(site_is_ours || url.as_ref().is_some_and(is_allowed), "a foreign site");
    }
    let own = policy.own().to_string();
    let changes = !["GET", "HEAD", "OPTIONS", "TRACE"].contains(&head.method());
    if changes && origins == [own.as_bytes()] && sites.len() < 2 && site_is_ours {
        assert!(proven, "our own page");
    }
    check_method(policy, head, proven, changes);
}

/// Reads the address as browsers do, but takes `xn--` for other letters. Browsers open no page under an invalid A-label,
/// and which labels are valid depends on their version of Unicode.
fn page(origin: &[u8]) -> Option<Url> {
    Url::parse(&std::str::from_utf8(origin).ok()?.to_ascii_lowercase().replace("xn--", "xn00")).ok()
}

/// A safe method needs no proof, unless it opens a WebSocket, and gives none.
fn check_method(policy: &OriginPolicy, head: &Head<'_>, proven: bool, changes: bool) {
    let (passes, upgrades) = (policy.check(head).is_ok(), head.values("upgrade"));
    let protocols = upgrades.iter().flat_map(|it| it.split(|it| *it == b','));
    let is_web_socket = protocols.into_iter().any(|it| it.trim_ascii().eq_ignore_ascii_case(b"websocket"));
    if changes || is_web_socket {
        assert_eq!(passes, proven);
    } else if upgrades.is_empty() {
        assert!(passes && !proven);
    }
}

fn is_own(url: &Url) -> bool {
    (url.scheme(), url.host_str(), url.port()) == ("https", Some("app.example"), None)
}

fn is_allowed(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let is_admin = host == "admin.example" && url.port() == Some(8443);
    let is_other = OTHERS.contains(&url.as_str());
    is_other || url.scheme() == "https" && (is_admin || host == "shop.test" || host.ends_with(".shop.test"))
}

fn is_local(url: &Url) -> bool {
    url.scheme() == "http" && url.port() == Some(3000) && is_loopback(url)
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(it)) => it == "localhost" || it.ends_with(".localhost"),
        Some(Host::Ipv4(it)) => it.is_loopback(),
        Some(Host::Ipv6(it)) => it.is_loopback(),
        None => false,
    }
}

fn origin(text: &str) -> Origin {
    text.parse().unwrap()
}

/// A list with one registered domain.
struct Shop;

impl PublicSuffixes for Shop {
    fn registrable_domain<'a>(&self, host: &'a str) -> Option<&'a str> {
        (host == "shop.test").then_some(host)
    }
}
