//! The envelope and the headers of a letter that arrived.

use super::{letter, smtp_to};
use lucerna_mail::Transport;
use lucerna_servers::{SmtpMessage, SmtpServer};

async fn received(to: &str) -> SmtpMessage {
    let server = SmtpServer::start_plain().unwrap();
    smtp_to(&server, "smtp+plain").send(&letter(to)).await.unwrap();
    let [message] = <[_; 1]>::try_from(server.messages().unwrap()).unwrap();
    message
}

#[tokio::test]
async fn rt_111_a_letter_has_one_recipient_in_the_envelope_and_in_the_header() {
    let message = received("alice@example.com").await;
    assert_eq!(message.to, ["alice@example.com"]);
    assert_eq!(message.from, "no-reply@acme.example");
    assert_eq!(message.header("To"), ["alice@example.com"]);
    assert!(message.header("Cc").is_empty() && message.header("Bcc").is_empty());
}

#[tokio::test]
async fn rt_113_the_bytes_of_the_stored_address_are_sent_to() {
    for to in ["o'neill+news@a-b.example", "dotless\u{131}@example.com", "вера@почта.рф"] {
        assert_eq!(received(to).await.to, [to]);
    }
}

#[tokio::test]
async fn every_header_arrives_once() {
    let message = received("alice@example.com").await;
    for (name, value) in [
        ("From", "\"Acme\" <no-reply@acme.example>"),
        ("Subject", "Hello"),
        ("Date", "Thu, 01 Jan 1970 00:00:01 +0000"),
        ("Message-ID", "<1@acme.example>"),
        ("Auto-Submitted", "auto-generated"),
        ("MIME-Version", "1.0"),
    ] {
        let found = message.header(name);
        assert_eq!(found.iter().map(|it| it.replace('"', "")).collect::<Vec<_>>(), [value.replace('"', "")]);
    }
    let text = String::from_utf8(message.data).unwrap();
    assert!(text.contains("\r\n.\r\nAfter the dot.") && text.contains("text/html"), "{text}");
}
