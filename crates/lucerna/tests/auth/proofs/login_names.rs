//! Tests of sign-in names, and of listing and finding users.

use super::kit::{MemberProfile, member, memory_app};
use crate::kit::PASSWORD;
use lucerna::{Conflict, CreateKeyError, CreateUserError, KeyId, NewKey, Page, UpdateUserError};

#[tokio::test]
async fn a_user_with_several_names_has_one_password() {
    let app = memory_app();
    app.user("alice").await;
    let auth = &app.auth;
    let verified = app.verify("alice").await;
    let email = KeyId::email("alice@example.com");
    auth.create_key(&verified, NewKey::same_password(email.clone())).await.unwrap();
    assert!(auth.verify_password(&email, PASSWORD).await.is_ok());
    let second = NewKey::with_password(KeyId::new("member", "7").unwrap(), "quite another one");
    assert!(matches!(auth.create_key(&verified, second).await, Err(CreateKeyError::HasPassword)));

    let by_email = auth.verify_password(&email, PASSWORD).await.unwrap();
    auth.change_password(&by_email, "wrong donkey generator", None).await.unwrap();
    for key in [&KeyId::username("alice"), &email] {
        assert!(auth.verify_password(key, PASSWORD).await.is_err(), "{key}");
        assert!(auth.verify_password(key, "wrong donkey generator").await.is_ok(), "{key}");
    }
}

#[tokio::test]
async fn a_user_without_a_password_cannot_share_it_and_can_choose_one() {
    let app = memory_app();
    let auth = &app.auth;
    let key = NewKey::without_password(KeyId::email("alice@example.com"));
    let created = auth.create_user(key, member("alice")).await.unwrap();
    let shared = auth.create_key(&created.verified, NewKey::same_password(KeyId::username("alice"))).await;
    assert!(matches!(shared, Err(CreateKeyError::NoPassword)));
    auth.change_password(&created.verified, PASSWORD, None).await.unwrap();
    assert!(auth.verify_password(&KeyId::email("alice@example.com"), PASSWORD).await.is_ok());
}

#[tokio::test]
async fn a_key_and_its_column_change_in_one_transaction_and_keep_the_password() {
    let app = memory_app();
    app.user("alice").await;
    app.user("bob").await;
    let cookie = app.sign_in("alice").await;
    let auth = &app.auth;
    let session = app.session(&cookie).await.unwrap();
    let verified = auth.recent_proof(&session).unwrap();
    let user = auth.rename_user(&verified, |it| it.username = "Alicia".to_owned()).await.unwrap();
    assert_eq!(user.username, "Alicia");
    assert!(auth.verify_password(&KeyId::username("ALICIA"), PASSWORD).await.is_ok());
    assert!(auth.find_key(&KeyId::username("alice")).await.unwrap().is_none());
    assert_eq!(app.session(&cookie).await.unwrap().user.username, "Alicia");

    let taken = auth.rename_user(&verified, |it| it.username = "BOB".to_owned()).await;
    assert!(matches!(taken, Err(UpdateUserError::Taken(Conflict::Key))));
    let cased = auth.rename_user(&verified, |it| it.username = "ALICIA".to_owned()).await.unwrap();
    assert_eq!(cased.username, "ALICIA");
    for name in ["", " ", "a\0b"] {
        let refused = auth.rename_user(&verified, |it| it.username = name.to_owned()).await;
        assert!(matches!(refused, Err(UpdateUserError::InvalidKey(_))), "{name:?}");
    }
    assert_eq!(app.session(&cookie).await.unwrap().user.username, "ALICIA");
}

