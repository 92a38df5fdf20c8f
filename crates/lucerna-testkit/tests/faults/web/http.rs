//! A minimal HTTP/1.1 server: requests and answers, one after the other.

use super::fault::Fault;
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};

const LARGEST_HEAD: usize = 64 * 1024;
const LARGEST_BODY: usize = 256 * 1024;

/// A received request.
pub(super) struct ReceivedRequest {
    pub(super) method: String,
    pub(super) target: Vec<u8>,
    headers: Vec<(String, Vec<u8>)>,
    pub(super) body: Vec<u8>,
}

impl ReceivedRequest {
    /// Returns all values of a header.
    pub(super) fn all(&self, name: &str) -> Vec<&[u8]> {
        self.headers.iter().filter(|(it, _)| it == name).map(|(_, value)| value.as_slice()).collect()
    }

    /// Returns the first value of a header as text.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.all(name).first().and_then(|it| std::str::from_utf8(it).ok())
    }

    pub(super) fn path(&self) -> &[u8] {
        self.target.split(|it| *it == b'?').next().unwrap_or_default()
    }

    pub(super) fn query(&self) -> &[u8] {
        self.target.splitn(2, |it| *it == b'?').nth(1).unwrap_or_default()
    }

    /// Returns true if the request is the last on its connection.
    pub(super) fn is_last(&self) -> bool {
        self.text("connection").is_some_and(|it| it.contains("close"))
    }
}

/// A client's connection, with the bytes that are not read yet.
pub(super) struct HttpConnection {
    stream: TcpStream,
    unread: Vec<u8>,
    fault: Fault,
    /// The cookies of the first request, for a fault that reuses them.
    first_cookies: Vec<Vec<u8>>,
}

impl HttpConnection {
    pub(super) fn new(stream: TcpStream, fault: Fault) -> Self {
        Self { stream, unread: Vec::new(), fault, first_cookies: Vec::new() }
    }

    /// Reads a request, or returns the status of a malformed one.
    pub(super) fn read(&mut self) -> Result<ReceivedRequest, u16> {
        let junk = if self.fault == Fault::JunkIsAnError { 500_u16 } else { 400 };
        let head = self.read_head().ok_or(junk)?;
        let mut asked = parse(&head).ok_or(junk)?;
        let length = length(&asked).ok_or(junk)?;
        if length > LARGEST_BODY {
            return Err(if self.fault == Fault::LargeBodyIsAnError { 500 } else { 413 });
        }
        asked.body = self.read_exactly(length).ok_or(junk)?;
        self.keep_visitor(&mut asked);
        Ok(asked)
    }

    /// Returns the bytes before the next empty line.
    fn read_head(&mut self) -> Option<Vec<u8>> {
        loop {
            if let Some(end) = self.unread.windows(4).position(|it| it == b"\r\n\r\n") {
                let head = self.unread[..end].to_vec();
                self.unread.drain(..end + 4);
                return Some(head);
            }
            self.read_more().filter(|_| self.unread.len() < LARGEST_HEAD)?;
        }
    }

    fn read_exactly(&mut self, length: usize) -> Option<Vec<u8>> {
        while self.unread.len() < length {
            self.read_more()?;
        }
        Some(self.unread.drain(..length).collect())
    }

    fn read_more(&mut self) -> Option<()> {
        let mut buffer = [0; 4096];
        let read = self.stream.read(&mut buffer).ok().filter(|it| *it > 0)?;
        self.unread.extend_from_slice(&buffer[..read]);
        Some(())
    }

    fn keep_visitor(&mut self, asked: &mut ReceivedRequest) {
        if self.fault == Fault::ConnectionKeepsVisitor {
            self.first_cookies.extend(asked.all("cookie").into_iter().map(<[u8]>::to_vec));
            asked.headers.retain(|(name, _)| name != "cookie");
            let first = self.first_cookies.first().cloned();
            asked.headers.extend(first.map(|it| ("cookie".to_owned(), it)));
        }
    }

    pub(super) fn send(&mut self, answer: &HttpAnswer, head_only: bool) -> io::Result<()> {
        let HttpAnswer { status, headers, body } = answer;
        let mut head = format!("HTTP/1.1 {status} _\r\ncontent-length: {}\r\n", body.len());
        for (name, value) in headers {
            head += &format!("{name}: {value}\r\n");
        }
        let body = if head_only { "" } else { body };
        self.stream.write_all(format!("{head}\r\n{body}").as_bytes())
    }

    /// Closes the write side and waits for the client to close, so that the client receives the whole answer.
    pub(super) fn close(&mut self) -> io::Result<()> {
        self.stream.shutdown(Shutdown::Write)?;
        io::copy(&mut self.stream, &mut io::sink()).map(drop)
    }
}

/// Returns the length of the body; `None` if the header is repeated or malformed.
fn length(asked: &ReceivedRequest) -> Option<usize> {
    match asked.all("content-length")[..] {
        [] => Some(0),
        [length] => std::str::from_utf8(length).ok()?.parse().ok(),
        _ => None,
    }
}

fn parse(head: &[u8]) -> Option<ReceivedRequest> {
    let mut lines = head.split(|it| *it == b'\n').map(|it| it.strip_suffix(b"\r").unwrap_or(it));
    let words: Vec<_> = lines.next()?.split(|it| *it == b' ').collect();
    let [method, target, version] = words[..] else { return None };
    let headers: Option<Vec<_>> = lines.map(header).collect();
    let request = version.starts_with(b"HTTP/1.") && is_token(method);
    let method = String::from_utf8_lossy(method).into_owned();
    request.then_some(ReceivedRequest {
        method,
        target: target.to_vec(),
        headers: headers?,
        body: Vec::new(),
    })
}

fn header(line: &[u8]) -> Option<(String, Vec<u8>)> {
    let colon = line.iter().position(|it| *it == b':').filter(|it| is_token(&line[..*it]))?;
    let name = String::from_utf8_lossy(&line[..colon]).to_ascii_lowercase();
    Some((name, line[colon + 1..].trim_ascii().to_vec()))
}

fn is_token(bytes: &[u8]) -> bool {
    !bytes.is_empty() && bytes.iter().all(|it| it.is_ascii_alphanumeric() || *it == b'-')
}

/// An answer to send.
pub(super) struct HttpAnswer {
    pub(super) status: u16,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: String,
}

impl HttpAnswer {
    pub(super) fn new(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: String::new() }
    }

    pub(super) fn page(status: u16, body: String) -> Self {
        Self { body, ..Self::new(status).with("content-type", "text/html; charset=utf-8") }
    }

    pub(super) fn redirect(location: impl Into<String>) -> Self {
        Self::new(303).with("location", location)
    }

    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}
