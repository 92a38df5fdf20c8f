//! Origins and the check that a request comes from the application's own pages.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

mod policy;
mod refused;
mod scheme;
mod site;

pub(crate) use policy::is_safe;
pub use policy::{CrossOrigin, OriginPolicy, SameOrigin};
pub(crate) use refused::{RefusedHeaders, RefusedOrigins};
use scheme::Scheme;
pub use site::{PublicSuffixes, Site};

/// A web origin: scheme, host and port (RFC 6454).
///
/// An application's own origin has the scheme `https` or `http`. Pages that an application or a browser extension carries
/// with it have origins of other schemes, such as `capacitor://localhost`. They can be
/// [allowed](crate::AuthBuilder::allow_origin).
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
    scheme: Scheme,
    host: String,
    port: Option<u16>,
}

impl Origin {
    /// Returns true if the scheme is `https`.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.scheme == Scheme::Https
    }

    /// Returns true if the scheme is `https` or `http`.
    pub(crate) fn is_web(&self) -> bool {
        !matches!(self.scheme, Scheme::Other(_))
    }

    /// Returns true if the host is this machine: `localhost`, a name under it, `127.0.0.0/8` or `[::1]`. An origin of
    /// another scheme than `https` and `http` is on no machine.
    ///
    /// ```
    /// # use lucerna_core::{InvalidOrigin, Origin};
    /// assert!("http://127.0.0.1:3000".parse::<Origin>()?.is_loopback());
    /// assert!(!"https://localhost.example".parse::<Origin>()?.is_loopback());
    /// # Ok::<(), InvalidOrigin>(())
    /// ```
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        let is_here = self.host == "localhost"
            || self.host.ends_with(".localhost")
            || self.host == "[::1]"
            || self.host.parse::<Ipv4Addr>().is_ok_and(|it| it.is_loopback());
        self.is_web() && is_here
    }

    /// Returns the port, explicit or default. An origin of another scheme than `https` and `http` has 0 by default.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port.or(self.scheme.default_port()).unwrap_or_default()
    }

    /// Returns the host as browsers write it: lower-case, with an IPv6 address in brackets and in its shortest form.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }
}

impl FromStr for Origin {
    type Err = InvalidOrigin;

    /// Parses `scheme://host[:port]`, without a path. With `https` and `http`, the host becomes lower-case, an IPv6
    /// address gets its shortest form, and a default port is dropped. With another scheme the text stays as it is, and must
    /// be as browsers write it, without a capital letter.
    fn from_str(text: &str) -> Result<Self, InvalidOrigin> {
        let (scheme, rest) = text.split_once("://").ok_or(InvalidOrigin(()))?;
        let scheme = Scheme::parse(scheme).ok_or(InvalidOrigin(()))?;
        let (host, port) = match rest.rfind(':') {
            Some(at) if !rest.ends_with(']') => rest.split_at(at),
            _ => (rest, ""),
        };
        let port = match port.strip_prefix(':') {
            None => scheme.default_port(),
            Some(digits) if digits.bytes().all(|it| it.is_ascii_digit()) => {
                Some(digits.parse().map_err(|_| InvalidOrigin(()))?)
            }
            Some(_) => return Err(InvalidOrigin(())),
        };
        let origin = Self { host: canonical_host(host).ok_or(InvalidOrigin(()))?, scheme, port };
        if origin.is_web() || origin.to_string() == text { Ok(origin) } else { Err(InvalidOrigin(())) }
    }
}

/// Returns the host as browsers write it.
fn canonical_host(host: &str) -> Option<String> {
    if let Some(address) = host.strip_prefix('[').and_then(|it| it.strip_suffix(']')) {
        return address.parse().ok().map(|it| format!("[{}]", shortest(it)));
    }
    let is_plain = |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'.' | b'_');
    let fits = !host.is_empty() && host.len() <= 253 && host.bytes().all(is_plain);
    fits.then(|| host.to_ascii_lowercase())
}

/// Returns the address as browsers write it, which is not RFC 5952's form for an IPv4 address in IPv6.
fn shortest(address: Ipv6Addr) -> String {
    match (address.to_ipv4_mapped(), address.segments()) {
        (Some(_), [.., high, low]) => format!("::ffff:{high:x}:{low:x}"),
        (None, _) => address.to_string(),
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { scheme, host, port } = self;
        write!(f, "{scheme}://{host}")?;
        port.filter(|it| Some(*it) != scheme.default_port()).map_or(Ok(()), |it| write!(f, ":{it}"))
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

    #[test]
    fn an_ipv6_address_has_one_form() {
        for (text, expected) in [
            ("http://[0:0:0:0:0:0:0:1]:3000", "http://[::1]:3000"),
            ("http://[0000::0001]:3000", "http://[::1]:3000"),
            ("https://[2001:DB8:0:0:1:0:0:1]:443", "https://[2001:db8::1:0:0:1]"),
            ("http://[::ffff:192.0.2.7]", "http://[::ffff:c000:207]"),
        ] {
            let origin = text.parse::<Origin>().unwrap();
            assert_eq!(origin.to_string(), expected);
            assert_eq!(origin, expected.parse().unwrap());
        }
        assert!("http://[0:0:0:0:0:0:0:1]:3000".parse::<Origin>().unwrap().is_loopback());
        assert!("http://[fe80::1%25eth0]".parse::<Origin>().is_err());
    }

    #[test]
    fn an_origin_of_another_scheme_is_exactly_its_text() {
        for text in [
            "capacitor://localhost",
            "ionic://localhost",
            "tauri://localhost",
            "tauri://localhost:1420",
            "chrome-extension://abcdefghijklmnopabcdefghijklmnop",
            "moz-extension://6a1b3c1e-1111-4a2b-9c3d-1234567890ab",
        ] {
            let origin = text.parse::<Origin>().unwrap();
            assert_eq!(origin.to_string(), text);
            assert!(!origin.is_secure() && !origin.is_loopback() && !origin.is_web());
        }
        for text in [
            "Capacitor://localhost",
            "capacitor://LOCALHOST",
            "capacitor://",
            "capacitor://localhost/",
            "capacitor://localhost:",
            "capacitor://localhost:080",
            "capacitor:localhost",
            "capacitor://a@localhost",
            "null://localhost",
            "file://localhost",
            "javascript://a",
            "data://a",
            "wss://a",
            "1a://b",
            "://b",
        ] {
            assert!(text.parse::<Origin>().is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn display_and_parse_round_trip(secure: bool, host in "[a-z0-9.-]{1,20}", port: u16) {
            let scheme = if secure { Scheme::Https } else { Scheme::Http };
            let origin = Origin { scheme, host, port: Some(port) };
            prop_assert_eq!(origin.to_string().parse(), Ok(origin));
        }
    }
}
