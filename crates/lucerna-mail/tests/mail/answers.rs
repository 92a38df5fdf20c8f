//! Answers that do not tell who has an account, and refusals before the database.

use crate::app::{ALICE, App, BOB, Browser, PASSWORD, link, schema};
use crate::notices::devices::Device;
use lucerna_core::{KeyId, NewKey, Schema, Verified};
use lucerna_mail::{AskError, Mail, MemoryMail, RedeemError, ResetPasswordError, Shown};
use lucerna_store_memory::MemoryStore;
use lucerna_testkit::{SpyStore, quick_passwords};

type Spy = SpyStore<MemoryStore>;

const METHODS: [&str; 5] = ["find_key", "find_user_keys", "find_records", "insert_record", "update_record"];

fn app() -> (Spy, App) {
    let spy = SpyStore::new(MemoryStore::new(schema()));
    (spy.clone(), App::on(spy))
}

/// Returns the calls to the store that an action makes, and the shape of its cookie.
async fn cost(
    spy: &Spy,
    asked: impl Future<Output = Result<lucerna_mail::Asked, AskError>>,
) -> (Vec<usize>, String) {
    let before: Vec<_> = METHODS.iter().map(|it| spy.calls(it)).chain([spy.all_calls()]).collect();
    let cookie = asked.await.unwrap().cookie;
    let after = METHODS.iter().map(|it| spy.calls(it)).chain([spy.all_calls()]);
    let value = cookie.header_value();
    let (name, rest) = value.split_once('=').unwrap();
    let (secret, attributes) = rest.split_once(';').unwrap();
    (
        after.zip(before).map(|(after, before)| after - before).collect(),
        format!("{name}={}{attributes}", secret.len()),
    )
}

#[tokio::test]
async fn rt_160_asking_costs_and_answers_the_same_for_every_address() {
    let (spy, app) = app();
    app.verified_user(ALICE).await;
    drop(app.sign_up(BOB).await);
    app.auth.create_user(NewKey::without_password(KeyId::email("carol@example.com")), ()).await.unwrap();
    let mut costs = Vec::new();
    for address in [ALICE, BOB, "carol@example.com", "nobody@example.com"] {
        costs.push([
            cost(&spy, app.mail.request_reset(address)).await,
            cost(&spy, app.mail.request_sign_in(address)).await,
            cost(&spy, app.mail.request_verification(address)).await,
        ]);
    }
    assert!(costs.iter().all(|it| *it == costs[0]), "{costs:?}");
    let (calls, cookie) = &costs[0][0];
    assert_eq!(calls[..2], [0, 0], "no key is looked up");
    assert!(cookie.starts_with("__Host-lucerna_session_mail=43"), "{cookie}");
}

#[tokio::test]
async fn rt_163_adding_an_address_costs_and_answers_the_same_for_a_taken_one() {
    let (spy, app) = app();
    app.verified_user(ALICE).await;
    app.verified_user(BOB).await;
    let proof = app.password(ALICE).await;
    let mut costs = Vec::new();
    for address in [BOB, "nobody@example.com"] {
        costs.push(cost(&spy, app.mail.request_address(&proof, address)).await);
    }
    assert_eq!(costs[0], costs[1]);
}

#[tokio::test]
async fn rt_160_a_wrong_code_is_refused_in_the_same_way_for_every_address() {
    let (_, app) = app();
    app.verified_user(ALICE).await;
    let mut browser = Browser::default();
    browser.keep(app.by(&browser).request_sign_in(ALICE).await.unwrap());
    let code = crate::app::code(&app.letter(ALICE).await);
    let mut unknown = Browser::default();
    unknown.keep(app.by(&unknown).request_sign_in("nobody@example.com").await.unwrap());
    app.mail.deliver_due().await.unwrap();
    for (browser, address) in [(&browser, ALICE), (&unknown, "nobody@example.com"), (&unknown, ALICE)] {
        let shown = Shown::Code { address, code: crate::app::wrong(&code) };
        let refused = app.by(browser).sign_in(shown).await.unwrap_err();
        assert!(matches!(refused, RedeemError::Invalid), "{address}: {refused:?}");
    }
}

