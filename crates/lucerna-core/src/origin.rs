//! Origins and the check that a request comes from the application's own pages.

use std::fmt;
use std::net::Ipv4Addr;
use std::str::FromStr;

mod policy;
mod site;

pub use policy::{CrossOrigin, OriginPolicy, SameOrigin};
pub use site::{PublicSuffixes, Site};

/// A web origin: scheme, host and port (RFC 6454).
///
/// ```
/// use lucerna_core::Origin;
///
/// let origin: Origin = "https://App.example:443".parse()?;
/// assert_eq!(origin.to_string(), "https://app.example");
/// assert!(origin.is_secure() && origin.host() == "app.example");
/// assert!("app.example".parse::<Origin>().is_err());
/// # Ok::<(), lucerna_core::InvalidOrigin>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Origin {
    secure: bool,
    host: String,
    port: u16,
}

impl Origin {
    /// Returns true if the scheme is `https`.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.secure
    }

    /// Returns true if the host is this machine: `localhost`, a name under it, `127.0.0.0/8` or `[::1]`.
    ///
    /// ```
    /// # use lucerna_core::{InvalidOrigin, Origin};
    /// assert!("http://127.0.0.1:3000".parse::<Origin>()?.is_loopback());
    /// assert!(!"https://localhost.example".parse::<Origin>()?.is_loopback());
    /// # Ok::<(), InvalidOrigin>(())
    /// ```
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        self.host == "localhost"
            || self.host.ends_with(".localhost")
            || self.host == "[::1]"
            || self.host.parse::<Ipv4Addr>().is_ok_and(|it| it.is_loopback())
    }

    /// Returns the port, explicit or default.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Returns the host as browsers write it: lower-case, with an IPv6 address in brackets.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }
}

impl FromStr for Origin {
    type Err = InvalidOrigin;

    /// Parses `scheme://host[:port]`, without a path. The host becomes lower-case and a default port is dropped.
    fn from_str(text: &str) -> Result<Self, InvalidOrigin> {
        let (scheme, rest) = text.split_once("://").ok_or(InvalidOrigin(()))?;
        let (secure, default_port) = match scheme {
            "https" => (true, 443),
            "http" => (false, 80),
            _ => return Err(InvalidOrigin(())),
        };
        let (host, port) = match rest.rfind(':') {
            Some(at) if !rest.ends_with(']') => rest.split_at(at),
            _ => (rest, ""),
        };
        let port = match port.strip_prefix(':') {
            None => default_port,
            Some(digits) if digits.bytes().all(|it| it.is_ascii_digit()) => {
                digits.parse().map_err(|_| InvalidOrigin(()))?
            }
            Some(_) => return Err(InvalidOrigin(())),
        };
        if is_host(host) {
            Ok(Self { secure, host: host.to_ascii_lowercase(), port })
        } else {
            Err(InvalidOrigin(()))
        }
    }
}

fn is_host(host: &str) -> bool {
    match host.strip_prefix('[').and_then(|it| it.strip_suffix(']')) {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => {
            !host.is_empty()
                && host.len() <= 253
                && host.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'.' | b'_'))
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scheme, default_port) = if self.secure { ("https", 443) } else { ("http", 80) };
        write!(f, "{scheme}://{}", self.host)?;
        if self.port == default_port { Ok(()) } else { write!(f, ":{}", self.port) }
    }
}

/// The error of parsing an [`Origin`].
///
/// ```
/// use lucerna_core::Origin;
///
/// let error = "https://app.example/login".parse::<Origin>().unwrap_err();
/// assert!(error.to_string().starts_with("not an origin"));
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct InvalidOrigin(());

crate::debug_as_display!(InvalidOrigin);

impl fmt::Display for InvalidOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an origin: write scheme, host and port only, as in https://app.example")
    }
}

impl std::error::Error for InvalidOrigin {}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn texts_that_are_no_origin_are_refused() {
        for text in [
            "",
            "null",
            "https://",
            "https://a/",
            "https://a b",
            "https://a@b",
            "ftp://a",
            "https://a:b",
            "https://a:+1",
            "https://a:99999",
            "https://[::1",
            "https://é",
        ] {
            assert!(text.parse::<Origin>().is_err(), "{text}");
        }
        assert_eq!("http://[::1]".parse::<Origin>().unwrap().to_string(), "http://[::1]");
    }

    proptest! {
        #[test]
        fn display_and_parse_round_trip(secure: bool, host in "[a-z0-9.-]{1,20}", port: u16) {
            let origin = Origin { secure, host, port };
            prop_assert_eq!(origin.to_string().parse(), Ok(origin));
        }
    }
}
