//! Letters through a real mail server.

use crate::kit::{AppDirectory, ReplyExt, Starter, eventually};
use lucerna_servers::{SmtpMessage, SmtpServer};
use std::process::Command;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

/// Longer than the pause after a failed attempt, and the time until the worker looks again.
const RETRY: Duration = Duration::from_secs(100);

/// Returns the command of a starter that sends to this server.
fn command(directory: &AppDirectory, server: &SmtpServer, scheme: &str) -> Command {
    let mut command = directory.command();
    let (user, password, port) = (server.user(), server.password(), server.port());
    command.env("SMTP_URL", format!("{scheme}://{user}:{password}@localhost:{port}"));
    command.env("MAIL_FROM", "Acme <no-reply@acme.example>");
    if let Some(ca) = server.ca() {
        command.env("SSL_CERT_FILE", ca);
    }
    command
}

/// Returns the plain text of a message, whose lines may be wrapped as quoted-printable.
fn text(message: &SmtpMessage) -> String {
    String::from_utf8_lossy(&message.data).replace("=\r\n", "").replace("=3D", "=")
}

#[test]
fn a_letter_reaches_the_mail_server_encrypted() {
    for (server, scheme) in
        [(SmtpServer::start_tls().unwrap(), "smtps"), (SmtpServer::start_starttls().unwrap(), "smtp")]
    {
        let directory = Arc::new(AppDirectory::new());
        let starter = Starter::run(&directory, command(&directory, &server, scheme));
        assert!(!directory.out().contains("/dev/mail") && starter.get("/dev/mail").send().status == 404);
        let cookie = starter.sign_up_with("Alice", "alice@example.com");
        let message = eventually("the letter arrives", || server.messages().unwrap().pop());
        assert_eq!(
            (&*message.from, &message.to[..]),
            ("no-reply@acme.example", &["alice@example.com".to_owned()][..])
        );
        assert!(message.encrypted && message.user == server.user());
        assert_eq!(message.header("from"), ["Acme <no-reply@acme.example>"]);
        let (text, start) = (text(&message), format!("{}/account/email/confirm?link=", starter.origin));
        let (_, rest) = text.split_once(&start).unwrap();
        let link: String =
            rest.chars().take_while(|it| it.is_ascii_alphanumeric() || "-_.".contains(*it)).collect();
        let confirm = starter.post("/account/email/confirm").cookie(&cookie).form(format!("link={link}"));
        let confirmed = confirm.send();
        assert!(confirmed.goes_to("/account/email?done=address"), "{link}: {confirmed:?}");
        let told = directory.out() + &directory.err();
        assert!(!told.contains(server.password()) && !told.contains(&link), "{told}");
    }
}

#[test]
fn a_letter_is_sent_after_its_process_was_killed() {
    let server = SmtpServer::start_plain().unwrap();
    server.kill().unwrap();
    let directory = Arc::new(AppDirectory::new());
    let starter = Starter::run(&directory, command(&directory, &server, "smtp+plain"));
    starter.sign_up_with("Alice", "alice@example.com");
    // The next attempt is a minute later. A process that is killed in the middle of one would keep it for two.
    eventually("the first attempt failed", || directory.err().contains("mail.delayed").then_some(()));
    starter.kill();
    assert!(!starter.ended().success());
    server.restart().unwrap();
    assert!(server.messages().unwrap().is_empty());
    let _starter = Starter::run(&directory, command(&directory, &server, "smtp+plain"));
    let start = Instant::now();
    while server.messages().unwrap().is_empty() {
        assert!(start.elapsed() < RETRY, "{}", directory.err());
        thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(server.messages().unwrap()[0].to, ["alice@example.com"]);
}
