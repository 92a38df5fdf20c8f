//! The session cookie: text in, text out.

use crate::{ConfigError, Origin, RequestHead, SessionId, SessionToken};
use std::fmt;
use std::time::Duration;
use zeroize::Zeroizing;

mod adopted;
pub use adopted::AdoptedCookie;

/// No browser keeps a cookie for longer (RFC 6265bis §5.5).
pub(crate) const LONGEST: Duration = Duration::from_secs(400 * 24 * 60 * 60);

/// What the session cookie is like, where the default is not.
///
/// ```
/// use lucerna_core::{CookieOptions, SameSite};
///
/// let mut options = CookieOptions::default();
/// options.name = "auth".to_owned();
/// options.same_site = SameSite::Strict;
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CookieOptions {
    /// The name, without the prefix that an `https` origin puts before it. Default: `lucerna_session`.
    pub name: String,
    /// The path under which browsers send it. Default: `/`. Any other gives up the prefix `__Host-`.
    pub path: String,
    /// The domain to whose hosts browsers send it. Default: none, which is the one host that set it. A domain gives up
    /// the prefix `__Host-`, and every host of it can set a cookie of this name.
    pub domain: Option<String>,
    /// Whether browsers send it with requests that come from other sites. Default: [`SameSite::Lax`].
    pub same_site: SameSite,
    /// Whether it outlives the browser: it then has a `Max-Age`, until the session's absolute limit. Default: true.
    pub persistent: bool,
}

impl Default for CookieOptions {
    fn default() -> Self {
        Self {
            name: "lucerna_session".to_owned(),
            path: "/".to_owned(),
            domain: None,
            same_site: SameSite::Lax,
            persistent: true,
        }
    }
}

/// Whether browsers send a cookie with requests that come from other sites (RFC 6265bis §5.6.7).
///
/// ```
/// use lucerna_core::{CookieOptions, SameSite};
///
/// let mut options = CookieOptions::default();
/// assert_eq!(options.same_site, SameSite::Lax);
/// options.same_site = SameSite::None; // the application runs in frames of other sites
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "browsers know these three")]
pub enum SameSite {
    /// Never: a visitor who follows a link from elsewhere looks signed out on the first page.
    Strict,
    /// With links that are followed, not with forms, frames or scripts.
    Lax,
    /// Always. Only for pages within other sites' pages, and only with `https`.
    None,
}

/// How the session cookie is named, read and set.
///
/// On an `https` origin the cookie is `__Host-<name>` with `Secure`, so that no sibling domain can plant one (ASVS
/// 5.0 3.3.1 to 3.3.4). It is always `HttpOnly`, and by default `SameSite=Lax` and `Path=/`. `Lax` and not `Strict`, so
/// that a visitor who follows a link from elsewhere is not shown the sign-in page; what changes something is guarded by
/// the [origin check](crate::OriginPolicy::check).
///
/// ```
/// # use lucerna_core::*;
/// # fn example(auth: Auth, request: impl RequestHead) {
/// let cookie = auth.cookie_policy();
/// assert_eq!(cookie.name(), "__Host-lucerna_session");
/// if cookie.read(&request).is_some() {
///     println!("there is a cookie; whether its session is, only the store knows");
/// }
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct CookiePolicy {
    name: String,
    attributes: String,
    persistent: bool,
    /// The attributes of cookies of the same name that this one does not overwrite.
    twins: Vec<String>,
}

/// The sessions that the cookies of a request could name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Candidates {
    first: Option<SessionId>,
    others: Vec<SessionId>,
    cookies: usize,
}

impl Candidates {
    /// With more cookies of one name somebody is playing, and none counts.
    const MOST: usize = 4;

