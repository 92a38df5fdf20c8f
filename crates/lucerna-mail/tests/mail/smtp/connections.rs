//! Connections: encrypted and authenticated, or refused.

use super::{letter, smtp_to};
use lucerna_mail::{SendError, Smtp, Transport};
use lucerna_servers::SmtpServer;

#[tokio::test]
async fn letters_are_sent_encrypted_and_with_a_login() {
    for (server, scheme) in
        [(SmtpServer::start_tls().unwrap(), "smtps"), (SmtpServer::start_starttls().unwrap(), "smtp")]
    {
        let smtp = smtp_to(&server, scheme);
        smtp.send(&letter("alice@example.com")).await.unwrap();
        smtp.send(&letter("bob@example.com")).await.unwrap();
        let messages = server.messages().unwrap();
        assert_eq!(messages.len(), 2);
        assert!(messages.iter().all(|it| it.encrypted && it.user == server.user()), "{messages:?}");
    }
}

#[tokio::test]
async fn a_server_on_this_machine_may_do_without_encryption() {
    let server = SmtpServer::start_plain().unwrap();
    let address = format!("smtp+plain://{}:{}@127.0.0.1:{}", server.user(), server.password(), server.port());
    address.parse::<Smtp>().unwrap().send(&letter("alice@example.com")).await.unwrap();
    assert!(!server.messages().unwrap().pop().unwrap().encrypted);
}

#[tokio::test]
async fn rt_191_a_certificate_for_another_host_is_refused() {
    let server = SmtpServer::start_with_wrong_name().unwrap();
    let error = smtp_to(&server, "smtps").send(&letter("alice@example.com")).await.unwrap_err();
    assert!(
        matches!(error, SendError::Temporary { .. }) && format!("{error:?}").contains("certificate"),
        "{error:?}"
    );
    assert!(server.messages().unwrap().is_empty());
}

#[tokio::test]
async fn rt_191_a_certificate_of_an_unknown_authority_is_refused() {
    for (server, builder) in [
        (SmtpServer::start_tls().unwrap(), Smtp::tls("localhost")),
        (SmtpServer::start_starttls().unwrap(), Smtp::starttls("localhost")),
    ] {
        let smtp = builder.port(server.port()).login(server.user(), server.password()).build().unwrap();
        let error = smtp.send(&letter("alice@example.com")).await.unwrap_err();
        assert!(format!("{error:?}").contains("certificate"), "{error:?}");
        assert!(server.messages().unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_server_that_does_not_encrypt_receives_no_login() {
    let server = SmtpServer::start_plain().unwrap();
    for smtp in [Smtp::starttls("localhost"), Smtp::tls("localhost")] {
        let smtp = smtp.port(server.port()).login(server.user(), server.password()).build().unwrap();
        smtp.send(&letter("alice@example.com")).await.unwrap_err();
    }
    assert!(server.messages().unwrap().is_empty());
}

#[tokio::test]
async fn a_wrong_login_is_worth_another_try() {
    let server = SmtpServer::start_plain().unwrap();
    let smtp = Smtp::plain("localhost").port(server.port()).login(server.user(), "wrong").build().unwrap();
    let error = smtp.send(&letter("alice@example.com")).await.unwrap_err();
    assert!(matches!(error, SendError::Temporary { status: Some(535), .. }), "{error:?}");
}

#[tokio::test]
async fn refusals_are_temporary_or_permanent() {
    let server = SmtpServer::start_plain().unwrap();
    let smtp = smtp_to(&server, "smtp+plain");
    server.refuse("450 4.2.1 <alice@example.com> is busy").unwrap();
    let error = smtp.send(&letter("alice@example.com")).await.unwrap_err();
    assert!(matches!(error, SendError::Temporary { status: Some(450), .. }), "{error:?}");
    assert_eq!(error.to_string(), "the mail was not accepted for now (450)");
    server.refuse("550 5.1.1 <alice@example.com> is unknown").unwrap();
    let error = smtp.send(&letter("alice@example.com")).await.unwrap_err();
    assert!(matches!(error, SendError::Permanent { status: Some(550), .. }), "{error:?}");
    server.accept().unwrap();
    smtp.send(&letter("alice@example.com")).await.unwrap();
    server.kill().unwrap();
    let error = smtp.send(&letter("alice@example.com")).await.unwrap_err();
    assert!(matches!(error, SendError::Temporary { status: None, .. }), "{error:?}");
    server.restart().unwrap();
    smtp.send(&letter("alice@example.com")).await.unwrap();
    assert_eq!(server.messages().unwrap().len(), 2);
}
