//! The session cookie of the system whose sessions were adopted.

use super::{SessionCookie, all, is_name};
use crate::token::AdoptedToken;
use crate::{ConfigError, RequestHead};

/// The session cookie that Lucia set, by its name. It is read by [`Auth::exchange_adopted`](crate::Auth::exchange_adopted)
/// and by nothing else.
///
/// ```
/// use lucerna_core::AdoptedCookie;
///
/// let usual = AdoptedCookie::default();
/// assert_eq!(usual.name(), "auth_session");
/// let other = AdoptedCookie::new("shop_session")?; // what `sessionCookie.name` was
/// # Ok::<(), lucerna_core::ConfigError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdoptedCookie(String);

impl AdoptedCookie {
    /// The cookie of this name.
    ///
    /// # Errors
    /// [`ConfigError::CookieName`] if the name is empty, or has other characters than letters, digits, `-` and `_`.
    pub fn new(name: impl Into<String>) -> Result<Self, ConfigError> {
        let name = name.into();
        if is_name(&name) { Ok(Self(name)) } else { Err(ConfigError::CookieName) }
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0
    }

    /// The token in it, if there is exactly one such cookie and its value is no token that we could have made.
    pub(crate) fn read(&self, request: &impl RequestHead) -> Option<AdoptedToken> {
        AdoptedToken::parse(the_only(request, &self.0)?)
    }

    /// The cookie that makes the browser forget this one. The attributes are Lucia's.
    pub(crate) fn clear(&self, secure: bool) -> SessionCookie {
        let (Self(name), secure) = (self, if secure { "; Secure" } else { "" });
        SessionCookie::new(format!("{name}=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax{secure}"))
    }
}

/// The name that Lucia gives it unless it is told another.
impl Default for AdoptedCookie {
    fn default() -> Self {
        Self("auth_session".to_owned())
    }
}

/// The value of the cookie of this name, if there is exactly one.
fn the_only<'a>(request: &'a impl RequestHead, name: &'a str) -> Option<&'a [u8]> {
    let mut found = all(request, name);
    found.next().filter(|_| found.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::tests::Head;

    const TOKEN: &str = "geqgl9ob16k9proo361ln2vwuethpp0qlz5ibvle";

    fn reads(cookie: &str) -> bool {
        AdoptedCookie::default().read(&Head("GET", &[("cookie", cookie)])).is_some()
    }

    #[test]
    fn exactly_one_cookie_of_the_name_counts_and_none_with_a_token_of_ours() {
        let old = format!("auth_session={TOKEN}");
        assert!(reads(&old) && reads(&format!("a=1; {old}; b=2")));
        for cookie in ["", "auth_session=", "auth_session", &format!("{old}; {old}"), &format!("x{old}")] {
            assert!(!reads(cookie), "{cookie}");
        }
        assert!(!reads(&format!("{old}; auth_session=planted")));
        assert!(!reads(&format!("auth_session={}", "A".repeat(43))));
    }

    #[test]
    fn it_is_cleared_with_the_attributes_that_lucia_set() {
        let rest = "auth_session=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax";
        let cookie = AdoptedCookie::default();
        assert_eq!(cookie.clear(false).header_value(), rest);
        assert_eq!(cookie.clear(true).header_value(), format!("{rest}; Secure"));
    }

    #[test]
    fn a_name_that_no_cookie_can_have_is_refused() {
        for name in ["", "a b", "a=b", "a;b", "a\r\n"] {
            assert_eq!(AdoptedCookie::new(name), Err(ConfigError::CookieName), "{name}");
        }
        assert_eq!(AdoptedCookie::new("auth_session"), Ok(AdoptedCookie::default()));
    }
}
