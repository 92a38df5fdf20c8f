//! "This was not me".

use super::{alice, alice_with_three_addresses, app, each, settle, told};
use crate::app::{ALICE, App, BOB, Browser, OTHER_PASSWORD, PASSWORD, code, link, schema};
use futures_util::FutureExt;
use lucerna_core::{KeyId, LastKey, NewKey, SessionOptions, Verified};
use lucerna_mail::{EMAIL_LINK, Purpose, RedeemError, Shown, notices};
use lucerna_store_memory::MemoryStore;
use lucerna_testkit::SpyStore;

/// Changes the password of Alice, and returns the link of the notice.
async fn notice_of_a_change(app: &App) -> String {
    app.auth.danger_set_password(&KeyId::email(ALICE), PASSWORD).await.unwrap();
    assert_eq!(told(app).await, each(&[ALICE], "Your password was changed"));
    link(&app.letters.last_to(ALICE).unwrap())
}

async fn assert_refused(app: &App, link: &str) {
    let refused = app.mail.report(link).await.map(drop).unwrap_err();
    assert!(matches!(refused, RedeemError::Invalid), "{refused:?}");
}

#[tokio::test]
async fn asvs_6_3_7_a_report_ends_sessions_and_the_password_and_starts_a_reset() {
    let app = app();
    let user = alice(&app).await;
    let github = KeyId::new("github", "1").unwrap();
    app.auth.create_key(&app.password(ALICE).await, NewKey::without_password(github.clone())).await.unwrap();
    told(&app).await;
    let link_of_change = notice_of_a_change(&app).await;
    app.session(app.password(ALICE).await).await;
    for _ in 0..3 {
        let open = app.mail.find_link(&link_of_change).await.unwrap().unwrap();
        assert_eq!((open.purpose, open.address.as_str()), (Purpose::Report, ALICE));
    }
    assert_eq!(app.sessions(&user).await, 1, "rt 081: finding a link does nothing");

    let proof_of_thief = app.password(ALICE).await;
    let browser = Browser::default();
    let reported = app.by(&browser).report(&link_of_change).await.unwrap();
    assert_eq!((reported.address.as_str(), app.sessions(&user).await), (ALICE, 0));
    assert!(app.auth.verify_password(&KeyId::email(ALICE), PASSWORD).await.is_err());
    assert!(app.auth.change_password(&proof_of_thief, OTHER_PASSWORD, None).await.is_err());
    assert!(app.auth.find_key(&github).await.unwrap().is_some(), "other providers stay");
    assert_refused(&app, &link_of_change).await;
    assert!(app.mail.find_link(&link_of_change).await.unwrap().is_none());

    assert!(told(&app).await.contains(&format!("{ALICE}: Choose a new password")));
    let letters = app.letters.letters();
    let reset = letters.iter().rev().find(|it| it.subject() == "Choose a new password").unwrap();
    let cookie = reported.cookie.header_value().split(';').next().map(str::to_owned);
    let browser = Browser { cookie, ..browser };
    let shown = Shown::Code { address: ALICE, code: &code(reset) };
    drop(app.by(&browser).reset_password(shown, OTHER_PASSWORD).await.unwrap());
    drop(app.auth.verify_password(&KeyId::email(ALICE), OTHER_PASSWORD).await.unwrap());
}

#[tokio::test]
async fn a_later_notice_does_not_retire_an_earlier_link_and_each_address_has_its_own() {
    let app = app();
    alice_with_three_addresses(&app).await;
    for _ in 0..2 {
        app.auth.danger_set_password(&KeyId::email(ALICE), PASSWORD).await.unwrap();
    }
    assert_eq!(told(&app).await.len(), 4, "two changes within a millisecond");
    let letters = app.letters.letters();
    for letter in &letters[letters.len() - 4..] {
        let open = app.mail.find_link(&link(letter)).await.unwrap().unwrap();
        assert_eq!(open.address, letter.to());
        drop(app.mail.report(&link(letter)).await.unwrap());
    }
}

#[tokio::test]
async fn a_link_works_for_seven_days_and_for_its_purpose() {
    let app = app();
    let user = alice(&app).await;
    let link = notice_of_a_change(&app).await;
    let shown = Shown::Link(&link);
    assert!(app.mail.sign_in(shown).await.is_err() && app.mail.verify(shown).await.is_err());
    assert!(app.mail.reset_password(shown, OTHER_PASSWORD).await.is_err());
    assert!(app.mail.undo_address(&link).await.is_err());
    app.turn_minutes(7 * 24 * 60);
    assert!(app.mail.find_link(&link).await.unwrap().is_some());
    app.clock.turn(std::time::Duration::from_millis(1));
    assert!(app.mail.find_link(&link).await.unwrap().is_none());
    assert_refused(&app, &link).await;
    drop(app.mail.request_reset(ALICE).await.unwrap());
    assert_refused(&app, &crate::app::link(&app.letter(ALICE).await)).await;
    assert_refused(&app, "").await;
    assert!(app.auth.find_user(&user).await.unwrap().is_some());
    drop(app.password(ALICE).await);
}

