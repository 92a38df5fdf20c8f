//! Requests that no browser sends: each receives a client error, and the server stays healthy.

use crate::kit::reply::RequestExt;
use crate::kit::{AppDirectory, PASSWORD, Reply, ReplyExt, Starter};
use std::fs;
use std::io::Write;
use std::net::Shutdown;
use std::process::Command;
use std::sync::Arc;

#[test]
fn an_unknown_path_is_404() {
    let starter = Starter::new();
    let cookie = starter.sign_up("Alice");
    let long = format!("/{}", "x".repeat(60_000));
    for path in
        ["/nothing", "/Login", "/login/", "//login", "/./login", "/%2e%2e/login", "/%ff%00", "/app.db", &long]
    {
        starter.get(path).send().assert_refusal(404);
        starter.get(path).cookie(&cookie).send().assert_refusal(404);
        starter.post(path).user("Alice").send().assert_refusal(404);
        for method in ["HEAD", "OPTIONS", "TRACE"] {
            assert_eq!(starter.ask(method, path, "").status, 404);
        }
    }
    starter.assert_healthy();
}

#[test]
fn an_unsupported_method_is_405_with_the_allowed_methods() {
    let starter = Starter::new();
    let cookie = starter.sign_up("Alice");
    let proof = format!("Origin: {}\r\nCookie: {cookie}\r\n", starter.origin);
    for (path, allow) in [
        ("/", "GET, HEAD"),
        ("/account/pages.js", "GET, HEAD"),
        ("/account/pages.css", "GET, HEAD"),
        ("/login", "GET, HEAD, POST"),
        ("/logout", "POST"),
        ("/account/devices/end-others", "POST"),
    ] {
        for method in ["OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "BREW", "get", "PROPFIND"] {
            let reply = starter.ask(method, path, &proof);
            reply.assert_refusal(405);
            assert_eq!(reply.header("allow"), allow, "{method} {path}");
        }
    }
    starter.post("/").cookie(&cookie).send().assert_refusal(405);
    assert!(starter.knows(&cookie));
    starter.assert_healthy();
}

#[test]
fn head_is_get_without_the_body() {
    let starter = Starter::new();
    let cookie = starter.sign_up("Alice");
    for (path, cookie, status) in [
        ("/", &*cookie, 200),
        ("/", "", 303),
        ("/login", "", 200),
        ("/logout", &cookie, 405),
        ("/nothing", "", 404),
    ] {
        let reply = starter.ask("HEAD", path, &format!("Accept: text/html\r\nCookie: {cookie}\r\n"));
        let get = starter.get(path).cookie(cookie).send();
        assert_eq!((reply.status, reply.body.as_str(), get.status), (status, "", status));
        let comparable = |it: &Reply| {
            let headers = it.headers.iter().filter(|(name, _)| name != "date" && name != "connection");
            headers.cloned().collect::<Vec<_>>()
        };
        assert_eq!(comparable(&reply), comparable(&get));
    }
    assert!(starter.knows(&cookie));
}

#[test]
fn no_safe_method_changes_anything() {
    let starter = Starter::new();
    let cookie = starter.sign_up("Alice");
    let database = starter.directory.database();
    let version = || database.query_row("PRAGMA data_version", [], |row| row.get::<_, i64>(0)).unwrap();
    let before = version();
    for path in
        ["/", "/signup", "/login", "/logout", "/account/devices/end-others", "/account/pages.css", "/nothing"]
    {
        for method in ["GET", "HEAD", "OPTIONS", "TRACE"] {
            starter.ask(
                method,
                &format!("{path}?username=Barbara&password={PASSWORD}").replace(' ', "+"),
                &format!("Cookie: {cookie}\r\n"),
            );
        }
    }
    assert_eq!(version(), before);
    assert!(starter.knows(&cookie));
}

#[test]
fn a_head_that_is_too_large_is_refused() {
    let starter = Starter::new();
    let many =
        |name: &str, count: usize| (0..count).map(|it| format!("{name}{it}: b\r\n")).collect::<String>();
    for headers in
        [many("X-", 1000), format!("X: {}\r\n", "x".repeat(10_000_000)), "Cookie: a=b\r\n".repeat(10_000)]
    {
        assert_eq!(starter.ask("GET", "/login", &headers).status, 431);
    }
    assert_eq!(starter.ask("GET", "/login", &many("X-", 90)).status, 200);
    let path = format!("/{}", "x".repeat(1_000_000));
    assert!(matches!(starter.ask("GET", &path, "").status, 414 | 431));
    starter.assert_healthy();
}

