//! As much of HTTP/1.1 as an application needs: one request and its answer on each connection.

use super::fault::Fault;
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};

const LARGEST_HEAD: usize = 64 * 1024;
const LARGEST_BODY: usize = 256 * 1024;

/// A request as it came.
pub(super) struct Asked {
    pub(super) method: String,
    pub(super) target: Vec<u8>,
    headers: Vec<(String, Vec<u8>)>,
    pub(super) body: Vec<u8>,
}

impl Asked {
    /// All values of a header.
    pub(super) fn all(&self, name: &str) -> Vec<&[u8]> {
        self.headers.iter().filter(|(it, _)| it == name).map(|(_, value)| value.as_slice()).collect()
    }

    /// The first value of a header as text.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.all(name).first().and_then(|it| std::str::from_utf8(it).ok())
    }

    pub(super) fn path(&self) -> &[u8] {
        self.target.split(|it| *it == b'?').next().unwrap_or_default()
    }

    pub(super) fn query(&self) -> &[u8] {
        self.target.splitn(2, |it| *it == b'?').nth(1).unwrap_or_default()
    }

    /// Reads one; the status to answer with if it is none.
    pub(super) fn read(stream: &mut TcpStream, fault: Fault) -> Result<Self, u16> {
        let junk = if fault == Fault::JunkIsAnError { 500 } else { 400 };
        let (head, mut body) = read_head(stream).ok_or(junk)?;
        let mut asked = parse(&head).ok_or(junk)?;
        let lengths = asked.all("content-length");
        let length: usize = match lengths[..] {
            [] => 0,
            [length] => std::str::from_utf8(length).ok().and_then(|it| it.parse().ok()).ok_or(junk)?,
            _ => return Err(junk),
        };
        if length > LARGEST_BODY {
            return Err(if fault == Fault::LargeBodyIsAnError { 500 } else { 413 });
        }
        let missing = length.saturating_sub(body.len());
        stream.take(missing as u64).read_to_end(&mut body).map_err(|_| junk)?;
        asked.body = body;
        Ok(asked)
    }
}

/// What stands before the empty line, and what came with it of what follows.
fn read_head(stream: &mut TcpStream) -> Option<(Vec<u8>, Vec<u8>)> {
    let (mut bytes, mut buffer) = (Vec::new(), [0; 4096]);
    loop {
        if let Some(end) = bytes.windows(4).position(|it| it == b"\r\n\r\n") {
            return Some((bytes[..end].to_vec(), bytes[end + 4..].to_vec()));
        }
        let read = stream.read(&mut buffer).ok().filter(|it| *it > 0 && bytes.len() < LARGEST_HEAD)?;
        bytes.extend_from_slice(&buffer[..read]);
    }
}

fn parse(head: &[u8]) -> Option<Asked> {
    let mut lines = head.split(|it| *it == b'\n').map(|it| it.strip_suffix(b"\r").unwrap_or(it));
    let words: Vec<_> = lines.next()?.split(|it| *it == b' ').collect();
    let [method, target, version] = words[..] else { return None };
    let headers: Option<Vec<_>> = lines.map(header).collect();
    let request = version.starts_with(b"HTTP/1.") && is_token(method);
    let method = String::from_utf8_lossy(method).into_owned();
    request.then_some(Asked { method, target: target.to_vec(), headers: headers?, body: Vec::new() })
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
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: String,
}

impl Answer {
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

    /// Sends it, and lets the client end first, so that nothing of it is lost.
    pub(super) fn send(&self, stream: &mut TcpStream, head_only: bool) -> io::Result<()> {
        let mut head = format!("HTTP/1.1 {} _\r\ncontent-length: {}\r\n", self.status, self.body.len());
        for (name, value) in &self.headers {
            head += &format!("{name}: {value}\r\n");
        }
        let body = if head_only { "" } else { &self.body };
        stream.write_all(format!("{head}\r\n{body}").as_bytes())?;
        stream.shutdown(Shutdown::Write)?;
        io::copy(stream, &mut io::sink()).map(drop)
    }
}