#[tokio::test]
async fn a_link_dies_when_its_address_is_no_longer_a_verified_one_of_the_user() {
    let app = app();
    let user = alice(&app).await;
    app.auth
        .create_key(&app.password(ALICE).await, NewKey::same_password(KeyId::username("a")))
        .await
        .unwrap();
    told(&app).await;
    let link = notice_of_a_change(&app).await;
    app.auth.danger_delete_key(&KeyId::email(ALICE), LastKey::Delete).await.unwrap();
    assert_refused(&app, &link).await;
    app.verified_user(ALICE).await;
    assert_refused(&app, &link).await;
    drop(app.password(ALICE).await);
    assert!(app.auth.user_keys(&user).await.unwrap()[0].has_password, "nothing was done to either account");

    app.auth.danger_delete_key(&KeyId::email(ALICE), LastKey::Delete).await.unwrap();
    app.turn_minutes(1);
    told(&app).await;
    let again = NewKey::same_password(KeyId::email(ALICE));
    app.auth.danger_create_key(&user, again).await.unwrap();
    assert!(!app.is_verified(ALICE).await);
    assert_refused(&app, &link).await;
}

#[tokio::test]
async fn a_report_removes_the_addresses_that_were_verified_since() {
    let app = app();
    let user = alice(&app).await;
    let link_of_change = notice_of_a_change(&app).await;
    let thief = app.password(ALICE).await;
    app.auth.create_key(&thief, NewKey::same_password(KeyId::email(BOB))).await.unwrap();
    let mut browser = Browser::default();
    browser.keep(app.by(&browser).request_verification_by(&thief, BOB).await.unwrap());
    let letter = app.letter(BOB).await;
    app.by(&browser).verify(Shown::Link(&link(&letter))).await.unwrap();
    assert_eq!(app.owner(BOB).await, Some(user.clone()));
    drop(app.mail.report(&link_of_change).await.unwrap());
    assert_eq!((app.owner(BOB).await, app.owner(ALICE).await), (None, Some(user)));
}

#[tokio::test]
async fn a_report_ends_the_sessions_of_a_user_without_a_password() {
    let app = app();
    let user = alice(&app).await;
    app.auth.danger_remove_password(&KeyId::email(ALICE)).await.unwrap();
    assert_eq!(told(&app).await, each(&[ALICE], "Your password was removed"));
    let link = link(&app.letters.last_to(ALICE).unwrap());
    app.session(Verified::danger_verified_by(user.clone(), EMAIL_LINK, app.auth.now())).await;
    drop(app.mail.report(&link).await.unwrap());
    assert_eq!(app.sessions(&user).await, 0);
}

/// A thief who replaced the address has the notices from then on, and may report them.
#[tokio::test]
async fn a_report_at_a_new_address_leaves_the_owner_the_way_back() {
    let app = app();
    let user = alice(&app).await;
    let (thief, mut browser) = (app.password(ALICE).await, Browser::default());
    browser.keep(app.by(&browser).request_address(&thief, BOB).await.unwrap());
    let letter = app.letter(BOB).await;
    app.by(&browser).confirm_address(&thief, Shown::Link(&link(&letter)), None).await.unwrap();
    app.turn_minutes(2);
    assert_eq!(told(&app).await, each(&[ALICE], "Your e-mail address was changed"));
    let undo = link(&app.letters.last_to(ALICE).unwrap());
    app.auth.danger_set_password(&KeyId::email(BOB), OTHER_PASSWORD).await.unwrap();
    assert_eq!(told(&app).await, each(&[BOB], "Your password was changed"));
    drop(app.mail.report(&link(&app.letters.last_to(BOB).unwrap())).await.unwrap());
    app.mail.undo_address(&undo).await.unwrap();
    assert_eq!((app.owner(ALICE).await, app.owner(BOB).await), (Some(user), None));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn rt_070_one_of_64_reports() {
    let app = app();
    alice(&app).await;
    let link = notice_of_a_change(&app).await;
    let reports = (0..64).map(|_| {
        let (mail, link) = (app.mail.clone(), link.clone());
        tokio::spawn(async move { mail.report(&link).await.is_ok() })
    });
    let mut reported = 0;
    for report in reports.collect::<Vec<_>>() {
        reported += usize::from(report.await.unwrap());
    }
    assert_eq!(reported, 1);
    settle(&app);
    let told = told(&app).await;
    assert_eq!(told.iter().filter(|it| it.ends_with("Choose a new password")).count(), 1, "{told:?}");
    assert!(app.auth.verify_password(&KeyId::email(ALICE), PASSWORD).await.is_err());
}

#[tokio::test]
async fn of_two_clicks_on_a_report_the_second_does_not_end_the_session_of_the_first() {
    let spy = SpyStore::new(MemoryStore::new(schema()));
    let app = App::with_notices(spy.clone(), notices());
    let user = alice(&app).await;
    let notice = notice_of_a_change(&app).await;
    let (mail, auth, first) = (app.mail.clone(), app.auth.clone(), notice.clone());
    let proof = Verified::danger_verified_by(user.clone(), EMAIL_LINK, app.auth.services().now());
    spy.before_once("change_credential", move || {
        drop(mail.report(&first).now_or_never().unwrap().unwrap());
        let session = auth.start_bearer_session(proof, SessionOptions::default());
        drop(session.now_or_never().unwrap().unwrap());
    });
    assert_refused(&app, &notice).await;
    assert_eq!(app.sessions(&user).await, 1);
}
