//! The store on real files: what it keeps, and what it says of what it cannot keep.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use lucerna_core::{
    Column, Conflict, Expiry, KeyId, KeyRecord, NewUserRecord, PasswordHash, Row, Schema, SessionId,
    SessionRecord, SessionStore, Store, StoreError, Timestamp, UserRecord, UserStore, Value,
};
use lucerna_store_sqlite::SqliteStore;
use std::path::Path;
use tempfile::TempDir;

const NOW: Timestamp = Timestamp::from_unix_millis(0);

fn schema() -> Schema {
    Schema::of_columns(vec![
        Column::of::<String>("username").unique(),
        Column::of::<Option<String>>("email").unique(),
        Column::of::<f64>("height"),
        Column::of::<bool>("admin"),
        Column::of::<Vec<u8>>("avatar"),
        Column::of::<Timestamp>("seen"),
    ])
    .unwrap()
}

fn open(path: &Path) -> SqliteStore {
    SqliteStore::open(path, schema()).unwrap()
}

fn fresh() -> (TempDir, SqliteStore) {
    let directory = tempfile::tempdir().unwrap();
    let store = open(&directory.path().join("test.db"));
    (directory, store)
}

fn user(id: &str, username: &str) -> NewUserRecord {
    let attributes = Row::new()
        .with("username", &username.to_owned())
        .with("email", &None::<String>)
        .with("height", &1.5)
        .with("admin", &true)
        .with("avatar", &vec![0_u8, 255])
        .with("seen", &Timestamp::from_unix_millis(-1));
    NewUserRecord { user: UserRecord { id: id.into(), attributes }, key: None }
}

fn with_key(mut user: NewUserRecord, name: &str) -> NewUserRecord {
    let password_hash = Some(PasswordHash::new("hash"));
    user.key = Some(KeyRecord { id: KeyId::username(name), user_id: user.user.id.clone(), password_hash });
    user
}

fn session(token: &str, user: &str) -> SessionRecord {
    let [active, idle, absolute] = [1, 2, 3].map(Timestamp::from_unix_millis);
    let id = SessionId::of_token(&format!("{token:-<32}")).unwrap();
    SessionRecord {
        id,
        user_id: user.into(),
        expiry: Expiry { active, idle, absolute },
        periods: None,
        attributes: Row::new(),
    }
}

