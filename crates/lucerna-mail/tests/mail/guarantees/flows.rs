//! Verifying, signing in and choosing a new password.

use crate::app::{ALICE, App, BOB, Browser, OTHER_PASSWORD, PASSWORD, code, link, wrong};
use lucerna_core::{KeyId, PasswordError};
use lucerna_mail::{EMAIL_CODE, EMAIL_LINK, Purpose, RedeemError, ResetPasswordError, Shown};

pub(crate) async fn an_address_is_verified_and_knows_when(app: App) {
    let verified = app.sign_up(ALICE).await;
    let session = app.session(app.password(ALICE).await).await;
    let mut browser = Browser::default();
    browser.keep(app.by(&browser).request_verification_by(&verified, " Alice@Example.com").await.unwrap());
    assert!(!app.is_verified(ALICE).await);
    let code = code(&app.letter(ALICE).await);
    let redeemed =
        app.by(&browser).verify(Shown::Code { address: "ALICE@example.com", code: &code }).await.unwrap();
    assert_eq!((redeemed.address.as_str(), redeemed.dropped), (ALICE, false));
    assert_eq!(redeemed.verified.methods(), &EMAIL_CODE.into());
    let key = app.auth.find_key(&KeyId::email(ALICE)).await.unwrap().unwrap();
    assert_eq!(app.mail.verified_at(&key).await.unwrap(), Some(app.auth.now()));
    assert!(
        app.auth.find_session(&session.id).await.unwrap().is_some(),
        "the password and the sessions are hers"
    );
    drop(app.password(ALICE).await);
    drop(app.mail.request_verification(ALICE).await.unwrap());
    let letter = app.letter(ALICE).await;
    assert!(letter.text().contains("already") && !letter.text().contains("link="), "{}", letter.text());
}

pub(crate) async fn a_forgotten_password_is_replaced_and_every_session_ends(app: App) {
    let user = app.verified_user(ALICE).await;
    app.session(app.password(ALICE).await).await;
    drop(app.mail.request_reset(ALICE).await.unwrap());
    let link = link(&app.letter(ALICE).await);
    let short = app.mail.reset_password(Shown::Link(&link), "short").await.unwrap_err();
    assert!(matches!(short, ResetPasswordError::Password(PasswordError::TooShort { .. })), "{short:?}");
    let verified = app.mail.reset_password(Shown::Link(&link), OTHER_PASSWORD).await.unwrap();
    assert_eq!((verified.methods(), app.sessions(&user).await), (&EMAIL_LINK.into(), 0));
    assert!(app.auth.verify_password(&KeyId::email(ALICE), PASSWORD).await.is_err());
    drop(app.auth.verify_password(&KeyId::email(ALICE), OTHER_PASSWORD).await.unwrap());
    assert_eq!(app.session(verified).await.user.id, user);
    let again = app.mail.reset_password(Shown::Link(&link), PASSWORD).await.unwrap_err();
    assert!(matches!(again, ResetPasswordError::Invalid), "{again:?}");
}

pub(crate) async fn refused_passwords_do_not_use_up_a_code(app: App) {
    app.verified_user(ALICE).await;
    let mut browser = Browser::default();
    browser.keep(app.by(&browser).request_reset(ALICE).await.unwrap());
    let code = code(&app.letter(ALICE).await);
    let shown = Shown::Code { address: ALICE, code: &code };
    for _ in 0..10 {
        let refused = app.by(&browser).reset_password(shown, "short").await.unwrap_err();
        assert!(matches!(refused, ResetPasswordError::Password(_)), "{refused:?}");
    }
    drop(app.by(&browser).reset_password(shown, OTHER_PASSWORD).await.unwrap());
}

pub(crate) async fn rt_074_a_link_makes_one_session(app: App) {
    let user = app.verified_user(ALICE).await;
    drop(app.mail.request_sign_in(ALICE).await.unwrap());
    let link = link(&app.letter(ALICE).await);
    let redeemed = app.mail.sign_in(Shown::Link(&link)).await.unwrap();
    assert!(!redeemed.dropped);
    app.session(redeemed.verified).await;
    assert_invalid(&app, Purpose::SignIn, &link).await;
    assert_eq!(app.sessions(&user).await, 1);
}

