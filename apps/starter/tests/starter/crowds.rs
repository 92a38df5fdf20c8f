//! Crowds that are larger than the number of files that the program may open: others are served meanwhile.

use crate::kit::{AppDirectory, Starter};
use crate::loopback::{Crowd, assert_served, count_sockets, wait_for_sockets};
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

/// The files that the program may open.
const FILES: &str = "--nofile=200";

/// More connections than that.
const SIZE: u16 = 300;

const SAME: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);
const NEIGHBOUR: Ipv4Addr = Ipv4Addr::new(127, 0, 9, 9);

fn start_with_few_files(variables: &[(&str, &str)]) -> Starter {
    let directory = Arc::new(AppDirectory::new());
    let mut command = directory.command_under("prlimit", &[FILES]);
    command.envs(variables.iter().copied());
    Starter::run(&directory, command)
}

/// Each of these comes from an address of its own.
fn distinct(number: u16) -> Ipv4Addr {
    let [high, low] = number.to_be_bytes();
    Ipv4Addr::new(127, 1, high, low)
}

/// Checks that the crowd keeps neither a neighbour out nor, if it has one address, another client of that address.
fn keeps_nobody_out(starter: &Starter, bytes: &[u8]) {
    let crowd = Crowd::connect(starter, SIZE, |_| SAME, bytes);
    assert_served(starter, NEIGHBOUR);
    assert_served(starter, SAME);
    drop(crowd);
    let crowd = Crowd::connect(starter, SIZE, distinct, bytes);
    assert_served(starter, NEIGHBOUR);
    drop(crowd);
    assert!(!starter.directory.err().contains("Too many open files"), "{}", starter.directory.err());
    starter.assert_healthy();
}

#[test]
fn connections_without_a_request_keep_nobody_out() {
    keeps_nobody_out(&start_with_few_files(&[]), b"");
}

#[test]
fn idle_connections_keep_nobody_out() {
    keeps_nobody_out(&start_with_few_files(&[]), b"GET /login HTTP/1.1\r\nHost: x\r\n\r\n");
}

#[test]
fn slow_senders_of_heads_keep_nobody_out() {
    keeps_nobody_out(&start_with_few_files(&[]), b"POST /login HTTP/1.1\r\nHost:");
}

#[test]
fn slow_senders_of_bodies_keep_nobody_out() {
    let starter = start_with_few_files(&[]);
    let request = starter.form_head("/login", "Content-Length: 30") + "username=Alice";
    keeps_nobody_out(&starter, request.as_bytes());
}

#[test]
fn slow_readers_keep_nobody_out() {
    keeps_nobody_out(&start_with_few_files(&[]), &unread());
}

#[test]
fn slow_readers_are_closed_after_the_limit() {
    let starter = start_with_few_files(&[("WRITE_TIMEOUT", "2")]);
    let own = count_sockets(&starter);
    let readers = Crowd::connect(&starter, SIZE, |_| SAME, &unread());
    let waited = wait_for_sockets(&starter, own);
    assert!(waited < Duration::from_secs(12), "{waited:?}");
    drop(readers);
}

/// Requests whose answers do not fit into what the kernel keeps for a client that does not read them.
fn unread() -> Vec<u8> {
    b"GET /account/pages.css HTTP/1.1\r\nHost: x\r\n\r\n".repeat(6000)
}
