//! What a message says, as data. The texts of an application render it.

use lucerna_core::Timestamp;
use std::fmt;
use zeroize::Zeroizing;

/// A message to one address, as data for the texts of an application. `Debug` redacts links and codes.
#[derive(Debug)]
#[non_exhaustive]
pub struct Message {
    /// The only recipient: the canonical address.
    pub to: String,
    /// The language tag of the request, such as `de`. Empty if it is unknown.
    pub language: String,
    /// The user agent of the request.
    pub device: Option<String>,
    /// The time of the request.
    pub asked: Timestamp,
    /// What the message is about.
    pub content: Content,
}

/// What a message is about.
#[derive(Debug)]
#[non_exhaustive]
pub enum Content {
    /// To verify the address of a new account.
    Verify(Ways),
    /// Somebody asked to verify an address that has a verified account.
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
    /// Somebody asked to add an address that another account uses.
    AddressTaken,
    /// A notice to the old address: it was replaced.
    AddressChanged {
        /// The new address.
        new: String,
        /// The link that undoes the change.
        undo: Link,
    },
}

/// The two ways to answer a message: a link to click and a code to type.
#[derive(Debug)]
#[non_exhaustive]
pub struct Ways {
    /// The link.
    pub link: Link,
    /// The code of eight digits, to be typed in the browser that asked.
    pub code: Code,
}

/// A link with a secret. `Debug` redacts it.
#[non_exhaustive]
pub struct Link {
    /// The address of the page, with the secret.
    pub url: Zeroizing<String>,
    /// The last moment at which it works.
    pub until: Timestamp,
}

/// A code with its expiry. `Debug` redacts it.
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
