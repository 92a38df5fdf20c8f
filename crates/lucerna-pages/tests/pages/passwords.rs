//! Changing the password, and the fields of passwords.

use crate::accounts::RECENT;
use crate::app::{App, PASSWORD};

const NEW: &str = "wrong donkey generator";

#[tokio::test]
async fn asvs_6_2_3_a_change_asks_for_the_current_password_and_ends_other_sessions() {
    let app = App::new();
    let mut alice = app.user("Alice").await;
    let mut other = app.client();
    other.post("/login", &[("username", "Alice"), ("password", PASSWORD)]).await;
    app.clock.turn(RECENT);
    for (current, new, status, message) in [
        ("wrong horse", NEW, 422, "id=\"current-error\">This password is not correct."),
        ("", NEW, 422, "id=\"current-error\">Please fill in this field."),
        (PASSWORD, "short", 422, "id=\"password-error\">Please choose a password with at least 8"),
        (PASSWORD, "password1", 422, "id=\"password-error\">This password is very common"),
        (PASSWORD, "Alice-1987!", 422, "id=\"password-error\">This password is too similar"),
    ] {
        let reply = alice.post("/account/password", &[("current", current), ("password", new)]).await;
        assert!(reply.status == status && reply.says(message), "{reply:?}");
    }
    assert!(other.is_signed_in().await);
    let old = alice.clone();
    let changed = alice.post("/account/password", &[("current", PASSWORD), ("password", NEW)]).await;
    assert!(changed.goes_to("/account/password?done=password"), "{changed:?}");
    assert!(alice.get("/account/password?done=password").await.says("Your password was changed."));
    assert!(!other.is_signed_in().await && !old.clone().is_signed_in().await);
    for (password, status) in [(PASSWORD, 401), (NEW, 303)] {
        let reply = app.client().post("/login", &[("username", "Alice"), ("password", password)]).await;
        assert_eq!(reply.status, status, "{password}");
    }
}

#[tokio::test]
async fn guesses_at_the_current_password_are_limited() {
    let app = App::new();
    let mut alice = app.user("Alice").await;
    let mut statuses = Vec::new();
    for _ in 0..12 {
        let reply = alice.post("/account/password", &[("current", "wrong horse"), ("password", NEW)]).await;
        statuses.push(reply.status);
    }
    assert!(statuses.starts_with(&[422; 5]) && statuses.ends_with(&[429]), "{statuses:?}");
}

#[tokio::test]
async fn fields_suit_password_managers_and_screen_readers() {
    let app = App::new();
    let mut alice = app.user("Alice").await;
    let rules = "passwordrules=\"minlength: 8; maxlength: 255;\"";
    for (page, parts) in [
        (
            app.client().get("/signup").await,
            &["autocomplete=\"username\"", "autocomplete=\"new-password\"", rules][..],
        ),
        (
            app.client().get("/login").await,
            &["autocomplete=\"username webauthn\"", "autocomplete=\"current-password\""],
        ),
        (
            alice.get("/login/verify").await,
            &["value=\"alice\" autocomplete=\"username\"", "autocomplete=\"current-password\""],
        ),
        (
            alice.get("/account/password").await,
            &[
                "value=\"alice\" autocomplete=\"username\"",
                "autocomplete=\"current-password\"",
                "autocomplete=\"new-password\"",
                rules,
            ],
        ),
        (
            alice.get("/account/delete").await,
            &["value=\"alice\" autocomplete=\"username\"", "autocomplete=\"current-password\""],
        ),
    ] {
        for part in parts.iter().chain(&["data-shows=\"", "aria-pressed=\"false\"", "<form method=\"post\""])
        {
            assert!(page.says(part), "{part}: {page:?}");
        }
        for id in page
            .body
            .split("aria-describedby=\"")
            .skip(1)
            .flat_map(|it| it.split('"').next().unwrap().split_whitespace())
        {
            assert!(page.says(&format!("id=\"{id}\"")), "{id}: {page:?}");
        }
        assert!(
            !page.says("tabindex=\"-1\" data-shows") && !page.says("style=") && !page.says("onclick"),
            "{page:?}"
        );
    }
}
