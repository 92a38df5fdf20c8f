//! Sessions whose token was rotated.

use crate::{Expiry, SessionCookie, SessionId, SessionToken};

/// A session whose token was rotated, after a credential was changed or the user was verified again. The old token is
/// revoked, so the response has to carry the new one.
///
/// ```
/// use lucerna_core::RenewedSession;
///
/// fn set_cookie(renewed: &RenewedSession) -> &str {
///     renewed.cookie.header_value()
/// }
/// ```
#[derive(Debug)]
#[non_exhaustive]
#[must_use = "the caller is signed out unless the response carries the new token"]
pub struct RenewedSession {
    /// The session's new id in the store.
    pub id: SessionId,
    /// The cookie for a browser.
    pub cookie: SessionCookie,
    /// The token for a caller that sends it as `Authorization: Bearer …`.
    pub token: SessionToken,
    /// The session's limits.
    pub expiry: Expiry,
}
