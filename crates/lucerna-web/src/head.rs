//! The head of a request of the `http` crate.

use http::header::AsHeaderName;
use http::request::Parts;
use http::{Extensions, HeaderMap, HeaderValue, Method, Request, Uri};
use lucerna_core::RequestHead;
use std::fmt;
use std::net::IpAddr;

/// The head of a request of the `http` crate: the parts that the core reads, and the requested URI.
///
/// ```
/// use lucerna_core::RequestHead;
/// use lucerna_web::HttpHead;
///
/// let request = http::Request::get("/notes").header("cookie", "a=1").header("cookie", "b=2").body(())?;
/// let head = HttpHead::from(&request);
/// assert_eq!((head.method(), head.uri().path(), head.headers("cookie").count()), ("GET", "/notes", 2));
/// # Ok::<(), http::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct HttpHead<'a> {
    method: &'a Method,
    uri: &'a Uri,
    headers: &'a HeaderMap,
    peer: Option<IpAddr>,
}

impl<'a> HttpHead<'a> {
    /// Returns a head of these parts, for a framework without `http::Request`. Add the peer's address with
    /// [`with_peer`](Self::with_peer).
    #[must_use]
    pub fn new(method: &'a Method, uri: &'a Uri, headers: &'a HeaderMap) -> Self {
        Self { method, uri, headers, peer: None }
    }

    /// Returns the head of a request with its [`PeerAddress`], and the extensions, which cache the session.
    ///
    /// ```
    /// # use lucerna_web::HttpHead;
    /// # fn example(parts: &mut http::request::Parts) {
    /// let (head, memory) = HttpHead::split(parts);
    /// # }
    /// ```
    #[must_use]
    pub fn split(parts: &'a mut Parts) -> (Self, &'a mut Extensions) {
        let head = Self::new(&parts.method, &parts.uri, &parts.headers).with_peer(peer(&parts.extensions));
        (head, &mut parts.extensions)
    }

    /// Adds the address of the connection's peer. Events and rate limits identify the caller by it.
    ///
    /// ```
    /// # use lucerna_web::HttpHead;
    /// # fn example(request: &http::Request<()>, connection: std::net::SocketAddr) {
    /// let head = HttpHead::from(request).with_peer(Some(connection.ip()));
    /// # }
    /// ```
    #[must_use]
    pub fn with_peer(self, peer: Option<IpAddr>) -> Self {
        Self { peer, ..self }
    }

    /// Replaces the URI, for frameworks whose nested routers cut off the beginning of the path. Pass the URI that the
    /// browser requested.
    ///
    /// ```
    /// # use lucerna_web::HttpHead;
    /// # fn example(nested: &http::Request<()>, asked: &http::Uri) {
    /// let head = HttpHead::from(nested).with_uri(asked);
    /// # }
    /// ```
    #[must_use]
    pub fn with_uri(self, uri: &'a Uri) -> Self {
        Self { uri, ..self }
    }

    /// Returns the requested URI.
    #[must_use]
    pub fn uri(&self) -> &'a Uri {
        self.uri
    }

    /// Returns true for GET and HEAD.
    pub(crate) fn is_read(&self) -> bool {
        matches!(*self.method, Method::GET | Method::HEAD)
    }

    /// Returns the only value of a header, and `None` if the header is repeated, since two readers could pick different values.
    pub(crate) fn only(&self, name: impl AsHeaderName) -> Option<&'a str> {
        let mut values = self.headers.get_all(name).iter();
        values.next().filter(|_| values.next().is_none()).and_then(|it| it.to_str().ok())
    }

    pub(crate) fn has(&self, name: impl AsHeaderName) -> bool {
        self.headers.contains_key(name)
    }

    pub(crate) fn all<N: AsHeaderName>(&self, name: N) -> impl Iterator<Item = &'a [u8]> + use<'a, N> {
        self.headers.get_all(name).iter().map(HeaderValue::as_bytes)
    }
}

/// The address of a connection's peer. The server puts it into the extensions of each request.
///
/// ```
/// use lucerna_core::RequestHead;
/// use lucerna_web::{HttpHead, PeerAddress};
///
/// let mut request = http::Request::new(());
/// request.extensions_mut().insert(PeerAddress([192, 0, 2, 7].into()));
/// assert_eq!(HttpHead::from(&request).peer(), "192.0.2.7".parse().ok());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "it wraps one address and will not grow")]
pub struct PeerAddress(pub IpAddr);

fn peer(extensions: &Extensions) -> Option<IpAddr> {
    extensions.get::<PeerAddress>().map(|it| it.0)
}

/// Takes the [`PeerAddress`] from the extensions.
impl<'a> From<&'a Parts> for HttpHead<'a> {
    fn from(parts: &'a Parts) -> Self {
        Self::new(&parts.method, &parts.uri, &parts.headers).with_peer(peer(&parts.extensions))
    }
}

/// Takes the [`PeerAddress`] from the extensions.
impl<'a, B> From<&'a Request<B>> for HttpHead<'a> {
    fn from(request: &'a Request<B>) -> Self {
        let head = Self::new(request.method(), request.uri(), request.headers());
        head.with_peer(peer(request.extensions()))
    }
}

/// `Debug` shows only the method and the path, since headers have cookies and a query can have a link's code.
impl fmt::Debug for HttpHead<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("HttpHead").field(self.method).field(&self.uri.path()).finish()
    }
}

impl RequestHead for HttpHead<'_> {
    fn method(&self) -> &str {
        self.method.as_str()
    }

    fn headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        self.all(name)
    }

    fn peer(&self) -> Option<IpAddr> {
        self.peer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_no_secret() {
        let request = Request::get("/reset?code=secret").header("cookie", "session=secret").body(()).unwrap();
        assert_eq!(format!("{:?}", HttpHead::from(&request)), r#"HttpHead(GET, "/reset")"#);
    }

    #[test]
    fn repeated_headers_stay_separate_and_the_uri_can_be_replaced() {
        let asked = "/app/notes?page=2".parse().unwrap();
        let request = Request::get("/notes?page=2")
            .header("a", "1")
            .header("a", "2")
            .header("b", "3")
            .body(())
            .unwrap();
        let head = HttpHead::from(&request).with_uri(&asked);
        assert_eq!(head.headers("a").collect::<Vec<_>>(), [b"1", b"2"]);
        assert_eq!((head.only("a"), head.only("b"), head.uri().path()), (None, Some("3"), "/app/notes"));
    }
}
