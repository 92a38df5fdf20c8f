//! Tests with a real mail server: connections, envelopes and refusals, and the worker of the outbox.

mod app;
mod connections;
mod ends;
mod killed;
mod messages;
mod worker;

use lucerna_core::Timestamp;
use lucerna_mail::{Letter, LetterParts, Sender, Smtp};
use lucerna_servers::SmtpServer;

const SENDER: &str = "Acme <no-reply@acme.example>";

/// Returns a transport to a server, which is reached under the name `localhost`.
fn smtp_to(server: &SmtpServer, scheme: &str) -> Smtp {
    let builder = match scheme {
        "smtps" => Smtp::tls("localhost"),
        "smtp" => Smtp::starttls("localhost"),
        _ => Smtp::plain("localhost"),
    };
    let builder = builder.port(server.port()).login(server.user(), server.password());
    match server.ca() {
        Some(ca) => builder.trust(std::fs::read(ca).unwrap()),
        None => builder,
    }
    .build()
    .unwrap()
}

fn letter(to: &str) -> Letter {
    let from: Sender = SENDER.parse().unwrap();
    let text =
        LetterParts::new("en", "Hello").paragraph("Hello from a test.\n.\nAfter the dot.").write(&from);
    Letter::new(from, to, text, "1@acme.example", Timestamp::from_unix_millis(1_000)).unwrap()
}