#[tokio::test]
async fn the_column_of_a_key_does_not_change_without_the_key() {
    let app = memory_app();
    let alice = app.user("alice").await;
    let auth = &app.auth;
    let refused = auth.update_user(&alice, |it| it.username = "carol".to_owned()).await;
    assert!(matches!(refused, Err(UpdateUserError::LoginName)));
    // Its spelling may change, since the key stays the same.
    assert!(auth.update_user(&alice, |it| it.username = "Alice".to_owned()).await.is_ok());
    let verified = app.verify("alice").await;
    let shown = auth.rename_key(&verified, &KeyId::username("alice"), &KeyId::username("carol")).await;
    assert!(matches!(shown, Err(UpdateUserError::LoginName)));
    app.clock.turn_seconds(601);
    let stale = auth.rename_user(&verified, |it| it.username = "carol".to_owned()).await;
    assert!(matches!(stale, Err(UpdateUserError::Stale)));
}

#[tokio::test]
async fn only_the_owner_changes_an_address() {
    let app = memory_app();
    app.user("alice").await;
    app.user("bob").await;
    let auth = &app.auth;
    let (old, new) = (KeyId::email("a@example.com"), KeyId::email("a@example.org"));
    let alice = app.verify("alice").await;
    auth.create_key(&alice, NewKey::same_password(old.clone())).await.unwrap();
    let refused = auth.rename_key(&app.verify("bob").await, &old, &new).await;
    assert!(matches!(refused, Err(UpdateUserError::MissingKey)));
    auth.rename_key(&alice, &old, &new).await.unwrap();
    assert!(auth.verify_password(&new, PASSWORD).await.is_ok());
    assert!(auth.verify_password(&old, PASSWORD).await.is_err());
}

#[tokio::test]
async fn users_are_listed_counted_and_found() {
    let app = memory_app();
    let auth = &app.auth;
    for name in ["alice", "bob", "carol", "dave", "erin"] {
        let email = Some(format!("{name}@example.com"));
        auth.sign_up(MemberProfile { email, ..member(name) }, PASSWORD).await.unwrap();
    }
    app.user("no address").await;
    let mut page = Page::first(2);
    let mut seen = Vec::new();
    loop {
        let users = auth.users(&page).await.unwrap();
        let Some(last) = users.last() else { break };
        page = Page::after(last.id.as_str(), 2);
        seen.extend(users.into_iter().map(|it| it.attributes.username));
    }
    seen.sort_unstable();
    assert_eq!(seen, ["alice", "bob", "carol", "dave", "erin", "no address"]);
    assert_eq!(auth.count_users().await.unwrap(), 6);
    let found = auth.find_user_by(MemberProfile::EMAIL, "carol@example.com").await.unwrap().unwrap();
    assert_eq!(found.username, "carol");
    for unknown in ["CAROL@example.com", "", "\0", &"x".repeat(300)] {
        assert!(auth.find_user_by(MemberProfile::EMAIL, unknown).await.unwrap().is_none(), "{unknown:?}");
    }
}

#[tokio::test]
async fn rt_113_a_user_is_not_shown_with_letters_that_look_like_another_name() {
    let app = memory_app();
    let auth = &app.auth;
    app.user("sacebook").await;
    let verified = app.verify("sacebook").await;
    let long_s = "\u{17f}acebook".to_owned();
    let renamed = auth.rename_user(&verified, |it| it.username = long_s.clone()).await;
    assert!(matches!(renamed, Err(UpdateUserError::InvalidKey(_))), "{renamed:?}");
    let updated = auth.update_user(verified.user_id(), |it| it.username = long_s.clone()).await;
    assert!(matches!(updated, Err(UpdateUserError::InvalidKey(_))), "{updated:?}");
    let key = KeyId::username("\u{17f}coop");
    let added = auth.create_key(&verified, NewKey::same_password(key)).await;
    assert!(matches!(added, Err(CreateKeyError::InvalidKey(_))), "{added:?}");
    for (typed, shown) in [("\u{17f}coop", "scoop"), ("scoop", "\u{17f}coop")] {
        let created = auth.create_user(NewKey::username(typed, PASSWORD), member(shown)).await;
        assert!(matches!(created, Err(CreateUserError::InvalidKey(_))), "{typed} {shown}");
    }
    // The spelling still signs in.
    assert!(auth.verify_password(&KeyId::username(&long_s), PASSWORD).await.is_ok());
}
