//! The index of the names of an earlier version: what one request does at most.

use lucerna_core::{
    Auth, CreateUserError, ErrorKind, KeyId, KeyRecord, NewKey, NewUserRecord, Row, Schema, UserRecord,
    UserStore,
};
use lucerna_store_memory::MemoryStore;
use lucerna_testkit::{SpyStore, quick_passwords};
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

async fn store_with_old_users(count: u32) -> SpyStore<MemoryStore> {
    let store = MemoryStore::new(Schema::of_columns(Vec::new()).unwrap());
    let store = SpyStore::new(store);
    for at in 0..count {
        let user = UserRecord { id: format!("u{at:05}").as_str().into(), attributes: Row::new() };
        let id = KeyId::username(&format!("scope{at}"));
        let key = KeyRecord { id, user_id: user.id.clone(), password_hash: None };
        store.insert_user(NewUserRecord { user, key: Some(key) }).await.unwrap();
    }
    store
}

fn auth(store: &SpyStore<MemoryStore>) -> Auth<Row> {
    Auth::builder(store.clone(), quick_passwords(), "https://app.example".parse().unwrap()).build().unwrap()
}

async fn sign_up(auth: &Auth<Row>, name: &str) -> Result<(), CreateUserError> {
    auth.create_user(NewKey::without_password(KeyId::username(name)), Row::new()).await.map(drop)
}

fn is_unavailable(answer: &Result<(), CreateUserError>) -> bool {
    matches!(answer, Err(CreateUserError::Failed(error)) if error.kind() == ErrorKind::Unavailable)
}

#[tokio::test]
async fn a_sign_up_indexes_a_thousand_users_at_most() {
    let store = store_with_old_users(1_150).await;
    let auth = auth(&store);
    let early = sign_up(&auth, "\u{430}лиса").await;
    assert!(is_unavailable(&early), "{early:?}");
    assert_eq!(store.calls("list_users"), 10);
    sign_up(&auth, "\u{430}лиса").await.unwrap();
    assert_eq!(store.calls("list_users"), 12);
    assert!(matches!(sign_up(&auth, "ѕсоре1149").await, Err(CreateUserError::Taken(_))));
}

#[tokio::test]
async fn one_request_at_a_time_works_at_the_index() {
    let store = store_with_old_users(250).await;
    let auth = auth(&store);
    sign_up(&auth, "alice").await.unwrap();
    let answer = Arc::new(Mutex::new(None));
    let (other, spy, told) = (auth.clone(), store.clone(), Arc::clone(&answer));
    store.before_once("list_users", move || {
        let before = spy.calls("list_users");
        let polled = pin!(sign_up(&other, "жук")).poll(&mut Context::from_waker(Waker::noop()));
        let Poll::Ready(answer) = polled else { return };
        *told.lock().unwrap() = Some((is_unavailable(&answer), spy.calls("list_users") - before));
    });
    sign_up(&auth, "\u{430}лиса").await.unwrap();
    assert_eq!(*answer.lock().unwrap(), Some((true, 0)));
    sign_up(&auth, "жук").await.unwrap();
}

#[tokio::test]
async fn the_index_made_at_once_leaves_nothing_to_sign_ups() {
    let store = store_with_old_users(1_150).await;
    sign_up(&auth(&store), "alice").await.unwrap();
    auth(&store).index_names().await.unwrap();
    let calls = store.calls("list_users");
    // Another process learns it from the store.
    sign_up(&auth(&store), "\u{430}лиса").await.unwrap();
    assert_eq!(store.calls("list_users"), calls);
    assert!(matches!(sign_up(&auth(&store), "ѕсоре1149").await, Err(CreateUserError::Taken(_))));
}
