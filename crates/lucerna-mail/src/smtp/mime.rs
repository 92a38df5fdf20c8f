//! A letter as the message that travels: headers, plain text and HTML.

use crate::{Letter, Sender};
use lettre::message::header::{Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::{Address, Message};
use std::error::Error;
use std::time::{Duration, UNIX_EPOCH};

/// Returns the message of a letter. Its envelope has only the sender and the recipient of the headers.
pub(super) fn message(letter: &Letter) -> Result<Message, Box<dyn Error + Send + Sync>> {
    let date = u64::try_from(letter.date().unix_millis())
        .map_or(UNIX_EPOCH, |it| UNIX_EPOCH + Duration::from_millis(it));
    let message = Message::builder()
        .from(mailbox(letter.from())?)
        .to(Mailbox::new(None, address(letter.to())?))
        .subject(letter.subject())
        .date(date)
        .message_id(Some(format!("<{}>", letter.id())))
        .header(AutoSubmitted)
        .multipart(MultiPart::alternative_plain_html(letter.text().to_owned(), letter.html().to_owned()))?;
    Ok(message)
}

/// Returns the host of the letter's id, which is the application's.
pub(super) fn host(letter: &Letter) -> &str {
    letter.id().split_once('@').map_or("localhost", |(_, it)| it)
}

fn mailbox(sender: &Sender) -> Result<Mailbox, Box<dyn Error + Send + Sync>> {
    Ok(Mailbox::new(sender.given_name().map(str::to_owned), address(sender.address())?))
}

/// Returns the address with the same bytes, or an error if `lettre` would write it in another way.
fn address(text: &str) -> Result<Address, Box<dyn Error + Send + Sync>> {
    let address: Address = text.parse()?;
    let is_same = AsRef::<str>::as_ref(&address) == text;
    if is_same { Ok(address) } else { Err("an address was changed on its way".into()) }
}

/// The header that keeps vacation answers away (RFC 3834).
#[derive(Clone, Copy)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::LetterParts;
    use lucerna_core::Timestamp;

    fn bytes(from: &str, to: &str) -> String {
        let from: Sender = from.parse().unwrap();
        let text = LetterParts::new("en", "Grüße").paragraph("Hello").write(&from);
        let letter =
            Letter::new(from, to, text, "1@acme.example", Timestamp::from_unix_millis(1_000)).unwrap();
        let message = message(&letter).unwrap();
        assert_eq!(message.envelope().to().len(), 1);
        assert_eq!(message.envelope().to()[0].to_string(), to);
        String::from_utf8(message.formatted()).unwrap()
    }

    #[test]
    fn every_header_stands_once() {
        let text = bytes("Acme, Ltd. <no-reply@acme.example>", "alice@example.com");
        let head = text.split("\r\n\r\n").next().unwrap();
        for line in [
            "From: =?utf-8?b?QWNtZSwgTHRkLg==?= <no-reply@acme.example>",
            "To: alice@example.com",
            "Subject: =?utf-8?b?R3LDvMOfZQ==?=",
            "Date: Thu, 01 Jan 1970 00:00:01 +0000",
            "Message-ID: <1@acme.example>",
            "Auto-Submitted: auto-generated",
            "MIME-Version: 1.0",
        ] {
            let name = line.split(':').next().unwrap();
            let found: Vec<_> = head.lines().filter(|it| it.starts_with(&format!("{name}:"))).collect();
            assert_eq!(found, [line], "{head}");
        }
        assert!(text.contains("Content-Type: text/plain; charset=utf-8"), "{text}");
        assert!(text.contains("Content-Type: text/html; charset=utf-8"), "{text}");
    }

    #[test]
    fn every_address_that_receives_mail_is_sent_to_as_it_is() {
        for to in
            ["o'neill+news@a-b.example", "вера@почта.рф", "a@localhost", "a!#$%&*-/=?^_`{|}~b@x.example"]
        {
            bytes("no-reply@acme.example", to);
        }
    }
}
