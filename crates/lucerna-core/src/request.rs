//! The parts of an HTTP request that the core reads: a method and headers.

use std::net::IpAddr;

/// The head of a request, as a web framework provides it.
///
/// ```
/// use lucerna_core::RequestHead;
///
/// struct Head<'a>(&'a str, &'a [(&'a str, &'a str)]);
///
/// impl RequestHead for Head<'_> {
///     fn method(&self) -> &str {
///         self.0
///     }
///     fn headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
///         self.1.iter().filter(move |(it, _)| *it == name).map(|(_, value)| value.as_bytes())
///     }
/// }
///
/// let head = Head("GET", &[("cookie", "a=1"), ("cookie", "b=2")]);
/// assert_eq!(head.headers("cookie").count(), 2);
/// ```
pub trait RequestHead {
    /// Returns the method as sent, such as `POST`. Methods are case-sensitive (RFC 9110 §9.1).
    fn method(&self) -> &str;

    /// Iterates over the values of all header fields with this lower-case name, in the order received. Do not join
    /// repeated fields: a repetition can itself be a reason to refuse the request.
    fn headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]>;

    /// Returns the peer's address: the browser's, or the last proxy's. `None` if it is unknown.
    fn peer(&self) -> Option<IpAddr> {
        None
    }

    /// Returns the header `User-Agent`, or `None` if it is missing or repeated.
    fn user_agent(&self) -> Option<&str> {
        let mut values = self.headers("user-agent");
        let first = values.next()?;
        std::str::from_utf8(first).ok().filter(|_| values.next().is_none())
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use proptest::prelude::*;
    use proptest::string::bytes_regex;

    /// A request head for tests.
    pub(crate) struct StaticHead<'a>(pub(crate) &'a str, pub(crate) &'a [(&'a str, &'a str)]);

    impl RequestHead for StaticHead<'_> {
        fn method(&self) -> &str {
            self.0
        }

        fn headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
            self.1.iter().filter(move |(it, _)| *it == name).map(|(_, value)| value.as_bytes())
        }
    }

    /// A request with these values of one header, which need not be text.
    pub(crate) struct RawHead<'a>(pub(crate) &'a str, pub(crate) &'a [Vec<u8>]);

    impl RequestHead for RawHead<'_> {
        fn method(&self) -> &str {
            "GET"
        }

        fn headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
            self.1.iter().filter(move |_| name == self.0).map(Vec::as_slice)
        }
    }

    /// Returns values that are tokens, or almost: a character too short or too long, in quotes, or not ASCII.
    pub(crate) fn almost_tokens() -> impl Strategy<Value = Vec<u8>> {
        prop_oneof![
            bytes_regex("[!-:<-~]{19,22}").unwrap(),
            bytes_regex("[!-:<-~]{127,130}").unwrap(),
            bytes_regex("\"[!-:<-~]{0,24}\"?").unwrap(),
            "\\PC{12,24}".prop_map(String::into_bytes),
            prop::collection::vec(any::<u8>(), 0..30),
        ]
    }
}