/// Guesses are counted for accounts only, so the limit has no answer of its own.
#[tokio::test]
async fn rt_160_many_wrong_codes_are_refused_in_the_same_way_for_every_address() {
    let (_, app) = app();
    app.verified_user(ALICE).await;
    for address in [ALICE, "nobody@example.com"] {
        let mut browser = Browser::default();
        browser.keep(app.by(&browser).request_sign_in(address).await.unwrap());
        app.mail.deliver_due().await.unwrap();
        let code = app.letters.last_to(ALICE).map(|it| crate::app::code(&it)).unwrap();
        for _ in 0..12 {
            let shown = Shown::Code { address, code: crate::app::wrong(&code) };
            let refused = app.by(&browser).sign_in(shown).await.unwrap_err();
            assert!(matches!(refused, RedeemError::Invalid), "{address}: {refused:?}");
        }
    }
}

#[tokio::test]
async fn rt_162_a_mail_server_that_fails_changes_no_answer() {
    struct Broken;
    impl lucerna_mail::Transport for Broken {
        fn send<'a>(&'a self, _: &'a lucerna_mail::Letter) -> lucerna_mail::SendFuture<'a> {
            Box::pin(async { Err(lucerna_mail::SendError::permanent(Some(550), "no")) })
        }
    }
    let (spy, app) = app();
    app.verified_user(ALICE).await;
    let broken = Mail::builder(&app.auth, Broken, "a@app.example").unwrap().build().unwrap();
    let (mut well, mut ill) = (Vec::new(), Vec::new());
    for address in [ALICE, "nobody@example.com"] {
        ill.push(cost(&spy, broken.request_reset(address)).await);
        assert_eq!(broken.deliver_due().await.unwrap(), 0);
        well.push(cost(&spy, app.mail.request_reset(address)).await);
        app.mail.deliver_due().await.unwrap();
    }
    assert_eq!(well, ill);
}

#[tokio::test]
async fn rt_080_empty_short_and_foreign_secrets_are_refused_before_the_database() {
    let (spy, app) = app();
    app.verified_user(ALICE).await;
    let mut browser = Browser::default();
    browser.keep(app.by(&browser).request_reset(ALICE).await.unwrap());
    let link = link(&app.letter(ALICE).await);
    let (id, secret) = link.split_once('.').unwrap();
    let session = app.auth.start_bearer_session(app.password(ALICE).await, Default::default()).await.unwrap();
    let mail = app.by(&browser);
    let before = spy.all_calls();
    let upper = id.to_uppercase();
    let links = [
        "",
        ".",
        id,
        secret,
        &format!("{id}."),
        &format!(".{secret}"),
        &format!("{id}.short"),
        &format!("{upper}.{secret}"),
        &format!("{id}.{secret}\0"),
        &format!("'{}.{secret}", &id[1..]),
        session.token.expose(),
        &"x".repeat(10_000),
    ];
    for link in links {
        let refused = mail.reset_password(Shown::Link(link), PASSWORD).await.unwrap_err();
        assert!(matches!(refused, ResetPasswordError::Invalid), "{link}: {refused:?}");
        assert!(
            mail.sign_in(Shown::Link(link)).await.is_err() && mail.find_link(link).await.unwrap().is_none()
        );
    }
    for code in ["", "1234567", "123456789", "1234567x", "%", "null", &"1".repeat(10_000)] {
        assert!(mail.reset_password(Shown::Code { address: ALICE, code }, PASSWORD).await.is_err());
    }
    for address in ["", "alice", "a@b@c"] {
        assert!(mail.sign_in(Shown::Code { address, code: "12345678" }).await.is_err());
    }
    assert_eq!(spy.all_calls(), before);
    // A secret of another row, and a right id with another secret, are refused by their hash.
    drop(app.mail.request_sign_in(ALICE).await.unwrap());
    let other = crate::app::link(&app.letter(ALICE).await);
    let (_, other) = other.split_once('.').unwrap();
    assert!(mail.reset_password(Shown::Link(&format!("{id}.{other}")), PASSWORD).await.is_err());
    drop(mail.reset_password(Shown::Link(&link), PASSWORD).await.unwrap());
}