pub(crate) async fn a_code_works_in_the_browser_that_asked_and_strangers_use_up_no_guess(app: App) {
    app.verified_user(ALICE).await;
    let mut browser = Browser::default();
    browser.keep(app.by(&browser).request_sign_in(ALICE).await.unwrap());
    let code = code(&app.letter(ALICE).await);
    let mut stranger = Browser::default();
    stranger.keep(app.by(&stranger).request_sign_in(BOB).await.unwrap());
    for other in [Browser::default(), stranger] {
        for code in [&*code, wrong(&code)].repeat(10) {
            let refused = app.by(&other).sign_in(Shown::Code { address: ALICE, code }).await.unwrap_err();
            assert!(matches!(refused, RedeemError::Invalid), "{refused:?}");
        }
    }
    app.by(&browser).sign_in(Shown::Code { address: ALICE, code: &code }).await.unwrap();
}

pub(crate) async fn a_new_message_retires_the_one_before(app: App) {
    app.verified_user(ALICE).await;
    drop(app.mail.request_reset(ALICE).await.unwrap());
    let first = link(&app.letter(ALICE).await);
    drop(app.mail.request_reset(ALICE).await.unwrap());
    let second = link(&app.letter(ALICE).await);
    assert_invalid(&app, Purpose::Reset, &first).await;
    drop(app.mail.reset_password(Shown::Link(&second), OTHER_PASSWORD).await.unwrap());
}

/// Otherwise a stranger would decide in which browser the address is verified.
pub(crate) async fn a_stranger_retires_no_link_and_no_code_of_the_user(app: App) {
    for by_code in [false, true] {
        let address = format!("alice{by_code}@example.com");
        let proof = app.sign_up(&address).await;
        let mut browser = Browser::default();
        browser.keep(app.by(&browser).request_verification_by(&proof, &address).await.unwrap());
        let own = app.letter(&address).await;
        drop(app.mail.request_verification(&address).await.unwrap());
        let of_stranger = app.letter(&address).await;
        assert!(app.mail.find_link(&link(&of_stranger)).await.unwrap().is_some(), "both live");
        let (link, code) = (link(&own), code(&own));
        let shown = if by_code { Shown::Code { address: &address, code: &code } } else { Shown::Link(&link) };
        let redeemed = app.by(&browser).verify(shown).await.unwrap();
        assert!(!redeemed.dropped, "the password stays");
    }
}

pub(crate) async fn a_new_message_for_the_user_retires_all_before_it(app: App) {
    let proof = app.sign_up(ALICE).await;
    drop(app.mail.request_verification_by(&proof, ALICE).await.unwrap());
    let first = link(&app.letter(ALICE).await);
    drop(app.mail.request_verification(ALICE).await.unwrap());
    let second = link(&app.letter(ALICE).await);
    drop(app.mail.request_verification_by(&proof, ALICE).await.unwrap());
    let third = link(&app.letter(ALICE).await);
    assert_invalid(&app, Purpose::Verify, &first).await;
    assert_invalid(&app, Purpose::Verify, &second).await;
    app.mail.verify(Shown::Link(&third)).await.unwrap();
}

pub(crate) async fn rt_066_links_and_codes_expire_by_the_clock(app: App) {
    for (purpose, minutes) in [(Purpose::SignIn, 10), (Purpose::Reset, 60), (Purpose::Verify, 24 * 60)] {
        for (late, by_code) in [(false, false), (true, false), (false, true), (true, true)] {
            let address = format!("{purpose:?}{late}{by_code}@example.com").to_lowercase();
            drop(app.sign_up(&address).await);
            let mut browser = Browser::default();
            browser.keep(ask(&app, &browser, purpose, &address).await);
            let letter = app.letter(&address).await;
            app.turn_minutes(if by_code { 10 } else { minutes });
            app.clock.turn(std::time::Duration::from_millis(u64::from(late)));
            let (link, code) = (link(&letter), code(&letter));
            let shown =
                if by_code { Shown::Code { address: &address, code: &code } } else { Shown::Link(&link) };
            assert_eq!(redeem(&app, &browser, purpose, shown).await, !late, "{purpose:?} {late} {by_code}");
        }
    }
}

