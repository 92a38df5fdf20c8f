//! The session cookie: parsing and formatting.

use crate::{ConfigError, Origin, RequestHead, SessionId, SessionToken};
use std::fmt;
use std::time::Duration;
use zeroize::Zeroizing;

mod adopted;
pub use adopted::AdoptedCookie;

mod feature;
pub use feature::FeatureCookie;

/// The longest lifetime that browsers allow for a cookie (RFC 6265bis §5.5).
pub(crate) const LONGEST: Duration = Duration::from_secs(400 * 24 * 60 * 60);

/// Options of the session cookie. Each field has a default.
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
    /// The name, without the prefix that an `https` origin adds. Default: `lucerna_session`.
    pub name: String,
    /// The path under which browsers send the cookie. Default: `/`. Any other path gives up the prefix `__Host-`.
    pub path: String,
    /// The domain to whose hosts browsers send the cookie. Default: none, which means only the host that set it. A
    /// domain gives up the prefix `__Host-`, and every host under it can set a cookie of this name.
    pub domain: Option<String>,
    /// The rule for requests that come from other sites. Default: [`SameSite::Lax`].
    pub same_site: SameSite,
    /// True if the cookie outlives the browser. Its `Max-Age` then lasts until the session's absolute limit. Default:
    /// true.
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

/// The rule by which browsers send a cookie with requests from other sites (RFC 6265bis §5.6.7).
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
    /// Never sent. A visitor who follows a link from another site looks signed out on the first page.
    Strict,
    /// Sent with links that the visitor follows, but not with forms, frames or scripts.
    Lax,
    /// Always sent. Use it only for pages embedded in other sites, and only with `https`.
    None,
}

/// The name and attributes of the session cookie.
///
/// On an `https` origin the cookie is `__Host-<name>` with `Secure`, so that a sibling domain cannot plant one (ASVS
/// 5.0 3.3.1 to 3.3.4). It is always `HttpOnly`, and by default `SameSite=Lax` and `Path=/`. The default is `Lax`
/// rather than `Strict`, so that a visitor who follows a link from another site stays signed in. The [origin
/// check](crate::OriginPolicy::check) protects unsafe requests.
///
/// ```
/// # use lucerna_core::*;
/// # fn example(auth: Auth, request: impl RequestHead) {
/// let cookie = auth.cookie_policy();
/// assert_eq!(cookie.name(), "__Host-lucerna_session");
/// if cookie.read(&request).is_some() {
///     println!("there is a cookie, but only the store knows if its session exists");
/// }
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct CookiePolicy {
    name: String,
    attributes: String,
    persistent: bool,
    /// The attributes of other cookies with this name, which setting this one does not overwrite.
    duplicates: Vec<String>,
}

/// The sessions that the cookies of a request may name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Candidates {
    first: Option<SessionId>,
    others: Vec<SessionId>,
    cookies: usize,
}

impl Candidates {
    /// The most cookies of one name. A request with more is an attack, and all of them are ignored.
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
    pub(crate) fn has_duplicates(&self) -> bool {
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
        // Ports of one host share their cookies, so two programs on one machine need different names.
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
        let mut duplicates = Vec::new();
        if prefix != "__Host-" {
            for domain in domains(origin.host()) {
                duplicates.extend(["/", &*path].map(|path| attributes(path, domain)));
            }
            duplicates.sort_unstable();
            duplicates.dedup();
            duplicates.retain(|it| *it != own);
        }
        Ok(Self { name: format!("{prefix}{name}{port}"), attributes: own, persistent, duplicates })
    }

    /// Returns the cookie's full name, prefix included.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Reads the session's id from the request's cookie. Returns `None` without the cookie, with an invalid value, or
    /// with several such cookies. [`Auth::authenticate`](crate::Auth::authenticate) does more: of several it takes the
    /// one with a live session.
    #[must_use]
    pub fn read(&self, request: &impl RequestHead) -> Option<SessionId> {
        let found = self.read_all(request);
        found.first.filter(|_| !found.has_duplicates())
    }

    /// Reads the ids from all cookies of this name, which is usually one. A browser sends several if the cookie's
    /// domain or path changed, or if a sibling host planted one (`SECURITY.md`, row 187). A session is used only if no
    /// other of them is live.
    pub(crate) fn read_all(&self, request: &impl RequestHead) -> Candidates {
        let mut found = Candidates::default();
        cookie_values(request, &self.name).for_each(|it| found.push(it));
        found
    }

