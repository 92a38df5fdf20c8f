//! The pages that need mail.

use crate::accounts::RECENT;
use crate::app::{App, PASSWORD};
use crate::client::{Client, Reply};
use lucerna_pages::SignUpNames;
use serde_json::json;
use std::time::Duration;

pub(crate) const NEW: &str = "wrong donkey generator";
pub(crate) const ADDRESS: &str = "alice@example.com";

/// Sends what waits, and returns the path of the last letter's link.
pub(crate) async fn link(app: &App, to: &str) -> String {
    app.mail.deliver_due().await.unwrap();
    let text = app.letters.last_to(to).unwrap().text().to_owned();
    let url = text.split_once("https://app.example").unwrap().1.split_whitespace().next().unwrap();
    url.to_owned()
}

/// Sends what waits, and returns the code of the last letter.
pub(crate) async fn code(app: &App, to: &str) -> String {
    app.mail.deliver_due().await.unwrap();
    let text = app.letters.last_to(to).unwrap().text().to_owned();
    let is_code = |it: &&str| it.len() == 9 && it.replace(' ', "").bytes().all(|it| it.is_ascii_digit());
    text.lines().map(str::trim).find(is_code).unwrap().to_owned()
}

pub(crate) fn secret(link: &str) -> String {
    link.split_once("link=").unwrap().1.to_owned()
}

/// Signs up with a username, and adds an address.
pub(crate) async fn user_with_address(app: &App) -> Client<'_> {
    let mut alice = app.user("Alice").await;
    let asked = alice.post("/account/email", &[("email", ADDRESS)]).await;
    assert!(asked.goes_to("/account/email/confirm"), "{asked:?}");
    let page = alice.get("/account/email/confirm").await;
    assert!(page.says(ADDRESS) && page.says("autocomplete=\"one-time-code\""), "{page:?}");
    let fields = [("email", ADDRESS), ("code", &*code(app, ADDRESS).await)];
    let confirmed = alice.post("/account/email/confirm", &fields).await;
    assert!(confirmed.goes_to("/account/email?done=address"), "{confirmed:?}");
    alice
}

pub(crate) async fn sign_in(app: &App, name: &str, password: &str) -> Reply {
    app.client().post("/login", &[("username", name), ("password", password)]).await
}

#[tokio::test]
async fn an_address_is_added_confirmed_and_signs_in() {
    let app = App::new();
    let mut alice = user_with_address(&app).await;
    let list = alice.get("/account/email").await;
    assert!(list.says(ADDRESS) && list.says("Confirmed on 1 January 1970"), "{list:?}");
    assert!(sign_in(&app, "ALICE@example.com", PASSWORD).await.goes_to("/"));
    assert!(sign_in(&app, "alice", PASSWORD).await.goes_to("/"));
    let form = app.client().get("/login").await;
    assert!(form.says("Username or e-mail") && form.says("href=\"/forgot\""), "{form:?}");
    for (address, status) in [("", 422), ("a, b@example.com", 422), ("no address", 422)] {
        assert_eq!(alice.post("/account/email", &[("email", address)]).await.status, status, "{address}");
    }
}

#[tokio::test]
async fn a_new_address_needs_a_recent_sign_in_to_ask_and_to_confirm() {
    let app = App::new();
    let mut alice = app.user("Alice").await;
    app.clock.turn(RECENT);
    let refused = alice.post("/account/email", &[("email", ADDRESS)]).await;
    assert!(refused.goes_to("/login/verify?next=%2Faccount%2Femail%3Fdone%3Dconfirmed"), "{refused:?}");
    alice.post("/login/verify", &[("password", PASSWORD)]).await;
    alice.post("/account/email", &[("email", ADDRESS)]).await;
    let link = link(&app, ADDRESS).await;
    app.clock.turn(RECENT);
    let page = alice.get(&link).await;
    assert!(page.status == 200 && page.says("Use this address with your account?"), "{page:?}");
    let asked = alice.post("/account/email/confirm", &[("link", &secret(&link))]).await;
    assert!(
        asked.header("location").starts_with("/login/verify?next=%2Faccount%2Femail%2Fconfirm%3Flink%3D"),
        "{asked:?}"
    );
    let next = form_urlencoded::parse(asked.header("location").split_once('?').unwrap().1.as_bytes())
        .next()
        .unwrap()
        .1
        .into_owned();
    let back = alice.post("/login/verify", &[("password", PASSWORD), ("next", &next)]).await;
    assert!(back.goes_to(&link), "{back:?}");
    let done = alice.post("/account/email/confirm", &[("link", &secret(&link))]).await;
    assert!(done.goes_to("/account/email?done=address"), "{done:?}");
}

