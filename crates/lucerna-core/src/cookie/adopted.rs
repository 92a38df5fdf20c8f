//! The session cookie of a system whose sessions were adopted.

use super::{SessionCookie, cookie_values, is_name};
use crate::token::AdoptedToken;
use crate::{ConfigError, RequestHead};

/// The session cookie that Lucia set, by its name. Only [`Auth::exchange_adopted`](crate::Auth::exchange_adopted) reads
/// it.
///
/// ```
/// use lucerna_core::AdoptedCookie;
///
/// let usual = AdoptedCookie::default();
/// assert_eq!(usual.name(), "auth_session");
/// let other = AdoptedCookie::new("shop_session")?; // Lucia's `sessionCookie.name`
/// # Ok::<(), lucerna_core::ConfigError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdoptedCookie(String);

impl AdoptedCookie {
    /// Creates the cookie with this name.
    ///
    /// # Errors
    /// [`ConfigError::CookieName`] if the name is empty or has characters other than letters, digits, `-` and `_`.
    pub fn new(name: impl Into<String>) -> Result<Self, ConfigError> {
        let name = name.into();
        if is_name(&name) { Ok(Self(name)) } else { Err(ConfigError::CookieName) }
    }

    /// Returns the name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0
    }

    /// Reads the token, if there is exactly one such cookie and its value cannot be a Lucerna token.
    pub(crate) fn read(&self, request: &impl RequestHead) -> Option<AdoptedToken> {
        AdoptedToken::parse(only_value(request, &self.0)?)
    }

    /// Returns the header that removes this cookie. Its attributes are those that Lucia set.
    pub(crate) fn clear(&self, secure: bool) -> SessionCookie {
        let (Self(name), secure) = (self, if secure { "; Secure" } else { "" });
        SessionCookie::new(format!("{name}=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax{secure}"))
    }
}

/// Lucia's default name, `auth_session`.
impl Default for AdoptedCookie {
    fn default() -> Self {
        Self("auth_session".to_owned())
    }
}

/// Returns the value of the cookie with this name, if there is exactly one.
fn only_value<'a>(request: &'a impl RequestHead, name: &'a str) -> Option<&'a [u8]> {
    let mut found = cookie_values(request, name);
    found.next().filter(|_| found.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::tests::StaticHead;

    const TOKEN: &str = "geqgl9ob16k9proo361ln2vwuethpp0qlz5ibvle";

    fn reads(cookie: &str) -> bool {
        AdoptedCookie::default().read(&StaticHead("GET", &[("cookie", cookie)])).is_some()
    }

    #[test]
    fn one_cookie_of_the_name_is_read_unless_it_holds_a_lucerna_token() {
        let old = format!("auth_session={TOKEN}");
        assert!(reads(&old) && reads(&format!("a=1; {old}; b=2")));
        for cookie in ["", "auth_session=", "auth_session", &format!("{old}; {old}"), &format!("x{old}")] {
            assert!(!reads(cookie), "{cookie}");
        }
        assert!(!reads(&format!("{old}; auth_session=planted")));
        assert!(!reads(&format!("auth_session={}", "A".repeat(43))));
    }

    #[test]
    fn clearing_uses_the_attributes_that_lucia_set() {
        let rest = "auth_session=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax";
        let cookie = AdoptedCookie::default();
        assert_eq!(cookie.clear(false).header_value(), rest);
        assert_eq!(cookie.clear(true).header_value(), format!("{rest}; Secure"));
    }

    #[test]
    fn an_invalid_cookie_name_is_refused() {
        for name in ["", "a b", "a=b", "a;b", "a\r\n"] {
            assert_eq!(AdoptedCookie::new(name), Err(ConfigError::CookieName), "{name}");
        }
        assert_eq!(AdoptedCookie::new("auth_session"), Ok(AdoptedCookie::default()));
    }
}
