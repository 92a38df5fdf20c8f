//! Changes of address.

use super::races::race;
use crate::app::{ALICE, App, BOB, Browser, PASSWORD, code, link};
use lucerna_core::{KeyId, NewKey, SessionOptions, Verified};
use lucerna_mail::{ConfirmAddressError, RedeemError, Shown};

const NEW: &str = "alice@new.example";

pub(crate) async fn an_address_is_changed_with_a_notice_to_the_old_one(app: App) {
    let user = app.verified_user(ALICE).await;
    let other = app.session(app.password(ALICE).await).await;
    let current = app.session(app.password(ALICE).await).await;
    let proof = app.auth.recent_proof(&current).unwrap();
    let mut browser = Browser::default();
    browser.keep(app.by(&browser).request_address(&proof, NEW).await.unwrap());
    let code = code(&app.letter(NEW).await);
    assert_eq!(app.owner(NEW).await, None, "nothing is changed before it is confirmed");
    let shown = Shown::Code { address: NEW, code: &code };
    let confirmed = app.by(&browser).confirm_address(&proof, shown, Some(&current.id)).await.unwrap();
    assert_eq!((confirmed.key.id, confirmed.old.as_deref()), (KeyId::email(NEW), Some(ALICE)));
    assert_eq!((app.owner(NEW).await, app.owner(ALICE).await), (Some(user), None));
    assert!(app.is_verified(NEW).await);
    assert!(app.auth.find_session(&confirmed.renewed.unwrap().id).await.unwrap().is_some());
    for ended in [other.id, current.id] {
        assert!(app.auth.find_session(&ended).await.unwrap().is_none());
    }
    drop(app.auth.verify_password(&KeyId::email(NEW), PASSWORD).await.unwrap());
    let notice = app.letter(ALICE).await;
    assert!(notice.text().contains(NEW) && notice.text().contains("link="), "{}", notice.text());
}

pub(crate) async fn an_address_is_added_to_a_user_without_one(app: App) {
    let created = app.auth.create_user(NewKey::username("alice", PASSWORD), ()).await.unwrap().verified;
    drop(app.mail.request_address(&created, ALICE).await.unwrap());
    let link = link(&app.letter(ALICE).await);
    let confirmed = app.mail.confirm_address(&created, Shown::Link(&link), None).await.unwrap();
    assert!(confirmed.old.is_none() && confirmed.renewed.is_none() && confirmed.key.has_password);
    assert!(app.is_verified(ALICE).await);
    drop(app.auth.verify_password(&KeyId::username("alice"), PASSWORD).await.unwrap());
    app.assert_letters(1).await;
}

pub(crate) async fn a_change_is_undone_from_the_old_address(app: App) {
    let user = app.verified_user(ALICE).await;
    // Eve has the password, and changes the address twice.
    let mut notices = Vec::new();
    for (old, new) in [(ALICE, NEW), (NEW, BOB)] {
        drop(app.mail.request_address(&app.password(old).await, new).await.unwrap());
        let change = link(&app.letter(new).await);
        app.mail.confirm_address(&app.password(old).await, Shown::Link(&change), None).await.unwrap();
        notices.push(link(&app.letter(old).await));
    }
    app.session(app.password(BOB).await).await;
    let undo = notices.swap_remove(0);
    assert_eq!(app.mail.find_link(&undo).await.unwrap().unwrap().address, ALICE);
    let redeemed = app.mail.undo_address(&undo).await.unwrap();
    assert!(redeemed.dropped && redeemed.verified.user_id() == &user);
    let owners = [app.owner(ALICE).await, app.owner(NEW).await, app.owner(BOB).await];
    assert_eq!(owners, [Some(user.clone()), None, None]);
    assert!(app.is_verified(ALICE).await);
    assert_eq!(app.sessions(&user).await, 0);
    assert!(app.auth.verify_password(&KeyId::email(ALICE), PASSWORD).await.is_err());
    app.auth.change_password(&redeemed.verified, "wrong donkey generator", None).await.unwrap();
    let again = app.mail.undo_address(&undo).await.unwrap_err();
    assert!(matches!(again, RedeemError::Invalid), "{again:?}");
}