#[tokio::test]
async fn rt_100_a_username_that_is_an_address_receives_no_mail_of_it() {
    let (_, app) = app();
    app.verified_user(ALICE).await;
    let username = NewKey::username("bob@example.com", PASSWORD);
    let eve = app.auth.create_user(username, ()).await.map(|it| it.user.id).ok();
    let letters = app.letters.letters().len();
    drop(app.mail.request_reset(BOB).await.unwrap());
    drop(app.mail.request_sign_in(BOB).await.unwrap());
    app.assert_letters(letters).await;
    let bob = app.verified_user(BOB).await;
    assert_ne!(eve.as_ref(), Some(&bob));
    drop(app.mail.request_sign_in(BOB).await.unwrap());
    let link = link(&app.letter(BOB).await);
    assert_eq!(app.mail.sign_in(Shown::Link(&link)).await.unwrap().verified.user_id(), &bob);
}

#[tokio::test]
async fn rt_113_a_letter_goes_to_the_stored_address_alone() {
    let (_, app) = app();
    app.verified_user("kate@example.com").await;
    let letters = app.letters.letters().len();
    // U+212A is compatible with K, and is the same address. A dotless i or a Cyrillic letter is another one.
    drop(app.mail.request_reset("\u{212a}ate@example.com").await.unwrap());
    app.mail.deliver_due().await.unwrap();
    assert_eq!(app.letters.letters().last().unwrap().to(), "kate@example.com");
    for other in ["k\u{430}te@example.com", "kate@ex\u{430}mple.com", "kate@example.com.evil.example"] {
        drop(app.mail.request_reset(other).await.unwrap());
    }
    app.assert_letters(letters + 1).await;
}

#[tokio::test]
async fn rt_110_addresses_for_several_mailboxes_are_refused_at_asking() {
    let (spy, app) = app();
    let proof = app.sign_up(ALICE).await;
    let before = spy.calls("insert_record");
    for typed in [
        "a\u{ff20}b@example.com",
        "a@x.example,b@y.example",
        "a@x.example;b@y.example",
        "a@x.example b@y.example",
        "Bob <b@y.example>",
        "\"e@attacker.example\"@victim.example",
        "a@x.example\r\nBcc: b@y.example",
        "a@[10.0.0.1]",
        "",
        "alice",
    ] {
        for asked in [
            app.mail.request_reset(typed).await,
            app.mail.request_sign_in(typed).await,
            app.mail.request_verification(typed).await,
            app.mail.request_verification_by(&proof, typed).await,
            app.mail.request_address(&proof, typed).await,
        ] {
            assert!(matches!(asked, Err(AskError::InvalidAddress)), "{typed:?}: {asked:?}");
        }
    }
    assert_eq!(spy.calls("insert_record"), before);
}

#[tokio::test]
async fn an_address_receives_five_messages_of_a_kind_in_ten_minutes_whether_it_has_an_account_or_not() {
    let (_, app) = app();
    drop(app.sign_up(ALICE).await);
    for address in [ALICE, "nobody@example.com"] {
        for _ in 0..5 {
            drop(app.mail.request_reset(address).await.unwrap());
        }
        let refused = app.mail.request_reset(&address.to_uppercase()).await.unwrap_err();
        assert!(matches!(refused, AskError::TooManyAttempts(_)), "{refused:?}");
    }
    app.turn_minutes(10);
    drop(app.mail.request_reset(ALICE).await.unwrap());
}

