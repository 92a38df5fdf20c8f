//! Forms that are sent many times at once.

use crate::app::{App, PASSWORD};
use crate::client::Reply;
use crate::mail::{ADDRESS, NEW, link, secret, user_with_address};
use futures_util::future::join_all;
use lucerna_core::KeyId;
use lucerna_pages::SignUpNames;

const RACERS: usize = 64;

/// Sends one form from many browsers at once, and returns the answers that signed in.
async fn race(app: &App, path: &str, fields: &[(&str, &str)], racers: usize) -> (Vec<Reply>, Vec<Reply>) {
    let race = (0..racers).map(|_| async move { app.client().post(path, fields).await });
    join_all(race).await.into_iter().partition(|it| it.status == 303)
}

async fn sessions(app: &App) -> usize {
    let key = app.auth.find_key(&KeyId::email(ADDRESS)).await.unwrap().unwrap();
    app.auth.user_sessions(&key.user_id).await.unwrap().len()
}

#[tokio::test]
async fn rt_070_one_of_64_resets_wins() {
    let app = App::new();
    user_with_address(&app).await;
    app.client().post("/forgot", &[("email", ADDRESS)]).await;
    let link = secret(&link(&app, ADDRESS).await);
    let (won, lost) = race(&app, "/reset", &[("link", &link), ("password", NEW)], RACERS).await;
    assert_eq!(won.len(), 1, "{won:?}");
    assert!(lost.iter().all(|it| it.status == 410 && it.all("set-cookie").is_empty()), "{lost:?}");
    assert_eq!(sessions(&app).await, 1);
}

#[tokio::test]
async fn rt_072_one_of_64_sign_ins_by_link_wins() {
    let app = App::new();
    let mut alice = user_with_address(&app).await;
    alice.post("/logout", &[]).await;
    app.client().post("/login/email", &[("email", ADDRESS)]).await;
    let link = secret(&link(&app, ADDRESS).await);
    let (won, lost) = race(&app, "/login/link", &[("link", &link)], RACERS).await;
    assert!(won.len() == 1 && lost.iter().all(|it| it.status == 410), "{won:?}");
    assert_eq!(sessions(&app).await, 1, "rt 074");
}

#[tokio::test]
async fn rt_070_one_of_64_proofs_of_an_address_wins() {
    let app = App::with(|it| it.names(SignUpNames::Email));
    app.client().post("/signup", &[("email", ADDRESS), ("password", PASSWORD)]).await;
    let link = secret(&link(&app, ADDRESS).await);
    let (won, lost) = race(&app, "/verify", &[("link", &link)], RACERS).await;
    assert!(won.len() == 1 && lost.iter().all(|it| it.status == 410), "{won:?}");
    assert_eq!(sessions(&app).await, 1);
}

#[tokio::test]
async fn a_sign_up_that_is_sent_many_times_at_once_creates_one_account() {
    let app = App::new();
    let form = app.client().get("/signup").await;
    let id = form.body.split_once("name=\"form_id\" value=\"").unwrap().1.split('"').next().unwrap().to_owned();
    let fields = [("username", "Alice"), ("password", PASSWORD), ("form_id", id.as_str())];
    let (created, refused) = race(&app, "/signup", &fields, 8).await;
    assert!(!created.is_empty() && refused.iter().all(|it| it.status < 500), "{refused:?}");
    assert_eq!(app.auth.count_users().await.unwrap(), 1);

    let app = App::with(|it| it.names(SignUpNames::Email));
    let (asked, refused) = race(&app, "/signup", &[("email", ADDRESS), ("password", PASSWORD)], 8).await;
    assert!(asked.iter().all(|it| it.goes_to("/verify")) && refused.iter().all(|it| it.status == 429));
    assert_eq!(app.auth.count_users().await.unwrap(), 1);
}
