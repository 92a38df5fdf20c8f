//! The headers of every answer.

use crate::app::{App, PASSWORD};
use crate::client::Reply;
use http::Request;

/// The headers that every answer has.
const EXPECTED: [(&str, &str); 8] = [
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
         connect-src 'self'; object-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
    ("strict-transport-security", "max-age=63072000"),
];

#[track_caller]
fn assert_headers(reply: &Reply, is_file: bool) {
    for (name, value) in EXPECTED {
        assert_eq!(reply.all(name), [value], "{name}: {reply:?}");
    }
    let cache = if is_file { "public, max-age=3600" } else { "no-store" };
    assert_eq!(reply.all("cache-control"), [cache], "{reply:?}");
    assert!(!reply.header("content-type").is_empty(), "{reply:?}");
}

#[tokio::test]
async fn rt_223_every_route_and_every_error_has_the_headers() {
    let app = App::new();
    let alice = app.user("Alice").await;
    for route in lucerna_pages::Route::all() {
        let is_file = [".css", ".js", ".svg"].iter().any(|it| route.path().ends_with(it));
        for client in [app.client(), alice.clone()] {
            for accept in ["text/html", "application/json", "*/*"] {
                let mut client = client.clone().with("accept", accept);
                let reply = match route.method() {
                    "GET" => client.get(route.path()).await,
                    _ => client.post(route.path(), &[]).await,
                };
                assert_headers(&reply, is_file);
            }
        }
    }
    for (method, path, body, content_type, status) in [
        ("GET", "/none", "", "", 404),
        ("DELETE", "/login", "", "", 405),
        ("POST", "/login", "x", "text/plain", 415),
        ("POST", "/login", "{", "application/json", 406),
        ("POST", "/login", "a=1&a=2", "application/x-www-form-urlencoded", 400),
        ("POST", "/login", &"x".repeat(20_000), "application/x-www-form-urlencoded", 413),
        ("GET", "/.well-known/change-password", "", "", 303),
    ] {
        let request = Request::builder().method(method).uri(path).header("origin", crate::app::ORIGIN);
        let request =
            if content_type.is_empty() { request } else { request.header("content-type", content_type) };
        let reply = app.client().send(request, body.to_owned()).await;
        assert_eq!(reply.status, status, "{method} {path}: {reply:?}");
        assert_headers(&reply, false);
    }
    let refused = app.client().send(Request::post("/login"), String::new()).await;
    assert_eq!(refused.status, 403);
    assert_headers(&refused, false);
}

#[tokio::test]
async fn a_path_with_other_methods_names_them() {
    let app = App::new();
    for (method, path, allow) in [
        ("DELETE", "/login", "GET, HEAD, POST"),
        ("GET", "/logout", "POST"),
        ("PUT", "/account", "GET, HEAD"),
    ] {
        let request = Request::builder().method(method).uri(path).header("origin", crate::app::ORIGIN);
        let reply = app.client().send(request, String::new()).await;
        assert_eq!((reply.status, reply.header("allow")), (405, allow), "{method} {path}");
    }
}

#[tokio::test]
async fn head_is_get_without_the_body() {
    let app = App::new();
    let get = app.client().get("/login").await;
    let head = app.client().send(Request::head("/login"), String::new()).await;
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    assert_eq!(head.header("content-length"), get.body.len().to_string());
}

#[tokio::test]
async fn asvs_14_3_2_a_cookie_is_never_cached_and_has_its_attributes() {
    let app = App::new();
    let reply = app.client().post("/signup", &[("username", "Alice"), ("password", PASSWORD)]).await;
    assert_eq!(reply.all("cache-control"), ["no-store"]);
    let cookie = reply.all("set-cookie").remove(0);
    let rest = "; Max-Age=7776000; Path=/; HttpOnly; SameSite=Lax; Secure";
    assert!(cookie.starts_with("__Host-lucerna_session=") && cookie.ends_with(rest), "{cookie}");
}

#[tokio::test]
async fn no_page_has_a_script_or_a_style_in_it() {
    let app = App::new();
    let alice = app.user("Alice").await;
    for route in lucerna_pages::Route::all().iter().filter(|it| it.method() == "GET") {
        for mut client in [app.client(), alice.clone()] {
            let page = client.get(route.path()).await;
            if page.header("content-type").starts_with("text/html") {
                let inline =
                    [" style=", "<style", " onclick", " onload", "javascript:", "http://", "https://"];
                assert!(inline.iter().all(|it| !page.says(it)), "{route:?}: {page:?}");
                assert!(page.body.split("<script").skip(1).all(|it| it.starts_with(" src=\"/")), "{page:?}");
            }
        }
    }
}