#[test]
fn bytes_that_are_not_http_get_400_or_no_answer() {
    let starter = Starter::new();
    let deep = vec![b'\n'; 100_000];
    for bytes in [
        &b"junk"[..],
        b"\0",
        b"\xff\xfe\xfd\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET /login\r\n\r\n",
        b"GET /login HTTP/9.9\r\n\r\n",
        b"GET /log in HTTP/1.1\r\n\r\n",
        b"GET /\xff HTTP/1.1\r\n\r\n",
        b"G\0T / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nA\0: b\r\n\r\n",
        b"GET / HTTP/1.1\r\nA: \0\r\n\r\n",
        b"GET / HTTP/1.1\r\nA : b\r\n\r\n",
        b"GET / HTTP/1.1\r\n A: b\r\n\r\n",
        b"GET / HTTP/1.1\r\nno colon\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x",
        b"",
        &deep,
    ] {
        let mut stream = starter.connect();
        let _ = stream.write_all(bytes);
        let _ = stream.shutdown(Shutdown::Write);
        let answer = crate::kit::read_to_end(&mut stream);
        let status = Reply::parse(&answer).map(|it| it.status);
        assert!(matches!(status, None | Some(400)), "{:?}: {status:?}", String::from_utf8_lossy(bytes));
    }
    starter.assert_healthy();
}

#[test]
fn silent_connections_do_not_block_other_clients() {
    let starter = Starter::new();
    let silent: Vec<_> = (0..200).map(|_| starter.connect()).collect();
    for mut stream in &silent {
        stream.write_all(b"POST /login HTTP/1.1\r\nHost:").unwrap();
    }
    starter.assert_healthy();
    assert!(starter.knows(&starter.sign_up("Alice")));
    drop(silent);
    starter.assert_healthy();
}

#[test]
fn slow_clients_are_disconnected() {
    let starter = Starter::new();
    let cookie = starter.sign_up("Alice");
    let (mut silent, mut head_only, mut body) = (starter.connect(), starter.connect(), starter.connect());
    head_only.write_all(b"GET /login HTTP/1.1\r\nHost: ").unwrap();
    body.write_all((starter.form_head("/login", "Content-Length: 30") + "username=Alice").as_bytes())
        .unwrap();
    assert!(starter.knows(&cookie));
    for stream in [&mut silent, &mut head_only] {
        let answer = Reply::parse(&crate::kit::read_to_end(stream));
        assert!(answer.is_none_or(|it| it.status == 408));
    }
    Reply::parse(&crate::kit::read_to_end(&mut body)).unwrap().assert_refusal(408);
    starter.assert_healthy();
}

#[test]
fn too_many_sign_ins_at_once_get_503_with_retry_after() {
    let directory = Arc::new(AppDirectory::new());
    let mut command = on_one_core(&directory);
    command.env("LIMITS", "off");
    let starter = Starter::run(&directory, command);
    starter.sign_up("Alice");
    let body = "username=Alice&password=wrong+horse";
    let request = starter.form_head("/login", &format!("Content-Length: {}", body.len())) + body;
    let (last, rest) = request.as_bytes().split_last().unwrap();
    let mut streams: Vec<_> = (0..100).map(|_| starter.connect()).collect();
    streams.iter_mut().for_each(|it| it.write_all(rest).unwrap());
    streams.iter_mut().for_each(|it| it.write_all(&[*last]).unwrap());
    let replies: Vec<_> =
        streams.iter_mut().map(|it| Reply::parse(&crate::kit::read_to_end(it)).unwrap()).collect();
    let (refused, answered): (Vec<_>, Vec<_>) = replies.iter().partition(|it| it.status == 503);
    assert!(!refused.is_empty() && answered.len() > 32, "{} and {}", refused.len(), answered.len());
    answered.iter().for_each(|it| it.assert_refusal(401));
    for reply in refused {
        reply.assert_refusal(503);
        assert!(reply.header("retry-after").parse::<u32>().unwrap() >= 1);
    }
    starter.sign_in("Alice");
    starter.assert_healthy();
}

