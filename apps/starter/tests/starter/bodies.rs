//! Bodies that are not valid forms: each receives the status of its error and changes nothing.

use crate::kit::reply::RequestExt;
use crate::kit::{FORM, PASSWORD, Reply, ReplyExt, Starter};
use std::io::Write;
use std::net::Shutdown;

#[test]
fn a_body_that_is_neither_a_form_nor_json_is_415() {
    let starter = Starter::new();
    for path in ["/signup", "/login"] {
        for (kind, body) in [
            ("application/jsonp", r#"{"username":"Alice","password":"lantern-oil"}"#),
            ("text/plain", "username=Alice&password=lantern-oil"),
            ("multipart/form-data; boundary=x", "--x--"),
            ("", "username=Alice&password=lantern-oil"),
        ] {
            starter.post(path).body(kind, body).send().assert_refusal(415);
        }
        let bytes = starter.post(path).header("content-type", b"\xff\xfe");
        bytes.send().assert_refusal(415);
        starter.post(path).send().assert_refusal(422);
    }
    let charset =
        starter.post("/signup").body(format!("{FORM}; charset=utf-8"), "username=Alice&password=lantern-oil");
    assert!(charset.send().goes_to("/"));
    starter.assert_healthy();
}

#[test]
fn rt_192_a_body_that_is_too_large_is_413() {
    let starter = Starter::new();
    for path in ["/signup", "/login"] {
        for length in [16 * 1024, 100_000, 10_000_000] {
            let name = "x".repeat(length);
            let body = format!("password={PASSWORD}&username={name}");
            let head = starter.form_head(path, &format!("Content-Length: {}", body.len()));
            starter.raw_reply(format!("{head}{body}").as_bytes()).assert_refusal(413);
        }
        let chunk = format!("2000\r\n{}\r\n", "x".repeat(0x2000));
        let chunked = starter.form_head(path, "Transfer-Encoding: chunked") + &chunk.repeat(3) + "0\r\n\r\n";
        starter.raw_reply(chunked.as_bytes()).assert_refusal(413);
    }
    // Just under the limit of a field, the form shows the error.
    let name = "x".repeat(4_000);
    let reply = starter.post("/signup").user(&name).send();
    reply.assert_refusal(422);
    assert!(!reply.says("xxxxxxxx"));
    starter.assert_healthy();
}

#[test]
fn a_wrong_content_length_is_400() {
    let starter = Starter::new();
    for length in ["Content-Length: 99", "Content-Length: 99999999999", "Transfer-Encoding: chunked"] {
        let mut stream = starter.connect();
        stream.write_all(starter.form_head("/signup", length).as_bytes()).unwrap();
        stream.write_all(b"username=Alice&password=lantern-oil").unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        Reply::parse(&crate::kit::read_to_end(&mut stream)).unwrap().assert_refusal(400);
    }
    // A length that is too short cuts the form off. The rest is not read as a request.
    let short = starter.form_head("/signup", "Content-Length: 10") + "username=Alice&password=lantern-oil";
    starter.raw_reply(short.as_bytes()).assert_refusal(422);
    for length in [
        "Content-Length: -1",
        "Content-Length: x",
        "Content-Length: 5\r\nContent-Length: 6",
        "Transfer-Encoding: gzip",
    ] {
        let reply = starter.raw_reply((starter.form_head("/signup", length) + "username=A").as_bytes());
        assert_eq!(reply.status, 400, "{length}");
    }
    assert_eq!(starter.directory.number("SELECT count(*) FROM user"), 0);
    starter.assert_healthy();
}

#[test]
fn rt_222_missing_fields_are_422_and_repeated_ones_400() {
    let starter = Starter::new();
    for path in ["/signup", "/login"] {
        for body in [
            &b""[..],
            b"&&==&",
            b"username=Alice",
            b"password=lantern-oil",
            b"username[]=Alice&password=lantern-oil",
            b"\xff\xfe\xfd",
            b"{\"username\": \"Alice\"}",
        ] {
            let reply = starter.post(path).form(body).send();
            reply.assert_refusal(422);
            assert!(!reply.says("12345678"), "{reply:?}");
        }
        for body in [
            "username=Alice&username=Barbara&password=lantern-oil",
            "username=Alice&password=12345678&password=lantern-oil",
        ] {
            let reply = starter.post(path).form(body).send();
            reply.assert_refusal(400);
            assert!(!reply.says("12345678"), "{reply:?}");
        }
    }
    // At sign-in, no account has such a name or password.
    for (path, status) in [("/signup", 422), ("/login", 401)] {
        for body in [
            &b"username=Ali\xffce&password=lantern-oil"[..],
            b"username=Ali%ffce&password=lantern-oil",
            b"username=Alice&password=1234%ff5678",
            b"username=Ali%00ce&password=lantern-oil",
            b"username=Ali\0ce&password=lantern-oil",
            b"username=Ali%0d%0ace&password=lantern-oil",
        ] {
            starter.post(path).form(body).send().assert_refusal(status);
        }
    }
    assert_eq!(starter.directory.number("SELECT count(*) FROM user"), 0);
    starter.assert_healthy();
}

#[test]
fn a_request_cannot_be_smuggled_inside_another() {
    let starter = Starter::new();
    let cookie = starter.sign_up("Alice");
    let inner = format!("GET / HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\n\r\n");
    for length in [
        "Content-Length: 6\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 6",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
        "Transfer-Encoding: xchunked",
        "Content-Length: 5, 5",
        "Content-Length: +5",
    ] {
        let answers =
            starter.raw(format!("{}0\r\n\r\n{inner}", starter.form_head("/signup", length)).as_bytes());
        let answers = String::from_utf8(answers).unwrap();
        assert_eq!(answers.matches("HTTP/1.1 4").count(), 1, "{answers}");
        assert!(!answers.contains("Alice"), "{answers}");
    }
    starter.assert_healthy();
}
