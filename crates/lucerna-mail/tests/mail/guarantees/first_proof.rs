//! The first proof of a mailbox: what a stranger set up before is dropped.

use crate::app::{ALICE, App, BOB, Browser, OTHER_PASSWORD, PASSWORD, link};
use lucerna_core::{KeyId, NewKey, UserId, Verified};
use lucerna_mail::{AskError, ConfirmAddressError, Purpose, Shown};

const EVE: &str = "eve@evil.example";

/// Eve signs up with Alice's address, and keeps a session, a name and an account of another provider.
async fn hijacked(app: &App) -> (UserId, Verified) {
    let eve = app.sign_up(ALICE).await;
    let github = KeyId::new("github", "666").unwrap();
    app.auth.create_key(&eve, NewKey::without_password(github)).await.unwrap();
    app.auth.create_key(&eve, NewKey::same_password(KeyId::username("eve"))).await.unwrap();
    app.session(app.password(ALICE).await).await;
    (eve.user_id().clone(), eve)
}

async fn assert_dropped(app: &App, user: &UserId) {
    assert_eq!(app.sessions(user).await, 0);
    for name in [KeyId::email(ALICE), KeyId::username("eve")] {
        assert!(app.auth.verify_password(&name, PASSWORD).await.is_err(), "{name:?}");
    }
    let keys = app.auth.user_keys(user).await.unwrap();
    assert!(keys.iter().all(|it| !it.has_password && it.id.provider() != "github"), "{keys:?}");
    assert!(app.is_verified(ALICE).await);
}

/// Classic merge, and the session that does not expire: Alice signs in by link to the account that Eve made.
pub(crate) async fn rt_090_signing_in_by_link_drops_what_a_stranger_set_up(app: App) {
    let (user, _) = hijacked(&app).await;
    drop(app.mail.request_sign_in(ALICE).await.unwrap());
    let link = link(&app.letter(ALICE).await);
    let redeemed = app.mail.sign_in(Shown::Link(&link)).await.unwrap();
    assert!(redeemed.dropped);
    assert_dropped(&app, &user).await;
    assert_eq!(app.session(redeemed.verified).await.user.id, user);
}

/// Also by the link of Eve's own sign-up, which she asked for with a proof: Alice follows it in another browser.
pub(crate) async fn rt_091_verifying_in_another_browser_drops_the_password_and_the_sessions(app: App) {
    let (user, eve) = hijacked(&app).await;
    let mut browser = Browser::default();
    browser.keep(app.by(&browser).request_verification_by(&eve, ALICE).await.unwrap());
    let link = link(&app.letter(ALICE).await);
    assert!(app.mail.verify(Shown::Link(&link)).await.unwrap().dropped);
    assert_dropped(&app, &user).await;
    // The second proof drops nothing.
    drop(app.mail.request_reset(ALICE).await.unwrap());
    let link = crate::app::link(&app.letter(ALICE).await);
    drop(app.mail.reset_password(Shown::Link(&link), OTHER_PASSWORD).await.unwrap());
    drop(app.mail.request_sign_in(ALICE).await.unwrap());
    let link = crate::app::link(&app.letter(ALICE).await);
    assert!(!app.mail.sign_in(Shown::Link(&link)).await.unwrap().dropped);
    drop(app.auth.verify_password(&KeyId::email(ALICE), OTHER_PASSWORD).await.unwrap());
}

