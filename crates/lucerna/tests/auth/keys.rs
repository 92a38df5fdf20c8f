//! Keys: several ways in, and their passwords.

use crate::kit::{House, PASSWORD, Profile, profiles};
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

impl House {
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
async fn a_user_has_as_many_keys_as_they_like() {
    let house = profiles();
    let _cookie = house.sign_up().await;
    let key =
        house.auth.create_key(&house.verified().await, NewKey::without_password(github())).await.unwrap();
    assert!(key.id == github() && !key.has_password);
    let keys = house.keys().await;
    assert_eq!(
        keys.iter().map(|it| (it.id.clone(), it.has_password)).collect::<Vec<_>>(),
        [(github(), false), (username(), true)]
    );
    assert_eq!(house.auth.find_key(&github()).await.unwrap(), Some(key));
}

#[tokio::test]
async fn a_key_that_cannot_be_created_says_why() {
    let house = profiles();
    let _cookie = house.sign_up().await;
    let alice = house.alice().await;
    let create = async |user: &UserId, key| house.auth.danger_create_key(user, key).await.unwrap_err();
    let taken = create(&alice, NewKey::without_password(username())).await;
    assert!(matches!(taken, CreateKeyError::Taken(Conflict::Key)));
    let nobody = create(&UserId::from("nobody"), NewKey::username("bob", PASSWORD)).await;
    assert!(matches!(nobody, CreateKeyError::MissingUser));
    assert!(matches!(create(&alice, NewKey::username("", PASSWORD)).await, CreateKeyError::InvalidKey(_)));
    let second = create(&alice, NewKey::username("bob", PASSWORD)).await;
    assert!(matches!(second, CreateKeyError::HasPassword));
    house.auth.danger_remove_password(&username()).await.unwrap();
    let short = create(&alice, NewKey::username("bob", "short")).await;
    assert!(matches!(short, CreateKeyError::Password(PasswordError::TooShort { min: 8 })));
}

#[tokio::test]
async fn the_last_way_in_is_deleted_only_when_it_is_said() {
    let house = profiles();
    let _cookie = house.sign_up().await;
    let delete = async |key, last| house.auth.danger_delete_key(&key, last).await.unwrap();
    assert_eq!(delete(username(), LastKey::Keep).await, KeyDeletion::Last);
    house.auth.create_key(&house.verified().await, NewKey::without_password(github())).await.unwrap();
    assert_eq!(delete(username(), LastKey::Keep).await, KeyDeletion::Deleted);
    assert_eq!(delete(username(), LastKey::Keep).await, KeyDeletion::Missing);
    assert_eq!(delete(github(), LastKey::Keep).await, KeyDeletion::Last);
    assert_eq!(delete(github(), LastKey::Delete).await, KeyDeletion::Deleted);
}

#[tokio::test]
async fn rt_058_a_changed_password_ends_every_session_but_the_one_to_keep() {
    let house = profiles();
    let (here, elsewhere) = (house.sign_up().await, house.sign_in().await);
    let keep = house.session(&here).await.unwrap().id;
    let verified = house.verified().await;
    let renewed = house.auth.change_password(&verified, "wrong donkey generator", Some(&keep)).await.unwrap();
    assert!(house.session(&here).await.is_none() && house.session(&elsewhere).await.is_none());
    assert!(house.session(&renewed.unwrap().cookie).await.is_some(), "under its new token");
    assert!(house.knows("wrong donkey generator").await && !house.knows(PASSWORD).await);
    house.auth.danger_set_password(&username(), PASSWORD).await.unwrap();
    assert_eq!(house.auth.user_sessions(&house.alice().await).await.unwrap(), []);
}

#[tokio::test]
async fn a_password_that_cannot_be_changed_says_why() {
    let house = profiles();
    let cookie = house.sign_up().await;
    let short = house.auth.change_password(&house.verified().await, "short", None).await;
    assert!(matches!(short, Err(ChangePasswordError::Password(PasswordError::TooShort { .. }))));
    let missing = house.auth.danger_set_password(&KeyId::username("nobody"), PASSWORD).await;
    assert!(matches!(missing, Err(ChangePasswordError::NoPassword)));
    assert!(house.session(&cookie).await.is_some());
}

#[tokio::test]
async fn a_password_that_was_removed_is_nobodys() {
    let house = profiles();
    let cookie = house.sign_up().await;
    house.auth.remove_password(&house.verified().await, None).await.unwrap();
    assert!(house.session(&cookie).await.is_none());
    assert!(!house.knows(PASSWORD).await && !house.knows("").await);
    assert!(!house.keys().await[0].has_password);
}

#[tokio::test]
async fn asvs_6_2_4_what_anybody_would_try_first_is_no_password() {
    let house = profiles();
    let _cookie = house.sign_up().await;
    let change =
        async |password: &str| house.auth.change_password(&house.verified().await, password, None).await;
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
async fn a_hash_of_an_older_policy_is_replaced_by_a_sign_in_and_one_of_todays_is_left() {
    let house = profiles();
    let _cookie = house.sign_up().await;
    let stored = || -> String {
        let connection = Connection::open(&house.path).unwrap();
        connection.query_row("SELECT hashed_password FROM user_key", [], |row| row.get(0)).unwrap()
    };
    let old = stored();
    assert!(house.knows(PASSWORD).await && stored() == old);

    let store = SqliteStore::open(&house.path, Schema::of::<Profile>().unwrap()).unwrap();
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
async fn of_many_sign_ins_that_replace_one_old_hash_at_once_each_starts_a_session() {
    let house = profiles();
    let _cookie = house.sign_up().await;
    let store = SqliteStore::open(&house.path, Schema::of::<Profile>().unwrap()).unwrap();
    let pool = PasswordPool::builder().cost(Argon2Cost::danger_weak(16, 1, 1).unwrap()).build().unwrap();
    let origin = "https://app.example".parse().unwrap();
    let stricter: Auth<Profile> = Auth::builder(store, pool, origin).build().unwrap();
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
