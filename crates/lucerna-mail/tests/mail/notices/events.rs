//! Which changes are told, and to whom.

use super::{WORK, alice, alice_with_three_addresses, app, each, told};
use crate::app::{ALICE, App, BOB, Browser, OTHER_PASSWORD, PASSWORD, link, schema};
use lucerna_core::{KeyId, NewKey};
use lucerna_mail::{Shown, notices};
use lucerna_store_memory::MemoryStore;
use lucerna_store_sqlite::SqliteStore;
use lucerna_testkit::SpyStore;
use std::time::Duration;

const BOTH: [&str; 2] = [ALICE, WORK];

#[tokio::test]
async fn asvs_6_3_7_every_change_of_a_credential_is_told_once_to_every_verified_address() {
    let app = app();
    alice_with_three_addresses(&app).await;
    let github = KeyId::new("github", "1").unwrap();
    app.auth.create_key(&app.password(ALICE).await, NewKey::without_password(github.clone())).await.unwrap();
    assert_eq!(told(&app).await, each(&BOTH, "A way to sign in was added"));
    let letter = app.letters.last_to(WORK).unwrap();
    assert!(letter.text().contains("(github) was added to your Acme account alice@work.example"));
    app.auth.delete_key(&app.password(ALICE).await, &github, None).await.unwrap();
    assert_eq!(told(&app).await, each(&BOTH, "A way to sign in was removed"));

    let (old, new) = (KeyId::username("alice"), KeyId::username("alicia"));
    app.auth.create_key(&app.password(ALICE).await, NewKey::same_password(old.clone())).await.unwrap();
    assert_eq!(told(&app).await, each(&BOTH, "A way to sign in was added"));
    app.auth.rename_key(&app.password(ALICE).await, &old, &new).await.unwrap();
    assert_eq!(told(&app).await, each(&BOTH, "Your sign-in name was changed"));

    drop(app.auth.change_password(&app.password(ALICE).await, OTHER_PASSWORD, None).await.unwrap());
    assert_eq!(told(&app).await, each(&BOTH, "Your password was changed"));
    app.auth.danger_set_password(&new, PASSWORD).await.unwrap();
    assert_eq!(told(&app).await, each(&BOTH, "Your password was changed"), "also an administrator's change");
    app.auth.remove_password(&app.password(ALICE).await, None).await.unwrap();
    assert_eq!(told(&app).await, each(&BOTH, "Your password was removed"));
    assert_eq!(told(&app).await, [""; 0], "each once");
}

#[tokio::test]
async fn asvs_6_3_7_a_reset_of_the_password_is_told() {
    let app = app();
    alice(&app).await;
    drop(app.mail.request_reset(ALICE).await.unwrap());
    let link = link(&app.letter(ALICE).await);
    drop(app.mail.reset_password(Shown::Link(&link), OTHER_PASSWORD).await.unwrap());
    assert_eq!(told(&app).await, each(&[ALICE], "Your password was changed"));
}

#[tokio::test]
async fn users_without_a_verified_address_and_other_users_are_not_told() {
    let app = app();
    alice(&app).await;
    drop(app.sign_up(BOB).await);
    app.turn_minutes(2);
    app.session(app.password(BOB).await).await;
    app.auth.danger_set_password(&KeyId::email(BOB), OTHER_PASSWORD).await.unwrap();
    app.auth.create_user(NewKey::username("carol", PASSWORD), ()).await.unwrap();
    assert_eq!(told(&app).await, [""; 0]);
}

#[tokio::test]
async fn an_imported_user_is_told_after_the_address_was_marked_as_verified() {
    let app = app();
    let user = app.sign_up(ALICE).await.user_id().clone();
    app.auth.danger_create_key(&user, NewKey::same_password(KeyId::username("alice"))).await.unwrap();
    let mut marked = Vec::new();
    for key in app.auth.user_keys(&user).await.unwrap() {
        marked.push(app.mail.danger_mark_verified(&key).await.unwrap());
    }
    assert_eq!(marked, [true, false]);
    assert!(app.is_verified(ALICE).await);
    app.turn_minutes(2);
    app.auth.danger_set_password(&KeyId::email(ALICE), OTHER_PASSWORD).await.unwrap();
    assert_eq!(told(&app).await, each(&[ALICE], "Your password was changed"));
}

/// The first proof of a mailbox drops what a stranger set up. Its owner knows that.
#[tokio::test]
async fn the_first_proof_of_a_mailbox_is_no_news_to_it() {
    let app = app();
    let eve = app.sign_up(ALICE).await;
    app.auth.create_key(&eve, NewKey::same_password(KeyId::username("eve"))).await.unwrap();
    app.turn_minutes(5);
    drop(app.mail.request_reset(ALICE).await.unwrap());
    let link = link(&app.letter(ALICE).await);
    drop(app.mail.reset_password(Shown::Link(&link), OTHER_PASSWORD).await.unwrap());
    assert!(app.is_verified(ALICE).await);
    assert_eq!(told(&app).await, [""; 0]);
}

#[tokio::test]
async fn a_notice_of_a_deleted_user_is_dropped() {
    let app = app();
    let user = alice(&app).await;
    drop(app.auth.change_password(&app.password(ALICE).await, OTHER_PASSWORD, None).await.unwrap());
    app.auth.delete_user(&user).await.unwrap();
    assert_eq!(told(&app).await, [""; 0]);
}

#[tokio::test]
async fn notices_of_an_outage_are_written_after_it_and_once() {
    for failing in ["find_records", "write_records"] {
        let spy = SpyStore::new(MemoryStore::new(schema()));
        let app = App::with_notices(spy.clone(), notices());
        alice_with_three_addresses(&app).await;
        drop(app.auth.change_password(&app.password(ALICE).await, OTHER_PASSWORD, None).await.unwrap());
        super::settle(&app);
        spy.fail_once(failing);
        app.mail.deliver_due().await.unwrap_err();
        assert_eq!(told(&app).await, each(&BOTH, "Your password was changed"), "{failing}");
    }
}

/// The whole way on a database, with the worker running.
#[tokio::test(flavor = "multi_thread")]
async fn asvs_6_3_7_the_worker_sends_notices_of_a_database() {
    let directory = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(directory.path().join("app.db"), schema()).unwrap();
    let app = App::with_notices(store, notices());
    let user = alice(&app).await;
    let worker = tokio::spawn(app.mail.clone().deliver());
    let browser = Browser::default();
    let auth = app.auth.on_behalf_of(&browser);
    let proof = auth.verify_password(&KeyId::email(ALICE), PASSWORD).await.unwrap();
    drop(auth.change_password(&proof, OTHER_PASSWORD, None).await.unwrap());
    let letter = loop {
        tokio::time::sleep(Duration::from_millis(10)).await;
        if let Some(letter) = app.letters.last_to(ALICE).filter(|it| it.text().contains("/account/report")) {
            break letter;
        }
    };
    assert_eq!(letter.subject(), "Your password was changed");
    assert!(letter.text().contains(" with Firefox on Linux."), "{}", letter.text());
    worker.abort();
    app.mail.report(&link(&letter)).await.map(drop).unwrap();
    assert!(app.auth.verify_password(&KeyId::email(ALICE), OTHER_PASSWORD).await.is_err());
    let again = app.mail.report(&link(&letter)).await;
    assert!(again.is_err() && app.sessions(&user).await == 0);
}