/// The first proof may be a reset: then the new password is the only one, and the account at another provider is gone.
pub(crate) async fn rt_092_a_reset_drops_the_accounts_of_other_providers(app: App) {
    let (user, eve) = hijacked(&app).await;
    drop(app.mail.request_reset(ALICE).await.unwrap());
    let link = link(&app.letter(ALICE).await);
    let verified = app.mail.reset_password(Shown::Link(&link), OTHER_PASSWORD).await.unwrap();
    let keys = app.auth.user_keys(&user).await.unwrap();
    assert!(keys.iter().all(|it| it.id.provider() != "github"), "{keys:?}");
    assert!(app.auth.verify_password(&KeyId::username("eve"), PASSWORD).await.is_err());
    assert_eq!(app.sessions(&user).await, 0);
    app.session(verified).await;
    // Eve's proof from before changes nothing any more.
    assert!(app.auth.change_password(&eve, PASSWORD, None).await.is_err());
    let key = NewKey::same_password(KeyId::email(EVE));
    assert!(app.auth.create_key(&eve, key).await.is_err());
}

/// The change of address that does not expire: Eve starts one before Alice proves the mailbox, and confirms it after.
pub(crate) async fn rt_093_a_change_of_address_in_progress_is_dropped(app: App) {
    let (user, eve) = hijacked(&app).await;
    let mut browser = Browser::default();
    browser.keep(app.by(&browser).request_address(&eve, EVE).await.unwrap());
    let change = link(&app.letter(EVE).await);
    drop(app.mail.request_sign_in(ALICE).await.unwrap());
    let own = link(&app.letter(ALICE).await);
    app.mail.sign_in(Shown::Link(&own)).await.unwrap();
    let refused = app.by(&browser).confirm_address(&eve, Shown::Link(&change), None).await.unwrap_err();
    assert!(matches!(refused, ConfirmAddressError::Stale), "{refused:?}");
    assert!(app.mail.find_link(&change).await.unwrap().is_none());
    let refused = app.by(&browser).request_address(&eve, EVE).await.unwrap_err();
    assert!(matches!(refused, AskError::Stale), "{refused:?}");
    assert_eq!((app.owner(ALICE).await, app.owner(EVE).await), (Some(user), None));
}

/// The trojan identifier: Eve's own account has Alice's address as a second name. Alice's mailbox gets into no account that
/// belongs to Eve's mailbox, and the address stays unverified.
pub(crate) async fn rt_090_a_second_address_is_proven_by_its_user_alone(app: App) {
    let eve = app.verified_user(EVE).await;
    let proof = app.password(EVE).await;
    app.auth.create_key(&proof, NewKey::same_password(KeyId::email(ALICE))).await.unwrap();
    let before = app.letters.letters().len();
    drop(app.mail.request_sign_in(ALICE).await.unwrap());
    drop(app.mail.request_reset(ALICE).await.unwrap());
    drop(app.mail.request_verification(ALICE).await.unwrap());
    app.assert_letters(before).await;
    let mut browser = Browser::default();
    browser.keep(app.by(&browser).request_verification_by(&proof, ALICE).await.unwrap());
    let link = link(&app.letter(ALICE).await);
    assert!(
        !crate::guarantees::flows::redeem(&app, &Browser::default(), Purpose::Verify, Shown::Link(&link))
            .await
    );
    assert!(!app.is_verified(ALICE).await && app.is_verified(EVE).await);
    assert_eq!(app.owner(EVE).await, Some(eve));
    app.by(&browser).verify(Shown::Link(&link)).await.unwrap();
    assert!(app.is_verified(ALICE).await);
}

/// A stranger who follows a link in their own mailbox gives it to no other account.
pub(crate) async fn rt_093_only_the_user_who_asked_confirms_an_address(app: App) {
    let eve = app.auth.create_user(NewKey::username("eve", PASSWORD), ()).await.unwrap().verified;
    let bob = app.verified_user(BOB).await;
    drop(app.mail.request_address(&eve, ALICE).await.unwrap());
    let link = link(&app.letter(ALICE).await);
    let refused =
        app.mail.confirm_address(&app.password(BOB).await, Shown::Link(&link), None).await.unwrap_err();
    assert!(matches!(refused, ConfirmAddressError::Invalid), "{refused:?}");
    assert_eq!((app.owner(ALICE).await, app.owner(BOB).await), (None, Some(bob)));
}
