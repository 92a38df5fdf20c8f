//! Signing in and out.

use crate::app::{App, PASSWORD};
use std::time::Duration;

#[tokio::test]
async fn a_user_signs_out_and_in_again() {
    let app = App::new();
    let mut alice = app.user("Alice").await;
    let old = alice.clone();
    let out = alice.post("/logout", &[]).await;
    assert!(out.goes_to("/login"), "{out:?}");
    assert!(!alice.is_signed_in().await && !old.clone().is_signed_in().await);
    assert!(alice.post("/logout", &[]).await.goes_to("/login"), "twice");
    let reply = alice.post("/login", &[("username", "ALICE"), ("password", PASSWORD)]).await;
    assert!(reply.goes_to("/"), "{reply:?}");
    assert!(alice.is_signed_in().await);
}

#[tokio::test]
async fn rt_160_an_unknown_user_and_a_wrong_password_get_the_same_answer() {
    let app = App::new();
    app.user("Alice").await;
    let due = app.user("Dying").await;
    due.clone().post("/account/delete", &[("current", PASSWORD)]).await;
    for json in [false, true] {
        let mut replies = Vec::new();
        for name in ["Alice", "Nobody", "Dying"] {
            let mut client = app.client();
            let reply = match json {
                false => client.post("/login", &[("username", name), ("password", "wrong horse")]).await,
                true => {
                    client
                        .json("/login", &serde_json::json!({"username": name, "password": "wrong horse"}))
                        .await
                }
            };
            assert_eq!(reply.status, 401, "{reply:?}");
            replies.push((format!("{:?}", reply.headers), reply.body.replace(name, "?")));
        }
        assert!(replies.windows(2).all(|it| it[0] == it[1]), "{replies:?}");
    }
}

#[tokio::test]
async fn a_failed_sign_in_keeps_the_name_and_never_the_password() {
    let app = App::new();
    for (name, password, status, message) in [
        ("alice", "supersecret", 401, "Incorrect username or password"),
        ("", "supersecret", 422, "Please fill in this field."),
        ("alice", "", 422, "Please fill in this field."),
        ("\u{fffd}", "supersecret", 401, "Incorrect"),
        (&"b".repeat(200), "supersecret", 401, "Incorrect"),
    ] {
        let reply = app.client().post("/login", &[("username", name), ("password", password)]).await;
        assert!(reply.status == status && reply.says(message), "{reply:?}");
        assert!(reply.says(&format!("value=\"{name}\"")) && !reply.says("supersecret"), "{reply:?}");
    }
}

#[tokio::test]
async fn a_limit_says_how_long_to_wait() {
    let app = App::new();
    app.user("Alice").await;
    let mut last = None;
    for _ in 0..7 {
        last = Some(app.client().post("/login", &[("username", "Alice"), ("password", "wrong")]).await);
    }
    let reply = last.unwrap();
    assert!(reply.status == 429 && reply.says("Please try again in "), "{reply:?}");
    let seconds: u64 = reply.header("retry-after").parse().unwrap();
    app.clock.turn(Duration::from_secs(seconds));
    assert!(app.client().post("/login", &[("username", "Alice"), ("password", PASSWORD)]).await.goes_to("/"));
}

#[tokio::test]
async fn without_remember_me_the_session_ends_with_the_browser_or_after_hours() {
    let app = App::new();
    app.user("Alice").await;
    let fields = [("username", "Alice"), ("password", PASSWORD), ("remember", "yes")];
    let kept = app.client().post("/login", &fields).await;
    assert!(kept.all("set-cookie")[0].contains("Max-Age=7776000"), "{kept:?}");
    let mut brief = app.client();
    let reply = brief.post("/login", &fields[..2]).await;
    assert!(!reply.all("set-cookie")[0].contains("Max-Age"), "{reply:?}");
    assert!(brief.is_signed_in().await);
    app.clock.turn(Duration::from_secs(2 * 60 * 60));
    assert!(!brief.is_signed_in().await);
}

#[tokio::test]
async fn rt_046_no_request_of_another_site_signs_in_or_out() {
    let app = App::new();
    let alice = app.user("Alice").await;
    for (name, value) in
        [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site"), ("origin", "null")]
    {
        for path in ["/login", "/signup", "/logout", "/account/password", "/account/delete", "/no-such-page"]
        {
            let request = http::Request::post(path).header(name, value);
            let request = request.header("content-type", "application/x-www-form-urlencoded");
            let body = format!("username=Alice&password={}&current=x", PASSWORD.replace(' ', "+"));
            let reply = alice.clone().send(request, body).await;
            assert_eq!(reply.status, 403, "{path} {name}: {reply:?}");
            assert!(reply.all("set-cookie").is_empty() && reply.says("Request blocked"), "{reply:?}");
        }
    }
    assert!(alice.clone().is_signed_in().await);
}

#[tokio::test]
async fn rt_046_no_page_of_another_site_gets_a_token() {
    let app = App::new();
    drop(app.user("Alice").await);
    let body = |name| format!(r#"{{"username":"{name}","password":"{PASSWORD}","carrier":"bearer"}}"#);
    let send = async |path, (name, value), body| {
        let mut client = app.client().with("accept", "application/json");
        let request = http::Request::post(path).header("content-type", "application/json");
        client.send(request.header(name, value), body).await
    };
    for foreign in [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site"), ("origin", "null")]
    {
        for (path, name) in [("/login", "Alice"), ("/signup", "Mallory")] {
            let refused = send(path, foreign, body(name)).await;
            assert_eq!((refused.status, refused.code().as_str()), (403, "cross_origin"), "{foreign:?}");
        }
    }
    assert_eq!(app.auth.count_users().await.unwrap(), 1);
    for own in [("origin", crate::app::ORIGIN), ("sec-fetch-site", "same-origin"), ("x-native", "app")] {
        let given = send("/login", own, body("Alice")).await;
        assert!(given.status == 200 && given.value()["token"].is_string(), "{own:?}: {given:?}");
    }
}

#[tokio::test]
async fn rt_081_a_safe_method_changes_nothing() {
    let app = App::new();
    let alice = app.user("Alice").await;
    for path in [
        "/logout",
        "/login?username=Alice&password=correct+horse+battery",
        "/account/delete?current=correct+horse+battery",
        "/account/devices/end-others",
    ] {
        for method in ["GET", "HEAD"] {
            let reply =
                alice.clone().send(http::Request::builder().method(method).uri(path), String::new()).await;
            assert!(reply.all("set-cookie").is_empty(), "{method} {path}: {reply:?}");
        }
    }
    assert!(alice.clone().is_signed_in().await);
}
