//! The pages of a user.

use crate::app::{App, PASSWORD};
use std::time::Duration;

pub(crate) const RECENT: Duration = Duration::from_secs(16 * 60);

#[tokio::test]
async fn pages_of_a_user_lead_a_visitor_to_the_sign_in_page_and_back() {
    let app = App::new();
    for path in [
        "/account",
        "/account/password",
        "/account/devices",
        "/account/data",
        "/account/delete",
        "/login/verify",
    ] {
        let reply = app.client().get(path).await;
        let next: String = form_urlencoded::byte_serialize(path.as_bytes()).collect();
        assert!(reply.goes_to(&format!("/login?next={next}")), "{path}: {reply:?}");
    }
    assert!(app.client().get("/").await.goes_to("/login"));
}

#[tokio::test]
async fn the_menu_names_the_open_page() {
    let app = App::new();
    let mut alice = app.user("Alice").await;
    for (path, title) in [
        ("/account", "Profile"),
        ("/account/password", "Password"),
        ("/account/devices", "Devices"),
        ("/account/data", "Your data"),
        ("/account/delete", "Delete your account"),
    ] {
        let page = alice.get(path).await;
        assert!(page.status == 200 && page.says(&format!("<title>{title} · Test</title>")), "{page:?}");
        assert!(page.says(&format!("<h1>{title}</h1>")), "{page:?}");
        assert_eq!(page.body.matches("aria-current=\"page\"").count(), 1, "{path}");
    }
}

#[tokio::test]
async fn an_old_sign_in_has_to_be_confirmed() {
    let app = App::new();
    let mut alice = app.user("Alice").await;
    assert_eq!(alice.get("/account/data.json").await.status, 200);
    app.clock.turn(RECENT);
    let ask = "/login/verify?next=%2Faccount%2Fdata%3Fdone%3Dconfirmed";
    assert!(alice.get("/account/data.json").await.goes_to(ask));
    let form = alice.get(ask).await;
    assert!(form.status == 200 && form.says("value=\"/account/data?done=confirmed\""), "{form:?}");
    let old = alice.clone();
    for (password, message) in [("", "Please fill in"), ("wrong horse", "This password is not correct.")] {
        let wrong = alice.post("/login/verify", &[("password", password)]).await;
        assert!(wrong.status == 422 && wrong.says(message), "{wrong:?}");
    }
    let fields = [("password", PASSWORD), ("next", "/account/data?done=confirmed")];
    let confirmed = alice.post("/login/verify", &fields).await;
    assert!(confirmed.goes_to("/account/data?done=confirmed"), "{confirmed:?}");
    let page = alice.get("/account/data?done=confirmed").await;
    assert!(page.says("role=\"status\"") && page.says("Please continue."), "{page:?}");
    assert_eq!(alice.get("/account/data.json").await.status, 200);
    assert!(!old.clone().is_signed_in().await, "the token was rotated");
}

#[tokio::test]
async fn the_data_are_a_file_with_all_that_is_known() {
    let app = App::with(|it| it.export(async |user| Ok(serde_json::json!({ "notes_of": user.as_str() }))));
    let mut alice = app.user("Alice").await;
    let file = alice.get("/account/data.json").await;
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"account.json\"");
    let data = file.value();
    assert_eq!(data["user"]["attributes"], serde_json::json!({ "username": "Alice", "city": null }));
    assert_eq!(
        data["keys"][0],
        serde_json::json!({ "provider": "username", "name": "alice", "has_password": true })
    );
    assert_eq!(data["sessions"][0]["browser"], "Firefox");
    assert_eq!(data["application"]["notes_of"], data["user"]["id"]);
    assert!(!file.says("argon2"), "{file:?}");
}

#[tokio::test]
async fn password_managers_find_the_page_for_a_new_password() {
    for base in ["", "/notes"] {
        let app = App::at(base, |it| it);
        let reply = app.client().get("/.well-known/change-password").await;
        assert!(reply.goes_to(&format!("{base}/account/password")), "{reply:?}");
    }
}

#[tokio::test]
async fn below_a_base_path_every_address_has_it() {
    let app = App::at("/notes", |it| it);
    let mut alice = app.client();
    for path in ["/login", "/signup"] {
        assert_eq!(app.client().get(path).await.status, 404, "outside");
        let form = alice.get(&format!("/notes{path}")).await;
        let own = form.body.split("=\"/").skip(1).all(|it| it.starts_with("notes/"));
        assert!(own && form.says("=\"/notes"), "{form:?}");
    }
    let reply = alice.post("/notes/signup", &[("username", "Alice"), ("password", PASSWORD)]).await;
    assert!(reply.goes_to("/notes/"), "{reply:?}");
    for path in ["/notes", "/notes/", "/notes/account"] {
        assert_eq!(alice.get(path).await.status, 200, "{path}");
    }
    assert!(app.client().get("/notes/account").await.goes_to("/notes/login?next=%2Fnotes%2Faccount"));
}
