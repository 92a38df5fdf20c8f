//! The end of the program while clients keep it waiting.

use crate::kit::{ReplyExt, Starter, eventually};
use crate::loopback::{connect_from, fill};
use std::io::Write;
use std::net::{Ipv4Addr, TcpStream};
use std::time::{Duration, Instant};

const CLIENT: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);

#[test]
fn a_client_that_does_not_read_delays_the_end_by_seconds_only() {
    let starter = Starter::new();
    let stream = connect_from(CLIENT, &starter);
    fill(&stream, b"GET /account/pages.css HTTP/1.1\r\nHost: x\r\n\r\n");
    starter.signal("TERM");
    let begun = Instant::now();
    assert_eq!(starter.ended().code(), Some(0));
    assert!(begun.elapsed() < Duration::from_secs(9), "{:?}", begun.elapsed());
}

#[test]
fn the_end_has_a_limit() {
    let starter = Starter::with(&[("SHUTDOWN_TIMEOUT", "1"), ("RUST_LOG", "tower_http=debug")]);
    let _stream = send_half_a_form(&starter);
    starter.signal("TERM");
    let begun = Instant::now();
    assert_eq!(starter.ended().code(), Some(0));
    assert!(begun.elapsed() < Duration::from_secs(6), "{:?}", begun.elapsed());
}

#[test]
fn a_second_signal_ends_it_at_once() {
    for (first, second, code) in [("INT", "INT", 130), ("TERM", "TERM", 143), ("INT", "TERM", 143)] {
        let starter = Starter::with(&[("RUST_LOG", "info,tower_http=debug")]);
        let _stream = send_half_a_form(&starter);
        starter.signal(first);
        let shutting_down = || starter.directory.err().contains("shutting down").then_some(());
        eventually("it begins to end", shutting_down);
        starter.signal(second);
        let begun = Instant::now();
        assert_eq!(starter.ended().code(), Some(code));
        // Without the second signal, it waits 20 seconds for the form.
        assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
        starter.directory.assert_sound();
    }
}

#[test]
fn events_that_wait_are_written_at_the_end() {
    let starter = Starter::new();
    starter.sign_up("Alice");
    let database = starter.directory.database();
    database.execute_batch("BEGIN IMMEDIATE").unwrap();
    starter.post("/login").credentials("Alice", "not that one").send().assert_refusal(401);
    let refused = || starter.directory.err().contains("audit.write_failed").then_some(());
    eventually("the event could not be written", refused);
    database.execute_batch("ROLLBACK").unwrap();
    starter.signal("TERM");
    assert!(starter.ended().success());
    let events = "SELECT count(*) FROM lucerna_audit WHERE name = 'password.refused'";
    assert_eq!(starter.directory.number(events), 1);
}

/// A form whose body does not arrive in full, for which the program waits.
fn send_half_a_form(starter: &Starter) -> TcpStream {
    let mut stream = starter.connect();
    let head = starter.form_head("/login", "Content-Length: 30") + "username=Alice";
    stream.write_all(head.as_bytes()).unwrap();
    let begun = || starter.directory.err().contains("started processing request").then_some(());
    eventually("the request is being answered", begun);
    stream
}
