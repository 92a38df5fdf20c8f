//! Cases about requests that no browser sends: none causes a server error, and none changes anything.

use super::visitor::name_and_token;
use super::web_case::AppStarter;
use super::{Application, Request};

const HEADERS: [&str; 22] = [
    "accept",
    "accept-encoding",
    "accept-language",
    "authorization",
    "content-encoding",
    "expect",
    "forwarded",
    "host",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "range",
    "referer",
    "te",
    "upgrade",
    "user-agent",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-http-method-override",
    "x-original-url",
    "x-rewrite-url",
];

const VALUES: [&[u8]; 9] =
    [b"", b"\xff\xfe", b"*", b"%%%", b"POST", b"/logout", b"evil.example", b"bytes=0-0,-1", &[b'x'; 4000]];

pub(super) fn rt_220_no_header_causes_a_server_error(start: &AppStarter) {
    let app = start.http();
    let cookie = app.sign_up("Alice");
    for name in HEADERS {
        for value in VALUES {
            let with = |request: Request| request.cookie(&cookie).without(name).header(name, value).send();
            with(app.request("GET", &app.paths().profile)).assert_no_error(name);
            let form = with(app.post(&app.paths().sign_in).credentials("Alice", "wrong"));
            form.assert_refused(name);
        }
    }
    assert!(app.knows(&cookie));
}

pub(super) fn rt_220_no_cookie_causes_a_server_error(start: &AppStarter) {
    let app = start.http();
    let ours = app.sign_up("Alice");
    let (name, token) = name_and_token(&ours);
    for cookie in [
        b"\xff\xfe\xfd; \x80".to_vec(),
        format!("{name}=\u{1f980}").into_bytes(),
        [name.as_bytes(), b"=\xff\xfe\xfd"].concat(),
        format!("{name}={}", "x".repeat(6000)).into_bytes(),
        format!("{name}=x; ").repeat(200).into_bytes(),
        format!("{name}=\"{token}").into_bytes(),
        format!("{name}=%00%ff%").into_bytes(),
        format!("{name}={{\"$gt\":\"\"}}").into_bytes(),
        b"=".to_vec(),
        b";;;;".to_vec(),
        b"; =; a=\xe9".to_vec(),
    ] {
        let what = String::from_utf8_lossy(&cookie).into_owned();
        let profile = app.get(&app.paths().profile).header("cookie", &cookie).send();
        assert!(profile.status != 200 && !profile.says("Alice"), "{what}: {profile:?}");
        profile.assert_no_error(&what);
        app.post(&app.paths().sign_out).header("cookie", &cookie).send().assert_no_error(&what);
        app.post(&app.paths().sign_in)
            .header("cookie", &cookie)
            .credentials("Alice", "wrong")
            .send()
            .assert_refused(&what);
    }
    assert!(app.knows(&ours));
}

pub(super) fn rt_220_no_url_causes_a_server_error(start: &AppStarter) {
    let app = start.http();
    let cookie = app.sign_up("Alice");
    let sign_in = &app.paths().sign_in;
    for target in [
        format!("{sign_in}?"),
        format!("{sign_in}?%"),
        format!("{sign_in}?%ff%00=%zz&&==&[]={{}}"),
        format!("{sign_in}?{}", "a=b&".repeat(1000)),
        format!("{sign_in}/"),
        "/%ff%00".to_owned(),
        "/%2e%2e/%2e%2e/etc/passwd".to_owned(),
        format!("/{}", "x".repeat(4000)),
        "*".to_owned(),
        "http://evil.example/".to_owned(),
    ] {
        for request in
            [app.get(&target), app.post(&target).credentials("Alice", "wrong"), app.request("HEAD", &target)]
        {
            request.cookie(&cookie).send().assert_no_error(&target);
        }
    }
    assert!(app.knows(&cookie));
}

/// Returns both forms with this body.
fn forms(app: &Application, content_type: &str, body: &[u8]) -> [Request; 2] {
    [&app.paths().sign_up, &app.paths().sign_in].map(|it| app.post(it).body(content_type, body))
}

const FORM: &str = "application/x-www-form-urlencoded";

