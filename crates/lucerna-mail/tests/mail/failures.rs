//! Outages, events and what is printed.

use crate::app::{ALICE, App, BOB, Browser, OTHER_PASSWORD, code, link, schema, wrong};
use lucerna_core::Outcome;
use lucerna_mail::{AskError, EMAIL_CODE, RedeemError, ResetPasswordError, Shown};
use lucerna_store_memory::MemoryStore;
use lucerna_testkit::SpyStore;

fn app() -> (SpyStore<MemoryStore>, App) {
    let spy = SpyStore::new(MemoryStore::new(schema()));
    (spy.clone(), App::on(spy))
}

#[tokio::test]
async fn an_outage_is_neither_an_invalid_link_nor_a_success() {
    let (spy, app) = app();
    app.verified_user(ALICE).await;
    drop(app.mail.request_sign_in(ALICE).await.unwrap());
    let link = link(&app.letter(ALICE).await);
    spy.fail();
    assert!(matches!(app.mail.sign_in(Shown::Link(&link)).await, Err(RedeemError::Failed(_))));
    assert!(matches!(app.mail.request_sign_in(ALICE).await, Err(AskError::Failed(_))));
    assert!(app.mail.find_link(&link).await.is_err());
    spy.recover();
    app.mail.sign_in(Shown::Link(&link)).await.unwrap();
}

#[tokio::test]
async fn a_link_is_restored_if_the_store_fails_after_taking_it() {
    for method in ["change_credential", "delete_user_sessions", "delete_records"] {
        let (spy, app) = app();
        drop(app.sign_up(ALICE).await);
        drop(app.mail.request_reset(ALICE).await.unwrap());
        let link = link(&app.letter(ALICE).await);
        spy.fail_once(method);
        let failed = app.mail.reset_password(Shown::Link(&link), OTHER_PASSWORD).await.unwrap_err();
        assert!(matches!(failed, ResetPasswordError::Failed(_)), "{method}: {failed:?}");
        drop(app.mail.reset_password(Shown::Link(&link), OTHER_PASSWORD).await.unwrap());
        assert!(app.is_verified(ALICE).await);
    }
}

#[tokio::test]
async fn a_message_that_could_not_be_composed_is_composed_later() {
    let (spy, app) = app();
    app.verified_user(ALICE).await;
    let letters = app.letters.letters().len();
    drop(app.mail.request_reset(ALICE).await.unwrap());
    spy.fail_once("find_key");
    app.assert_letters(letters).await;
    app.turn_minutes(3);
    app.assert_letters(letters + 1).await;
}

#[tokio::test]
async fn events_say_what_happened_without_an_address_or_a_secret() {
    let (_, app) = app();
    let verified = app.sign_up(ALICE).await;
    let mut browser = Browser { peer: Some([192, 0, 2, 1].into()), ..Browser::default() };
    browser.keep(app.by(&browser).request_verification(ALICE).await.unwrap());
    let code = code(&app.letter(ALICE).await);
    for typed in [wrong(&code), &code] {
        drop(app.by(&browser).verify(Shown::Code { address: ALICE, code: typed }).await);
    }
    let user = verified.user_id().clone();
    let expected = [
        ("mail.asked", Outcome::Succeeded, None),
        ("mail.sent", Outcome::Succeeded, None),
        ("mail.refused", Outcome::Refused, None),
        ("address.unproven_dropped", Outcome::Succeeded, Some(user.clone())),
        ("address.verified", Outcome::Succeeded, Some(user.clone())),
        ("mail.redeemed", Outcome::Succeeded, Some(user)),
    ];
    for expected in expected {
        let event = app.next_event();
        let shown = format!("{event:?}");
        assert!(!shown.contains("example.com") && !shown.contains(&code), "{shown}");
        assert_eq!((event.name, event.outcome, event.user_id), expected);
        if event.name == "mail.redeemed" {
            assert_eq!((event.methods, event.purpose), (Some(EMAIL_CODE.into()), Some("mail_verify")));
            assert_eq!(event.peer, browser.peer);
        }
    }
}

#[tokio::test]
async fn links_that_do_not_work_are_one_event_an_hour_for_each_network() {
    let (_, app) = app();
    let junk = async |last: u8| {
        let browser = Browser { peer: Some([192, 0, 2, last].into()), ..Browser::default() };
        for number in 0..50 {
            let link = format!("{number:064x}.{}", "x".repeat(43));
            assert!(app.by(&browser).sign_in(Shown::Link(&link)).await.is_err());
        }
    };
    let count = || {
        app.auth.services().emit(lucerna_core::Event::new("mail.test", Outcome::Succeeded));
        std::iter::from_fn(|| Some(app.next_event().name)).take_while(|it| *it != "mail.test").count()
    };
    junk(1).await;
    junk(2).await;
    assert_eq!(count(), 2);
    app.turn_minutes(59);
    junk(1).await;
    assert_eq!(count(), 0);
    app.turn_minutes(1);
    junk(1).await;
    assert_eq!(count(), 1);
}

#[tokio::test]
async fn debug_redacts_links_codes_and_cookies() {
    let (_, app) = app();
    drop(app.sign_up(BOB).await);
    let asked = app.mail.request_sign_in(BOB).await.unwrap();
    let cookie = asked.cookie.header_value().split(['=', ';']).nth(1).unwrap().to_owned();
    let letter = app.letter(BOB).await;
    let (link, code) = (link(&letter), code(&letter));
    let shown = format!(
        "{asked:?}{:?}{:?}{:?}",
        app.mail,
        Shown::Link(&link),
        Shown::Code { address: BOB, code: &code }
    );
    assert!(!shown.contains(&cookie) && !shown.contains(&link) && !shown.contains(&code), "{shown}");
    let redeemed = app.mail.sign_in(Shown::Link(&link)).await.unwrap();
    assert!(!format!("{redeemed:?}").contains(&link));
}
