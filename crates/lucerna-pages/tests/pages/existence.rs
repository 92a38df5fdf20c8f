//! With addresses as names, no answer tells whether an account exists.

use crate::app::{App, PASSWORD};
use crate::client::{Client, Reply};
use crate::mail::{ADDRESS, NEW, code, link, secret, sign_in, user_with_address};
use lucerna_core::{KeyId, NewKey};
use lucerna_mail::Shown;
use lucerna_pages::SignUpNames;
use serde_json::json;
use std::time::Duration;

const TAKEN: &str = "owner@example.com";
const FREE: &str = "freed@example.com";
const UNKNOWN: &str = "ghost@example.com";
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn app() -> App {
    App::with(|it| it.names(SignUpNames::Email))
}

async fn sign_up(client: &mut Client<'_>, address: &str) -> Reply {
    client.post("/signup", &[("email", address), ("password", PASSWORD)]).await
}

/// Creates the account of an owner who has proven the mailbox, and has another password than the stranger.
async fn owner(app: &App) {
    let mut owner = app.client();
    owner.post("/signup", &[("email", TAKEN), ("password", NEW)]).await;
    let fields = [("email", TAKEN), ("code", &*code(app, TAKEN).await)];
    assert!(owner.post("/verify", &fields).await.goes_to("/"));
    app.clock.turn(DAY);
    // The sweep of this day.
    assert_eq!(sign_in(app, "sweeper@example.com", NEW).await.status, 401);
}

/// Returns all that a stranger sees of an answer. The address that was typed is a star, and so is a secret.
fn seen(reply: &Reply, address: &str) -> String {
    let headers = reply.headers.iter().map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()));
    let mut headers: Vec<_> = headers.collect();
    headers.iter_mut().filter(|it| it.starts_with("set-cookie")).for_each(|it| {
        let (name, rest) = it.split_once('=').unwrap();
        *it = format!("{name}=*;{}", rest.split_once(';').unwrap().1);
    });
    format!("{} {headers:?} {}", reply.status, reply.body).replace(address, "*")
}

#[tokio::test]
async fn rt_160_a_sign_up_and_a_sign_in_do_not_say_that_an_address_was_free() {
    let app = app();
    owner(&app).await;
    let mut seen_of = Vec::new();
    for address in [FREE, TAKEN] {
        let mut stranger = app.client();
        let signed_up = sign_up(&mut stranger, address).await;
        assert!(signed_up.goes_to("/verify"), "{signed_up:?}");
        let credentials = [("username", address), ("password", PASSWORD)];
        let page = stranger.post("/login", &credentials).await;
        assert!(page.status == 401 && page.says("or the address is not confirmed yet"), "{page:?}");
        let body = json!({ "username": address, "password": PASSWORD });
        let program = stranger.json("/login", &body).await;
        assert_eq!((program.status, program.code().as_str()), (401, "invalid_credentials"));
        let body = json!({ "username": address, "password": PASSWORD, "carrier": "bearer" });
        let bearer = stranger.json("/login", &body).await;
        let again = sign_up(&mut stranger, address).await;
        let form = stranger.get("/verify").await;
        let guess = stranger.post("/verify", &[("email", address), ("code", "0000 0000")]).await;
        let replies = [signed_up, page, program, bearer, again, form, guess];
        seen_of.push(replies.map(|it| seen(&it, address)));
    }
    for (free, taken) in seen_of[0].iter().zip(&seen_of[1]) {
        assert_eq!(free, taken);
    }
}

#[tokio::test]
async fn rt_163_an_address_beside_a_username_does_not_say_whether_another_account_has_it() {
    let app = App::with(|it| it.names(SignUpNames::UsernameAndOptionalEmail));
    let mut owner = app.client();
    owner.post("/signup", &[("username", "Owner"), ("email", TAKEN), ("password", NEW)]).await;
    let fields = [("email", TAKEN), ("code", &*code(&app, TAKEN).await)];
    assert!(owner.post("/account/email/confirm", &fields).await.goes_to("/account/email?done=address"));
    app.clock.turn(DAY);
    let mut seen_of = Vec::new();
    for (name, address) in [("Evelyn1", TAKEN), ("Evelyn2", FREE)] {
        let mut stranger = app.client();
        let fields = [("username", name), ("email", address), ("password", PASSWORD)];
        let signed_up = stranger.post("/signup", &fields).await;
        assert!(signed_up.goes_to("/account/email/confirm"), "{signed_up:?}");
        app.mail.deliver_due().await.unwrap();
        let form = stranger.get("/account/email/confirm").await;
        let list = stranger.get("/account/email").await;
        let signed_in = app.client().post("/login", &[("username", address), fields[2]]).await;
        assert_eq!(signed_in.status, 401, "{signed_in:?}");
        let replies = [signed_up, form, list, signed_in];
        seen_of
            .push(replies.map(|it| seen(&it, address).replace(name, "-").replace(&name.to_lowercase(), "-")));
    }
    for (taken, free) in seen_of[0].iter().zip(&seen_of[1]) {
        assert_eq!(taken, free);
    }
}

