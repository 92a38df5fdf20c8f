//! A session that goes on under a new token.

use crate::{Expiry, SessionCookie, SessionId, SessionToken};

/// A session that goes on under a new token, after a credential was changed or the user was verified again. The old token is
/// dead, and the answer has to carry the new one.
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
#[must_use = "the caller is signed out unless the answer carries the new token"]
pub struct RenewedSession {
    /// The new name of the session in the store.
    pub id: SessionId,
    /// The cookie, for a browser.
    pub cookie: SessionCookie,
    /// The token, for a caller that sends it as `Authorization: Bearer …`.
    pub token: SessionToken,
    /// Until when the session lasts.
    pub expiry: Expiry,
}
