//! Removing an address, and undoing it.

use crate::accounts::RECENT;
use crate::app::{App, PASSWORD};
use crate::mail::{ADDRESS, NEW, code, link, secret, sign_in, user_with_address};
use lucerna_core::KeyId;
use lucerna_pages::SignUpNames;
use serde_json::json;
use std::time::Duration;

const REMOVE: &str = "/account/email/remove";

#[tokio::test]
async fn an_address_is_removed_and_the_other_ways_to_sign_in_stay() {
    let app = App::new();
    let mut alice = user_with_address(&app).await;
    let mut other = app.client();
    other.post("/login", &[("username", "Alice"), ("password", PASSWORD)]).await;
    let list = alice.get("/account/email").await;
    assert!(
        list.says("action=\"/account/email/remove\"") && list.says("Remove alice@example.com"),
        "{list:?}"
    );
    let removed = alice.post(REMOVE, &[("email", ADDRESS)]).await;
    assert!(removed.goes_to("/account/email?done=removed"), "{removed:?}");
    let list = alice.get("/account/email?done=removed").await;
    assert!(list.says("The address was removed.") && !list.says(ADDRESS), "{list:?}");
    assert!(!other.is_signed_in().await, "other sessions end");
    assert_eq!(sign_in(&app, ADDRESS, PASSWORD).await.status, 401);
    assert!(sign_in(&app, "Alice", PASSWORD).await.goes_to("/"));
    let again = alice.post(REMOVE, &[("email", ADDRESS)]).await;
    assert!(again.status == 404 && again.says("does not have this address any more"), "{again:?}");
}

#[tokio::test]
async fn a_removal_by_a_thief_is_undone_from_the_mailbox() {
    let app = App::new();
    let mut thief = user_with_address(&app).await;
    app.clock.turn(Duration::from_secs(60));
    thief.post(REMOVE, &[("email", ADDRESS)]).await;
    let undo = link(&app, ADDRESS).await;
    assert_eq!(app.letters.last_to(ADDRESS).unwrap().subject(), "Your e-mail address was removed");
    assert!(undo.starts_with("/account/email/undo?"), "{undo}");
    app.clock.turn(Duration::from_secs(60));
    thief.post("/account/email", &[("email", "eve@example.com")]).await;
    let fields = [("email", "eve@example.com"), ("code", &*code(&app, "eve@example.com").await)];
    assert!(thief.post("/account/email/confirm", &fields).await.goes_to("/account/email?done=address"));
    let mut owner = app.client();
    let undone = owner.post("/account/email/undo", &[("link", &secret(&undo))]).await;
    assert!(undone.goes_to("/account/password") && owner.is_signed_in().await, "{undone:?}");
    assert!(!thief.is_signed_in().await);
    assert!(app.auth.find_key(&KeyId::email("eve@example.com")).await.unwrap().is_none());
    assert!(owner.post("/account/password", &[("password", NEW)]).await.status == 303);
    assert!(sign_in(&app, ADDRESS, NEW).await.goes_to("/"));
    assert_eq!(sign_in(&app, "Alice", PASSWORD).await.status, 401);
}

#[tokio::test]
async fn the_last_way_to_sign_in_stays() {
    let app = App::with(|it| it.names(SignUpNames::Email));
    let mut alice = app.client();
    alice.post("/signup", &[("email", ADDRESS), ("password", PASSWORD)]).await;
    let fields = [("email", ADDRESS), ("code", &*code(&app, ADDRESS).await)];
    alice.post("/verify", &fields).await;
    assert!(!alice.get("/account/email").await.says(REMOVE));
    let refused = alice.post(REMOVE, &[("email", ADDRESS)]).await;
    assert!(refused.status == 409 && refused.says("last way to sign in"), "{refused:?}");
    let refused = alice.json(REMOVE, &json!({ "email": ADDRESS })).await;
    assert_eq!((refused.status, refused.code().as_str()), (409, "last_key"));
    assert!(sign_in(&app, ADDRESS, PASSWORD).await.goes_to("/"));

    // A username without a password is no way to sign in.
    let app = App::new();
    let mut bobby = user_with_address(&app).await;
    app.auth.danger_remove_password(&KeyId::username("Alice")).await.unwrap();
    bobby.post("/login/email", &[("email", ADDRESS)]).await;
    bobby.post("/login/link", &[("link", &secret(&link(&app, ADDRESS).await))]).await;
    assert_eq!(bobby.post(REMOVE, &[("email", ADDRESS)]).await.status, 409);
}

#[tokio::test]
async fn an_address_of_another_user_and_an_old_sign_in_remove_nothing() {
    let app = App::new();
    let mut alice = user_with_address(&app).await;
    let mut eve = app.user("Evelyn").await;
    assert_eq!(eve.post(REMOVE, &[("email", ADDRESS)]).await.status, 404);
    app.clock.turn(RECENT);
    let asked = alice.post(REMOVE, &[("email", ADDRESS)]).await;
    assert!(asked.header("location").starts_with("/login/verify?next="), "{asked:?}");
    let refused = alice.json(REMOVE, &json!({ "email": ADDRESS })).await;
    assert_eq!((refused.status, refused.code().as_str()), (403, "verification_not_recent"));
    assert!(app.auth.find_key(&KeyId::email(ADDRESS)).await.unwrap().is_some());
}

#[tokio::test]
async fn a_program_removes_an_address() {
    let app = App::new();
    let mut alice = user_with_address(&app).await;
    let list = alice.get_json("/account/email").await.value();
    assert_eq!(list["addresses"][0]["removable"], json!(true));
    let removed = alice.json(REMOVE, &json!({ "email": ADDRESS })).await;
    assert_eq!(removed.status, 200, "{removed:?}");
    assert!(alice.is_signed_in().await, "the cookie was renewed");
    assert_eq!(alice.get_json("/account/email").await.value()["addresses"], json!([]));
}
