//! Changes whose events never reached the worker, as those of a process that was killed after the change.

use crate::app::{ALICE, App, LostEvents, OTHER_PASSWORD, PASSWORD, schema};
use crate::notices::{each, told};
use lucerna_core::{KeyId, NewKey, SessionOptions};
use lucerna_store_memory::MemoryStore;
use lucerna_testkit::SpyStore;

const CAROL: &str = "carol@example.com";

pub(crate) async fn a_change_is_told_once_though_its_event_was_lost(app: App) {
    app.verified_user(ALICE).await;
    app.turn_minutes(2);
    let github = KeyId::new("github", "1").unwrap();
    app.auth.create_key(&app.password(ALICE).await, NewKey::without_password(github)).await.unwrap();
    app.session(app.password(ALICE).await).await;
    app.turn_minutes(1);
    drop(app.auth.change_password(&app.password(ALICE).await, OTHER_PASSWORD, None).await.unwrap());
    assert_eq!(told(&app).await, [""; 0], "the process of the change may live");
    app.turn_minutes(1);
    let mut expected = each(&[ALICE], "A way to sign in was added");
    expected.extend(each(&[ALICE], "New sign-in to your account"));
    assert_eq!(told(&app).await, expected);
    app.turn_minutes(1);
    assert_eq!(told(&app).await, each(&[ALICE], "Your password was changed"));
    app.turn_minutes(3);
    assert_eq!(told(&app).await, [""; 0], "each once");
}

pub(crate) async fn a_change_that_failed_is_not_told(app: App) {
    let user = app.verified_user(ALICE).await;
    drop(app.sign_up(CAROL).await);
    app.turn_minutes(2);
    let taken = NewKey::same_password(KeyId::email(CAROL));
    assert!(app.auth.danger_create_key(&user, taken).await.is_err());
    app.turn_minutes(3);
    assert_eq!(told(&app).await, [""; 0]);
    app.auth.danger_set_password(&KeyId::email(ALICE), PASSWORD).await.unwrap();
    app.turn_minutes(2);
    assert_eq!(
        told(&app).await,
        each(&[ALICE], "Your password was changed"),
        "the row of the failed one is gone"
    );
}

/// A row of a refused change would be told with the next change, whose credentials differ too.
pub(crate) async fn refused_changes_are_not_told_though_another_one_follows(app: App) {
    app.verified_user(ALICE).await;
    let carol = app.sign_up(CAROL).await;
    let [taken, free] = ["1", "2"].map(|it| KeyId::new("github", it).unwrap());
    app.auth.create_key(&carol, NewKey::without_password(taken.clone())).await.unwrap();
    app.turn_minutes(2);
    let (alice, proof) = (KeyId::email(ALICE), app.password(ALICE).await);
    assert!(app.auth.create_key(&proof, NewKey::without_password(taken)).await.is_err());
    assert!(app.auth.rename_key(&proof, &alice, &KeyId::email(CAROL)).await.is_err());
    assert!(app.auth.delete_key(&proof, &alice, None).await.is_err(), "the last key");
    app.auth.create_key(&proof, NewKey::without_password(free)).await.unwrap();
    app.turn_minutes(3);
    assert_eq!(told(&app).await, each(&[ALICE], "A way to sign in was added"));
}

/// The password changes between its verification and the session.
pub(crate) async fn a_refused_sign_in_is_not_told(app: App) {
    app.verified_user(ALICE).await;
    app.turn_minutes(2);
    let proof = app.password(ALICE).await;
    app.auth.danger_set_password(&KeyId::email(ALICE), OTHER_PASSWORD).await.unwrap();
    assert!(app.auth.start_bearer_session(proof, SessionOptions::default()).await.is_err());
    app.turn_minutes(3);
    assert_eq!(told(&app).await, each(&[ALICE], "Your password was changed"));
}

#[tokio::test]
async fn a_change_that_cannot_be_read_holds_up_no_other() {
    let spy = SpyStore::new(MemoryStore::new(schema()));
    let app = App::open(spy.clone(), LostEvents::All);
    for (address, number) in [(ALICE, "1"), (CAROL, "2")] {
        app.verified_user(address).await;
        app.turn_minutes(2);
        let github = NewKey::without_password(KeyId::new("github", number).unwrap());
        app.auth.create_key(&app.password(address).await, github).await.unwrap();
    }
    app.turn_minutes(2);
    spy.fail_once("find_user_keys");
    let before = spy.calls("write_records");
    assert!(app.mail.deliver_due().await.is_err());
    assert_eq!(spy.calls("write_records") - before, 1, "the other one is told");
    assert_eq!(told(&app).await, each(&[ALICE, CAROL], "A way to sign in was added"));
}
