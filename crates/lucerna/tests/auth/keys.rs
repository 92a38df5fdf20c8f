//! Tests of keys and their passwords.

use crate::kit::{PASSWORD, Profile, SqliteApp, sqlite_app};
use lucerna::extend::{KeyDeletion, LastKey};
use lucerna::{
    Argon2Cost, Auth, ChangePasswordError, Conflict, CreateKeyError, Key, KeyId, NewKey, PasswordError,
    PasswordPool, Schema, SqliteStore, UserId, VerifyPasswordError, Weakness,
};
use rusqlite::Connection;

fn username() -> KeyId {
    KeyId::username("alice")
}

fn github() -> KeyId {
    KeyId::new("github", "1:234").unwrap()
}

impl SqliteApp {
    async fn keys(&self) -> Vec<Key> {
        self.auth.user_keys(&self.alice().await).await.unwrap()
    }

    async fn knows(&self, password: &str) -> bool {
        match self.auth.verify_password(&username(), password).await {
            Ok(_) => true,
            Err(VerifyPasswordError::InvalidCredentials) => false,
            Err(error) => panic!("{error}"),
        }
    }
}

#[tokio::test]
async fn a_user_can_have_several_keys() {
    let app = sqlite_app();
    let _cookie = app.sign_up().await;
    let key = app.auth.create_key(&app.verified().await, NewKey::without_password(github())).await.unwrap();
    assert!(key.id == github() && !key.has_password);
    let keys = app.keys().await;
    assert_eq!(
        keys.iter().map(|it| (it.id.clone(), it.has_password)).collect::<Vec<_>>(),
        [(github(), false), (username(), true)]
    );
    assert_eq!(app.auth.find_key(&github()).await.unwrap(), Some(key));
}

#[tokio::test]
async fn a_key_that_cannot_be_created_is_an_error_with_the_reason() {
    let app = sqlite_app();
    let _cookie = app.sign_up().await;
    let alice = app.alice().await;
    let create = async |user: &UserId, key| app.auth.danger_create_key(user, key).await.unwrap_err();
    let taken = create(&alice, NewKey::without_password(username())).await;
    assert!(matches!(taken, CreateKeyError::Taken(Conflict::Key)));
    let missing = create(&UserId::from("missing"), NewKey::username("bob", PASSWORD)).await;
    assert!(matches!(missing, CreateKeyError::MissingUser));
    assert!(matches!(create(&alice, NewKey::username("", PASSWORD)).await, CreateKeyError::InvalidKey(_)));
    let second = create(&alice, NewKey::username("bob", PASSWORD)).await;
    assert!(matches!(second, CreateKeyError::HasPassword));
    app.auth.danger_remove_password(&username()).await.unwrap();
    let short = create(&alice, NewKey::username("bob", "short")).await;
    assert!(matches!(short, CreateKeyError::Password(PasswordError::TooShort { min: 8 })));
}

#[tokio::test]
async fn the_last_key_is_deleted_only_on_request() {
    let app = sqlite_app();
    let _cookie = app.sign_up().await;
    let delete = async |key, last| app.auth.danger_delete_key(&key, last).await.unwrap();
    assert_eq!(delete(username(), LastKey::Keep).await, KeyDeletion::Last);
    app.auth.create_key(&app.verified().await, NewKey::without_password(github())).await.unwrap();
    assert_eq!(delete(username(), LastKey::Keep).await, KeyDeletion::Deleted);
    assert_eq!(delete(username(), LastKey::Keep).await, KeyDeletion::Missing);
    assert_eq!(delete(github(), LastKey::Keep).await, KeyDeletion::Last);
    assert_eq!(delete(github(), LastKey::Delete).await, KeyDeletion::Deleted);
}

#[tokio::test]
async fn rt_058_a_changed_password_ends_all_other_sessions() {
    let app = sqlite_app();
    let (here, elsewhere) = (app.sign_up().await, app.sign_in().await);
    let keep = app.session(&here).await.unwrap().id;
    let verified = app.verified().await;
    let renewed = app.auth.change_password(&verified, "wrong donkey generator", Some(&keep)).await.unwrap();
    assert!(app.session(&here).await.is_none() && app.session(&elsewhere).await.is_none());
    assert!(app.session(&renewed.unwrap().cookie).await.is_some(), "under its new token");
    assert!(app.knows("wrong donkey generator").await && !app.knows(PASSWORD).await);
    app.auth.danger_set_password(&username(), PASSWORD).await.unwrap();
    assert_eq!(app.auth.user_sessions(&app.alice().await).await.unwrap(), []);
}