pub(super) fn rt_222_a_form_without_its_fields_is_refused(start: &AppStarter) {
    let app = start.http();
    for body in [
        &b""[..],
        b"&&==&",
        b"username=Alice",
        b"password=correct+horse+battery",
        b"username[]=Alice&password=correct+horse+battery",
        b"username=Ali%00ce&password=correct+horse+battery",
        b"username=Ali%0d%0ace&password=correct+horse+battery",
        b"\xff\xfe\xfd",
        b"{\"username\": \"Alice\"}",
    ] {
        for form in forms(&app, FORM, body) {
            let reply = form.send();
            reply.assert_refused(&String::from_utf8_lossy(body));
            assert!(!reply.says("correct horse"), "{reply:?}");
        }
    }
    assert!(!app.has_account("Alice"));
}

pub(super) fn rt_222_no_field_causes_a_server_error(start: &AppStarter) {
    let app = start.http();
    for body in [
        &b"username=Ali%ffce&password=correct+horse+battery"[..],
        b"username=Ali\xffce&password=correct+horse+battery",
        b"username=Bobby&password=1234%ff5678901234",
        b"username=%20Carol&password=correct+horse+battery",
        b"username=%f0%9f%a6%80%f0%9f%a6%80%f0%9f%a6%80%f0%9f%a6%80&password=correct+horse+battery",
        b"username=%ef%b7%ba%ef%b7%ba%ef%b7%ba%ef%b7%ba&password=correct+horse+battery",
        b"username=' OR 1=1 --&password=correct+horse+battery",
        b"username=David&username=Erika&password=correct+horse+battery",
    ] {
        for form in forms(&app, FORM, body) {
            form.send().assert_no_error(&String::from_utf8_lossy(body));
        }
    }
    assert!(app.knows(&app.sign_up("Alice")));
}

pub(super) fn a_body_that_is_not_a_form_is_refused(start: &AppStarter) {
    let app = start.http();
    let form = b"username=Alice&password=correct+horse+battery";
    for (kind, body) in [
        ("application/json", &br#"{"username":"Alice","password":"correct horse battery"}"#[..]),
        ("text/plain", form),
        ("multipart/form-data; boundary=x", b"--x--"),
        ("", form),
        ("\u{ff}", form),
    ] {
        for request in forms(&app, kind, body) {
            request.send().assert_refused(kind);
        }
    }
    assert!(!app.has_account("Alice"));
}

pub(super) fn rt_192_a_body_that_is_too_large_is_refused(start: &AppStarter) {
    let app = start.http();
    for length in [3_000_000, 10_000_000] {
        // The form is valid apart from its length.
        let body = format!("more={}&username=Bobby&password=correct+horse+battery", "x".repeat(length));
        for request in forms(&app, FORM, body.as_bytes()) {
            // A refused client may lose the connection before it reads the answer.
            if let Ok(reply) = request.try_send() {
                reply.assert_refused("a large body");
            }
        }
        assert!(!app.has_account("Bobby"), "a body of {length} bytes was read");
        app.assert_works();
    }
    let long = app.try_sign_in("Alice", &"x".repeat(100_000));
    long.assert_refused("a long password");
}

pub(super) fn malformed_http_causes_no_server_error(start: &AppStarter) {
    let app = start.http();
    for bytes in [
        &b"junk\r\n\r\n"[..],
        b"\0\r\n\r\n",
        b"\xff\xfe\xfd\r\n\r\n",
        b"GET /login\r\n\r\n",
        b"GET /log in HTTP/1.1\r\n\r\n",
        b"G\0T / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nA\0: b\r\n\r\n",
        b"GET / HTTP/1.1\r\nno colon\r\n\r\n",
        b"POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
    ] {
        let what = String::from_utf8_lossy(bytes);
        let answer = app.raw(bytes).unwrap_or_else(|error| panic!("{what:?}: {error}"));
        let status = super::Reply::parse(&answer).map(|it| it.status);
        assert!(status.is_none_or(|it| it < 500), "{what:?}: {status:?}");
    }
    app.assert_works();
}