    fn push(&mut self, value: &[u8]) {
        self.cookies += 1;
        if self.cookies > Self::MOST {
            (self.first, self.others) = (None, Vec::new());
        } else if self.first.is_none() {
            self.first = SessionId::of_bytes(value);
        } else if let Some(id) = SessionId::of_bytes(value).filter(|it| self.iter().all(|other| it != other))
        {
            self.others.push(id);
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &SessionId> {
        self.first.iter().chain(&self.others)
    }

    pub(crate) fn first(&self) -> Option<SessionId> {
        self.first
    }

    pub(crate) fn others(&self) -> &[SessionId] {
        &self.others
    }

    /// Returns true if the browser sent several cookies of the name.
    pub(crate) fn has_twins(&self) -> bool {
        self.cookies > 1
    }
}

impl CookiePolicy {
    pub(crate) fn new(options: CookieOptions, origin: &Origin) -> Result<Self, ConfigError> {
        let CookieOptions { name, path, domain, same_site, persistent } = options;
        if !is_name(&name) {
            return Err(ConfigError::CookieName);
        }
        if !path.starts_with('/') || !path.bytes().all(|it| it.is_ascii_graphic() && it != b';') {
            return Err(ConfigError::CookiePath);
        }
        if !domain.as_deref().is_none_or(|it| covers(it, origin.host())) {
            return Err(ConfigError::CookieDomain);
        }
        if same_site == SameSite::None && !origin.is_secure() {
            return Err(ConfigError::CookieSameSite);
        }
        let prefix = match (origin.is_secure(), &*path, &domain) {
            (false, ..) => "",
            (true, "/", None) => "__Host-",
            (true, ..) => "__Secure-",
        };
        // On one machine the cookies of all ports are one jar: two programs must not share a name there.
        let port = match name == CookieOptions::default().name && origin.is_loopback() {
            true => format!("_{}", origin.port()),
            false => String::new(),
        };
        let secure = if origin.is_secure() { "; Secure" } else { "" };
        let attributes = |path: &str, domain: Option<&str>| {
            let domain = domain.map(|it| format!("; Domain={it}")).unwrap_or_default();
            format!("; Path={path}{domain}; HttpOnly; SameSite={same_site:?}{secure}")
        };
        let own = attributes(&path, domain.as_deref());
        let mut twins = Vec::new();
        if prefix != "__Host-" {
            for domain in domains(origin.host()) {
                twins.extend(["/", &*path].map(|path| attributes(path, domain)));
            }
            twins.sort_unstable();
            twins.dedup();
            twins.retain(|it| *it != own);
        }
        Ok(Self { name: format!("{prefix}{name}{port}"), attributes: own, persistent, twins })
    }

    /// The cookie's full name, prefix included.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The session that the request's cookie names. There is none without the cookie, with a value that can be no
    /// token, and with two such cookies. [`Auth::authenticate`](crate::Auth::authenticate) does more: of two it takes the one
    /// that is alive.
    #[must_use]
    pub fn read(&self, request: &impl RequestHead) -> Option<SessionId> {
        let found = self.read_all(request);
        found.first.filter(|_| !found.has_twins())
    }

    /// The sessions that the request's cookies of this name could name: usually one. A browser sends several where the
    /// cookie's domain or path was changed, or a neighbour planted one (`SECURITY.md`, row 187). A session counts only
    /// if it is the only one of them that is alive.
    pub(crate) fn read_all(&self, request: &impl RequestHead) -> Candidates {
        let mut found = Candidates::default();
        all(request, &self.name).for_each(|it| found.push(it));
        found
    }

    /// Cookies that make the browser forget other cookies of this name: those of the host and of its parent domains, under
    /// `/` and under this cookie's path.
    pub(crate) fn clear_twins(&self) -> Vec<Zeroizing<String>> {
        let Self { name, twins, .. } = self;
        twins.iter().map(|it| Zeroizing::new(format!("{name}=; Max-Age=0{it}"))).collect()
    }

    /// Returns true if the request has a cookie of this name, whatever is in it, and however many there are.
    pub(crate) fn is_sent(&self, request: &impl RequestHead) -> bool {
        all(request, &self.name).next().is_some()
    }

    /// The cookie that carries this token. With a `max_age` it lives as long as the session possibly can: the browser
    /// forgets it then, but it is the store that says how long the session lasts.
    pub(crate) fn set(&self, token: &SessionToken, max_age: Option<Duration>) -> SessionCookie {
        self.cookie(token.expose(), max_age.filter(|_| self.persistent).map(|it| it.min(LONGEST)))
    }

    /// The cookie that makes the browser forget the session's: the same attributes, no value, no time left.
    pub(crate) fn clear(&self) -> SessionCookie {
        self.cookie("", Some(Duration::ZERO))
    }

    fn cookie(&self, value: &str, max_age: Option<Duration>) -> SessionCookie {
        let Self { name, attributes, .. } = self;
        let max_age = max_age.map(|it| format!("; Max-Age={}", it.as_secs())).unwrap_or_default();
        SessionCookie::new(format!("{name}={value}{max_age}{attributes}"))
    }

    /// The policy of a cookie of another purpose: this name with a word behind it. It is sent when a visitor comes back from
    /// another site, whatever the session's is.
    pub(crate) fn named(&self, purpose: &str) -> Self {
        let name = format!("{}_{purpose}", self.name);
        let attributes = self.attributes.replace("SameSite=Strict", "SameSite=Lax");
        Self { name, attributes, persistent: true, twins: Vec::new() }
    }
}

/// The values of all cookies of this name.
fn all<'a>(request: &'a impl RequestHead, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
    request.headers("cookie").flat_map(move |it| values(it, name))
}

/// The values of the cookies of this name in one header. Names are compared as sent: a percent-encoded name is another.
fn values<'a>(header: &'a [u8], name: &'a str) -> impl Iterator<Item = &'a [u8]> {
    header.split(|it| *it == b';').filter_map(|pair| {
        let value = pair.trim_ascii().strip_prefix(name.as_bytes())?;
        value.trim_ascii_start().strip_prefix(b"=").map(<[u8]>::trim_ascii)
    })
}

/// The domains for which a browser takes cookies from this host: none (the host alone), the host, and those above it.
fn domains(host: &str) -> impl Iterator<Item = Option<&str>> {
    let above = std::iter::successors(Some(host), |it| it.split_once('.').map(|(_, rest)| rest));
    let is_name = !host.starts_with('[') && host.parse::<std::net::Ipv4Addr>().is_err();
    std::iter::once(None).chain(above.filter(move |it| is_name && it.contains('.')).map(Some))
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_'))
}

/// Whether a browser takes a cookie of this domain from that host.
fn covers(domain: &str, host: &str) -> bool {
    let rest = host.strip_suffix(domain);
    is_domain(domain) && rest.is_some_and(|it| it.is_empty() || it.ends_with('.'))
}

fn is_domain(domain: &str) -> bool {
    domain.contains('.')
        && domain.split('.').all(|it| !it.is_empty())
        && domain
            .bytes()
            .all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || matches!(it, b'-' | b'.'))
}

