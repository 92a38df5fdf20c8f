//! The worker: refusals, growing pauses, giving up, outages, and several workers on one store.

use super::app::{App, Recorded, addresses, schema};
use super::smtp_to;
use lucerna_core::Clock;
use lucerna_mail::{AskError, Letter, MemoryMail, SendFuture, Transport};
use lucerna_servers::SmtpServer;
use lucerna_store_memory::MemoryStore;
use lucerna_testkit::SpyStore;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);
const ALICE: &str = "user0@example.com";

async fn with_alice(transport: Recorded) -> App {
    let app = App::new(MemoryStore::new(schema()), transport);
    app.create_users(&addresses(1)).await;
    app.ask(&addresses(1)).await;
    app
}

#[tokio::test]
async fn a_temporary_refusal_is_tried_again_with_growing_pauses_and_given_up_at_last() {
    let server = SmtpServer::start_plain().unwrap();
    server.refuse("450 4.2.1 <user0@example.com> is busy").unwrap();
    let transport = Recorded::of(smtp_to(&server, "smtp+plain"));
    let app = with_alice(transport.clone()).await;
    let mut waited = Vec::new();
    for minute in 0..=120 {
        let before = transport.letters().len();
        assert_eq!(app.mail.deliver_due().await.unwrap(), 0);
        if transport.letters().len() > before {
            waited.push(minute);
        }
        app.clock.turn(MINUTE);
    }
    assert_eq!(waited, [0, 1, 6, 21]);
    let events: Vec<_> = (0..4).map(|_| app.next_event()).collect();
    let names: Vec<_> = events.iter().map(|it| it.name).collect();
    assert_eq!(names, ["mail.delayed", "mail.delayed", "mail.delayed", "mail.given_up"]);
    assert!(
        events
            .iter()
            .all(|it| it.error.as_deref().is_some_and(|it| it.contains("(450)") && !it.contains('@')))
    );
    server.accept().unwrap();
    assert_eq!(app.mail.deliver_due().await.unwrap(), 0);
    assert!(server.messages().unwrap().is_empty());
}

#[tokio::test]
async fn a_refusal_for_good_is_given_up_at_once_and_visibly() {
    let server = SmtpServer::start_plain().unwrap();
    server.refuse("550 5.1.1 <user0@example.com> is unknown").unwrap();
    let transport = Recorded::of(smtp_to(&server, "smtp+plain"));
    let app = with_alice(transport.clone()).await;
    for _ in 0..3 {
        assert_eq!(app.mail.deliver_due().await.unwrap(), 0);
        app.clock.turn(5 * MINUTE);
    }
    assert_eq!(transport.letters().len(), 1);
    let event = app.next_event();
    assert_eq!((event.name, event.purpose), ("mail.given_up", Some("mail_sign_in")));
    assert_eq!(event.error.as_deref(), Some("the mail was refused (550)"));
}

#[tokio::test]
async fn nothing_is_lost_while_the_server_is_down() {
    let server = SmtpServer::start_starttls().unwrap();
    let app = App::new(MemoryStore::new(schema()), smtp_to(&server, "smtp"));
    app.create_users(&addresses(20)).await;
    server.kill().unwrap();
    app.ask(&addresses(20)).await;
    assert_eq!(app.mail.deliver_due().await.unwrap(), 0);
    assert_eq!(app.next_event().name, "mail.delayed");
    server.restart().unwrap();
    app.clock.turn(MINUTE);
    assert_eq!(app.mail.deliver_due().await.unwrap(), 20);
    let received: BTreeSet<_> = server.messages().unwrap().into_iter().flat_map(|it| it.to).collect();
    assert_eq!(received, addresses(20).into_iter().collect());
}

/// A transport that panics at the first letter.
struct Panicking(AtomicBool, MemoryMail);

impl Transport for Panicking {
    fn send<'a>(&'a self, letter: &'a Letter) -> SendFuture<'a> {
        assert!(self.0.swap(true, Ordering::SeqCst), "the first letter");
        self.1.send(letter)
    }
}

