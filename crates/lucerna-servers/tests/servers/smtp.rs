//! The mail server: asked in its own protocol, without any client library.

use crate::listens;
use lucerna_servers::SmtpServer;
use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpStream};

/// A client of the protocol, which sends lines and reads the last line of each answer.
struct Client(BufReader<TcpStream>);

impl Client {
    fn connect(server: &SmtpServer) -> Self {
        let mut client =
            Self(BufReader::new(TcpStream::connect((Ipv4Addr::LOCALHOST, server.port())).unwrap()));
        assert!(client.answer().starts_with("220"));
        assert!(client.say("EHLO localhost").starts_with("250"));
        client
    }

    /// Connects and authenticates with the base64 of `NUL user NUL password`.
    fn authenticated(server: &SmtpServer) -> Self {
        let mut client = Self::connect(server);
        let login = base64(format!("\0{}\0{}", server.user(), server.password()).as_bytes());
        assert!(client.say(&format!("AUTH PLAIN {login}")).starts_with("235"));
        client
    }

    fn say(&mut self, line: &str) -> String {
        self.0.get_mut().write_all(format!("{line}\r\n").as_bytes()).unwrap();
        self.answer()
    }

    fn answer(&mut self) -> String {
        loop {
            let mut line = String::new();
            self.0.read_line(&mut line).unwrap();
            if line.as_bytes().get(3) != Some(&b'-') {
                return line;
            }
        }
    }

    fn send(&mut self) -> String {
        assert!(self.say("MAIL FROM:<app@example.com>").starts_with("250"));
        let answer = self.say("RCPT TO:<alice@example.com>");
        if !answer.starts_with("250") {
            return answer;
        }
        assert!(self.say("DATA").starts_with("354"));
        self.say("Subject: Hello\r\n world\r\n\r\n..dot\r\n.")
    }
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let group = |it: &[u8]| {
        let bits = (0..3).fold(0_usize, |sum, i| sum << 8 | usize::from(it.get(i).copied().unwrap_or(0)));
        (0..4).map(move |i| (bits >> (18 - 6 * i)) & 63).collect::<Vec<_>>()
    };
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        text.extend(
            group(chunk)
                .iter()
                .take(chunk.len() + 1)
                .filter_map(|it| LETTERS.get(*it).map(|it| char::from(*it))),
        );
        text.push_str(&"=".repeat(3 - chunk.len()));
    }
    text
}

#[test]
fn an_accepted_message_is_kept_with_its_envelope() {
    let server = SmtpServer::start_plain().unwrap();
    assert!(Client::authenticated(&server).send().starts_with("250"));
    let [message] = <[_; 1]>::try_from(server.messages().unwrap()).unwrap();
    assert_eq!((&*message.from, &*message.to.concat()), ("app@example.com", "alice@example.com"));
    assert_eq!((&*message.user, message.encrypted), (server.user(), false));
    assert_eq!(message.header("SUBJECT"), ["Hello world"]);
    assert!(message.data.ends_with(b"\r\n\r\n.dot\r\n"));
}

#[test]
fn a_client_has_to_authenticate() {
    let server = SmtpServer::start_plain().unwrap();
    let mut client = Client::connect(&server);
    assert!(client.say("MAIL FROM:<app@example.com>").starts_with("530"));
    let wrong = base64(format!("\0{}\0wrong", server.user()).as_bytes());
    assert!(client.say(&format!("AUTH PLAIN {wrong}")).starts_with("535"));
}

#[test]
fn starttls_is_required() {
    let server = SmtpServer::start_starttls().unwrap();
    assert!(Client::connect(&server).say("MAIL FROM:<app@example.com>").starts_with("530"));
    let ca = std::fs::read_to_string(server.ca().unwrap()).unwrap();
    assert!(ca.contains("BEGIN CERTIFICATE"));
}

#[test]
fn refusals_are_told_and_nothing_is_kept_then() {
    let server = SmtpServer::start_plain().unwrap();
    let mut client = Client::authenticated(&server);
    server.refuse("450 4.2.1 try later").unwrap();
    assert!(client.send().starts_with("450 4.2.1 try later"));
    server.accept().unwrap();
    assert_eq!(server.messages().unwrap(), []);
    assert!(client.say("RSET").starts_with("250"));
    assert!(client.send().starts_with("250"));
}

#[test]
fn messages_survive_a_restart() {
    let server = SmtpServer::start_plain().unwrap();
    assert!(Client::authenticated(&server).send().starts_with("250"));
    server.kill().unwrap();
    assert!(!listens(server.port()));
    server.restart().unwrap();
    assert!(Client::authenticated(&server).send().starts_with("250"));
    assert_eq!(server.messages().unwrap().len(), 2);
}
