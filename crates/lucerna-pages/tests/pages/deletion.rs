//! Deleting an account, and keeping it.

use crate::app::{App, PASSWORD};
use lucerna_core::{KeyId, SessionOptions};
use std::time::Duration;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const CREDENTIALS: [(&str, &str); 2] = [("username", "Alice"), ("password", PASSWORD)];

async fn exists(app: &App) -> bool {
    app.auth.find_key(&KeyId::username("alice")).await.unwrap().is_some()
}

#[tokio::test]
async fn an_account_is_deleted_after_seven_days() {
    let app = App::new();
    let mut alice = app.user("Alice").await;
    let mut other = app.client();
    other.post("/login", &CREDENTIALS).await;
    for (password, message) in [("", "Please fill in"), ("wrong horse", "not correct")] {
        let reply = alice.post("/account/delete", &[("current", password)]).await;
        assert!(reply.status == 422 && reply.says(message), "{reply:?}");
    }
    let reply = alice.post("/account/delete", &[("current", PASSWORD)]).await;
    assert!(reply.status == 200 && reply.says("8 January 1970"), "{reply:?}");
    assert!(!alice.is_signed_in().await && !other.is_signed_in().await);
    app.clock.turn(7 * DAY);
    assert_eq!(app.pages.delete_due_accounts().await.unwrap(), 0);
    app.clock.turn(Duration::from_secs(60));
    let late = app.client().post("/login", &CREDENTIALS).await;
    assert!(late.status == 401 && late.says("Incorrect username or password"), "{late:?}");
    assert!(exists(&app).await, "the clocks of two processes may differ");
    app.clock.turn(DAY);
    // Any sign-in deletes what is due.
    app.client().post("/login", &[("username", "nobody"), ("password", "x")]).await;
    assert!(!exists(&app).await);
    assert!(app.client().post("/signup", &CREDENTIALS).await.goes_to("/"), "the name is free again");
}

#[tokio::test]
async fn an_account_that_cannot_be_deleted_does_not_stop_the_others() {
    let app = App::new();
    for name in ["Alice", "Bertram", "Carol"] {
        let mut user = app.user(name).await;
        assert_eq!(user.post("/account/delete", &[("current", PASSWORD)]).await.status, 200);
    }
    app.clock.turn(9 * DAY);
    app.spy.fail_once("delete_user");
    assert!(app.pages.delete_due_accounts().await.is_err());
    let mut left = 0;
    for name in ["alice", "bertram", "carol"] {
        left += usize::from(app.auth.find_key(&KeyId::username(name)).await.unwrap().is_some());
    }
    assert_eq!(left, 1);
}

#[tokio::test]
async fn signing_in_offers_to_keep_the_account() {
    let app = App::new();
    let mut alice = app.user("Alice").await;
    alice.post("/account/delete", &[("current", PASSWORD)]).await;
    app.clock.turn(6 * DAY);
    let asked = alice.post("/login", &[CREDENTIALS[0], CREDENTIALS[1], ("next", "/account/data")]).await;
    assert!(
        asked.status == 403 && asked.says("Keep your account?") && asked.says("8 January 1970"),
        "{asked:?}"
    );
    assert!(asked.says("value=\"/account/data\"") && asked.all("set-cookie").is_empty(), "{asked:?}");
    let wrong = [("username", "Alice"), ("password", "wrong horse"), ("restore", "yes")];
    assert_eq!(alice.post("/login", &wrong).await.status, 401);
    let user = app.auth.find_key(&KeyId::username("alice")).await.unwrap().unwrap().user_id;
    assert!(app.pages.deletion_due(&user).await.unwrap().is_some());
    let kept = alice.post("/login", &[CREDENTIALS[0], CREDENTIALS[1], ("restore", "yes")]).await;
    assert!(kept.goes_to("/"), "{kept:?}");
    assert!(app.pages.deletion_due(&user).await.unwrap().is_none());
    app.clock.turn(30 * DAY);
    assert_eq!(app.pages.delete_due_accounts().await.unwrap(), 0);
    assert!(exists(&app).await);
}

#[tokio::test]
async fn a_program_is_told_and_keeps_it_with_a_flag() {
    let app = App::new();
    let mut alice = app.user("Alice").await;
    let deleted = alice.json("/account/delete", &serde_json::json!({ "current": PASSWORD })).await;
    assert_eq!(deleted.value(), serde_json::json!({ "due": "1970-01-08T00:00:00.000Z" }));
    let mut credentials = serde_json::json!({ "username": "Alice", "password": PASSWORD });
    let asked = app.client().json("/login", &credentials).await;
    assert_eq!((asked.status, asked.code().as_str()), (403, "deletion_due"));
    credentials["restore"] = true.into();
    assert_eq!(app.client().json("/login", &credentials).await.status, 200);
}

#[tokio::test]
async fn without_a_time_to_reconsider_it_is_deleted_at_once() {
    let app = App::with(|it| it.deletion_after(Duration::ZERO));
    let mut alice = app.user("Alice").await;
    assert!(alice.get("/account/delete").await.says("This happens at once"));
    let reply = alice.post("/account/delete", &[("current", PASSWORD)]).await;
    assert!(reply.status == 200 && reply.says("Your account was deleted."), "{reply:?}");
    assert!(!exists(&app).await && !alice.is_signed_in().await);
}