#[tokio::test]
async fn a_panic_does_not_end_the_worker_and_loses_no_message() {
    let kept = MemoryMail::default();
    let app = App::new(MemoryStore::new(schema()), Panicking(AtomicBool::new(false), kept.clone()));
    app.create_users(&addresses(2)).await;
    app.ask(&addresses(2)).await;
    assert_eq!(app.mail.deliver_due().await.unwrap(), 1);
    let names = [app.next_event().name, app.next_event().name];
    assert!(names.contains(&"mail.panicked") && names.contains(&"mail.sent"), "{names:?}");
    app.clock.turn(3 * MINUTE);
    assert_eq!(app.mail.deliver_due().await.unwrap(), 1);
    assert_eq!(kept.letters().len(), 2);
}

#[tokio::test]
async fn a_message_with_a_code_is_not_sent_an_hour_later() {
    let transport = Recorded::of(MemoryMail::default());
    let app = with_alice(transport.clone()).await;
    app.clock.turn(61 * MINUTE);
    assert_eq!(app.mail.deliver_due().await.unwrap(), 0);
    assert!(transport.letters().is_empty());
    assert_eq!(app.next_event().name, "mail.expired");
    assert_eq!(app.mail.deliver_due().await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_workers_send_each_message_once() {
    let server = SmtpServer::start_plain().unwrap();
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("app.db");
    let [one, other] = [0, 1].map(|_| App::on_sqlite(&file, smtp_to(&server, "smtp+plain")));
    one.create_users(&addresses(64)).await;
    one.ask(&addresses(64)).await;
    let (mail, second) = (one.mail.clone(), other.mail.clone());
    let tasks = [mail.clone(), second.clone(), mail, second]
        .map(|it| tokio::spawn(async move { it.deliver_due().await }));
    let mut sent = 0;
    for task in tasks {
        sent += task.await.unwrap().unwrap();
    }
    assert_eq!(sent, 64);
    let messages = server.messages().unwrap();
    assert_eq!(messages.len(), 64);
    assert_eq!(messages.into_iter().flat_map(|it| it.to).collect::<BTreeSet<_>>().len(), 64);
}

#[tokio::test(start_paused = true)]
async fn the_worker_wakes_for_a_message_of_its_process_and_looks_for_those_of_others() {
    let store = MemoryStore::new(schema());
    let kept = MemoryMail::default();
    let [one, other] = [0, 1].map(|_| App::new(store.clone(), kept.clone()));
    other.clock.set(one.clock.now());
    one.create_users(&addresses(2)).await;
    tokio::spawn(one.mail.clone().deliver());
    // The worker finds nothing at first, and waits.
    tokio::time::sleep(Duration::from_millis(1)).await;
    let start = tokio::time::Instant::now();
    let arrived = |count: usize| {
        let kept = kept.clone();
        async move {
            while kept.letters().len() < count {
                assert!(start.elapsed() < MINUTE, "no letter arrived");
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            start.elapsed()
        }
    };
    one.ask(&addresses(1)).await;
    assert!(arrived(1).await < Duration::from_secs(1));
    other.ask(&addresses(2)[1..]).await;
    assert!(arrived(2).await <= Duration::from_secs(6));
    assert_eq!(kept.last_to(ALICE).unwrap().subject(), "Sign in to Acme");
}

#[tokio::test]
async fn the_outbox_is_bounded() {
    let app = App::new(MemoryStore::new(schema()), MemoryMail::default());
    app.ask(&addresses(10_000)).await;
    let refused = app.mail.request_sign_in("one-more@example.com").await.unwrap_err();
    assert!(matches!(refused, AskError::Busy { .. }), "{refused}");
    assert_eq!(app.mail.deliver_due().await.unwrap(), 0, "no user has any of these addresses");
    app.ask(&["one-more@example.com".to_owned()]).await;
}

#[tokio::test]
async fn messages_that_wait_for_a_later_try_are_not_listed() {
    let server = SmtpServer::start_plain().unwrap();
    server.kill().unwrap();
    let spy = SpyStore::new(MemoryStore::new(schema()));
    let app = App::new(spy.clone(), smtp_to(&server, "smtp+plain"));
    app.create_users(&addresses(600)).await;
    app.ask(&addresses(600)).await;
    assert_eq!(app.mail.deliver_due().await.unwrap(), 0);
    let before = spy.calls("find_records");
    assert_eq!(app.mail.deliver_due().await.unwrap(), 0);
    assert_eq!(spy.calls("find_records") - before, 1, "one page of 500 is enough");
    server.restart().unwrap();
    app.clock.turn(MINUTE);
    assert_eq!(app.mail.deliver_due().await.unwrap(), 600);
}

#[tokio::test]
async fn the_outbox_has_no_secret() {
    let server = SmtpServer::start_plain().unwrap();
    server.refuse("450 4.2.1 try later").unwrap();
    let transport = Recorded::of(smtp_to(&server, "smtp+plain"));
    let directory = tempfile::tempdir().unwrap();
    let app = App::on_sqlite(&directory.path().join("app.db"), transport.clone());
    app.create_users(&addresses(3)).await;
    app.ask(&addresses(3)).await;
    drop(app.mail.request_reset(ALICE).await.unwrap());
    drop(app.mail.request_verification(ALICE).await.unwrap());
    app.mail.deliver_due().await.unwrap();
    let letters = transport.letters();
    assert_eq!(letters.len(), 5);
    let database = bytes_of(directory.path());
    assert!(contains(&database, "user2@example.com"), "the dump has the rows");
    for letter in &letters {
        let (link, code) = secrets(letter.text());
        assert!(!contains(&database, &link) && !contains(&database, &code), "{link} {code}");
    }
}

/// Returns the secret of the link and the code in a text.
fn secrets(text: &str) -> (String, String) {
    let link = text.lines().find_map(|it| it.split_once("?link=")?.1.split_once('.')).unwrap().1;
    let is_code = |it: &&str| it.len() == 9 && it.chars().filter(char::is_ascii_digit).count() == 8;
    (link.to_owned(), text.lines().find(is_code).unwrap().replace(' ', ""))
}

/// Returns every byte that the database has written.
fn bytes_of(directory: &std::path::Path) -> Vec<u8> {
    let files = std::fs::read_dir(directory).unwrap().map(|it| std::fs::read(it.unwrap().path()).unwrap());
    files.flatten().collect()
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|it| it == text.as_bytes())
}

/// Takes a letter when the test lets it.
#[derive(Clone, Default)]
struct Held(std::sync::Arc<(tokio::sync::Notify, tokio::sync::Notify)>);

impl Transport for Held {
    fn send<'a>(&'a self, _: &'a Letter) -> SendFuture<'a> {
        Box::pin(async move {
            let (begun, taken) = &*self.0;
            begun.notify_one();
            taken.notified().await;
            Ok(())
        })
    }
}

#[tokio::test]
async fn at_the_end_the_letter_that_is_being_sent_is_completed() {
    let transport = Held::default();
    let app = App::new(MemoryStore::new(schema()), transport.clone());
    app.create_users(&addresses(1)).await;
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let mut task = tokio::spawn(app.mail.clone().deliver_until(async { drop(stopped.await) }));
    app.ask(&addresses(1)).await;
    let (begun, taken) = &*transport.0;
    begun.notified().await;
    drop(stop);
    assert!(
        tokio::time::timeout(Duration::from_millis(50), &mut task).await.is_err(),
        "it waits for the letter"
    );
    taken.notify_one();
    task.await.unwrap();
    app.clock.turn(MINUTE * 5);
    assert_eq!(app.mail.deliver_due().await.unwrap(), 0, "nothing is sent again");
    app.ask(&addresses(1)).await;
    taken.notify_one();
    assert_eq!(app.mail.deliver_due().await.unwrap(), 1, "what came later waits");
}