#[tokio::test]
async fn rt_081_a_forgotten_password_is_replaced_by_the_button_and_not_by_the_link() {
    let app = App::new();
    let alice = user_with_address(&app).await;
    let mut client = app.client();
    let asked = client.post("/forgot", &[("email", ADDRESS), ("next", "/notes")]).await;
    assert!(asked.goes_to("/reset?next=%2Fnotes"), "{asked:?}");
    assert!(client.get("/reset").await.says(ADDRESS));
    let link = link(&app, ADDRESS).await;
    for method in ["GET", "HEAD", "GET"] {
        let request = http::Request::builder().method(method).uri(&link);
        let page = app.client().send(request, String::new()).await;
        assert!(page.status == 200 && page.all("set-cookie").is_empty(), "{page:?}");
    }
    let mut other = app.client();
    let short = other.post("/reset", &[("link", &secret(&link)), ("password", "short")]).await;
    assert!(short.status == 422 && short.says("at least 8 characters"), "{short:?}");
    let done = other.post("/reset", &[("link", &secret(&link)), ("password", NEW), ("next", "/notes")]).await;
    assert!(done.goes_to("/notes"), "{done:?}");
    assert!(other.is_signed_in().await && !alice.clone().is_signed_in().await);
    assert_eq!(sign_in(&app, "Alice", PASSWORD).await.status, 401);
    assert!(sign_in(&app, "Alice", NEW).await.goes_to("/"));
    let again = app.client().post("/reset", &[("link", &secret(&link)), ("password", PASSWORD)]).await;
    assert!(again.status == 410 && again.says("href=\"/forgot\""), "{again:?}");
    assert_eq!(app.client().get(&link).await.status, 410);
}

#[tokio::test]
async fn a_code_is_typed_in_the_browser_that_asked() {
    let app = App::new();
    user_with_address(&app).await;
    for path in ["/login/email", "/forgot"] {
        let mut client = app.client();
        client.post(path, &[("email", ADDRESS)]).await;
        let then = if path == "/forgot" { "/reset" } else { "/login/link" };
        let code = code(&app, ADDRESS).await;
        let fields = [("email", ADDRESS), ("code", code.as_str()), ("password", NEW)];
        let elsewhere = app.client().post(then, &fields).await;
        assert!(elsewhere.status == 410 && elsewhere.says("id=\"code-error\""), "{elsewhere:?}");
        let wrong = client.post(then, &[fields[0], ("code", "0000 0000"), fields[2]]).await;
        assert!(wrong.status == 410 && wrong.says(ADDRESS), "{wrong:?}");
        let done = client.post(then, &fields).await;
        assert!(done.goes_to("/") && client.is_signed_in().await, "{done:?}");
    }
}

#[tokio::test]
async fn rt_160_asking_for_mail_answers_the_same_for_every_address() {
    let app = App::new();
    user_with_address(&app).await;
    for path in ["/forgot", "/login/email"] {
        let mut replies = Vec::new();
        for address in [ADDRESS, "nobody@example.com"] {
            let reply = app.client().post(path, &[("email", address)]).await;
            let cookie = reply.all("set-cookie").remove(0);
            let (name, rest) = cookie.split_once('=').unwrap();
            let cookie = format!("{name}=…;{}", rest.split_once(';').unwrap().1);
            replies.push((reply.status, reply.header("location").to_owned(), cookie, reply.body));
        }
        assert_eq!(replies[0], replies[1], "{path}");
    }
    app.mail.deliver_due().await.unwrap();
    assert!(app.letters.last_to("nobody@example.com").is_none());
}

