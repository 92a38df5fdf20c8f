//! The routes in JSON, with a cookie and with a token.

use crate::app::{App, PASSWORD};
use http::Request;
use serde_json::{Value, json};

fn credentials() -> Value {
    json!({ "username": "Alice", "password": PASSWORD })
}

#[tokio::test]
async fn the_story_in_json_with_a_cookie() {
    let app = App::new();
    let mut alice = app.client();
    let created = alice.json("/signup", &credentials()).await;
    assert_eq!((created.status, created.header("content-type")), (201, "application/json"), "{created:?}");
    assert_eq!(created.value()["user"]["name"], "Alice");
    assert_eq!(alice.get_json("/account").await.value()["user"]["name"], "Alice");
    assert_eq!(alice.json("/logout", &json!({})).await.status, 200);
    let signed_out = alice.get_json("/account").await;
    assert_eq!((signed_out.status, signed_out.code().as_str()), (401, "signed_out"));
    let signed_in = alice.json("/login", &credentials()).await;
    assert!(signed_in.status == 200 && signed_in.value().get("token").is_none(), "{signed_in:?}");
    let changed = alice
        .json("/account/password", &json!({ "current": PASSWORD, "password": "wrong donkey generator" }))
        .await;
    assert_eq!((changed.status, changed.value()), (200, json!({})));
    assert_eq!(alice.get_json("/account").await.status, 200);
}

#[tokio::test]
async fn the_story_in_json_with_a_token() {
    let app = App::new();
    let mut body = credentials();
    body["carrier"] = "bearer".into();
    let send = async |method: &str, path: &str, token: Option<&str>, body: &Value| {
        let mut request =
            Request::builder().method(method).uri(path).header("content-type", "application/json");
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        // A program names no origin.
        app.client().with("accept", "*/*").send(request, body.to_string()).await
    };
    let created = send("POST", "/signup", None, &body).await;
    assert!(created.status == 201 && created.all("set-cookie").is_empty(), "{created:?}");
    let signed_in = send("POST", "/login", None, &body).await.value();
    let token = signed_in["token"].as_str().unwrap();
    assert!(signed_in["expires"].as_str().unwrap().ends_with('Z'));
    let profile = send("GET", "/account", Some(token), &Value::Null).await;
    assert_eq!(profile.value()["user"]["name"], "Alice");
    let verified = send("POST", "/login/verify", Some(token), &json!({ "password": PASSWORD })).await.value();
    let renewed = verified["token"].as_str().unwrap();
    assert_ne!(renewed, token);
    let old = send("GET", "/account", Some(token), &Value::Null).await;
    assert_eq!(
        (old.status, old.header("www-authenticate"), old.code().as_str()),
        (401, "Bearer", "bearer_needed")
    );
    let devices = send("GET", "/account/devices", Some(renewed), &Value::Null).await.value();
    assert_eq!(devices["sessions"].as_array().unwrap().len(), 2);
    let out = send("POST", "/logout", Some(renewed), &json!({})).await;
    assert!(out.status == 200, "{out:?}");
    assert_eq!(send("GET", "/account", Some(renewed), &Value::Null).await.status, 401);
}

#[tokio::test]
async fn with_a_token_cookies_do_not_count() {
    let app = App::new();
    let alice = app.user("Alice").await;
    let request = Request::get("/account").header("authorization", "Bearer aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    let reply = alice.clone().send(request, String::new()).await;
    assert_eq!((reply.status, reply.code().as_str()), (401, "bearer_needed"));
    let request = Request::post("/logout").header("authorization", "Bearer x").header("accept", "*/*");
    let request = request.header("content-type", "application/json");
    assert_eq!(alice.clone().send(request, "{}".to_owned()).await.status, 200);
    assert!(alice.clone().is_signed_in().await);
}

#[tokio::test]
async fn a_refused_form_names_its_fields() {
    let app = App::new();
    let reply = app.client().json("/signup", &json!({ "username": "abc", "password": "short" })).await;
    assert_eq!((reply.status, reply.code().as_str()), (422, "username_length"));
    let errors = reply.value()["errors"].clone();
    assert_eq!((&errors[0]["field"], &errors[0]["code"]), (&"username".into(), &"username_length".into()));
    assert_eq!((&errors[1]["field"], &errors[1]["code"]), (&"password".into(), &"password_too_short".into()));
    assert_eq!(errors[1]["detail"], "Please choose a password with at least 8 characters.");
    app.user("Alice").await;
    let taken = app.client().json("/signup", &credentials()).await;
    assert_eq!((taken.status, taken.code().as_str()), (409, "name_taken"));
    let wrong = app.client().json("/login", &json!({ "username": "Alice", "password": "x" })).await;
    assert_eq!((wrong.status, wrong.code().as_str()), (401, "invalid_credentials"));
    let empty = app.client().json("/login", &json!({})).await;
    assert_eq!((empty.status, empty.code().as_str()), (422, "missing_field"));
}

#[tokio::test]
async fn a_form_describes_its_fields() {
    let app = App::new();
    let form = app.client().get_json("/signup").await.value();
    assert_eq!(form["action"], "/signup");
    let password = json!({ "name": "password", "type": "password", "required": true, "min_length": 8, "max_length": 255 });
    assert!(form["fields"].as_array().unwrap().contains(&password), "{form}");
}

#[tokio::test]
async fn a_json_body_from_another_site_is_refused() {
    let app = App::new();
    app.user("Alice").await;
    for (name, value) in
        [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site"), ("x-nothing", "")]
    {
        let request = Request::post("/login").header("content-type", "application/json").header(name, value);
        let reply = app.client().with("accept", "*/*").send(request, credentials().to_string()).await;
        assert_eq!((reply.status, reply.code().as_str()), (403, "cross_origin"), "{name}");
        assert!(reply.all("set-cookie").is_empty());
    }
    for content_type in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"] {
        let request = Request::post("/login").header("content-type", content_type);
        let body = r#"{"username":"Alice","password":"correct horse battery","carrier":"bearer"}"#;
        let reply = app.client().send(request, body.to_owned()).await;
        assert_eq!(reply.status, 403, "{content_type}");
    }
}

#[tokio::test]
async fn a_form_of_a_library_gets_its_page_again() {
    let app = App::new();
    let fields = [("username", "Alice"), ("password", "wrong horse")];
    for (name, value) in [("hx-request", "true"), ("x-turbo-request-id", "1"), ("x-up-version", "3.11")] {
        let mut client = app
            .client()
            .with("accept", "text/vnd.turbo-stream.html, text/html")
            .with("sec-fetch-mode", "cors");
        client = client.with(name, value);
        let reply = client.post("/login", &fields).await;
        assert!(reply.status == 401 && reply.says("<h1>Sign in</h1>"), "{name}: {reply:?}");
    }
    let htmx = app.client().with("hx-request", "true").get("/account").await;
    assert!(htmx.status == 401 && htmx.header("hx-redirect").starts_with("/login"), "{htmx:?}");
}