/// Returns the command limited to the first core, on which the program has one thread for passwords.
fn on_one_core(directory: &AppDirectory) -> Command {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let cores = status.lines().find_map(|it| it.strip_prefix("Cpus_allowed_list:\t")).unwrap();
    let core = cores.split(['-', ',']).next().unwrap();
    directory.command_under("taskset", &["-c", core])
}

#[test]
fn rt_223_every_answer_has_every_header() {
    let starter = Starter::with(&[("REQUEST_TIMEOUT", "2")]);
    let signed_up = starter.post("/signup").user("Alice").send();
    let cookie = signed_up.cookie().unwrap();
    let large = starter.form_head("/login", "Content-Length: 20000") + &"x".repeat(20_000);
    let cached = ["/account/pages.css", "/account/pages.js", "/account/logo.svg"].map(|path| {
        starter
            .get(path)
            .header("if-none-match", "*")
            .header("if-modified-since", "Fri, 01 Jan 2100 00:00:00 GMT")
            .send()
    });
    let mut pages = vec![
        starter.get("/").send(),
        starter.get("/").cookie(&cookie).send(),
        starter.get("/signup").send(),
        starter.get("/login").send(),
        starter.get("/login").cookie(&cookie).send(),
        starter.get("/logout").send(),
        starter.get("/nothing").send(),
        starter.get("/health").send(),
        starter.get("/dev/mail").send(),
        starter.ask("GET", "/", ""),
        starter.ask("HEAD", "/login", ""),
        starter.ask("OPTIONS", "/login", ""),
        starter.foreign_post("/login").send(),
        starter.post("/").send(),
        starter.post("/login").send(),
        starter.post("/login").form("").send(),
        starter.post("/login").body("text/plain", "username=Alice").send(),
        starter.post("/login").user("nobody").send(),
        starter.post("/login").user("Alice").send(),
        starter.post("/signup").user("alice").send(),
        starter.post("/signup").user("abc").send(),
        starter.raw_reply(large.as_bytes()),
        starter.raw_reply(b"GET /login HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n"),
        // The HTTP library answers these by itself.
        starter.raw_reply(b"junk\r\n\r\n"),
        starter.raw_reply(format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "x".repeat(70_000)).as_bytes()),
        starter.raw_reply(format!("GET / HTTP/1.1\r\nX: {}\r\n\r\n", "x".repeat(1_000_000)).as_bytes()),
        // The body never comes.
        starter.raw_reply(starter.form_head("/login", "Content-Length: 30").as_bytes()),
        starter.post("/logout").send(),
        starter.post("/logout").cookie(&cookie).send(),
        signed_up,
    ];
    pages.extend(with_a_broken_database());
    for reply in &cached {
        assert_hardened(reply);
    }
    for reply in &pages {
        assert_hardened(reply);
        assert_eq!(reply.header("cache-control"), "no-store", "{reply:?}");
    }
    let statuses = [200, 303, 400, 401, 403, 404, 405, 408, 409, 413, 414, 415, 422, 431, 500, 503];
    for status in statuses {
        assert!(pages.iter().any(|it| it.status == status), "no answer has the status {status}");
    }
}

/// Returns the answers while another process writes, and after a column is gone.
fn with_a_broken_database() -> [Reply; 2] {
    let starter = Starter::new();
    let database = starter.directory.database();
    database.execute_batch("BEGIN IMMEDIATE").unwrap();
    let locked = starter.post("/signup").user("Alice").send();
    database.execute_batch("ROLLBACK; ALTER TABLE user_key RENAME COLUMN hashed_password TO hash").unwrap();
    [locked, starter.post("/login").user("Alice").send()]
}

pub(crate) fn assert_hardened(reply: &Reply) {
    let policy: Vec<_> = reply.header("content-security-policy").split("; ").collect();
    for directive in [
        "default-src 'none'",
        "script-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ] {
        assert!(policy.contains(&directive), "{reply:?}");
    }
    assert!(!policy.iter().any(|it| it.contains("unsafe")), "{reply:?}");
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(reply.header(name), value, "{reply:?}");
    }
    for name in ["access-control-allow-origin", "server", "x-powered-by"] {
        assert!(reply.all(name).is_empty(), "{reply:?}");
    }
    let scripts = reply.body.matches("<script").count();
    assert_eq!(scripts, reply.body.matches(r#"<script src="/account/pages.js?v="#).count(), "{reply:?}");
    assert!(!reply.says("style=") && !reply.says("onclick"), "{reply:?}");
}
