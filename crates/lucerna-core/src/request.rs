//! What the core knows of HTTP: a method and headers.

use std::net::IpAddr;

/// The head of a request, as a web framework shows it to Lucerna.
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
    /// The method as sent, for instance `POST`. Methods are case-sensitive (RFC 9110 §9.1).
    fn method(&self) -> &str;

    /// The value of every header field of this lower-case name, in the order received. Repeated fields must not be
    /// joined: that a field is there twice is itself a reason to refuse it.
    fn headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]>;

    /// The address from which the connection was made: that of the browser, or of the last proxy before us. `None` where it
    /// is not known.
    fn peer(&self) -> Option<IpAddr> {
        None
    }

    /// What the caller says it is, in the header `User-Agent`; `None` if it says nothing, or several things.
    fn user_agent(&self) -> Option<&str> {
        let mut values = self.headers("user-agent");
        let first = values.next()?;
        std::str::from_utf8(first).ok().filter(|_| values.next().is_none())
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A request head written down in a test.
    pub(crate) struct Head<'a>(pub(crate) &'a str, pub(crate) &'a [(&'a str, &'a str)]);

    impl RequestHead for Head<'_> {
        fn method(&self) -> &str {
            self.0
        }

        fn headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
            self.1.iter().filter(move |(it, _)| *it == name).map(|(_, value)| value.as_bytes())
        }
    }
}