    /// Returns headers that remove duplicate cookies of this name. They cover the host and its parent domains, with `/`
    /// and with this cookie's path.
    pub(crate) fn clear_duplicates(&self) -> Vec<Zeroizing<String>> {
        let Self { name, duplicates, .. } = self;
        duplicates.iter().map(|it| Zeroizing::new(format!("{name}=; Max-Age=0{it}"))).collect()
    }

    /// Returns true if the request has a cookie of this name, with any value.
    pub(crate) fn is_sent(&self, request: &impl RequestHead) -> bool {
        cookie_values(request, &self.name).next().is_some()
    }

    /// Returns the cookie with this token. A `max_age` tells the browser when to forget it. The store alone decides
    /// when the session expires.
    pub(crate) fn set(&self, token: &SessionToken, max_age: Option<Duration>) -> SessionCookie {
        self.cookie(token.expose(), max_age.filter(|_| self.persistent).map(|it| it.min(LONGEST)))
    }

    /// Returns the request's own cookie of this session, with a new lifetime. Returns `None` if the cookie has no lifetime,
    /// or if the request does not have it.
    pub(crate) fn set_again(
        &self,
        request: &impl RequestHead,
        id: &SessionId,
        left: Duration,
    ) -> Option<SessionCookie> {
        let token = cookie_values(request, &self.name).find(|it| SessionId::of_bytes(it) == Some(*id))?;
        let token = std::str::from_utf8(token).ok().filter(|_| self.persistent)?;
        Some(self.cookie(token, Some(left.min(LONGEST))))
    }

    /// Returns the cookie that removes the session's: same attributes, no value, no lifetime.
    pub(crate) fn clear(&self) -> SessionCookie {
        self.cookie("", Some(Duration::ZERO))
    }

    fn cookie(&self, value: &str, max_age: Option<Duration>) -> SessionCookie {
        let Self { name, attributes, .. } = self;
        let max_age = max_age.map(|it| format!("; Max-Age={}", it.as_secs())).unwrap_or_default();
        SessionCookie::new(format!("{name}={value}{max_age}{attributes}"))
    }

    /// Returns the values of all cookies of this name.
    pub(crate) fn values<'a>(&'a self, request: &'a impl RequestHead) -> impl Iterator<Item = &'a [u8]> {
        cookie_values(request, &self.name)
    }

    /// Returns the header of a cookie with this value.
    pub(crate) fn header_with(&self, value: &str, max_age: Duration) -> Zeroizing<String> {
        self.cookie(value, Some(max_age.min(LONGEST))).own
    }

    /// Returns the policy of a cookie for another purpose, with the purpose as a suffix of the name. It is never
    /// `Strict`, since visitors return with it from another site.
    pub(crate) fn for_purpose(&self, purpose: &str) -> Self {
        let name = format!("{}_{purpose}", self.name);
        let attributes = self.attributes.replace("SameSite=Strict", "SameSite=Lax");
        Self { name, attributes, persistent: true, duplicates: Vec::new() }
    }
}

/// Returns the values of all cookies with this name.
fn cookie_values<'a>(request: &'a impl RequestHead, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
    request.headers("cookie").flat_map(move |it| header_values(it, name))
}

/// Returns the values of the cookies with this name in one header. Names are compared as sent, so a percent-encoded
/// name differs.
fn header_values<'a>(header: &'a [u8], name: &'a str) -> impl Iterator<Item = &'a [u8]> {
    header.split(|it| *it == b';').filter_map(|pair| {
        let value = pair.trim_ascii().strip_prefix(name.as_bytes())?;
        value.trim_ascii_start().strip_prefix(b"=").map(<[u8]>::trim_ascii)
    })
}

/// Returns the domains that a browser accepts from this host: none (the host alone), the host, and its parents.
fn domains(host: &str) -> impl Iterator<Item = Option<&str>> {
    let above = std::iter::successors(Some(host), |it| it.split_once('.').map(|(_, rest)| rest));
    let is_name = !host.starts_with('[') && host.parse::<std::net::Ipv4Addr>().is_err();
    std::iter::once(None).chain(above.filter(move |it| is_name && it.contains('.')).map(Some))
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_'))
}

/// Returns true if a browser accepts a cookie of this domain from that host.
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

