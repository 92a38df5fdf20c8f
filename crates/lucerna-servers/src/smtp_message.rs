//! A message that the mail server accepted.

use crate::error::Error;

/// An accepted message: its envelope, and the data as the client sent it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SmtpMessage {
    /// The address of `MAIL FROM`.
    pub from: String,
    /// The addresses of all `RCPT TO`.
    pub to: Vec<String>,
    /// The name with which the client authenticated.
    pub user: String,
    /// True if the connection was encrypted.
    pub encrypted: bool,
    /// The header, an empty line and the body, without the dots that SMTP adds.
    pub data: Vec<u8>,
}

impl SmtpMessage {
    /// Returns the header fields of this name, unfolded, without what surrounds the value. The name is compared
    /// without case.
    #[must_use]
    pub fn header(&self, name: &str) -> Vec<String> {
        let text = String::from_utf8_lossy(&self.data);
        let head = text.split("\r\n\r\n").next().unwrap_or_default().replace("\r\n ", " ");
        let fields = head.split("\r\n").filter_map(|it| it.split_once(':'));
        fields.filter(|(it, _)| it.eq_ignore_ascii_case(name)).map(|(_, it)| it.trim().to_owned()).collect()
    }

    pub(crate) fn parse(file: &[u8]) -> Result<Self, Error> {
        let gap = file.windows(2).position(|it| it == b"\n\n").unwrap_or_default();
        let (envelope, data) =
            file.split_at_checked(gap + 2).ok_or_else(|| Error::new("an empty message"))?;
        let envelope = String::from_utf8_lossy(envelope);
        let values = |name: &str| -> Vec<String> {
            let lines = envelope.lines().filter_map(|it| it.split_once(' '));
            lines.filter(|(it, _)| *it == name).map(|(_, it)| it.to_owned()).collect()
        };
        let first = |name| values(name).into_iter().next().unwrap_or_default();
        Ok(Self {
            from: first("from"),
            to: values("to"),
            user: first("user"),
            encrypted: first("encrypted") == "True",
            data: data.to_vec(),
        })
    }
}
