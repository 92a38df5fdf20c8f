//! The answer to a request.

/// The answer to a [`Request`](super::Request).
///
/// ```
/// use lucerna_testkit::web::Reply;
///
/// let reply = Reply::parse(b"HTTP/1.1 303 See Other\r\nLocation: /login\r\n\r\n").unwrap();
/// assert_eq!((reply.status, reply.header("location")), (303, "/login"));
/// assert!(reply.all("set-cookie").is_empty());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reply {
    /// The status, for instance 200.
    pub status: u16,
    /// The headers in their order, with names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body. Bytes that are not UTF-8 are replaced.
    pub body: String,
}

impl Reply {
    /// Parses an answer as received. Interim answers (100 to 199, except 101) are skipped. `None` if the bytes are
    /// not an answer.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let end = bytes.windows(4).position(|it| it == b"\r\n\r\n")?;
        let (head, body) = (String::from_utf8_lossy(bytes.get(..end)?), bytes.get(end + 4..)?);
        let mut lines = head.split("\r\n");
        let status = lines.next()?.strip_prefix("HTTP/1.")?.split(' ').nth(1)?.parse().ok()?;
        if (100..200).contains(&status) && status != 101 {
            return Self::parse(body);
        }
        let headers = lines.map(header).collect::<Option<_>>()?;
        let reply = Self { status, headers, body: String::new() };
        let chunked = reply.all("transfer-encoding").iter().any(|it| it.eq_ignore_ascii_case("chunked"));
        let body = if chunked { joined(body) } else { body.to_vec() };
        Some(Self { body: String::from_utf8_lossy(&body).into_owned(), ..reply })
    }

    /// Returns all values of a header, whose name is given in lower case.
    #[must_use]
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.headers.iter().filter(|(it, _)| it == name).map(|(_, value)| value.as_str()).collect()
    }

    /// Returns the only value of a header, or the empty text.
    ///
    /// # Panics
    /// If the header occurs twice.
    #[must_use]
    #[track_caller]
    pub fn header(&self, name: &str) -> &str {
        let values = self.all(name);
        assert!(values.len() < 2, "{name} occurs twice: {self:?}");
        values.first().copied().unwrap_or_default()
    }

    /// Returns true if the body contains the text.
    #[must_use]
    pub fn says(&self, text: &str) -> bool {
        self.body.contains(text)
    }
}

fn header(line: &str) -> Option<(String, String)> {
    let (name, value) = line.split_once(':')?;
    Some((name.to_ascii_lowercase(), value.trim().to_owned()))
}

/// Joins the chunks of a body, as far as they were received.
fn joined(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some((chunk, after)) = chunk(rest) {
        body.extend_from_slice(chunk);
        rest = after;
    }
    body
}

/// Returns the first chunk and the rest; `None` at the end.
fn chunk(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes.windows(2).position(|it| it == b"\r\n")?;
    let size = std::str::from_utf8(bytes.get(..end)?).ok()?.split(';').next()?.trim();
    let size = usize::from_str_radix(size, 16).ok().filter(|it| *it > 0)?;
    let rest = bytes.get(end + 2..)?;
    Some((rest.get(..size)?, rest.get(size + 2..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_are_joined() {
        let bytes =
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n";
        assert_eq!(Reply::parse(bytes).unwrap().body, "abcde");
    }

    #[test]
    fn an_interim_answer_is_not_the_answer() {
        let bytes = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\nA: b\r\n\r\n";
        let reply = Reply::parse(bytes).unwrap();
        assert_eq!((reply.status, reply.header("a")), (204, "b"));
    }

    #[test]
    fn other_bytes_are_not_an_answer() {
        for bytes in [&b""[..], b"junk", b"HTTP/1.1 \r\n\r\n", b"HTTP/1.1 200 OK\r\nA: b", b"SSH-2.0\r\n\r\n"]
        {
            assert_eq!(Reply::parse(bytes), None);
        }
    }
}