/// A cookie to set or remove, as the `Set-Cookie` headers that the response has to carry.
///
/// The first header is the session's. Others may follow: a sign-in also sets the cookie of a [known
/// device](crate::Auth::start_session), and duplicate cookies are removed. So send all of them. `Debug` is redacted.
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

    /// Returns the cookie with additional headers.
    pub(crate) fn and(mut self, others: impl IntoIterator<Item = Zeroizing<String>>) -> Self {
        self.others.extend(others);
        self
    }

    /// Returns the cookie with the headers of another one.
    pub(crate) fn with(self, other: Self) -> Self {
        self.and([other.own]).and(other.others)
    }

    /// Iterates over the values of all `Set-Cookie` headers, with the cookie's own first.
    pub fn header_values(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.own).chain(&self.others).map(|it| &***it)
    }

    /// Returns the value of the cookie's own `Set-Cookie` header.
    #[must_use]
    pub fn header_value(&self) -> &str {
        &self.own
    }

    /// Returns the id of the session that the cookie carries, and `None` for a cookie that removes one. A feature keeps rows
    /// about the new session under it.
    ///
    /// ```
    /// # use lucerna_core::*;
    /// # async fn example(auth: Auth, verified: Verified, proof: SameOrigin) -> Result<(), StartSessionError> {
    /// let cookie = auth.start_session(verified, proof).await?;
    /// println!("started {:?}", cookie.session_id());
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn session_id(&self) -> Option<SessionId> {
        let (_, value) = self.own.split_once('=')?;
        SessionId::of_token(value.split(';').next()?)
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
    use crate::request::tests::{RawHead, StaticHead, almost_tokens};
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
        policy("https://a.example").read(&StaticHead("GET", &headers))
    }

    #[test]
    fn set_and_clear_differ_only_in_value_and_max_age() {
        let token = SessionToken::generate(&OsRandom).unwrap();
        for (origin, name, secure) in
            [("https://a.example", "__Host-session", "; Secure"), ("http://localhost", "session", "")]
        {
            let set = policy(origin).set(&token, Some(Duration::from_secs(60)));
            let clear = policy(origin).clear();
            let rest = format!("; Path=/; HttpOnly; SameSite=Lax{secure}");
            assert_eq!(set.header_value(), format!("{name}={}; Max-Age=60{rest}", token.expose()));
            assert_eq!(clear.header_value(), format!("{name}=; Max-Age=0{rest}"));
            assert_eq!((set.session_id(), clear.session_id()), (Some(token.id()), None));
        }
    }

    #[test]
    fn a_cookie_lives_for_four_hundred_days_at_most() {
        let token = SessionToken::generate(&OsRandom).unwrap();
        let cookie = policy("http://localhost").set(&token, Some(Duration::MAX));
        assert!(cookie.header_value().contains("Max-Age=34560000;"));
    }

    #[test]
    fn rt_187_a_session_needs_exactly_one_cookie_of_the_exact_name() {
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
    fn every_attribute_can_be_configured_and_is_the_same_when_cleared() {
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
        let halted = brief.for_purpose("pending").set(&token, Some(Duration::from_secs(600)));
        assert!(halted.header_value().contains("Max-Age=600"), "it expires with the halted sign-in");
    }

    #[test]
    fn options_that_browsers_reject_are_refused() {
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

    /// Returns headers with cookies of our name, and of similar names.
    fn cookie_headers() -> impl Strategy<Value = Vec<Vec<u8>>> {
        const NAMES: &[&str] =
            &["__Host-session", "__Host-session", "__Host-session ", "__Host-session2", "session", ""];
        let pair =
            (prop::sample::select(NAMES), prop::sample::select(&["=", "=", " = ", ""][..]), almost_tokens());
        let pair = pair.prop_map(|(name, is, value)| [name.as_bytes(), is.as_bytes(), &value].concat());
        let header = prop::collection::vec(pair, 0..4).prop_map(|it| it.join(&b"; "[..]));
        prop::collection::vec(header, 0..3)
    }

    /// Reads the cookies of our name in another way.
    fn tokens_of(headers: &[Vec<u8>]) -> Vec<SessionId> {
        let pairs = headers.iter().flat_map(|it| it.split(|byte| *byte == b';'));
        let pairs = pairs.filter_map(|it| it.iter().position(|byte| *byte == b'=').map(|at| it.split_at(at)));
        let ours = pairs.filter(|(name, _)| name.trim_ascii() == b"__Host-session");
        let values: Vec<_> = ours.map(|(_, value)| value[1..].trim_ascii()).collect();
        let mut ids = Vec::new();
        for id in values.iter().filter_map(|it| SessionId::of_token(str::from_utf8(it).ok()?)) {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        if values.len() > Candidates::MOST { Vec::new() } else { ids }
    }

    proptest! {
        #[test]
        fn rt_220_no_header_makes_the_parser_panic(headers in cookie_headers()) {
            let found = policy("https://a.example").read_all(&RawHead("cookie", &headers));
            prop_assert_eq!(found.iter().copied().collect::<Vec<_>>(), tokens_of(&headers));
        }
    }
}
