//! The ends of tries and of the worker: letters without an answer, and a worker that stops in the middle of many.

use super::app::{App, Recorded, addresses, schema};
use super::{letter, smtp_to};
use lucerna_mail::{Letter, MemoryMail, SendError, SendFuture, Smtp, Transport};
use lucerna_servers::SmtpServer;
use lucerna_store_memory::MemoryStore;
use std::net::TcpListener;
use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);

/// A transport whose server takes each letter and never answers.
struct Silent;

impl Transport for Silent {
    fn send<'a>(&'a self, _: &'a Letter) -> SendFuture<'a> {
        Box::pin(std::future::pending())
    }
}

/// A transport that takes a second for each letter.
struct Slow(MemoryMail);

impl Transport for Slow {
    fn send<'a>(&'a self, letter: &'a Letter) -> SendFuture<'a> {
        Box::pin(async move {
            tokio::time::sleep(Duration::from_secs(1)).await;
            self.0.send(letter).await
        })
    }
}

/// A transport whose letters may have been sent, except the second one, which was not accepted.
struct Doubtful(std::sync::atomic::AtomicUsize);

impl Transport for Doubtful {
    fn send<'a>(&'a self, _: &'a Letter) -> SendFuture<'a> {
        let number = self.0.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        Box::pin(std::future::ready(Err(match number {
            1 => SendError::temporary(Some(450), "busy"),
            _ => SendError::unknown("no answer came"),
        })))
    }
}

/// Tries to send one letter for an hour. Returns the number of tries, and the names of the events.
async fn tries_of(transport: impl Transport) -> (usize, Vec<&'static str>) {
    let recorded = Recorded::of(transport);
    let app = App::new(MemoryStore::new(schema()), recorded.clone());
    app.create_users(&addresses(1)).await;
    app.ask(&addresses(1)).await;
    for _ in 0..60 {
        assert_eq!(app.mail.deliver_due().await.unwrap(), 0);
        app.clock.turn(MINUTE);
    }
    let names = recorded.letters().iter().map(|_| app.next_event().name).collect();
    (recorded.letters().len(), names)
}

#[tokio::test(start_paused = true)]
async fn a_server_that_answers_too_late_receives_a_letter_twice_at_most() {
    assert_eq!(tries_of(Silent).await, (2, vec!["mail.delayed", "mail.given_up"]));
}

#[tokio::test]
async fn a_try_that_was_not_accepted_does_not_count_among_those_without_an_end() {
    let names = vec!["mail.delayed", "mail.delayed", "mail.given_up"];
    assert_eq!(tries_of(Doubtful(0.into())).await, (3, names));
}

#[tokio::test]
async fn a_connection_that_ends_after_the_letter_leaves_its_end_unknown() {
    let server = SmtpServer::start_plain().unwrap();
    let smtp = smtp_to(&server, "smtp+plain");
    server.hold().unwrap();
    let sent = tokio::spawn(async move { smtp.send(&letter("alice@example.com")).await });
    while server.messages().unwrap().is_empty() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    server.kill().unwrap();
    let error = sent.await.unwrap().unwrap_err();
    assert!(matches!(error, SendError::Unknown { .. }), "{error:?}");
}

#[tokio::test]
async fn a_connection_that_ends_before_the_letter_is_worth_many_tries() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let smtp = Smtp::plain("127.0.0.1").port(listener.local_addr().unwrap().port()).build().unwrap();
    // As a proxy does whose mail server is down.
    let proxy = std::thread::spawn(move || listener.accept().map(drop));
    let error = smtp.send(&letter("alice@example.com")).await.unwrap_err();
    proxy.join().unwrap().unwrap();
    assert!(matches!(error, SendError::Temporary { status: None, .. }), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn a_worker_that_stops_begins_no_further_letter() {
    let kept = MemoryMail::default();
    let app = App::new(MemoryStore::new(schema()), Slow(kept.clone()));
    app.create_users(&addresses(100)).await;
    app.ask(&addresses(100)).await;
    let start = tokio::time::Instant::now();
    app.mail.clone().deliver_until(tokio::time::sleep(Duration::from_millis(1_500))).await;
    assert_eq!((kept.letters().len(), start.elapsed().as_secs()), (16, 2));
    app.clock.turn(5 * MINUTE);
    assert_eq!(app.mail.deliver_due().await.unwrap(), 84, "those that the worker had not begun");
}
