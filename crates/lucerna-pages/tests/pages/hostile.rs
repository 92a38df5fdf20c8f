//! Hostile input: nothing is reflected, and nothing causes a server error.

use crate::app::{App, ORIGIN, PASSWORD};
use http::{HeaderName, HeaderValue, Request};
use lucerna_pages::Route;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

const PAYLOADS: [&str; 6] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=a()>",
    "'><b>O'Hara</b>",
    "</title><b>x",
    "{{ 7 * 191 }}{% raw %}",
    "<!--<svg onload=a()>",
];

#[tokio::test]
async fn rt_210_nothing_that_a_visitor_sends_is_markup_on_any_page() {
    let app = App::new();
    let alice = app.user("Alice").await;
    for payload in PAYLOADS {
        let encoded: String = form_urlencoded::byte_serialize(payload.as_bytes()).collect();
        let names = ["error", "message", "username", "next", "done", "lang", "form_id", "session", "title"];
        let query: Vec<_> = names.iter().map(|it| format!("{it}={encoded}")).collect();
        let mut paths: Vec<_> = Route::all().iter().map(|it| (it.method(), it.path().to_owned())).collect();
        paths.push(("GET", format!("/{encoded}")));
        paths.push(("POST", format!("/account/{encoded}")));
        for (method, path) in paths {
            for client in [app.client(), alice.clone()] {
                let mut client = client.with("referer", payload).with("user-agent", payload);
                client = client.with("accept-language", payload);
                let path = format!("{path}?{}", query.join("&"));
                let fields: Vec<_> = names.iter().map(|it| (*it, payload)).collect();
                let reply = match method {
                    "GET" => client.get(&path).await,
                    _ => client.post(&path, &fields).await,
                };
                let is_page = reply.header("content-type").starts_with("text/html") && payload.contains('<');
                assert!(
                    reply.status < 500 && !(is_page && reply.says(payload)),
                    "{method} {path}: {reply:?}"
                );
                assert!(!reply.says("1337"), "{reply:?}");
            }
        }
    }
}

#[tokio::test]
async fn rt_210_a_name_and_a_device_are_escaped_on_every_page() {
    let app = App::new();
    for name in &PAYLOADS[..4] {
        let mut user = app.client().with("user-agent", &format!("Mozilla/5.0 ({name}) {name}"));
        let created = user.post("/signup", &[("username", name), ("password", PASSWORD)]).await;
        assert!(created.goes_to("/"), "{name}: {created:?}");
        for path in [
            "/account",
            "/account/password",
            "/account/devices",
            "/account/data",
            "/account/delete",
            "/login/verify",
        ] {
            let page = user.get(path).await;
            assert!(page.status == 200 && !page.says(name), "{path}: {page:?}");
        }
        let mut tool = app.client().with("user-agent", &format!("{name}/1.0"));
        tool.post("/login", &[("username", name), ("password", PASSWORD)]).await;
        let devices = user.get("/account/devices").await;
        assert!(!devices.says("<b>") && !devices.says("<img src=x"), "{devices:?}");
    }
}

fn headers() -> impl Strategy<Value = Vec<(&'static str, Vec<u8>)>> {
    const NAMES: &[&str] = &[
        "cookie",
        "authorization",
        "origin",
        "sec-fetch-site",
        "sec-fetch-mode",
        "sec-fetch-dest",
        "accept",
        "accept-language",
        "content-type",
        "hx-request",
        "hx-current-url",
        "x-forwarded-for",
        "user-agent",
        "referer",
        "host",
        "range",
    ];
    const VALUES: &[&str] = &[
        "",
        "*/*",
        "text/html",
        "application/json",
        "application/x-www-form-urlencoded",
        "same-origin",
        "navigate",
        ORIGIN,
        "null",
        "Bearer x",
        "Bearer aaaaaaaaaaaaaaaaaaaaaaaaaa",
        "__Host-lucerna_session=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "de;q=0.5",
        "true",
        "bytes=0-1",
    ];
    let value = prop_oneof![
        prop::sample::select(VALUES).prop_map(|it| it.as_bytes().to_vec()),
        prop::collection::vec(any::<u8>(), 0..60),
    ];
    prop::collection::vec((prop::sample::select(NAMES), value), 0..6)
}

fn bodies() -> impl Strategy<Value = Vec<u8>> {
    const TEXTS: &[&str] = &[
        "",
        "username=Alice&password=x",
        "{\"username\":\"Alice\",\"password\":\"x\"}",
        "{\"username\":7}",
        "[]",
        "&&=&",
        "username=%ff%fe&password=%00",
        "session=x",
        "current=x&password=correct+horse",
        "{\"a\":{\"b\":[]}}",
        "form=%0d%0a",
    ];
    prop_oneof![
        prop::sample::select(TEXTS).prop_map(|it| it.as_bytes().to_vec()),
        prop::collection::vec(any::<u8>(), 0..200),
    ]
}

#[test]
fn rt_220_no_header_cookie_query_or_body_causes_a_server_error() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let app = App::new();
    let mut runner = TestRunner::new(Config { cases: 1500, failure_persistence: None, ..Config::default() });
    let paths: Vec<_> =
        Route::all().iter().map(Route::path).chain(["/none", "/.well-known/change-password"]).collect();
    let input = (
        prop::sample::select(vec!["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PROPFIND"]),
        prop::sample::select(paths),
        "[!-~]{0,40}",
        headers(),
        bodies(),
    );
    let outcome = runner.run(&input, |(method, path, query, headers, body)| {
        let query = query.replace(['#', '"', '<', '>', '\\', '^', '`', '{', '|', '}'], "%");
        let mut request = Request::builder().method(method).uri(format!("{path}?{query}"));
        for (name, value) in &headers {
            if let Ok(value) = HeaderValue::from_bytes(value) {
                request = request.header(HeaderName::from_static(name), value);
            }
        }
        let request = request.body(bytes::Bytes::from(body)).unwrap();
        let response = runtime.block_on(app.pages.handle(request));
        prop_assert!(response.status().as_u16() < 500, "{:?}", response);
        prop_assert!(response.headers().contains_key("content-security-policy"));
        Ok(())
    });
    outcome.unwrap();
}

#[tokio::test]
async fn rt_222_every_field_has_a_limit() {
    let app = App::new();
    let alice = app.user("Alice").await;
    for route in Route::all().iter().filter(|it| it.method() == "POST") {
        for name in [
            "username", "password", "current", "next", "form_id", "session", "carrier", "remember", "restore",
            "email", "link", "code", "unknown",
        ] {
            for length in [300, 4097, 16_000, 100_000] {
                for client in [app.client(), alice.clone()] {
                    let long = "x".repeat(length);
                    let reply = client.clone().post(route.path(), &[(name, &long)]).await;
                    let allowed = if length > 4096 { 413..=413 } else { 200..=499 };
                    assert!(allowed.contains(&reply.status), "{route:?} {name} {length}: {}", reply.status);
                    assert!(length < 4097 || !reply.says(&long), "{route:?} {name}");
                }
            }
        }
    }
}

#[tokio::test]
async fn rt_221_a_panic_of_the_application_is_an_error_page() {
    let app = App::with(|it| it.export(async |_| panic!("a secret of the application")));
    let mut alice = app.user("Alice").await;
    for _ in 0..2 {
        let reply = alice.get("/account/data.json").await;
        assert!(
            reply.status == 500 && reply.says("Something went wrong") && !reply.says("secret"),
            "{reply:?}"
        );
    }
    assert!(alice.is_signed_in().await);
}