#[tokio::test]
async fn a_password_that_cannot_be_changed_is_an_error_with_the_reason() {
    let app = sqlite_app();
    let cookie = app.sign_up().await;
    let short = app.auth.change_password(&app.verified().await, "short", None).await;
    assert!(matches!(short, Err(ChangePasswordError::Password(PasswordError::TooShort { .. }))));
    let missing = app.auth.danger_set_password(&KeyId::username("missing"), PASSWORD).await;
    assert!(matches!(missing, Err(ChangePasswordError::NoPassword)));
    assert!(app.session(&cookie).await.is_some());
}

#[tokio::test]
async fn a_removed_password_no_longer_matches() {
    let app = sqlite_app();
    let cookie = app.sign_up().await;
    app.auth.remove_password(&app.verified().await, None).await.unwrap();
    assert!(app.session(&cookie).await.is_none());
    assert!(!app.knows(PASSWORD).await && !app.knows("").await);
    assert!(!app.keys().await[0].has_password);
}

#[tokio::test]
async fn asvs_6_2_4_common_passwords_are_refused() {
    let app = sqlite_app();
    let _cookie = app.sign_up().await;
    let change = async |password: &str| app.auth.change_password(&app.verified().await, password, None).await;
    for common in ["password", "Password1", "12345678", "qwertyuiop"] {
        let refused = change(common).await;
        let expected = PasswordError::Weak(Weakness::Common);
        assert!(matches!(refused, Err(ChangePasswordError::Password(it)) if it == expected), "{common}");
    }
    let refused = change("Alice-1987!").await;
    assert!(matches!(refused, Err(ChangePasswordError::Password(PasswordError::Weak(Weakness::Context)))));
    change("alice in wonderland").await.unwrap();
}

#[tokio::test]
async fn a_sign_in_replaces_a_hash_of_an_older_policy_and_keeps_a_current_one() {
    let app = sqlite_app();
    let _cookie = app.sign_up().await;
    let stored = || -> String {
        let connection = Connection::open(&app.path).unwrap();
        connection.query_row("SELECT hashed_password FROM user_key", [], |row| row.get(0)).unwrap()
    };
    let old = stored();
    assert!(app.knows(PASSWORD).await && stored() == old);

    let store = SqliteStore::open(&app.path, Schema::of::<Profile>().unwrap()).unwrap();
    let pool = PasswordPool::builder().cost(Argon2Cost::danger_weak(16, 1, 1).unwrap()).build().unwrap();
    let origin = "https://app.example".parse().unwrap();
    let stricter: Auth<Profile> = Auth::builder(store, pool, origin).build().unwrap();
    assert!(stricter.verify_password(&username(), "wrong").await.is_err() && stored() == old);
    let _proof = stricter.verify_password(&username(), PASSWORD).await.unwrap();
    let new = stored();
    assert!(new.starts_with("$argon2id$v=19$m=16,"), "{new}");
    assert!(stricter.verify_password(&username(), PASSWORD).await.is_ok() && stored() == new);
}

#[tokio::test]
async fn concurrent_sign_ins_that_replace_one_hash_all_start_sessions() {
    let app = sqlite_app();
    let _cookie = app.sign_up().await;
    let store = SqliteStore::open(&app.path, Schema::of::<Profile>().unwrap()).unwrap();
    let pool = PasswordPool::builder().cost(Argon2Cost::danger_weak(16, 1, 1).unwrap()).build().unwrap();
    let origin = "https://app.example".parse().unwrap();
    let stricter: Auth<Profile> =
        Auth::builder(store, pool, origin).danger_unlimited_attempts().build().unwrap();
    let sign_ins = (0..8).map(|_| {
        let auth = stricter.clone();
        tokio::spawn(async move { auth.verify_password(&username(), PASSWORD).await })
    });
    for verified in sign_ins.collect::<Vec<_>>() {
        let verified = verified.await.unwrap().unwrap();
        let options = lucerna::SessionOptions::default();
        assert!(stricter.start_bearer_session(verified, options).await.is_ok());
    }
}
