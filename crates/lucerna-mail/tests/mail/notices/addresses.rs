//! Addresses that are added, removed and replaced.

use super::{WORK, alice, alice_with_three_addresses, app, each, told};
use crate::app::{ALICE, App, Browser, OTHER_PASSWORD, link};
use lucerna_core::{KeyId, LastKey};
use lucerna_mail::Shown;
use std::time::Duration;

const REMOVED: &str = "Your e-mail address was removed";

fn turn_seconds(app: &App, seconds: u64) {
    app.clock.turn(Duration::from_secs(seconds));
}

/// Otherwise a thief would remove the address before everything else.
#[tokio::test]
async fn asvs_6_3_7_a_removed_address_is_told_once_and_hears_no_more() {
    let app = app();
    alice_with_three_addresses(&app).await;
    app.auth.danger_delete_key(&KeyId::email(WORK), LastKey::Keep).await.unwrap();
    turn_seconds(&app, 9);
    assert_eq!(told(&app).await, [""; 0], "the change may have further steps");
    turn_seconds(&app, 1);
    let mut expected = each(&[ALICE], "A way to sign in was removed");
    expected.extend(each(&[WORK], REMOVED));
    assert_eq!(told(&app).await, expected);
    let (to_work, to_alice) = (app.letters.last_to(WORK).unwrap(), app.letters.last_to(ALICE).unwrap());
    assert!(!to_work.text().contains("link=") && to_alice.text().contains("/account/report?link="));
    drop(app.auth.change_password(&app.password(ALICE).await, OTHER_PASSWORD, None).await.unwrap());
    assert_eq!(told(&app).await, each(&[ALICE], "Your password was changed"));
    app.auth.danger_delete_key(&KeyId::email("alice@unproven.example"), LastKey::Keep).await.unwrap();
    turn_seconds(&app, 10);
    assert_eq!(told(&app).await, each(&[ALICE], "A way to sign in was removed"));
}

#[tokio::test]
async fn an_added_address_is_told_to_the_others() {
    let app = app();
    alice(&app).await;
    let proof = app.password(ALICE).await;
    app.auth.create_key(&proof, lucerna_core::NewKey::same_password(KeyId::email(WORK))).await.unwrap();
    turn_seconds(&app, 10);
    assert_eq!(told(&app).await, each(&[ALICE], "A way to sign in was added"));
    let letter = app.letters.last_to(ALICE).unwrap();
    assert!(letter.text().contains("An e-mail address was added"), "{}", letter.text());
}

/// A change has a notice of its own, with a link that undoes it.
#[tokio::test]
async fn a_replaced_address_is_told_by_the_notice_that_undoes_it_only() {
    let app = app();
    alice(&app).await;
    let (proof, mut browser) = (app.password(ALICE).await, Browser::default());
    browser.keep(app.by(&browser).request_address(&proof, WORK).await.unwrap());
    let letter = app.letter(WORK).await;
    app.by(&browser).confirm_address(&proof, Shown::Link(&link(&letter)), None).await.unwrap();
    turn_seconds(&app, 10);
    assert_eq!(told(&app).await, each(&[ALICE], "Your e-mail address was changed"));
}