#[tokio::test]
async fn a_sign_up_with_an_address_says_nothing_about_accounts() {
    let app = App::with(|it| it.names(SignUpNames::Email));
    let sign_up = |address: &str| vec![("email", address.to_owned()), ("password", PASSWORD.to_owned())];
    let mut replies = Vec::new();
    let mut browsers = Vec::new();
    for _ in 0..2 {
        let mut client = app.client();
        let fields = sign_up(ADDRESS);
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let reply = client.post("/signup", &fields).await;
        assert!(reply.goes_to("/verify") && !client.is_signed_in().await, "{reply:?}");
        replies.push((reply.status, reply.body.clone(), reply.all("set-cookie").len()));
        browsers.push(client);
        app.clock.turn(Duration::from_secs(1));
    }
    assert_eq!(replies[0], replies[1]);
    assert_eq!(app.auth.count_users().await.unwrap(), 1);
    // The second request retired the code of the first. Its browser is not the owner's, so that the password is dropped.
    let link = link(&app, ADDRESS).await;
    let page = browsers[0].get(&link).await;
    assert!(page.status == 200 && page.says(ADDRESS), "{page:?}");
    let done = browsers[0].post("/verify", &[("link", &secret(&link))]).await;
    assert!(done.goes_to("/account/password"), "{done:?}");
}

#[tokio::test]
async fn an_address_is_confirmed_before_the_first_session() {
    let app = App::with(|it| it.names(SignUpNames::Email));
    let mut alice = app.client();
    let form = alice.get("/signup").await;
    assert!(form.says("type=\"email\"") && !form.says("name=\"username\""), "{form:?}");
    let refused = alice.post("/signup", &[("email", "not an address"), ("password", PASSWORD)]).await;
    assert!(refused.status == 422 && refused.says("id=\"email-error\""), "{refused:?}");
    alice.post("/signup", &[("email", ADDRESS), ("password", PASSWORD)]).await;
    app.clock.turn(Duration::from_secs(1));
    let early = alice.post("/login", &[("username", ADDRESS), ("password", PASSWORD)]).await;
    assert!(early.status == 401 && early.says("not confirmed yet"), "{early:?}");
    assert!(!alice.is_signed_in().await);
    let fields = [("email", ADDRESS), ("code", &*code(&app, ADDRESS).await)];
    let done = alice.post("/verify", &fields).await;
    assert!(done.goes_to("/") && alice.is_signed_in().await, "{done:?}");
    assert!(sign_in(&app, ADDRESS, PASSWORD).await.goes_to("/"), "the password stays");
    assert!(alice.get("/account").await.says(ADDRESS));
}

#[tokio::test]
async fn an_address_beside_a_username_is_confirmed_by_its_code() {
    for names in [SignUpNames::UsernameAndOptionalEmail, SignUpNames::UsernameAndEmail] {
        let app = App::with(|it| it.names(names));
        let fields = |email| [("username", "Alice"), ("email", email), ("password", PASSWORD)];
        let without = app.client().post("/signup", &fields("")).await;
        let is_optional = names == SignUpNames::UsernameAndOptionalEmail;
        assert_eq!(without.status, if is_optional { 303 } else { 422 }, "{without:?}");
        let mut bobby = app.client();
        let fields = [("username", "Bobby"), ("email", ADDRESS), ("password", PASSWORD)];
        let reply = bobby.post("/signup", &fields).await;
        assert!(reply.goes_to("/account/email/confirm") && bobby.is_signed_in().await, "{reply:?}");
        let fields = [("email", ADDRESS), ("code", &*code(&app, ADDRESS).await)];
        assert!(bobby.post("/account/email/confirm", &fields).await.goes_to("/account/email?done=address"));
        let like_address = [("username", "a@b.example"), ("email", ADDRESS), ("password", PASSWORD)];
        assert_eq!(app.client().post("/signup", &like_address).await.status, 422);
    }
}