#[tokio::test]
async fn rt_160_the_limits_are_the_same_for_every_address() {
    let app = app();
    owner(&app).await;
    let (mut sign_ups, mut sign_ins) = (Vec::new(), Vec::new());
    for address in [FREE, TAKEN, UNKNOWN] {
        let mut statuses = Vec::new();
        if address != UNKNOWN {
            for _ in 0..7 {
                statuses.push(sign_up(&mut app.client(), address).await.status);
            }
            sign_ups.push(statuses);
        }
        let mut statuses = Vec::new();
        for _ in 0..9 {
            let reply = sign_in(&app, address, PASSWORD).await;
            statuses.push((reply.status, reply.header("retry-after").to_owned()));
        }
        sign_ins.push(statuses);
    }
    assert!(sign_ups[0].contains(&429), "{sign_ups:?}");
    assert_eq!(sign_ups[0], sign_ups[1]);
    assert!(sign_ins[0][0].0 == 401 && sign_ins[0][8].0 == 429, "{sign_ins:?}");
    assert!(sign_ins[0] == sign_ins[1] && sign_ins[0] == sign_ins[2], "{sign_ins:?}");
}

#[tokio::test]
async fn rt_160_guesses_count_for_an_address_whether_an_account_has_it_or_none() {
    let app = App::new();
    drop(user_with_address(&app).await);
    let mut seen_of = Vec::new();
    for address in [ADDRESS, UNKNOWN] {
        let mut seen = Vec::new();
        let [wide, capitals] = [address.replace('@', "＠"), address.to_uppercase()];
        for typed in [&*wide; 6].into_iter().chain([address, &wide, &capitals]) {
            let reply = sign_in(&app, typed, NEW).await;
            seen.push((reply.status, reply.header("retry-after").to_owned()));
        }
        assert!(seen[0].0 == 401 && seen[6..].iter().all(|it| it.0 == 429), "{address}: {seen:?}");
        seen_of.push(seen);
    }
    assert_eq!(seen_of[0], seen_of[1]);
    // Guesses of before count when an account has the address.
    let user = app.auth.find_key(&KeyId::username("alice")).await.unwrap().unwrap().user_id;
    app.auth.danger_create_key(&user, NewKey::without_password(KeyId::email(UNKNOWN))).await.unwrap();
    assert_eq!(sign_in(&app, UNKNOWN, NEW).await.status, 429);
}

#[tokio::test]
async fn rt_100_a_username_is_an_address_in_no_spelling() {
    let app = App::new();
    for name in ["victim@x.example", "victim＠x.example", "victim﹫x.example", "ｖｉｃｔｉｍ＠x.example"]
    {
        let refused = app.client().json("/signup", &json!({ "username": name, "password": PASSWORD })).await;
        assert!(refused.status == 422 && refused.code() == "invalid_name", "{name}: {refused:?}");
    }
    assert_eq!(app.auth.count_users().await.unwrap(), 0);
    // An account of before may have such a name.
    let user = crate::app::Profile { username: "old@x.example".to_owned(), city: None };
    app.auth.create_user(NewKey::username("old@x.example", PASSWORD), user).await.unwrap();
    assert!(sign_in(&app, "old＠x.example", PASSWORD).await.goes_to("/"));
}