#[tokio::test]
async fn strangers_who_ask_often_do_not_block_a_known_device_of_the_user() {
    let (_, app) = app();
    app.verified_user(ALICE).await;
    let mut device = Device::default();
    device.start(&app, app.password(ALICE).await).await;
    let mail = app.mail.on_behalf_of(&device.head());
    for _ in 0..5 {
        drop(app.mail.request_sign_in(ALICE).await.unwrap());
    }
    assert!(app.mail.request_sign_in(ALICE).await.is_err());
    drop(mail.request_sign_in(ALICE).await.unwrap());
    let own = link(&app.letter(ALICE).await);
    app.turn_minutes(9);
    assert!(app.mail.request_sign_in(ALICE).await.is_err());
    assert!(mail.sign_in(Shown::Link(&own)).await.is_ok(), "no message of a stranger retired it");
}

#[tokio::test]
async fn asking_from_a_known_device_costs_the_same_for_every_address_of_others() {
    let (spy, app) = app();
    app.verified_user(ALICE).await;
    drop(app.sign_up(BOB).await);
    let mut device = Device::default();
    device.start(&app, app.password(BOB).await).await;
    let mail = app.mail.on_behalf_of(&device.head());
    let mut costs = Vec::new();
    for address in [ALICE, "nobody@example.com"] {
        costs.push(cost(&spy, mail.request_reset(address)).await);
        costs.push(cost(&spy, mail.request_sign_in(address)).await);
    }
    assert!(costs.iter().all(|it| *it == costs[0]), "{costs:?}");
    for address in [ALICE, "nobody@example.com"] {
        for _ in 0..4 {
            drop(mail.request_reset(address).await.unwrap());
        }
        assert!(
            mail.request_reset(address).await.is_err(),
            "a device of another user does not count: {address}"
        );
    }
}

#[tokio::test]
async fn a_stranger_who_asks_for_one_kind_of_message_blocks_no_other_and_no_user_with_a_proof() {
    let (_, app) = app();
    let proof = app.sign_up(ALICE).await;
    for _ in 0..5 {
        drop(app.mail.request_verification(ALICE).await.unwrap());
    }
    drop(app.mail.request_reset(ALICE).await.unwrap());
    drop(app.mail.request_sign_in(ALICE).await.unwrap());
    drop(app.mail.request_verification_by(&proof, ALICE).await.unwrap());
}

#[tokio::test]
async fn a_network_asks_for_100_messages_an_hour() {
    let (_, app) = app();
    let browser = Browser { peer: Some([192, 0, 2, 7].into()), ..Browser::default() };
    for number in 0..100 {
        drop(app.by(&browser).request_reset(&format!("a{number}@example.com")).await.unwrap());
    }
    let refused = app.by(&browser).request_reset(BOB).await.unwrap_err();
    assert!(matches!(refused, AskError::TooManyAttempts(_)), "{refused:?}");
    drop(app.mail.request_reset(BOB).await.unwrap());
}

#[tokio::test]
async fn a_proof_that_does_not_hold_asks_for_nothing() {
    let (_, app) = app();
    let user = app.verified_user(ALICE).await;
    let (old, current) = (Verified::danger_assume(user, app.auth.now()), app.password(ALICE).await);
    app.auth.change_password(&current, "wrong donkey generator", None).await.unwrap();
    let refused = app.mail.request_verification_by(&current, ALICE).await.unwrap_err();
    assert!(matches!(refused, AskError::Stale), "{refused:?}");
    app.turn_minutes(11);
    let refused = app.mail.request_address(&old, BOB).await.unwrap_err();
    assert!(matches!(refused, AskError::Stale), "{refused:?}");
}

#[test]
fn without_its_tables_building_fails_and_the_error_says_what_to_add() {
    let store = MemoryStore::new(Schema::of::<()>().unwrap());
    let auth: lucerna_core::Auth =
        lucerna_core::Auth::builder(store, quick_passwords(), "https://app.example".parse().unwrap())
            .build()
            .unwrap();
    let built = Mail::builder(&auth, MemoryMail::default(), "a@app.example").unwrap().build();
    let error = built.unwrap_err().to_string();
    assert!(error.contains("lucerna_mail") && error.contains("tables()"), "{error}");
}