/// Opens the sign-up page, and returns what is sent with its form.
async fn sign_up_form<'a>(app: &App, id: &'a mut String, name: &'a str) -> [(&'a str, &'a str); 3] {
    let page = app.client().get("/signup").await.body;
    let (_, rest) = page.split_once("name=\"form_id\" value=\"").unwrap();
    rest.split('"').next().unwrap().clone_into(id);
    [("username", name), ("password", PASSWORD), ("form_id", id)]
}

#[tokio::test]
async fn rt_056_a_sign_up_that_is_sent_again_opens_no_account_that_is_due_for_deletion() {
    let app = App::new();
    let mut id = String::new();
    let fields = sign_up_form(&app, &mut id, "Alice").await;
    let mut alice = app.client();
    assert!(alice.post("/signup", &fields).await.goes_to("/"));
    alice.post("/account/delete", &[("current", PASSWORD)]).await;
    for later in [Duration::ZERO, 7 * DAY + Duration::from_secs(60)] {
        app.clock.turn(later);
        let again = app.client().post("/signup", &fields).await;
        assert!(again.status == 409 && again.all("set-cookie").is_empty(), "{again:?}");
    }
    let user = app.auth.find_key(&KeyId::username("alice")).await.unwrap().unwrap().user_id;
    assert!(app.pages.deletion_due(&user).await.unwrap().is_some());
}

#[tokio::test]
async fn rt_056_a_sign_up_that_is_sent_again_gives_nobody_the_id_of_a_deleted_user() {
    let app = App::with(|it| it.deletion_after(Duration::ZERO));
    let mut id = String::new();
    let [_, password, form] = sign_up_form(&app, &mut id, "").await;
    let mut ids = std::collections::BTreeSet::new();
    for name in ["Alice", "Alice", "Mallory"] {
        let mut client = app.client();
        let signed_up = client.post("/signup", &[("username", name), password, form]).await;
        assert!(signed_up.goes_to("/"), "{signed_up:?}");
        let profile = client.get_json("/account").await.value();
        assert!(ids.insert(profile["user"]["id"].as_str().unwrap().to_owned()), "{profile}");
        assert_eq!(client.post("/account/delete", &[("current", PASSWORD)]).await.status, 200);
    }
}

#[tokio::test]
async fn the_application_can_keep_an_account() {
    let app = App::new();
    let mut alice = app.user("Alice").await;
    alice.post("/account/delete", &[("current", PASSWORD)]).await;
    let user = app.auth.find_key(&KeyId::username("alice")).await.unwrap().unwrap().user_id;
    assert!(app.pages.keep_account(&user).await.unwrap());
    assert!(!app.pages.keep_account(&user).await.unwrap());
    assert!(alice.post("/login", &CREDENTIALS).await.goes_to("/"));
}

/// Signs in with a handler of the application, which does not ask the pages.
async fn sign_in_beside(app: &App) {
    let verified = app.auth.verify_password(&KeyId::username("alice"), PASSWORD).await.unwrap();
    app.auth.start_bearer_session(verified, SessionOptions::default()).await.unwrap();
}

#[tokio::test]
async fn an_account_waits_for_the_end_of_a_session_that_started_beside_the_pages() {
    let app = App::new();
    let mut alice = app.user("Alice").await;
    alice.post("/account/delete", &[("current", PASSWORD)]).await;
    app.clock.turn(6 * DAY);
    sign_in_beside(&app).await;
    app.clock.turn(2 * DAY);
    assert_eq!(app.pages.delete_due_accounts().await.unwrap(), 0);
    let user = app.auth.find_key(&KeyId::username("alice")).await.unwrap().unwrap().user_id;
    assert!(app.pages.deletion_due(&user).await.unwrap().is_some(), "nothing is restored without a word");
    app.auth.end_user_sessions(&user, None).await.unwrap();
    assert_eq!(app.pages.delete_due_accounts().await.unwrap(), 1);
    assert!(!exists(&app).await);
}

#[tokio::test]
async fn a_handler_of_the_application_asks_whether_a_user_may_sign_in() {
    let app = App::new();
    let mut alice = app.user("Alice").await;
    let verify = async || app.auth.verify_password(&KeyId::username("alice"), PASSWORD).await.unwrap();
    let code = async || app.pages.check_sign_in(&verify().await).await.map_err(|it| it.code());
    assert_eq!(code().await, Ok(()));
    alice.post("/account/delete", &[("current", PASSWORD)]).await;
    assert_eq!(code().await, Err("deletion_due"));
    app.clock.turn(8 * DAY);
    assert_eq!(code().await, Err("invalid_credentials"));
}

#[tokio::test(start_paused = true)]
async fn a_sweep_runs_without_a_request() {
    let app = App::new();
    let mut alice = app.user("Alice").await;
    alice.post("/account/delete", &[("current", PASSWORD)]).await;
    let sweeper = tokio::spawn(app.pages.clone().run());
    app.clock.turn(8 * DAY);
    tokio::time::sleep(Duration::from_secs(3600)).await;
    assert!(!exists(&app).await);
    sweeper.abort();
}
