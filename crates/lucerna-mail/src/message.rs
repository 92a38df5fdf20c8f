//! A message as data, which the texts of an application render.

use crate::notice::Notice;
use lucerna_core::Timestamp;
use std::fmt;
use zeroize::Zeroizing;

/// A message to one address, as data for the texts of an application. `Debug` redacts links and codes.
///
/// ```
/// use lucerna_mail::{Content, Message};
///
/// fn is_notice(message: &Message) -> bool {
///     matches!(message.content, Content::AddressChanged { .. })
/// }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct Message {
    /// The only recipient: the canonical address.
    pub to: String,
    /// The language tag of the request, such as `de`. Empty if it is unknown.
    pub language: String,
    /// The user agent of the request, or of the event of a notice. The client chose the text.
    pub device: Option<String>,
    /// The time of the request, or of the event of a notice.
    pub asked: Timestamp,
    /// The content.
    pub content: Content,
}

/// The content of a message.
///
/// ```
/// use lucerna_mail::Content;
///
/// fn link(content: &Content) -> Option<&str> {
///     match content {
///         Content::Verify(ways) | Content::Reset(ways) | Content::SignIn(ways) => Some(&ways.link.url),
///         Content::Address { ways, .. } => Some(&ways.link.url),
///         Content::AddressChanged { undo, .. } => Some(&undo.url),
///         Content::Notice { report: Some(report), .. } => Some(&report.url),
///         _ => None,
///     }
/// }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum Content {
    /// To verify the address of a new account.
    Verify(Ways),
    /// To tell the owner of a verified address that a sign-up with it was tried.
    AlreadyRegistered {
        /// The address of the page to sign in.
        sign_in: String,
    },
    /// To choose a new password.
    Reset(Ways),
    /// To sign in.
    SignIn(Ways),
    /// To confirm a new address of an account.
    Address {
        /// The link and the code.
        ways: Ways,
        /// The address that is replaced.
        old: Option<String>,
    },
    /// To tell the owner of an address that another user wants to add it.
    AddressTaken,
    /// A notice to the old address: it was replaced, or removed.
    AddressChanged {
        /// The new address, unless the old one was removed.
        new: Option<String>,
        /// The link that undoes it.
        undo: Link,
    },
    /// A notice to every verified address: the account was changed, or a new device signed in.
    Notice {
        /// The change or the sign-in.
        notice: Notice,
        /// The provider of the key concerned, such as `email`.
        provider: Option<String>,
        /// The link to report it. An address that was removed gets none.
        report: Option<Link>,
    },
}

/// The two ways to answer a message: a link to click and a code to type.
///
/// ```
/// fn lives_longer(ways: &lucerna_mail::Ways) -> &str {
///     if ways.code.until < ways.link.until { "the link" } else { "the code" }
/// }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct Ways {
    /// The link.
    pub link: Link,
    /// The code of eight digits, to be typed in the browser that asked.
    pub code: Code,
}

/// A link with a secret. `Debug` redacts it.
///
/// ```
/// fn sentence(link: &lucerna_mail::Link) -> String {
///     format!("Open {} before {}", link.url.as_str(), link.until)
/// }
/// ```
#[non_exhaustive]
pub struct Link {
    /// The address of the page, with the secret.
    pub url: Zeroizing<String>,
    /// The last moment at which it works.
    pub until: Timestamp,
}

/// A code with its expiry. `Debug` redacts it.
///
/// ```
/// fn sentence(code: &lucerna_mail::Code) -> String {
///     format!("Type {} before {}", code.digits.as_str(), code.until)
/// }
/// ```
#[non_exhaustive]
pub struct Code {
    /// The eight digits.
    pub digits: Zeroizing<String>,
    /// The last moment at which it works.
    pub until: Timestamp,
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Link").field("until", &self.until).finish_non_exhaustive()
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Code").field("until", &self.until).finish_non_exhaustive()
    }
}
