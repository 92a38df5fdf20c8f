//! A process that is killed with SIGKILL while it sends: no message is lost, and none is sent more than twice.

use super::app::{App, addresses};
use super::smtp_to;
use crate::killed_process::{Killed, eventually};
use lucerna_core::{Clock, SystemClock};
use lucerna_mail::Smtp;
use lucerna_servers::SmtpServer;
use std::path::Path;
use std::time::Duration;

/// The variables that make the test below the process that is killed: its database, and its mail server.
const DATABASE: &str = "LUCERNA_TEST_KILLED_DATABASE";
const SERVER: &str = "LUCERNA_TEST_KILLED_SERVER";

/// Longer than the lease of a killed worker.
const LEASE: Duration = Duration::from_secs(121);

#[tokio::test]
async fn a_message_is_sent_after_its_process_was_killed_before_sending() {
    let server = SmtpServer::start_plain().unwrap();
    server.kill().unwrap();
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("app.db");
    let app = App::on_sqlite(&file, smtp_to(&server, "smtp+plain"));
    app.create_users(&addresses(1)).await;
    let mut process = start(&file, &server);
    // The first attempt is made when the message is in the database.
    eventually(|| std::fs::exists(directory.path().join("asked")).unwrap());
    process.kill();
    app.clock.set(SystemClock::default().now());
    server.restart().unwrap();
    app.clock.turn(LEASE);
    assert_eq!(app.mail.deliver_due().await.unwrap(), 1);
    assert_eq!(server.messages().unwrap().len(), 1);
    app.clock.turn(LEASE);
    assert_eq!(app.mail.deliver_due().await.unwrap(), 0);
}

#[tokio::test]
async fn a_message_is_sent_twice_at_most_if_its_process_was_killed_after_sending() {
    let server = SmtpServer::start_plain().unwrap();
    // The server has the message, and the process does not know it yet.
    server.hold().unwrap();
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("app.db");
    let app = App::on_sqlite(&file, smtp_to(&server, "smtp+plain"));
    app.create_users(&addresses(1)).await;
    let mut process = start(&file, &server);
    eventually(|| !server.messages().unwrap().is_empty());
    process.kill();
    app.clock.set(SystemClock::default().now());
    server.accept().unwrap();
    assert_eq!(app.mail.deliver_due().await.unwrap(), 0, "the lease of the killed process lasts");
    app.clock.turn(LEASE);
    assert_eq!(app.mail.deliver_due().await.unwrap(), 1);
    app.clock.turn(LEASE);
    assert_eq!(app.mail.deliver_due().await.unwrap(), 0);
    let messages = server.messages().unwrap();
    assert_eq!(messages.iter().flat_map(|it| it.to.clone()).collect::<Vec<_>>(), ["user0@example.com"; 2]);
}

#[tokio::test]
async fn a_message_whose_processes_were_killed_twice_after_sending_is_given_up_visibly() {
    let server = SmtpServer::start_plain().unwrap();
    server.hold().unwrap();
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("app.db");
    let app = App::on_sqlite(&file, smtp_to(&server, "smtp+plain"));
    app.create_users(&addresses(1)).await;
    let mut process = start(&file, &server);
    eventually(|| !server.messages().unwrap().is_empty());
    process.kill();
    app.clock.set(SystemClock::default().now());
    app.clock.turn(LEASE);
    // The second one ends in the middle of the call, too.
    let arrived = async {
        while server.messages().unwrap().len() < 2 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::select! {
        _ = app.mail.deliver_due() => unreachable!("the server holds its answer"),
        () = arrived => {}
    }
    server.accept().unwrap();
    app.clock.turn(LEASE);
    for _ in 0..3 {
        assert_eq!(app.mail.deliver_due().await.unwrap(), 0);
        app.clock.turn(LEASE);
    }
    assert_eq!(server.messages().unwrap().len(), 2);
    let event = app.next_event();
    assert_eq!(event.name, "mail.given_up");
    assert!(event.error.unwrap().contains("no known end"));
}

/// The process that the tests kill: it asks for a message and sends it. On its own it does nothing.
#[tokio::test]
async fn the_process_that_is_killed() {
    let (Ok(file), Ok(server)) = (std::env::var(DATABASE), std::env::var(SERVER)) else { return };
    let file = Path::new(&file);
    let app = App::on_sqlite(file, server.parse::<Smtp>().unwrap());
    app.ask(&addresses(1)).await;
    std::fs::write(file.with_file_name("asked"), "").unwrap();
    app.mail.deliver().await;
}

fn start(file: &Path, server: &SmtpServer) -> Killed {
    let login = format!("{}:{}", server.user(), server.password());
    let server = format!("smtp+plain://{login}@127.0.0.1:{}", server.port());
    Killed::start(
        "smtp::killed::the_process_that_is_killed",
        &[(DATABASE, file.as_os_str()), (SERVER, server.as_ref())],
    )
}
