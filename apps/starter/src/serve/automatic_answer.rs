//! The answers that hyper gives by itself to what is no request: 400, 414 and 431.

/// The headers that are added to them. hyper has no setting for that, so they are added to its bytes.
#[derive(Debug)]
pub(crate) struct AnswerHeaders(Vec<u8>);

/// The three answers: each is a head without a body, and the last on its connection.
const STATUSES: [&[u8]; 3] = [b" 400 ", b" 414 ", b" 431 "];

/// The longest of them has 111 bytes. An answer of the application's own has more, by its headers.
const LONGEST: usize = 200;

impl AnswerHeaders {
    /// Takes headers as they are sent, each with its end of line.
    pub(crate) fn new(lines: Vec<u8>) -> Self {
        Self(lines)
    }

    /// If these bytes end in an answer of hyper's own, returns what is before it, and the answer with the headers.
    pub(crate) fn split<'a>(&self, bytes: &'a [u8]) -> Option<(&'a [u8], Vec<u8>)> {
        let tail = bytes.get(bytes.len().saturating_sub(LONGEST)..)?;
        let tail = tail.ends_with(b"\r\n\r\n").then_some(tail)?;
        let start = tail.windows(7).rposition(|it| it == b"HTTP/1.")?;
        let (before, answer) = bytes.split_at_checked(bytes.len() - tail.len() + start)?;
        if !STATUSES.contains(&answer.get(8..13)?) {
            return None;
        }
        let line = answer.windows(2).position(|it| it == b"\r\n")? + 2;
        let (line, rest) = answer.split_at_checked(line)?;
        Some((before, [line, &self.0, rest].concat()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BARE: &[u8] = b"HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\
                          date: Fri, 27 Nov 2026 22:14:43 GMT\r\n\r\n";

    fn headers() -> AnswerHeaders {
        AnswerHeaders::new(b"x-frame-options: DENY\r\n".to_vec())
    }

    #[test]
    fn headers_are_added_after_the_status_line_of_the_last_answer() {
        let (before, answer) = headers().split(BARE).unwrap();
        let expected = "HTTP/1.1 400 Bad Request\r\nx-frame-options: DENY\r\nconnection: close\r\n";
        assert!(before.is_empty() && answer.starts_with(expected.as_bytes()));
        assert_eq!(answer.len(), BARE.len() + 23);
        let page = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
        let two = [page, BARE].concat();
        assert_eq!(headers().split(&two).unwrap().0, page);
    }

    #[test]
    fn other_answers_stay_as_they_are() {
        for other in [
            &b""[..],
            b"HTTP/1.1 100 Continue\r\n\r\n",
            b"HTTP/1.1 303 See Other\r\ncontent-length: 0\r\ndate: Fri, 27 Nov 2026 22:14:43 GMT\r\n\r\n",
            BARE.split_last().unwrap().1,
        ] {
            assert!(headers().split(other).is_none(), "{}", String::from_utf8_lossy(other));
        }
        let own = [&BARE[..26], &b"x-own: y\r\n".repeat(30), &BARE[26..]].concat();
        assert!(headers().split(&own).is_none());
    }
}