pub(crate) async fn rt_079_a_link_and_a_code_are_for_one_purpose(app: App) {
    drop(app.sign_up(ALICE).await);
    let purposes = [Purpose::Verify, Purpose::Reset, Purpose::SignIn];
    for made_for in purposes {
        let mut browser = Browser::default();
        browser.keep(ask(&app, &browser, made_for, ALICE).await);
        let letter = app.letter(ALICE).await;
        let (link, code) = (link(&letter), code(&letter));
        for other in purposes.into_iter().filter(|it| *it != made_for) {
            for shown in [Shown::Link(&link), Shown::Code { address: ALICE, code: &code }] {
                assert!(!redeem(&app, &browser, other, shown).await, "{made_for:?} for {other:?}");
            }
        }
        let verified = app.auth.find_key(&KeyId::email(ALICE)).await.unwrap().unwrap();
        let proof = lucerna_core::Verified::danger_assume(verified.user_id, app.auth.now());
        for shown in [Shown::Link(&link), Shown::Code { address: ALICE, code: &code }] {
            assert!(app.by(&browser).confirm_address(&proof, shown, None).await.is_err());
        }
        assert!(app.mail.undo_address(&link).await.is_err());
        assert!(redeem(&app, &browser, made_for, Shown::Link(&link)).await, "{made_for:?} still works");
    }
}

pub(crate) async fn rt_081_finding_a_link_uses_nothing(app: App) {
    let user = app.verified_user(ALICE).await;
    drop(app.mail.request_sign_in(ALICE).await.unwrap());
    let link = link(&app.letter(ALICE).await);
    for _ in 0..3 {
        let open = app.mail.find_link(&link).await.unwrap().unwrap();
        assert_eq!((open.purpose, open.address.as_str()), (Purpose::SignIn, ALICE));
    }
    assert_eq!(app.sessions(&user).await, 0);
    app.mail.sign_in(Shown::Link(&link)).await.unwrap();
    assert_eq!(app.mail.find_link(&link).await.unwrap(), None);
}

pub(crate) async fn a_link_dies_with_its_key_and_its_user(app: App) {
    let user = app.verified_user(ALICE).await;
    drop(app.mail.request_sign_in(ALICE).await.unwrap());
    let link = link(&app.letter(ALICE).await);
    app.auth.danger_delete_key(&KeyId::email(ALICE), lucerna_core::LastKey::Delete).await.unwrap();
    assert_invalid(&app, Purpose::SignIn, &link).await;
    // Somebody else has the address now: the link was for the user before.
    drop(app.sign_up(ALICE).await);
    assert_invalid(&app, Purpose::SignIn, &link).await;
    assert!(!app.is_verified(ALICE).await, "the proof was the other user's");
    app.auth.delete_user(&user).await.unwrap();
    assert!(app.mail.find_link(&link).await.unwrap().is_none());
}

pub(crate) async fn ask(
    app: &App,
    browser: &Browser,
    purpose: Purpose,
    address: &str,
) -> lucerna_mail::Asked {
    let mail = app.by(browser);
    match purpose {
        Purpose::Verify => mail.request_verification(address).await,
        Purpose::Reset => mail.request_reset(address).await,
        _ => mail.request_sign_in(address).await,
    }
    .unwrap()
}

/// Redeems, and returns true if it succeeded.
pub(crate) async fn redeem(app: &App, browser: &Browser, purpose: Purpose, shown: Shown<'_>) -> bool {
    let mail = app.by(browser);
    match purpose {
        Purpose::Verify => mail.verify(shown).await.is_ok(),
        Purpose::Reset => mail.reset_password(shown, OTHER_PASSWORD).await.is_ok(),
        _ => mail.sign_in(shown).await.is_ok(),
    }
}

pub(crate) async fn assert_invalid(app: &App, purpose: Purpose, link: &str) {
    assert!(!redeem(app, &Browser::default(), purpose, Shown::Link(link)).await);
}
