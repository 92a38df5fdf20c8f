//! Changes whose events never reached the worker, as those of a process that was killed after the change.

use crate::app::{ALICE, App, OTHER_PASSWORD, PASSWORD};
use crate::notices::{each, told};
use lucerna_core::{KeyId, NewKey};

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
    drop(app.sign_up("carol@example.com").await);
    app.turn_minutes(2);
    let taken = NewKey::same_password(KeyId::email("carol@example.com"));
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