pub(crate) async fn rt_076_of_parallel_changes_one_is_made_and_it_is_the_last_asked(app: App) {
    let user = app.verified_user(ALICE).await;
    drop(app.mail.request_address(&app.password(ALICE).await, BOB).await.unwrap());
    let first = link(&app.letter(BOB).await);
    drop(app.mail.request_address(&app.password(ALICE).await, NEW).await.unwrap());
    let second = link(&app.letter(NEW).await);
    let (auth, at) = (app.auth.clone(), app.auth.now());
    let outcomes = race(app.mail.clone(), move |mail| {
        let (first, second, user, _auth) = (first.clone(), second.clone(), user.clone(), auth.clone());
        async move {
            let proof = Verified::danger_assume(user, at);
            let first = mail.confirm_address(&proof, Shown::Link(&first), None).await;
            (first.is_ok(), mail.confirm_address(&proof, Shown::Link(&second), None).await.is_ok())
        }
    });
    let outcomes = outcomes.await;
    assert_eq!(outcomes.iter().filter(|it| it.0).count(), 0, "the new request retired it");
    assert_eq!(outcomes.iter().filter(|it| it.1).count(), 1);
    assert_eq!((app.owner(BOB).await, app.owner(ALICE).await), (None, None));
    assert!(app.owner(NEW).await.is_some() && app.is_verified(NEW).await);
}

/// A link is bound to the user, the old and the new address.
pub(crate) async fn rt_101_a_change_is_bound_to_the_old_and_the_new_address(app: App) {
    let user = app.verified_user(ALICE).await;
    let mut browser = Browser::default();
    browser.keep(app.by(&browser).request_address(&app.password(ALICE).await, NEW).await.unwrap());
    let letter = app.letter(NEW).await;
    let (link, code) = (link(&letter), code(&letter));
    // The code is for the new address, and not for another one.
    let other = Shown::Code { address: BOB, code: &code };
    let refused =
        app.by(&browser).confirm_address(&app.password(ALICE).await, other, None).await.unwrap_err();
    assert!(matches!(refused, ConfirmAddressError::Invalid), "{refused:?}");
    // The old address was replaced by other means in the meantime.
    let proof = Verified::danger_assume(user, app.auth.now());
    let other = KeyId::email("alice@other.example");
    app.auth.rename_key(&proof, &KeyId::email(ALICE), &other).await.unwrap();
    for shown in [Shown::Link(&link), Shown::Code { address: NEW, code: &code }] {
        let refused = app.by(&browser).confirm_address(&proof, shown, None).await.unwrap_err();
        assert!(matches!(refused, ConfirmAddressError::Invalid), "{refused:?}");
    }
    assert_eq!(app.owner(NEW).await, None);
}

pub(crate) async fn an_address_of_another_account_is_not_taken_over(app: App) {
    app.verified_user(ALICE).await;
    let bob = app.verified_user(BOB).await;
    drop(app.mail.request_address(&app.password(ALICE).await, BOB).await.unwrap());
    let letter = app.letter(BOB).await;
    assert!(letter.text().contains("already") && !letter.text().contains("link="), "{}", letter.text());
    // It was free when the link was made, and is taken when it is confirmed.
    drop(app.mail.request_address(&app.password(ALICE).await, NEW).await.unwrap());
    let link = link(&app.letter(NEW).await);
    drop(app.sign_up(NEW).await);
    let refused =
        app.mail.confirm_address(&app.password(ALICE).await, Shown::Link(&link), None).await.unwrap_err();
    assert!(matches!(refused, ConfirmAddressError::Taken), "{refused:?}");
    assert_eq!(app.owner(BOB).await, Some(bob));
}

pub(crate) async fn rt_163_an_older_link_does_not_say_whether_another_account_has_the_newer_address(
    app: App,
) {
    app.verified_user(ALICE).await;
    app.verified_user(BOB).await;
    for asked in [BOB, "free@example.com"] {
        drop(app.mail.request_address(&app.password(ALICE).await, NEW).await.unwrap());
        let older = link(&app.letter(NEW).await);
        assert!(app.mail.find_link(&older).await.unwrap().is_some());
        drop(app.mail.request_address(&app.password(ALICE).await, asked).await.unwrap());
        app.letter(asked).await;
        assert!(app.mail.find_link(&older).await.unwrap().is_none(), "{asked}");
    }
}

pub(crate) async fn changing_an_address_takes_a_recent_proof_twice(app: App) {
    app.verified_user(ALICE).await;
    let bearer = app.auth.start_bearer_session(app.password(ALICE).await, SessionOptions::default());
    let session = app.auth.find_session(&bearer.await.unwrap().token.id()).await.unwrap().unwrap();
    let proof = app.auth.recent_proof(&session).unwrap();
    drop(app.mail.request_address(&proof, NEW).await.unwrap());
    let link = link(&app.letter(NEW).await);
    app.turn_minutes(16);
    let refused = app.mail.confirm_address(&proof, Shown::Link(&link), None).await.unwrap_err();
    assert!(matches!(refused, ConfirmAddressError::Stale), "{refused:?}");
    assert!(app.mail.request_address(&proof, NEW).await.is_err());
    app.mail.confirm_address(&app.password(ALICE).await, Shown::Link(&link), None).await.unwrap();
}
