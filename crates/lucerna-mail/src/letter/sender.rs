//! The sender of letters: an address, and the name of the application.

use crate::address::is_address;
use std::fmt;
use std::str::FromStr;

/// The longest name in bytes.
const LONGEST_NAME: usize = 128;

/// The sender of letters: `Acme <no-reply@acme.example>`, or the address alone. The name is the application's in the texts.
///
/// ```
/// use lucerna_mail::Sender;
///
/// let sender: Sender = "Acme <no-reply@acme.example>".parse()?;
/// assert_eq!((sender.name(), sender.address()), ("Acme", "no-reply@acme.example"));
/// assert_eq!("no-reply@acme.example".parse::<Sender>()?.name(), "acme.example");
/// # Ok::<(), lucerna_mail::InvalidSender>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender {
    name: Option<String>,
    address: String,
}

impl Sender {
    /// Returns the name of the application. It is the domain of the address if no other was given.
    #[must_use]
    pub fn name(&self) -> &str {
        let domain = || self.address.rsplit_once('@').map_or("", |(_, it)| it);
        self.name.as_deref().unwrap_or_else(domain)
    }

    /// Returns the address.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    #[cfg(feature = "smtp")]
    pub(crate) fn given_name(&self) -> Option<&str> {
        self.name.as_deref()
    }
}

impl FromStr for Sender {
    type Err = InvalidSender;

    fn from_str(text: &str) -> Result<Self, InvalidSender> {
        let (name, address) = match text.trim().strip_suffix('>').and_then(|it| it.rsplit_once('<')) {
            Some((name, address)) => (name.trim().trim_matches('"'), address),
            None => ("", text.trim()),
        };
        let is_name =
            name.len() <= LONGEST_NAME && !name.contains(|it: char| it.is_control() || "<>".contains(it));
        if !is_name || !is_address(address) {
            return Err(InvalidSender(text.to_owned()));
        }
        let name = (!name.is_empty()).then(|| name.to_owned());
        Ok(Self { name, address: address.to_owned() })
    }
}

/// The error of parsing a [`Sender`].
///
/// ```
/// use lucerna_mail::Sender;
///
/// let error = "Acme".parse::<Sender>().unwrap_err();
/// assert_eq!(error.to_string(), "\"Acme\" is not a sender: write it as Acme <no-reply@acme.example>");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct InvalidSender(String);

lucerna_core::debug_as_display!(InvalidSender);

impl fmt::Display for InvalidSender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} is not a sender: write it as Acme <no-reply@acme.example>", self.0)
    }
}

impl std::error::Error for InvalidSender {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sender_is_a_name_and_one_address() {
        for text in ["Acme <no-reply@acme.example>", " \"Acme\"  <no-reply@acme.example> "] {
            let sender: Sender = text.parse().unwrap();
            assert_eq!((sender.name(), sender.address()), ("Acme", "no-reply@acme.example"));
        }
        for text in
            ["", "Acme", "<>", "A <a@x.example>, b@y.example", "a@x.example,b@y.example", "A <a b@x.example>"]
        {
            assert!(text.parse::<Sender>().is_err(), "{text}");
        }
    }

    #[test]
    fn rt_114_a_sender_has_no_control_characters() {
        for text in ["Acme\r\nBcc: b <a@x.example>", "Acme <a@x.example\r\n>", "<Acme> <a@x.example>"] {
            assert!(text.parse::<Sender>().is_err(), "{text:?}");
        }
    }
}