#[tokio::test]
async fn rt_113_a_look_alike_keeps_no_address_from_its_owner() {
    let app = app();
    let mut owner = app.client();
    for (step, address) in [("/signup", "s@x.example"), ("/account/email", "w@x.example")] {
        // The stranger's domain is in Cyrillic.
        let strange = sign_up(&mut app.client(), &address.replace("@x", "@х")).await;
        assert!(strange.goes_to("/verify"), "{strange:?}");
        let asked = owner.post(step, &[("email", address), ("password", PASSWORD)]).await;
        let (path, next) = match step {
            "/signup" => ("/verify", "/"),
            _ => ("/account/email/confirm", "/account/email?done=address"),
        };
        assert!(asked.goes_to(path), "{asked:?}");
        let proven = owner.post(path, &[("email", address), ("code", &*code(&app, address).await)]).await;
        assert!(proven.goes_to(next), "{proven:?}");
    }
}

/// Returns the number of calls of each method that changes between two sign-ups or sign-ins.
async fn calls<const N: usize>(app: &App, methods: [&str; N], asks: impl AsyncFnOnce()) -> [usize; N] {
    let before = methods.map(|it| app.spy.calls(it));
    asks().await;
    let mut at = 0;
    methods.map(|it| {
        at += 1;
        app.spy.calls(it) - before[at - 1]
    })
}

#[tokio::test]
async fn rt_161_the_store_is_asked_as_often_for_every_address() {
    let app = app();
    owner(&app).await;
    let methods = ["insert_record", "update_record", "insert_user", "delete_records", "find_key"];
    let mut sign_ups = Vec::new();
    for address in [FREE, TAKEN] {
        sign_ups.push(calls(&app, methods, async || drop(sign_up(&mut app.client(), address).await)).await);
    }
    // Each waits for the disk four times: of the taken address, the user is not inserted, and the mark is deleted.
    assert_eq!(sign_ups, [[3, 0, 1, 0, 1], [3, 0, 1, 1, 1]]);
    let methods = ["find_key", "find_records", "insert_record", "add_to_record", "update_record"];
    let mut sign_ins = Vec::new();
    for address in [FREE, TAKEN, UNKNOWN] {
        sign_ins.push(calls(&app, methods, async || drop(sign_in(&app, address, PASSWORD).await)).await);
    }
    assert!(sign_ins[0] == sign_ins[1] && sign_ins[0] == sign_ins[2], "{sign_ins:?}");
    assert_eq!(sign_ins[0][..2], [2, 2]);
}

#[tokio::test]
async fn each_proof_of_the_mailbox_lets_the_account_sign_in() {
    for way in ["verify", "verify elsewhere", "reset", "link", "own handler"] {
        let app = app();
        let mut browser = app.client();
        sign_up(&mut browser, ADDRESS).await;
        assert_eq!(sign_in(&app, ADDRESS, PASSWORD).await.status, 401);
        let mut password = PASSWORD;
        match way {
            "verify" => {
                let fields = [("email", ADDRESS), ("code", &*code(&app, ADDRESS).await)];
                assert!(browser.post("/verify", &fields).await.goes_to("/"));
            }
            "own handler" => {
                let link = secret(&link(&app, ADDRESS).await);
                app.mail.verify(Shown::Link(&link)).await.unwrap();
                password = NEW;
                app.auth.danger_set_password(&KeyId::email(ADDRESS), NEW).await.unwrap();
            }
            _ => {
                password = NEW;
                app.clock.turn(Duration::from_secs(1));
                let (ask, then) = match way {
                    "reset" => ("/forgot", "/reset"),
                    "link" => ("/login/email", "/login/link"),
                    _ => ("/login", "/verify"),
                };
                browser = app.client();
                browser.post(ask, &[("email", ADDRESS)]).await;
                let fields = [("link", &*secret(&link(&app, ADDRESS).await)), ("password", NEW)];
                let redeemed = browser.post(then, &fields).await;
                assert_eq!(redeemed.status, 303, "{redeemed:?}");
                if way != "reset" {
                    assert!(redeemed.goes_to("/account/password"), "the stranger's password is dropped");
                    browser.post("/account/password", &[("password", NEW)]).await;
                }
            }
        }
        let signed_in = sign_in(&app, ADDRESS, password).await;
        assert!(signed_in.goes_to("/"), "{way}: {signed_in:?}");
    }
}

