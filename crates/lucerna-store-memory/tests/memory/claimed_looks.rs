//! The looks that a failed attempt at a name had claimed.

use lucerna_core::{
    Auth, Column, Conflict, CreateKeyError, CreateUserError, KeyId, KeyRecord, LastKey, NewKey, NewUser,
    NewUserRecord, Row, Schema, UpdateUserError, UserRecord, UserStore,
};
use lucerna_store_memory::MemoryStore;
use lucerna_testkit::{SpyStore, TurnedClock, quick_passwords};
use std::pin::pin;
use std::task::{Context, Waker};

const PAYPAL: &str = "paypal";

/// The same look in Cyrillic letters.
const OTHER: &str = "раураӏ";

struct Profile {
    phone: String,
}

impl lucerna_core::Attributes for Profile {
    fn columns() -> Vec<Column> {
        vec![Column::of::<String>("phone").unique()]
    }

    fn to_row(&self) -> Row {
        Row::new().with("phone", &self.phone)
    }

    fn from_row(row: &mut Row) -> Result<Self, lucerna_core::ColumnError> {
        Ok(Self { phone: row.take("phone")? })
    }
}

/// An application whose clock stands still.
fn application() -> (SpyStore<MemoryStore>, Auth<Profile>) {
    let store = SpyStore::new(MemoryStore::new(Schema::of::<Profile>().unwrap()));
    let auth = Auth::builder(store.clone(), quick_passwords(), "https://app.example".parse().unwrap());
    (store, auth.clock(TurnedClock::default()).build().unwrap())
}

fn key(name: &str) -> NewKey {
    NewKey::without_password(KeyId::username(name))
}

fn phone(number: &str) -> Profile {
    Profile { phone: number.to_owned() }
}

async fn sign_up(auth: &Auth<Profile>, name: &str, number: &str) -> Result<(), Conflict> {
    match auth.create_user(key(name), phone(number)).await {
        Ok(_) => Ok(()),
        Err(CreateUserError::Taken(conflict)) => Err(conflict),
        Err(error) => panic!("expected a conflict, got {error}"),
    }
}

#[tokio::test]
async fn a_sign_up_that_fails_leaves_the_look_free() {
    let (_, auth) = application();
    sign_up(&auth, "alice", "1").await.unwrap();
    for name in [PAYPAL, OTHER, PAYPAL] {
        assert!(matches!(sign_up(&auth, name, "1").await, Err(Conflict::Column(_))), "{name}");
    }
    assert_eq!(sign_up(&auth, OTHER, "2").await, Ok(()));
}

#[tokio::test]
async fn a_second_name_that_fails_leaves_the_look_free() {
    let (_, auth) = application();
    let alice = auth.create_user(NewUser::from(key("alice")), phone("1")).await.unwrap();
    let shared = NewKey::same_password(KeyId::username(PAYPAL));
    let added = auth.create_key(&alice.verified, shared).await;
    assert!(matches!(added, Err(CreateKeyError::NoPassword)), "{added:?}");
    assert_eq!(sign_up(&auth, OTHER, "2").await, Ok(()));
}

#[tokio::test]
async fn a_new_name_that_fails_leaves_the_look_free() {
    let (store, auth) = application();
    let alice = auth.create_user(NewUser::from(key("alice")), phone("1")).await.unwrap();
    let old = KeyId::username("alice");
    let (spy, gone) = (store.clone(), old.clone());
    // Another request deletes the name in between.
    store.before_once("rename_key", move || {
        let _deleted =
            pin!(spy.delete_key(&gone, LastKey::Delete)).poll(&mut Context::from_waker(Waker::noop()));
    });
    let renamed = auth.rename_key(&alice.verified, &old, &KeyId::username(PAYPAL)).await;
    assert!(matches!(renamed, Err(UpdateUserError::MissingKey)), "{renamed:?}");
    assert_eq!(sign_up(&auth, OTHER, "2").await, Ok(()));
}

#[tokio::test]
async fn rt_113_a_failed_attempt_does_not_free_the_look_of_an_existing_name() {
    let (store, auth) = application();
    sign_up(&auth, "alice", "1").await.unwrap();
    // Another program wrote this name later, so that it has no row.
    let user = UserRecord { id: "later".into(), attributes: Row::new().with("phone", &"3".to_owned()) };
    let id = KeyId::username(PAYPAL);
    let key = KeyRecord { id, user_id: user.id.clone(), password_hash: None };
    store.insert_user(NewUserRecord { user, key: Some(key) }).await.unwrap();
    for number in ["1", "2"] {
        assert!(sign_up(&auth, PAYPAL, number).await.is_err());
        assert_eq!(sign_up(&auth, OTHER, "4").await, Err(Conflict::LooksAlike));
    }
}

#[tokio::test]
async fn rt_113_a_failed_attempt_does_not_free_the_look_of_a_concurrent_one() {
    let (store, auth) = application();
    sign_up(&auth, "alice", "1").await.unwrap();
    let other = auth.clone();
    store.before_once("insert_user", move || {
        let prepared = other.prepare_user(key(PAYPAL), phone("2"));
        assert!(pin!(prepared).poll(&mut Context::from_waker(Waker::noop())).is_ready());
    });
    assert!(matches!(sign_up(&auth, PAYPAL, "1").await, Err(Conflict::Column(_))));
    assert_eq!(sign_up(&auth, OTHER, "3").await, Err(Conflict::LooksAlike));
}