/// A cookie of Lucerna's to be set or cleared: one `Set-Cookie` header, and seldom more, that the response has to carry.
///
/// There are more where the browser has other cookies of the same name, which it is told to forget. `Debug` shows nothing of
/// the token.
///
/// ```
/// # use lucerna_core::*;
/// # async fn example(auth: Auth, session: Session<()>) -> Result<String, Error> {
/// let cookie = auth.end_session(&session.id).await?;
/// Ok(cookie.header_values().map(|it| format!("Set-Cookie: {it}\r\n")).collect())
/// # }
/// ```
#[must_use = "the browser learns of the session only if the response carries this cookie"]
pub struct SessionCookie {
    own: Zeroizing<String>,
    others: Vec<Zeroizing<String>>,
}

impl SessionCookie {
    pub(crate) fn new(header_value: String) -> Self {
        Self { own: Zeroizing::new(header_value), others: Vec::new() }
    }

    /// The same, and these headers.
    pub(crate) fn and(mut self, others: impl IntoIterator<Item = Zeroizing<String>>) -> Self {
        self.others.extend(others);
        self
    }

    /// The same, and those of another cookie.
    pub(crate) fn with(self, other: Self) -> Self {
        self.and([other.own]).and(other.others)
    }

    /// The values of all `Set-Cookie` headers, the cookie's own first.
    pub fn header_values(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.own).chain(&self.others).map(|it| &***it)
    }

    /// The value of the cookie's own `Set-Cookie` header.
    #[must_use]
    pub fn header_value(&self) -> &str {
        &self.own
    }
}

