//! Changes of addresses that are refused after their notice is in the outbox.

use crate::app::{ALICE, App, BOB, link, schema};
use futures_util::FutureExt;
use lucerna_core::{ErrorKind, KeyId, NewKey, UserId};
use lucerna_mail::{ConfirmAddressError, Shown};
use lucerna_store_memory::MemoryStore;
use lucerna_testkit::SpyStore;

type Spy = SpyStore<MemoryStore>;

async fn alice() -> (Spy, App, UserId) {
    let spy = SpyStore::new(MemoryStore::new(schema()));
    let app = App::on(spy.clone());
    let user = app.verified_user(ALICE).await;
    (spy, app, user)
}

/// Removes the password before the next change of a credential, so that a proof by password no longer holds.
fn outdate_proofs(spy: &Spy, app: &App) {
    let auth = app.auth.clone();
    spy.before_once("change_credential", move || {
        auth.danger_remove_password(&KeyId::email(ALICE)).now_or_never().unwrap().unwrap();
    });
}

#[tokio::test]
async fn a_refused_removal_sends_no_notice() {
    let (spy, app, user) = alice().await;
    let github = KeyId::new("github", "1").unwrap();
    app.auth.danger_create_key(&user, NewKey::without_password(github)).await.unwrap();
    let (proof, letters) = (app.password(ALICE).await, app.letters.letters().len());
    outdate_proofs(&spy, &app);
    let refused = app.mail.remove_address(&proof, ALICE, None).await.unwrap_err();
    assert_eq!(refused.code(), "superseded");
    assert_eq!(app.owner(ALICE).await, Some(user));
    app.assert_letters(letters).await;
}

#[tokio::test]
async fn a_refused_change_sends_no_notice() {
    let (spy, app, user) = alice().await;
    let proof = app.password(ALICE).await;
    drop(app.mail.request_address(&proof, BOB).await.unwrap());
    let change = link(&app.letter(BOB).await);
    let letters = app.letters.letters().len();
    outdate_proofs(&spy, &app);
    let refused = app.mail.confirm_address(&proof, Shown::Link(&change), None).await.unwrap_err();
    assert!(
        matches!(&refused, ConfirmAddressError::Failed(it) if it.kind() == ErrorKind::Superseded),
        "{refused:?}"
    );
    assert_eq!(app.owner(ALICE).await, Some(user));
    app.assert_letters(letters).await;
}

#[tokio::test]
async fn an_outage_at_the_removal_keeps_the_notice() {
    let (spy, app, _) = alice().await;
    let user = app.owner(ALICE).await.unwrap();
    let github = KeyId::new("github", "1").unwrap();
    app.auth.danger_create_key(&user, NewKey::without_password(github)).await.unwrap();
    let (proof, letters) = (app.password(ALICE).await, app.letters.letters().len());
    spy.fail_once("change_credential");
    assert_eq!(app.mail.remove_address(&proof, ALICE, None).await.unwrap_err().code(), "unavailable");
    app.assert_letters(letters + 1).await;
}
