//! Redirects lead only to the application's own pages.

use crate::app::{App, PASSWORD};

const TARGETS: [&str; 20] = [
    "https://evil.example",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\/\\/evil.example",
    "/%2f/evil.example",
    "/%5cevil.example",
    "/\tevil.example",
    "/\r\nSet-Cookie: a=b",
    "https:evil.example",
    "http:/evil.example",
    "/.//evil.example",
    "/..//evil.example",
    "@evil.example",
    "https://app.example.evil.example",
    "https://app.example@evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "////////evil.example",
];

const FIELDS: [&str; 6] = ["next", "redirect", "return_to", "callbackUrl", "continue", "RelayState"];

#[tokio::test]
async fn rt_001_no_parameter_of_any_route_is_an_open_redirect() {
    let app = App::new();
    let alice = app.user("Alice").await;
    for target in TARGETS {
        let encoded: String = form_urlencoded::byte_serialize(target.as_bytes()).collect();
        let query: Vec<_> = FIELDS.iter().map(|it| format!("{it}={encoded}")).collect();
        for route in lucerna_pages::Route::all() {
            let path = format!("{}?{}", route.path(), query.join("&"));
            let mut fields: Vec<_> = FIELDS.iter().map(|it| (*it, target)).collect();
            fields.extend([("username", "Alice"), ("password", PASSWORD), ("current", "wrong")]);
            for mut client in [app.client(), alice.clone()] {
                let reply = match route.method() {
                    "GET" => client.get(&path).await,
                    _ => client.post(&path, &fields).await,
                };
                let location = reply.header("location");
                assert!(reply.status < 500, "{route:?} {target}: {reply:?}");
                assert!(location.is_empty() || location.starts_with('/'), "{route:?} {target}: {reply:?}");
                let path = location.split('?').next().unwrap();
                assert!(!path.starts_with("//") && !path.contains("evil"), "{route:?} {target}: {reply:?}");
                assert!(!reply.all("set-cookie").iter().any(|it| it.starts_with("a=")), "{reply:?}");
            }
        }
    }
}

#[tokio::test]
async fn rt_010_a_sign_in_leads_to_the_page_that_was_asked_for() {
    let app = App::new();
    app.user("Alice").await;
    let mut client = app.client();
    let form = client.get("/login?next=%2Fnotes%3Fpage%3D2").await;
    assert!(
        form.says("name=\"next\" value=\"/notes?page=2\"") && form.says("/signup?next=%2Fnotes%3Fpage%3D2"),
        "{form:?}"
    );
    let fields = [("username", "Alice"), ("password", PASSWORD), ("next", "/notes?page=2")];
    let wrong = client.post("/login", &[fields[0], ("password", "wrong"), fields[2]]).await;
    assert!(wrong.says("value=\"/notes?page=2\""), "{wrong:?}");
    assert!(client.post("/login", &fields).await.goes_to("/notes?page=2"));
    assert!(client.get("/login?next=%2Fnotes").await.goes_to("/notes"), "signed in already");
}

#[tokio::test]
async fn rt_006_a_dead_session_leads_to_the_sign_in_page_only() {
    let app = App::new();
    let mut alice = app.user("Alice").await;
    let old = alice.clone();
    alice.post("/logout", &[]).await;
    let mut dead = old.clone().with("referer", "https://evil.example/");
    assert!(dead.post("/logout", &[]).await.goes_to("/login"));
    for path in ["/account/password", "/account/devices/end", "/account/delete", "/login/verify"] {
        let mut dead = old.clone().with("referer", "https://evil.example/");
        let reply = dead.post(path, &[("password", PASSWORD)]).await;
        assert!(
            reply.status == 401 && !reply.says("evil") && reply.says("href=\"/login\""),
            "{path}: {reply:?}"
        );
    }
}

#[tokio::test]
async fn rt_012_another_spelling_of_a_path_is_no_page() {
    let app = App::new();
    let alice = app.user("Alice").await;
    for path in [
        "//account",
        "/account/",
        "/./account",
        "/%61ccount",
        "/Account",
        "/account%2f",
        "/account/..",
        "//evil.example/account",
        "/account;a=b",
        "/account%00",
        "/account%0a",
        "/account/password/",
        "/login/../account",
    ] {
        let reply = alice.clone().get(path).await;
        assert!(reply.status == 404 && !reply.says("Alice"), "{path}: {reply:?}");
    }
}

#[tokio::test]
async fn rt_020_no_header_decides_where_a_redirect_leads() {
    let app = App::new();
    for name in [
        "host",
        "x-forwarded-host",
        "x-forwarded-proto",
        "x-original-url",
        "x-rewrite-url",
        "referer",
        "forwarded",
    ] {
        let reply = app.client().with(name, "evil.example").get("/account").await;
        assert!(reply.goes_to("/login?next=%2Faccount"), "{name}: {reply:?}");
    }
}
