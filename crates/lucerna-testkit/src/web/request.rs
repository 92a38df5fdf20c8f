//! A request that is built header by header and sent unchanged.

use super::Reply;
use std::fmt;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::Duration;

/// The content type of a browser's form.
const FORM: &str = "application/x-www-form-urlencoded";

/// The time limit for an answer.
const TIME_LIMIT: Duration = Duration::from_secs(60);

/// An HTTP/1.1 request on a connection of its own. It is not checked or corrected: a header that is added twice is
/// sent twice, and its value may be any bytes.
///
/// ```
/// # use lucerna_testkit::web::Request;
/// # use std::io::{Read, Write};
/// # let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
/// # let address = listener.local_addr()?;
/// # std::thread::spawn(move || {
/// #     let mut stream = listener.accept().unwrap().0;
/// #     let _ = stream.read(&mut [0; 1024]);
/// #     stream.write_all(b"HTTP/1.1 403 Forbidden\r\n\r\n").unwrap();
/// # });
/// let sign_out = Request::new(address, "POST", "/logout").header("origin", "https://evil.example");
/// assert_eq!(sign_out.send().status, 403);
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "call `send` to send it"]
pub struct Request {
    address: SocketAddr,
    line: Vec<u8>,
    headers: Vec<(String, Vec<u8>)>,
    body: Vec<u8>,
}

impl Request {
    /// Returns a request for a target, which is sent unchanged: a path and query, or an invalid one. It has the
    /// headers `Host` and `Connection: close`.
    pub fn new(address: SocketAddr, method: &str, target: &str) -> Self {
        let line = format!("{method} {target} HTTP/1.1").into_bytes();
        let request = Self { address, line, headers: Vec::new(), body: Vec::new() };
        request.header("host", address.to_string()).header("connection", "close")
    }

    /// Adds a header.
    pub fn header(mut self, name: &str, value: impl AsRef<[u8]>) -> Self {
        self.headers.push((name.to_owned(), value.as_ref().to_owned()));
        self
    }

    /// Removes all headers of this name.
    pub fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(it, _)| !it.eq_ignore_ascii_case(name));
        self
    }

    /// Adds a `Cookie` header, unless the cookie is empty.
    pub fn cookie(self, cookie: &str) -> Self {
        if cookie.is_empty() { self } else { self.header("cookie", cookie) }
    }

    /// Sets the body with its type and length.
    pub fn body(self, content_type: impl AsRef<[u8]>, body: impl Into<Vec<u8>>) -> Self {
        let body = body.into();
        let request = self.header("content-type", content_type).without("content-length");
        let request = request.header("content-length", body.len().to_string());
        Self { body, ..request }
    }

    /// Sets the body to a form that is already encoded.
    pub fn form(self, encoded: impl Into<Vec<u8>>) -> Self {
        self.body(FORM, encoded)
    }

    /// Sets the body to the guide's form: the fields `username` and `password`.
    pub fn credentials(self, username: &str, password: &str) -> Self {
        self.form(format!("username={}&password={}", percent_encoded(username), percent_encoded(password)))
    }

    /// Sends the request and returns the answer.
    ///
    /// # Panics
    /// If [`try_send`](Self::try_send) returns an error.
    pub fn send(self) -> Reply {
        let what = self.to_string();
        self.try_send().unwrap_or_else(|error| panic!("no answer to {what}: {error}"))
    }

    /// Sends the request and returns the answer.
    ///
    /// # Errors
    /// If the connection cannot be made, ends without an answer, or is silent for a minute.
    pub fn try_send(self) -> io::Result<Reply> {
        let answer = exchange(self.address, &self.bytes())?;
        Reply::parse(&answer).ok_or_else(|| io::Error::other("the connection ended without an answer"))
    }

    fn bytes(&self) -> Vec<u8> {
        let mut bytes = self.line.clone();
        for (name, value) in &self.headers {
            bytes.extend_from_slice(&[b"\r\n", name.as_bytes(), b": ", value].concat());
        }
        [&bytes, &b"\r\n\r\n"[..], &self.body].concat()
    }
}

impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head: String = String::from_utf8_lossy(&self.bytes()).chars().take(500).collect();
        write!(f, "{head:?}")
    }
}

/// Sends these bytes, and returns everything until the other side closes the connection.
pub(super) fn exchange(address: SocketAddr, bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(TIME_LIMIT))?;
    stream.set_write_timeout(Some(TIME_LIMIT))?;
    let mut writer = stream.try_clone()?;
    thread::scope(|scope| {
        // An application that refuses a large body may not read the rest.
        scope.spawn(move || writer.write_all(bytes));
        read(&mut stream)
    })
}

fn read(stream: &mut TcpStream) -> io::Result<Vec<u8>> {
    let (mut answer, mut buffer) = (Vec::new(), vec![0; 16 * 1024]);
    loop {
        match stream.read(&mut buffer) {
            Ok(0) => return Ok(answer),
            Ok(length) => answer.extend_from_slice(buffer.get(..length).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            // A server that refuses a request may close while more of it arrives, which resets the connection.
            Err(error) if error.kind() == io::ErrorKind::ConnectionReset => return Ok(answer),
            Err(error) => return Err(error),
        }
        // After an upgrade the connection stays open.
        if answer.starts_with(b"HTTP/1.1 101") && answer.ends_with(b"\r\n\r\n") {
            return Ok(answer);
        }
    }
}

/// Encodes a text as a value of a form or a query.
pub(super) fn percent_encoded(text: &str) -> String {
    let byte =
        |it: u8| if it.is_ascii_alphanumeric() { char::from(it).to_string() } else { format!("%{it:02X}") };
    text.bytes().map(byte).collect()
}
