//! Signing up.

use crate::app::{App, PASSWORD};
use lucerna_core::KeyId;

#[tokio::test]
async fn a_visitor_signs_up_and_sees_the_profile() {
    let app = App::new();
    let mut alice = app.client();
    let form = alice.get("/signup").await;
    assert!(form.status == 200 && form.says("<h1>Create your account</h1>"), "{form:?}");
    let reply = alice.post("/signup", &[("username", " AliCe "), ("password", PASSWORD)]).await;
    assert!(reply.goes_to("/"), "{reply:?}");
    for path in ["/", "/account"] {
        let profile = alice.get(path).await;
        assert!(profile.status == 200 && profile.says("<bdi>AliCe</bdi>"), "{profile:?}");
    }
    assert!(alice.get("/signup").await.goes_to("/") && alice.get("/login").await.goes_to("/"));
}

#[tokio::test]
async fn a_refusal_says_what_to_change_and_keeps_the_name() {
    let app = App::new();
    app.user("Alice").await;
    for (name, password, status, message) in [
        ("abc", PASSWORD, 422, "4 to 31 characters."),
        ("", PASSWORD, 422, "4 to 31 characters."),
        (&"é".repeat(32), PASSWORD, 422, "4 to 31 characters."),
        ("a\u{7}lice", PASSWORD, 422, "invalid character"),
        ("Barbara", "short", 422, "at least 8 characters"),
        ("Barbara", &"x".repeat(256), 422, "at most 255 characters"),
        ("Barbara", "password1", 422, "very common"),
        ("Barbara", "Barbara-1987!", 422, "too similar"),
        ("alice", PASSWORD, 409, "already taken"),
        ("\u{430}\u{4cf}\u{456}\u{441}\u{435}", PASSWORD, 409, "looks too much like"),
        ("🦀🦀🦀🦀", PASSWORD, 422, "cannot be used"),
    ] {
        let reply = app.client().post("/signup", &[("username", name), ("password", password)]).await;
        assert!(reply.status == status && reply.says(message), "{name:?}: {reply:?}");
        assert!(reply.says(&format!("value=\"{name}\"")), "{reply:?}");
        assert!(!reply.says(PASSWORD) && reply.all("set-cookie").is_empty(), "{reply:?}");
        assert!(reply.says("<title>Error: "), "{reply:?}");
    }
}

#[tokio::test]
async fn both_fields_are_checked_at_once() {
    let app = App::new();
    let reply = app.client().post("/signup", &[("username", "abc"), ("password", "1234567")]).await;
    for name in ["username", "password"] {
        assert!(reply.says(&format!("role=\"alert\" id=\"{name}-error\"")), "{reply:?}");
        assert!(reply.says(&format!("{name}-hint {name}-error\"")), "{reply:?}");
    }
}

#[tokio::test]
async fn a_form_that_is_sent_twice_creates_one_account() {
    let app = App::new();
    let form = app.client().get("/signup").await;
    let id = form.body.split_once("name=\"form_id\" value=\"").unwrap().1.split('"').next().unwrap().to_owned();
    let fields = [("username", "Alice"), ("password", PASSWORD), ("form_id", &id)];
    for _ in 0..2 {
        assert!(app.client().post("/signup", &fields).await.goes_to("/"));
    }
    assert_eq!(app.auth.count_users().await.unwrap(), 1);
    let other = [("username", "Alice"), ("password", "wrong horse battery"), ("form_id", &id)];
    assert_eq!(app.client().post("/signup", &other).await.status, 409);
    // The form's account exists already, so that another name is another account.
    assert!(
        app.client()
            .post("/signup", &[("username", "Bobby"), ("password", PASSWORD), ("form_id", &id)])
            .await
            .goes_to("/")
    );
    assert_eq!(app.auth.count_users().await.unwrap(), 2);
}

#[tokio::test]
async fn the_application_makes_the_attributes_or_refuses() {
    let app = App::new();
    let fields = |city| [("username", "Alice"), ("password", PASSWORD), ("city", city)];
    let refused = app.client().post("/signup", &fields("Atlantis")).await;
    assert!(refused.status == 422 && refused.says("This city is unknown."), "{refused:?}");
    assert!(app.client().post("/signup", &fields("Paris")).await.goes_to("/"));
    let key = app.auth.find_key(&KeyId::username("alice")).await.unwrap().unwrap();
    let user = app.auth.find_user(&key.user_id).await.unwrap().unwrap();
    assert_eq!(user.city.as_deref(), Some("Paris"));
}
