//! Requests with more, or with another path, than the pages' own forms send.

use crate::app::{App, PASSWORD};
use lucerna_core::KeyId;
use serde_json::json;

#[tokio::test]
async fn rt_095_a_body_sets_only_the_fields_of_its_form() {
    let app = App::new();
    let alice = app.user("alice").await;
    let owner = app.auth.find_key(&KeyId::username("alice")).await.unwrap().unwrap().user_id;
    let mut forger = app.client();
    let body = json!({
        "username": "mallory", "password": PASSWORD, "id": owner.as_str(), "user_id": owner.as_str(),
        "verified": true, "verified_at": "1", "key": "username:alice", "role": "admin", "session": "mine",
    });
    assert_eq!(forger.json("/signup", &body).await.status, 201);
    let profile = forger.get_json("/account").await.value();
    assert_ne!(profile["id"], json!(owner.as_str()), "{profile}");
    let sent = body.as_object().unwrap().keys().filter(|it| !["id", "username"].contains(&it.as_str()));
    for name in sent {
        assert!(!profile.to_string().contains(&format!("{name}\":{}", body[name])), "{name}: {profile}");
    }
    drop(alice);
    let still = app.auth.find_key(&KeyId::username("alice")).await.unwrap().unwrap();
    assert_eq!(still.user_id, owner);
}

#[tokio::test]
async fn rt_173_guesses_through_the_api_count_for_the_page() {
    let app = App::new();
    drop(app.user("alice").await);
    let key = KeyId::username("alice");
    for _ in 0..10 {
        assert!(app.auth.verify_password(&key, "a wrong guess").await.is_err());
    }
    let reply = app.client().post("/login", &[("username", "alice"), ("password", PASSWORD)]).await;
    assert_eq!(reply.status, 429, "{reply:?}");
}

#[tokio::test]
async fn rt_174_only_the_exact_path_signs_in() {
    let app = App::new();
    drop(app.user("alice").await);
    let credentials = [("username", "alice"), ("password", PASSWORD)];
    for path in
        ["//login", "/login/", "/LOGIN", "/login;x=1", "/%6cogin", "/login%2f", "/./login", "/a/../login"]
    {
        let reply = app.client().post(path, &credentials).await;
        assert_eq!((reply.status, reply.all("set-cookie").len()), (404, 0), "{path}: {reply:?}");
    }
    assert_eq!(app.client().post("/login", &credentials).await.status, 303);
}
