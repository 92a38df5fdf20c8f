//! An attacker's look at every route that changes something.

use crate::app::{App, ORIGIN, PASSWORD};
use crate::client::Client;
use crate::mail::{ADDRESS, NEW, code, link, secret, user_with_address};
use http::Request;
use lucerna_pages::{Access, Route, SignUpNames};

/// Right values of the fields of every form, so that only the attack is the cause of a refusal.
const FIELDS: [(&str, &str); 6] = [
    ("username", "Alice"),
    ("current", PASSWORD),
    ("password", PASSWORD),
    ("email", "other@example.com"),
    ("carrier", "bearer"),
    ("restore", "yes"),
];

fn posts() -> impl Iterator<Item = &'static Route> {
    Route::all().iter().filter(|it| it.method() == "POST")
}

fn body() -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(FIELDS).finish()
}

async fn assert_unharmed(alice: &Client<'_>, about: &str) {
    assert!(alice.clone().is_signed_in().await, "{about}");
}

#[tokio::test]
async fn no_form_of_another_site_does_anything() {
    const FORM: &str = "application/x-www-form-urlencoded";
    let app = App::new();
    let alice = user_with_address(&app).await;
    let users = app.auth.count_users().await.unwrap();
    for route in posts() {
        for (content_type, headers) in [
            (FORM, vec![("origin", "https://evil.example")]),
            (FORM, vec![("origin", "null")]),
            (FORM, vec![("origin", "http://app.example")]),
            (FORM, vec![("sec-fetch-site", "cross-site")]),
            (FORM, vec![("sec-fetch-site", "same-site")]),
            (FORM, vec![("origin", ORIGIN), ("sec-fetch-site", "cross-site")]),
            (FORM, vec![]),
            ("text/plain", vec![("origin", "https://evil.example")]),
            ("multipart/form-data; boundary=a", vec![("origin", "https://evil.example")]),
        ] {
            let mut request = Request::post(route.path()).header("content-type", content_type);
            for (name, value) in &headers {
                request = request.header(*name, *value);
            }
            let reply = alice.clone().send(request, body()).await;
            assert_eq!(reply.status, 403, "{route:?} {headers:?}: {reply:?}");
            assert!(reply.all("set-cookie").is_empty() && !reply.body.contains("token"), "{reply:?}");
        }
        assert_unharmed(&alice, route.path()).await;
    }
    assert_eq!(app.auth.count_users().await.unwrap(), users);
}

#[tokio::test]
async fn a_body_of_another_type_or_with_a_field_twice_is_refused_by_every_route() {
    let app = App::new();
    let alice = app.user("Alice").await;
    for route in posts() {
        for (content_type, body, status) in [
            ("text/plain", body(), 415),
            ("multipart/form-data; boundary=a", body(), 415),
            ("application/xml", "<a/>".to_owned(), 415),
            ("application/x-www-form-urlencoded", format!("{}&password=x", body()), 400),
            ("application/x-www-form-urlencoded", format!("{}&username=x", body()), 400),
            ("application/json", "[]".to_owned(), 400),
            ("application/json", "{\"username\":[\"Alice\"]}".to_owned(), 400),
        ] {
            let request = Request::post(route.path()).header("content-type", content_type);
            let request = request.header("origin", ORIGIN).header("accept", "*/*");
            let reply = alice.clone().send(request, body).await;
            assert_eq!(reply.status, status, "{route:?} {content_type}: {reply:?}");
        }
        assert_unharmed(&alice, route.path()).await;
    }
}

#[tokio::test]
async fn other_methods_change_nothing_and_name_no_other_origin() {
    let app = App::new();
    let alice = app.user("Alice").await;
    for route in Route::all() {
        for method in ["OPTIONS", "HEAD", "PUT", "PATCH", "DELETE", "TRACE", "QUERY"] {
            let request = Request::builder().method(method).uri(route.path()).header("origin", ORIGIN);
            let request = request.header("content-type", "application/x-www-form-urlencoded");
            let reply = alice.clone().send(request, body()).await;
            let is_served = method == "HEAD"
                && Route::all().iter().any(|it| it.path() == route.path() && it.method() == "GET");
            assert!(is_served || reply.status == 405, "{method} {route:?}: {reply:?}");
            assert!(!reply.headers.keys().any(|it| it.as_str().starts_with("access-control")), "{reply:?}");
            assert_unharmed(&alice, route.path()).await;
        }
    }
}