impl fmt::Debug for SessionCookie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionCookie(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::OsRandom;
    use crate::request::tests::Head;
    use proptest::prelude::*;

    const TOKEN: &str = "abcdefghijklmnopqrstuvwxyz";

    fn policy(origin: &str) -> CookiePolicy {
        with(|it| it.name = "session".to_owned(), origin).unwrap()
    }

    fn with(change: impl FnOnce(&mut CookieOptions), origin: &str) -> Result<CookiePolicy, ConfigError> {
        let mut options = CookieOptions::default();
        change(&mut options);
        CookiePolicy::new(options, &origin.parse().unwrap())
    }

    fn read(headers: &[&str]) -> Option<SessionId> {
        let headers: Vec<_> = headers.iter().map(|it| ("cookie", *it)).collect();
        policy("https://a.example").read(&Head("GET", &headers))
    }

    #[test]
    fn setting_and_clearing_differ_in_value_and_time_alone() {
        let token = SessionToken::generate(&OsRandom).unwrap();
        for (origin, name, secure) in
            [("https://a.example", "__Host-session", "; Secure"), ("http://localhost", "session", "")]
        {
            let set = policy(origin).set(&token, Some(Duration::from_secs(60)));
            let clear = policy(origin).clear();
            let rest = format!("; Path=/; HttpOnly; SameSite=Lax{secure}");
            assert_eq!(set.header_value(), format!("{name}={}; Max-Age=60{rest}", token.expose()));
            assert_eq!(clear.header_value(), format!("{name}=; Max-Age=0{rest}"));
        }
    }

    #[test]
    fn a_cookie_lives_for_four_hundred_days_at_most() {
        let token = SessionToken::generate(&OsRandom).unwrap();
        let cookie = policy("http://localhost").set(&token, Some(Duration::MAX));
        assert!(cookie.header_value().contains("Max-Age=34560000;"));
    }

    #[test]
    fn rt_187_a_session_is_named_by_exactly_one_cookie_of_exactly_that_name() {
        let ours = format!("__Host-session={TOKEN}");
        let id = SessionId::of_token(TOKEN);
        assert_eq!(read(&[&ours]), id);
        assert_eq!(read(&[&format!("a=1;  __Host-session = {TOKEN} ; b")]), id);
        assert_eq!(read(&["a=1", &ours]), id);
        for headers in [
            vec![],
            vec![""],
            vec!["__Host-session"],
            vec!["__Host-session="],
            vec!["__host-session=abcdefghijklmnopqrstuvwxyz"],
            vec!["%5F_Host-session=abcdefghijklmnopqrstuvwxyz"],
            vec!["__Host-session2=abcdefghijklmnopqrstuvwxyz"],
            vec!["session=abcdefghijklmnopqrstuvwxyz"],
            vec!["x__Host-session=abcdefghijklmnopqrstuvwxyz"],
            vec![&ours, &ours],
        ] {
            assert_eq!(read(&headers), None, "{headers:?}");
        }
        assert_eq!(read(&[&format!("{ours}; {ours}")]), None);
        assert_eq!(read(&[&format!("{ours}; __Host-session=planted")]), None);
    }

    #[test]
    fn every_attribute_can_be_chosen_and_is_cleared_as_it_was_set() {
        let all = |it: &mut CookieOptions| {
            it.path = "/app".to_owned();
            it.domain = Some("a.example".to_owned());
            it.same_site = SameSite::None;
        };
        let policy = with(all, "https://www.a.example").unwrap();
        let rest = "; Path=/app; Domain=a.example; HttpOnly; SameSite=None; Secure";
        let token = SessionToken::generate(&OsRandom).unwrap();
        let set = policy.set(&token, Some(Duration::from_secs(1)));
        assert_eq!(
            set.header_value(),
            format!("__Secure-lucerna_session={}; Max-Age=1{rest}", token.expose())
        );
        assert_eq!(policy.clear().header_value(), format!("__Secure-lucerna_session=; Max-Age=0{rest}"));
        let brief = with(|it| it.persistent = false, "https://a.example").unwrap();
        assert!(!brief.set(&token, Some(Duration::from_secs(1))).header_value().contains("Max-Age"));
        let halted = brief.named("pending").set(&token, Some(Duration::from_secs(600)));
        assert!(halted.header_value().contains("Max-Age=600"), "it ends with what it names");
    }

    #[test]
    fn what_no_browser_would_take_is_refused() {
        let refused = |change: fn(&mut CookieOptions)| with(change, "http://www.a.localhost").unwrap_err();
        assert_eq!(refused(|it| it.name = "a b".to_owned()), ConfigError::CookieName);
        assert_eq!(refused(|it| it.path = "app".to_owned()), ConfigError::CookiePath);
        assert_eq!(refused(|it| it.path = "/a;b".to_owned()), ConfigError::CookiePath);
        assert_eq!(refused(|it| it.same_site = SameSite::None), ConfigError::CookieSameSite);
        assert_eq!(refused(|it| it.domain = Some("localhost".to_owned())), ConfigError::CookieDomain);
        assert_eq!(refused(|it| it.domain = Some("b.localhost".to_owned())), ConfigError::CookieDomain);
        assert_eq!(refused(|it| it.domain = Some("ww.a.localhost".to_owned())), ConfigError::CookieDomain);
        assert_eq!(refused(|it| it.domain = Some(".a.localhost".to_owned())), ConfigError::CookieDomain);
    }

    #[test]
    fn rt_211_debug_shows_nothing_of_the_cookie() {
        assert_eq!(format!("{:?}", policy("http://localhost").clear()), "SessionCookie(…)");
    }

    proptest! {
        #[test]
        fn rt_220_no_header_can_break_the_reading(header in "\\PC*") {
            let _ = read(&[&header]);
        }
    }
}