#[tokio::test]
async fn a_handler_of_the_application_refuses_an_unproven_account_too() {
    let app = app();
    sign_up(&mut app.client(), ADDRESS).await;
    let verified = app.auth.verify_password(&KeyId::email(ADDRESS), PASSWORD).await.unwrap();
    let refused = app.pages.check_sign_in(&verified).await.unwrap_err();
    assert_eq!(refused.code(), "invalid_credentials");
    let proven = app.mail.verify(Shown::Link(&secret(&link(&app, ADDRESS).await))).await.unwrap();
    app.pages.check_sign_in(&proven.verified).await.unwrap();
}

#[tokio::test]
async fn a_user_of_before_signs_in_without_a_proof() {
    let app = app();
    let user = crate::app::Profile { username: "alice".to_owned(), city: None };
    app.auth.create_user(NewKey::email(ADDRESS, PASSWORD), user).await.unwrap();
    assert!(sign_in(&app, ADDRESS, PASSWORD).await.goes_to("/"));
}

#[tokio::test]
async fn rt_090_a_stranger_who_signs_up_first_has_nothing_after_the_first_proof() {
    let app = app();
    let mut stranger = app.client();
    sign_up(&mut stranger, ADDRESS).await;
    let mut owner = app.client();
    app.clock.turn(Duration::from_secs(1));
    owner.post("/signup", &[("email", ADDRESS), ("password", NEW)]).await;
    let proven = owner.post("/verify", &[("link", &secret(&link(&app, ADDRESS).await))]).await;
    assert!(proven.goes_to("/account/password") && owner.is_signed_in().await, "{proven:?}");
    assert_eq!(sign_in(&app, ADDRESS, PASSWORD).await.status, 401);
    assert!(owner.post("/account/password", &[("password", NEW)]).await.status == 303);
    assert!(sign_in(&app, ADDRESS, NEW).await.goes_to("/") && !stranger.is_signed_in().await);
    assert_eq!(app.auth.count_users().await.unwrap(), 1);
}

#[tokio::test]
async fn an_account_is_never_without_its_mark() {
    let app = app();
    app.spy.fail_once("insert_record");
    assert_eq!(sign_up(&mut app.client(), ADDRESS).await.status, 503);
    assert!(app.auth.find_key(&KeyId::email(ADDRESS)).await.unwrap().is_none());
    app.spy.fail_once("insert_user");
    assert_eq!(sign_up(&mut app.client(), ADDRESS).await.status, 503);
    assert_eq!(
        app.spy.calls("delete_records"),
        0,
        "the account may exist, if the answer of the store was lost"
    );
    assert!(sign_up(&mut app.client(), ADDRESS).await.goes_to("/verify"));
}

#[tokio::test]
async fn an_account_that_is_never_proven_is_deleted_after_30_days() {
    let app = app();
    sign_up(&mut app.client(), "unproven@example.com").await;
    let mut proven = app.client();
    sign_up(&mut proven, ADDRESS).await;
    let fields = [("email", ADDRESS), ("code", &*code(&app, ADDRESS).await)];
    assert!(proven.post("/verify", &fields).await.goes_to("/"));
    app.clock.turn(29 * DAY);
    assert_eq!(app.pages.delete_due_accounts().await.unwrap(), 0);
    app.clock.turn(2 * DAY);
    assert_eq!(app.pages.delete_due_accounts().await.unwrap(), 1);
    assert_eq!(app.pages.delete_due_accounts().await.unwrap(), 0);
    assert!(app.auth.find_key(&KeyId::email("unproven@example.com")).await.unwrap().is_none());
    assert!(sign_in(&app, ADDRESS, PASSWORD).await.goes_to("/"));
    assert!(sign_up(&mut app.client(), "unproven@example.com").await.goes_to("/verify"));
}

#[tokio::test]
async fn the_refusal_names_the_way_in_every_language() {
    let app = app();
    for (language, text) in [
        ("en", "the address is not confirmed yet"),
        ("de", "die Adresse ist noch nicht bestätigt"),
        ("es", "la dirección aún no está confirmada"),
        ("ar", "لم يُؤكَّد العنوان بعد"),
    ] {
        let mut client = app.client().with("accept-language", language);
        let reply = client.post("/login", &[("username", ADDRESS), ("password", PASSWORD)]).await;
        assert!(reply.says(text) && reply.says("href=\"/login/email\""), "{reply:?}");
    }
    let named = App::new().client().post("/login", &[("username", "alice"), ("password", PASSWORD)]).await;
    assert!(named.says("Incorrect username or password. Please try again."), "{named:?}");
}