#[tokio::test]
async fn a_form_that_is_sent_after_the_sign_out_does_nothing() {
    let app = App::new();
    let mut alice = user_with_address(&app).await;
    let stale = alice.clone();
    alice.post("/logout", &[]).await;
    let sent = app.letters.letters().len();
    for route in posts().filter(|it| it.access() != Access::Anyone) {
        let page = stale.clone().post(route.path(), &FIELDS).await;
        assert!(page.status == 401 || page.header("location").starts_with("/login"), "{route:?}: {page:?}");
        let program = stale.clone().json(route.path(), &serde_json::json!({ "current": PASSWORD })).await;
        assert_eq!(program.status, 401, "{route:?}: {program:?}");
    }
    app.mail.deliver_due().await.unwrap();
    assert_eq!(app.letters.letters().len(), sent);
    assert!(app.client().post("/login", &FIELDS[..3]).await.goes_to("/"), "the account is as it was");
}

#[tokio::test]
async fn rt_001_a_message_leads_to_no_other_site() {
    for target in
        ["//evil.example", "https://evil.example", "/\\evil.example", "/\r\nSet-Cookie: a=b", "/%0d%0aa: b"]
    {
        let app = App::with(|it| it.names(SignUpNames::Email));
        let next = ("next", target);
        let mut client = app.client();
        client.post("/signup", &[("email", ADDRESS), ("password", PASSWORD), next]).await;
        let fields = [("email", ADDRESS), ("code", &*code(&app, ADDRESS).await), next];
        let mut replies = vec![client.post("/verify", &fields).await];
        for (ask, then) in [("/forgot", "/reset"), ("/login/email", "/login/link")] {
            app.clock.turn(std::time::Duration::from_secs(1));
            let mut other = app.client();
            replies.push(other.post(ask, &[("email", ADDRESS), next]).await);
            let fields = [("link", &*secret(&link(&app, ADDRESS).await)), ("password", NEW), next];
            replies.push(other.post(then, &fields).await);
        }
        for reply in replies {
            let location = reply.header("location");
            assert!(reply.status == 303 && location.starts_with('/'), "{target}: {reply:?}");
            let path = location.split('?').next().unwrap();
            assert!(!path.starts_with("//") && !path.contains(['\\', '\r', '\n']), "{target}: {reply:?}");
            assert!(!path.contains("evil"), "{target}: {reply:?}");
        }
    }
}

/// Of an address that another account has, no code is sent. Its guesses are answered like those of a free one.
#[tokio::test]
async fn rt_163_guesses_at_a_code_do_not_say_whether_another_account_has_the_address() {
    let app = App::new();
    user_with_address(&app).await;
    let mut eve = app.user("Evelyn").await;
    let mut seen = Vec::new();
    for address in [ADDRESS, "liber@example.com"] {
        let asked = eve.post("/account/email", &[("email", address)]).await;
        assert!(asked.goes_to("/account/email/confirm"), "{asked:?}");
        app.mail.deliver_due().await.unwrap();
        let mut statuses = Vec::new();
        for _ in 0..12 {
            let fields = [("email", address), ("code", "0000 0000")];
            statuses.push(eve.post("/account/email/confirm", &fields).await.status);
        }
        seen.push(statuses);
        app.clock.turn(std::time::Duration::from_secs(1));
    }
    assert_eq!(seen[0], seen[1]);
}

#[tokio::test]
async fn rt_161_a_guess_at_a_code_asks_the_store_as_often_for_every_address() {
    let app = App::new();
    user_with_address(&app).await;
    let methods =
        ["find_records", "add_to_record", "insert_record", "update_record", "take_record", "find_key"];
    for (ask, then) in [("/forgot", "/reset"), ("/login/email", "/login/link")] {
        let mut seen = Vec::new();
        for address in [ADDRESS, "nobody@example.com"] {
            let mut stranger = app.client();
            stranger.post(ask, &[("email", address)]).await;
            app.mail.deliver_due().await.unwrap();
            let before = methods.map(|it| app.spy.calls(it));
            for _ in 0..7 {
                let fields = [("email", address), ("code", "0000 0000"), ("password", NEW)];
                assert_eq!(stranger.post(then, &fields).await.status, 410);
            }
            let after = methods.map(|it| app.spy.calls(it));
            seen.push(after.iter().zip(before).map(|(after, before)| after - before).collect::<Vec<_>>());
            app.clock.turn(std::time::Duration::from_secs(7200));
        }
        assert_eq!(seen[0], seen[1], "{then}: {methods:?}");
    }
}
