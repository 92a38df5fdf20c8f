//! Cookies of features.

use super::{Candidates, CookiePolicy, SessionCookie, cookie_values};
use crate::{RequestHead, Secret, SecretHash};
use std::time::Duration;

/// A cookie of a feature, which binds a code or a link to the browser that asked for it.
///
/// Its value is a [`Secret`], and a record keeps only the hash. The cookie has the attributes of the session's: `HttpOnly`,
/// `Secure` and `__Host-` on `https`. It is never `Strict`, since visitors return with it from another site. Get one
/// from [`Services::cookie`](crate::Services::cookie).
///
/// ```
/// # use lucerna_core::*;
/// # use std::time::Duration;
/// fn ask(services: &Services) -> Result<(SessionCookie, SecretHash), RandomError> {
///     let (secret, browser) = services.new_secret()?;
///     Ok((services.cookie("mail").set(&secret, Duration::from_secs(600)), browser))
/// }
///
/// fn is_same_browser(services: &Services, request: &impl RequestHead, browser: SecretHash) -> bool {
///     services.cookie("mail").hashes(request).contains(&browser)
/// }
/// ```
#[derive(Clone, Debug)]
pub struct FeatureCookie(CookiePolicy);

impl FeatureCookie {
    /// The purposes of cookies of this crate.
    const RESERVED: [&str; 3] = ["device", "pending", "state"];

    pub(crate) fn new(session: &CookiePolicy, purpose: &'static str) -> Self {
        assert!(
            is_purpose(purpose),
            "a cookie's purpose has 1 to 32 of a to z, 0 to 9 and _, and a letter first"
        );
        assert!(!Self::RESERVED.contains(&purpose), "the cookie's purpose is one of Lucerna's own");
        Self(session.for_purpose(purpose))
    }

    /// Returns the full name, prefix included.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.name()
    }

    /// Returns the cookie with this secret. The browser forgets it after `life`, at most 400 days.
    pub fn set(&self, secret: &Secret, life: Duration) -> SessionCookie {
        self.0.set(secret.as_token(), Some(life))
    }

    /// Returns the hashes of the secrets that the request's cookies have, which is usually one. A browser may send several
    /// cookies of one name, and at most four are read. A request with more is an attack, and all of them are ignored.
    #[must_use]
    pub fn hashes(&self, request: &impl RequestHead) -> Vec<SecretHash> {
        let values: Vec<_> = cookie_values(request, self.name()).take(Candidates::MOST + 1).collect();
        if values.len() > Candidates::MOST {
            return Vec::new();
        }
        let mut hashes: Vec<_> =
            values.iter().filter_map(|it| SecretHash::of(str::from_utf8(it).ok()?)).collect();
        hashes.sort_unstable();
        hashes.dedup();
        hashes
    }

    /// Returns the cookie that removes it from the browser.
    pub fn clear(&self) -> SessionCookie {
        self.0.clear()
    }
}

/// Returns true for a purpose that ends no other cookie's name: it begins with a letter, since a port may end one too.
fn is_purpose(text: &str) -> bool {
    let rest = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'_';
    text.len() <= 32 && text.starts_with(|it: char| it.is_ascii_lowercase()) && text.bytes().all(rest)
}
