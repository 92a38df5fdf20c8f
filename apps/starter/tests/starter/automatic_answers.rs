//! Answers that the HTTP library gives by itself, before any route is asked.

use crate::hostile::assert_hardened;
use crate::kit::{Reply, ReplyExt, Starter};

fn malformed() -> Vec<(u16, Vec<u8>)> {
    vec![
        (400, b"junk\r\n\r\n".to_vec()),
        (400, b"GET /log in HTTP/1.1\r\nHost: x\r\n\r\n".to_vec()),
        (400, b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n".to_vec()),
        (414, format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "x".repeat(70_000)).into_bytes()),
        (431, format!("GET / HTTP/1.1\r\nHost: x\r\n{}\r\n", "X: y\r\n".repeat(1000)).into_bytes()),
        (431, format!("GET / HTTP/1.1\r\nHost: x\r\nX: {}\r\n\r\n", "x".repeat(1_000_000)).into_bytes()),
    ]
}

#[test]
fn every_automatic_answer_has_every_header() {
    let starter = Starter::new();
    for (status, bytes) in malformed() {
        let reply = starter.raw_reply(&bytes);
        assert_eq!((reply.status, &*reply.body), (status, ""), "{reply:?}");
        assert_hardened(&reply);
        assert_eq!((reply.header("cache-control"), reply.header("content-length")), ("no-store", "0"));
        assert!(reply.all("strict-transport-security").is_empty());
    }
    starter.assert_healthy();
}

#[test]
fn an_automatic_answer_after_another_has_every_header() {
    let starter = Starter::new();
    for count in [1, 5, 50] {
        let good = "GET /account/logo.svg HTTP/1.1\r\nHost: x\r\n\r\n".repeat(count);
        let answer = starter.raw(&[good.as_bytes(), b"junk\r\n\r\n"].concat());
        let answer = String::from_utf8(answer).unwrap();
        let last = answer.rfind("HTTP/1.1 ").unwrap();
        assert_eq!(answer.matches("HTTP/1.1 200 OK\r\n").count(), count);
        let reply = Reply::parse(answer.get(last..).unwrap().as_bytes()).unwrap();
        assert_eq!(reply.status, 400);
        assert_hardened(&reply);
    }
}

#[test]
fn with_https_an_automatic_answer_has_hsts() {
    let starter = Starter::with_origin("https://app.example");
    let own = starter.get("/login").send();
    let own = own.header("strict-transport-security");
    let reply = starter.raw_reply(b"junk\r\n\r\n");
    assert!(!own.is_empty());
    assert_eq!(reply.header("strict-transport-security"), own);
}

#[test]
fn a_request_names_one_host() {
    let starter = Starter::new();
    let ask = |head: &str| starter.raw_reply(format!("{head}Connection: close\r\n\r\n").as_bytes());
    for head in [
        "GET /login HTTP/1.1\r\n",
        "GET /login HTTP/1.1\r\nHost: a\r\nHost: b\r\n",
        "GET /login HTTP/1.1\r\nHost: a\r\nhost: a\r\n",
        "GET /login HTTP/1.0\r\nHost: a\r\nHost: a\r\n",
        "GET /account/pages.css HTTP/1.1\r\nHost: a\r\nHost: b\r\n",
        "GET /nothing HTTP/1.1\r\nHost: a\r\nHost: b\r\n",
    ] {
        let reply = ask(head);
        reply.assert_refusal(400);
        assert_hardened(&reply);
    }
    assert_eq!(ask("GET /login HTTP/1.1\r\nHost: a\r\n").status, 200);
    assert_eq!(ask("GET /login HTTP/1.0\r\n").status, 200);
}

#[test]
fn a_log_in_a_file_has_no_colours() {
    let starter = Starter::with(&[("RUST_LOG", "debug")]);
    starter.sign_up("Alice");
    let log = starter.directory.err();
    assert!(log.contains("user.created") && !log.contains('\u{1b}'), "{log}");
}