fn conflict(result: Result<(), StoreError>) -> Conflict {
    match result.unwrap_err() {
        StoreError::Conflict(conflict) => conflict,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn what_is_written_is_read_back_also_by_another_process() {
    let (directory, store) = fresh();
    let alice = with_key(user("u1", "Alice"), "alice");
    store.insert_user(alice.clone()).await.unwrap();
    store.insert_session(session("a", "u1")).await.unwrap();
    for store in [store, open(&directory.path().join("test.db"))] {
        let found = store.find_session_and_user(&session("a", "u1").id, NOW).await.unwrap();
        assert_eq!(found, Some((session("a", "u1"), alice.user.clone())));
        let key = store.find_key(&KeyId::username("ALICE")).await.unwrap().unwrap();
        assert_eq!((key.user_id.as_str(), key.password_hash.unwrap().expose()), ("u1", "hash"));
        assert!(store.find_key(&KeyId::username("bob")).await.unwrap().is_none());
        assert!(store.find_session_and_user(&session("b", "u1").id, NOW).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn a_conflict_names_the_key_the_column_or_the_id() {
    let (_directory, store) = fresh();
    let mut alice = with_key(user("u1", "Alice"), "alice");
    alice.user.attributes = alice.user.attributes.clone().with("extra", &1_i64);
    store.insert_user(alice).await.unwrap();
    store.insert_session(session("a", "u1")).await.unwrap();
    assert_eq!(conflict(store.insert_user(with_key(user("u2", "ALICE"), "alice")).await), Conflict::Key);
    assert_eq!(
        conflict(store.insert_user(with_key(user("u2", "Alice"), "bob")).await),
        Conflict::Column("username".into())
    );
    assert_eq!(conflict(store.insert_user(user("u1", "Bob")).await), Conflict::UserId);
    assert_eq!(conflict(store.insert_session(session("a", "u1")).await), Conflict::SessionId);
    assert!(matches!(store.insert_session(session("b", "u9")).await, Err(StoreError::MissingUser)));
}

#[tokio::test]
async fn a_user_and_their_key_are_created_together_or_not_at_all() {
    let (_directory, store) = fresh();
    store.insert_user(with_key(user("u1", "Alice"), "alice")).await.unwrap();
    assert_eq!(conflict(store.insert_user(with_key(user("u2", "Bob"), "alice")).await), Conflict::Key);
    store.insert_user(with_key(user("u3", "Bob"), "bob")).await.unwrap();
}

#[tokio::test]
async fn rt_052_a_session_is_inserted_once_and_never_overwritten() {
    let (_directory, store) = fresh();
    store.insert_user(user("u1", "Alice")).await.unwrap();
    store.insert_user(user("u2", "Bob")).await.unwrap();
    store.insert_session(session("a", "u1")).await.unwrap();
    assert_eq!(conflict(store.insert_session(session("a", "u2")).await), Conflict::SessionId);
    let (found, _) = store.find_session_and_user(&session("a", "u1").id, NOW).await.unwrap().unwrap();
    assert_eq!(found.user_id.as_str(), "u1");
}

#[tokio::test]
async fn rt_054_a_renewal_moves_a_session_and_never_brings_one_back() {
    let (_directory, store) = fresh();
    let SessionRecord { id, expiry, .. } = session("a", "u1");
    store.insert_user(user("u1", "Alice")).await.unwrap();
    store.insert_session(session("a", "u1")).await.unwrap();
    let later =
        Expiry { active: Timestamp::from_unix_millis(7), idle: Timestamp::from_unix_millis(8), ..expiry };
    assert!(store.renew_session(&id, later).await.unwrap());
    assert_eq!(store.find_session_and_user(&id, NOW).await.unwrap().unwrap().0.expiry, later);
    assert!(store.delete_session(&id).await.unwrap());
    assert!(!store.renew_session(&id, later).await.unwrap());
    assert!(!store.delete_session(&id).await.unwrap());
    assert!(store.find_session_and_user(&id, NOW).await.unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_sixty_four_who_want_one_name_one_gets_it() {
    let (_directory, store) = fresh();
    let tasks: Vec<_> = (0..64)
        .map(|at| {
            let store = store.clone();
            tokio::spawn(async move {
                store.insert_user(with_key(user(&format!("u{at}"), "Alice"), "alice")).await
            })
        })
        .collect();
    let mut winners = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(()) => winners += 1,
            error => assert_eq!(conflict(error), Conflict::Key),
        }
    }
    assert_eq!(winners, 1);
}

#[tokio::test]
async fn a_write_that_fails_takes_none_of_its_neighbours_with_it() {
    let (_directory, store) = fresh();
    store.insert_user(user("u0", "Taken")).await.unwrap();
    let writes = (1..50).map(|at| {
        let store = store.clone();
        let name = if at % 3 == 0 { "Taken".to_owned() } else { format!("user {at}") };
        tokio::spawn(async move { (at, store.insert_user(user(&format!("u{at}"), &name)).await) })
    });
    for write in writes.collect::<Vec<_>>() {
        let (at, result) = write.await.unwrap();
        assert_eq!(result.is_ok(), at % 3 != 0, "{at}: {result:?}");
    }
}

#[tokio::test]
async fn rt_213_hostile_text_is_kept_to_the_letter() {
    let (_directory, store) = fresh();
    for (at, text) in ["'; DROP TABLE user; --", "\"", "a\0b", "\u{202e}", "🦀", ""].into_iter().enumerate()
    {
        let id = format!("u{at}'\"");
        store.insert_user(user(&id, text)).await.unwrap();
        store.insert_session(session(&format!("s{at}"), &id)).await.unwrap();
        let (_, user) =
            store.find_session_and_user(&session(&format!("s{at}"), &id).id, NOW).await.unwrap().unwrap();
        assert_eq!(user.attributes.value("username"), Some(&Value::Text(text.to_owned())));
    }
}
