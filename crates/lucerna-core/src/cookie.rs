//! The session cookie: text in, text out.

use crate::{Origin, RequestHead, SessionId, SessionToken};
use std::fmt;
use std::time::Duration;
use zeroize::Zeroizing;

/// No browser keeps a cookie for longer (RFC 6265bis §5.5).
const LONGEST: Duration = Duration::from_secs(400 * 24 * 60 * 60);

/// How the session cookie is named and set.
///
/// On an `https` origin the cookie is `__Host-<name>` with `Secure`, so that no sibling domain can plant one (ASVS
/// 5.0 3.3.1 to 3.3.4). It is always `HttpOnly`, `SameSite=Lax` and `Path=/`. `Lax` and not `Strict`, so that a
/// visitor who follows a link from elsewhere is not shown the sign-in page; what changes something is guarded by
/// the [origin check](Origin::check).
#[derive(Clone, Debug)]
pub struct CookiePolicy {
    name: String,
    attributes: &'static str,
}

impl CookiePolicy {
    pub(crate) fn new(name: &str, origin: &Origin) -> Self {
        if origin.is_secure() {
            Self { name: format!("__Host-{name}"), attributes: "; Path=/; HttpOnly; SameSite=Lax; Secure" }
        } else {
            Self { name: name.to_owned(), attributes: "; Path=/; HttpOnly; SameSite=Lax" }
        }
    }

    /// The cookie's full name, prefix included.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The session that the request's cookie names. There is none without the cookie, with a value that can be no
    /// token, and with two such cookies: one of them might have been planted (`SECURITY.md`, row 187).
    #[must_use]
    pub fn read(&self, request: &impl RequestHead) -> Option<SessionId> {
        let mut values = request.headers("cookie").flat_map(|it| self.values(it));
        let token = values.next()?;
        if values.next().is_some() {
            return None;
        }
        SessionId::of_token(std::str::from_utf8(token).ok()?)
    }

    /// The cookie that carries this token. It lives as long as the session possibly can: the browser forgets it
    /// then, but it is the store that says how long the session lasts.
    pub fn set(&self, token: &SessionToken, max_age: Duration) -> SessionCookie {
        self.cookie(token.expose(), max_age.min(LONGEST))
    }

    /// The cookie that makes the browser forget the session's: the same attributes, no value, no time left.
    pub fn clear(&self) -> SessionCookie {
        self.cookie("", Duration::ZERO)
    }

    fn cookie(&self, value: &str, max_age: Duration) -> SessionCookie {
        let Self { name, attributes } = self;
        SessionCookie(Zeroizing::new(format!("{name}={value}; Max-Age={}{attributes}", max_age.as_secs())))
    }

    /// The values of our cookie in one header. Names are compared as sent: a percent-encoded name is another name.
    fn values<'a>(&'a self, header: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
        header.split(|it| *it == b';').filter_map(|pair| {
            let value = pair.trim_ascii().strip_prefix(self.name.as_bytes())?;
            value.trim_ascii_start().strip_prefix(b"=").map(<[u8]>::trim_ascii)
        })
    }
}

/// The session cookie to be set or cleared: a `Set-Cookie` header that the response has to carry.
///
/// Its `Debug` shows nothing of the token.
#[must_use = "the browser learns of the session only if the response carries this cookie"]
pub struct SessionCookie(Zeroizing<String>);

impl SessionCookie {
    /// The value of the `Set-Cookie` header.
    #[must_use]
    pub fn header_value(&self) -> &str {
        &self.0
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
        CookiePolicy::new("session", &origin.parse().unwrap())
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
            let set = policy(origin).set(&token, Duration::from_secs(60));
            let clear = policy(origin).clear();
            let rest = format!("; Path=/; HttpOnly; SameSite=Lax{secure}");
            assert_eq!(set.header_value(), format!("{name}={}; Max-Age=60{rest}", token.expose()));
            assert_eq!(clear.header_value(), format!("{name}=; Max-Age=0{rest}"));
        }
    }

    #[test]
    fn a_cookie_lives_for_four_hundred_days_at_most() {
        let token = SessionToken::generate(&OsRandom).unwrap();
        let cookie = policy("http://localhost").set(&token, Duration::MAX);
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