#[tokio::test]
async fn a_change_of_address_is_undone_by_the_old_one() {
    let app = App::new();
    let mut alice = user_with_address(&app).await;
    alice.post("/account/email", &[("email", "eve@example.com")]).await;
    let fields = [("email", "eve@example.com"), ("code", &*code(&app, "eve@example.com").await)];
    let changed = alice.post("/account/email/confirm", &fields).await;
    assert!(changed.goes_to("/account/email?done=address") && alice.is_signed_in().await, "{changed:?}");
    let link = link(&app, ADDRESS).await;
    assert!(link.starts_with("/account/email/undo?"), "{link}");
    let mut owner = app.client();
    assert!(owner.get(&link).await.says("Undo the change"));
    let undone = owner.post("/account/email/undo", &[("link", &secret(&link))]).await;
    assert!(undone.goes_to("/account/password"), "{undone:?}");
    assert!(!alice.is_signed_in().await);
    let page = owner.get("/account/password").await;
    assert!(page.says("Set password") && !page.says("name=\"current\""), "{page:?}");
    assert!(
        owner
            .post("/account/password", &[("password", NEW)])
            .await
            .goes_to("/account/password?done=password")
    );
    assert!(sign_in(&app, ADDRESS, NEW).await.goes_to("/"));
}

#[tokio::test]
async fn an_account_that_is_due_for_deletion_is_kept_by_its_link() {
    let app = App::new();
    let mut alice = user_with_address(&app).await;
    alice.post("/account/delete", &[("current", PASSWORD)]).await;
    let mut client = app.client();
    client.post("/login/email", &[("email", ADDRESS)]).await;
    let code = code(&app, ADDRESS).await;
    let asked = client.post("/login/link", &[("email", ADDRESS), ("code", &code)]).await;
    assert!(
        asked.status == 403 && asked.says("name=\"restore\"") && !client.is_signed_in().await,
        "{asked:?}"
    );
    let again = client.post("/login/email", &[("email", ADDRESS), ("restore", "yes")]).await;
    assert!(again.goes_to("/login/link?restore=yes"), "{again:?}");
    let link = link(&app, ADDRESS).await;
    let page = client.get(&link).await;
    assert!(page.says("8 January 1970") && page.says("name=\"restore\""), "{page:?}");
    let kept = client.post("/login/link", &[("link", &secret(&link)), ("restore", "yes")]).await;
    assert!(kept.goes_to("/") && client.is_signed_in().await, "{kept:?}");
    app.clock.turn(Duration::from_secs(30 * 86_400));
    assert_eq!(app.pages.delete_due_accounts().await.unwrap(), 0);
}

#[tokio::test]
async fn the_same_in_json() {
    let app = App::new();
    user_with_address(&app).await;
    let mut client = app.client();
    let wrong = client.json("/forgot", &json!({ "email": "x" })).await;
    assert_eq!((wrong.status, wrong.code().as_str()), (422, "invalid_address"));
    assert_eq!(client.json("/login/email", &json!({ "email": ADDRESS })).await.status, 200);
    let link = link(&app, ADDRESS).await;
    let open = client.get_json(&link).await.value();
    assert_eq!(open["values"]["email"], ADDRESS);
    let body = json!({ "link": secret(&link), "carrier": "bearer" });
    let request =
        http::Request::post("/login/link").header("content-type", "application/json").header("accept", "*/*");
    let signed_in = client.send(request, body.to_string()).await;
    assert!(
        signed_in.value()["token"].is_string() && signed_in.all("set-cookie").is_empty(),
        "{signed_in:?}"
    );
    let dead = client.json("/login/link", &json!({ "link": secret(&link) })).await;
    assert_eq!((dead.status, dead.code().as_str()), (410, "invalid_code"));
}

#[tokio::test]
async fn without_mail_there_are_no_such_pages() {
    let app = App::without_mail();
    for path in
        ["/forgot", "/reset", "/login/email", "/login/link", "/verify", "/account/email", "/account/activity"]
    {
        assert_eq!(app.client().get(path).await.status, 404, "{path}");
    }
    assert!(!app.client().get("/login").await.says("/forgot"));
    assert!(!app.pages.open_api().contains("/forgot"));
}
