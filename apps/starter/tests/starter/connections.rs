//! The limits of a single connection and of a single address.

use crate::kit::{Reply, Starter, read_to_end};
use crate::loopback::{Crowd, connect_from, count_sockets, fill, is_open, send};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

const CLIENT: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);
const OTHER: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 3);

/// The time between two small steps of a slow client.
const PACE: Duration = Duration::from_millis(50);

/// A limit of a second has passed by then, even on a busy machine.
const SOON: Duration = Duration::from_secs(6);

#[test]
fn an_idle_connection_lives_longer_than_the_limit_of_a_head() {
    let starter = Starter::with(&[("HEAD_TIMEOUT", "1"), ("KEEP_ALIVE_TIMEOUT", "3")]);
    let mut kept = starter.connect();
    ask_for_page(&mut kept);
    let mut silent = starter.connect();
    let begun = Instant::now();
    assert_eq!(read_to_end(&mut silent), b"");
    assert!(begun.elapsed() < SOON, "{:?}", begun.elapsed());
    ask_for_page(&mut kept);
    let answered = Instant::now();
    assert_eq!(read_to_end(&mut kept), b"");
    let idle = answered.elapsed();
    assert!(idle > Duration::from_millis(2500) && idle < SOON, "{idle:?}");
}

/// Asks for a page on a connection that is kept, and reads all of it.
fn ask_for_page(stream: &mut TcpStream) {
    stream.write_all(b"GET /account/logo.svg HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    let mut buffer = [0; 4096];
    while !answer.ends_with(b"</svg>\n") {
        let count = stream.read(&mut buffer).unwrap();
        assert_ne!(count, 0, "the connection ended after {:?}", String::from_utf8_lossy(&answer));
        answer.extend_from_slice(buffer.get(..count).unwrap());
    }
    assert_eq!(Reply::parse(&answer).unwrap().status, 200);
}

#[test]
fn a_head_that_comes_byte_by_byte_is_not_waited_for() {
    let starter = Starter::with(&[("HEAD_TIMEOUT", "1")]);
    let mut stream = starter.connect();
    ask_for_page(&mut stream);
    let begun = Instant::now();
    send(&stream, b"GET /login HTTP/1.1\r\nX: ");
    while is_open(&stream) {
        assert!(begun.elapsed() < SOON, "still open after {:?}", begun.elapsed());
        send(&stream, b"x");
        thread::sleep(PACE);
    }
}

#[test]
fn an_answer_that_is_read_byte_by_byte_is_not_waited_for() {
    let starter = Starter::with(&[("WRITE_TIMEOUT", "1")]);
    let own = count_sockets(&starter);
    let mut stream = connect_from(CLIENT, &starter);
    fill(&stream, b"GET /account/pages.css HTTP/1.1\r\nHost: x\r\n\r\n");
    let begun = Instant::now();
    while count_sockets(&starter) > own {
        assert!(begun.elapsed() < SOON, "still open after {:?}", begun.elapsed());
        let _ = stream.read(&mut [0; 1]);
        thread::sleep(PACE);
    }
}

#[test]
fn one_address_has_so_many_connections_and_others_have_theirs() {
    let starter = Starter::with(&[("MAX_CONNECTIONS_PER_ADDRESS", "4")]);
    let request = b"GET /account/logo.svg HTTP/1.1\r\nHost: x\r\n\r\n";
    let neighbours = Crowd::connect(&starter, 4, |_| OTHER, request);
    let crowd = Crowd::connect(&starter, 12, |_| CLIENT, request);
    crate::kit::eventually("only so many are left", || (crowd.count_open() <= 4).then_some(()));
    assert_eq!((crowd.count_open(), neighbours.count_open()), (4, 4));
    starter.assert_healthy();
}

#[test]
fn a_trusted_proxy_has_as_many_as_there_are() {
    let starter =
        Starter::with(&[("MAX_CONNECTIONS_PER_ADDRESS", "4"), ("TRUSTED_PROXIES", &CLIENT.to_string())]);
    let mut proxied: Vec<_> = (0..12).map(|_| connect_from(CLIENT, &starter)).collect();
    proxied.iter_mut().for_each(ask_for_page);
    proxied.iter_mut().for_each(ask_for_page);
}

#[test]
fn there_are_so_many_connections_in_all() {
    let starter = Starter::with(&[("MAX_CONNECTIONS", "10")]);
    let source = |it: u16| Ipv4Addr::from_bits(CLIENT.to_bits() + u32::from(it));
    let crowd = Crowd::connect(&starter, 30, source, b"GET /account/logo.svg HTTP/1.1\r\nHost: x\r\n\r\n");
    crate::kit::eventually("only so many are left", || (crowd.count_open() <= 10).then_some(()));
    assert_eq!(crowd.count_open(), 10);
    starter.assert_healthy();
}
