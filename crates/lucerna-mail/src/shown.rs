//! Links and codes as callers show them, and the results.

use crate::Purpose;
use lucerna_core::{Key, RenewedSession, SessionCookie, Verified};
use std::fmt;

/// The method of a visitor who followed the link of a message.
///
/// ```
/// assert_eq!(lucerna_mail::EMAIL_LINK.name(), "email_link");
/// ```
pub const EMAIL_LINK: lucerna_core::Method = lucerna_core::Method::new("email_link");

/// The method of a visitor who typed the code of a message.
///
/// ```
/// assert_eq!(lucerna_mail::EMAIL_CODE.name(), "email_code");
/// ```
pub const EMAIL_CODE: lucerna_core::Method = lucerna_core::Method::new("email_code");

/// The link or the code of a message, as the visitor shows it. `Debug` redacts it.
///
/// ```
/// use lucerna_mail::Shown;
///
/// let shown = Shown::Code { address: "alice@example.com", code: "1234 5678" };
/// assert_eq!(format!("{shown:?}"), "Code");
/// ```
#[derive(Clone, Copy)]
#[expect(clippy::exhaustive_enums, reason = "a message has these two")]
pub enum Shown<'a> {
    /// The query field `link` of the page that the link opened.
    Link(&'a str),
    /// The code, typed in the browser that asked. The browser sends the cookie of [`Asked`].
    Code {
        /// The address that was asked for.
        address: &'a str,
        /// The digits, also with spaces or hyphens.
        code: &'a str,
    },
}

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Link(_) => "Link",
            Self::Code { .. } => "Code",
        })
    }
}

/// The answer to a request for a message. It is the same for every address.
///
/// ```
/// # use lucerna_mail::Asked;
/// fn header(asked: &Asked) -> &str {
///     asked.cookie.header_value()
/// }
/// ```
#[derive(Debug)]
#[must_use = "without the cookie the code cannot be typed"]
#[non_exhaustive]
pub struct Asked {
    /// The cookie of the browser that asked. Send it: the code is only accepted with it.
    pub cookie: SessionCookie,
}

/// A link that still works, for the page that it opens.
///
/// ```
/// # use lucerna_mail::OpenLink;
/// fn line(link: &OpenLink) -> String {
///     format!("Sign in as {}", link.address)
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OpenLink {
    /// The purpose of the link.
    pub purpose: Purpose,
    /// The address to which it was sent.
    pub address: String,
}

/// A redeemed link or code.
///
/// ```
/// # use lucerna_mail::Redeemed;
/// fn next_page(redeemed: &Redeemed) -> &'static str {
///     if redeemed.dropped { "/account/password" } else { "/" }
/// }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct Redeemed {
    /// The proof for a session. It asks for a second factor as every proof.
    pub verified: Verified,
    /// The address whose mailbox was proven.
    pub address: String,
    /// True if this was the first proof of the mailbox, and everything unproven was dropped: the password, other keys and
    /// all sessions. Ask for a new password.
    pub dropped: bool,
}

/// A report: the account is secured, and a message to choose a new password is on its way.
///
/// ```
/// # use lucerna_mail::Reported;
/// fn sentence(reported: &Reported) -> String {
///     format!("All devices are signed out. Choose a new password with the message to {}.", reported.address)
/// }
/// ```
#[derive(Debug)]
#[must_use = "without the cookie the code cannot be typed"]
#[non_exhaustive]
pub struct Reported {
    /// The address to which the message goes.
    pub address: String,
    /// The cookie of the browser. Send it: the code of the message is only accepted with it.
    pub cookie: SessionCookie,
}

/// A confirmed address.
///
/// ```
/// # use lucerna_mail::Confirmed;
/// fn line(confirmed: &Confirmed) -> String {
///     format!("{} is now your address", confirmed.key.id.subject())
/// }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct Confirmed {
    /// The key of the new address.
    pub key: Key,
    /// The old address, if it was replaced.
    pub old: Option<String>,
    /// The current session with its new token, if the old key was deleted. Send its cookie. If the key was renamed together with an
    /// attribute, the session keeps its token, and this is `None`.
    pub renewed: Option<RenewedSession>,
}
