//! What the contract cannot know of: other processes on the same file, and writes that are committed in groups.

use lucerna_core::{
    Column, Expiry, KeyDeletion, KeyId, KeyRecord, LastKey, NewUserRecord, PasswordHash, Row, Schema,
    SessionDetails, SessionId, SessionRecord, SessionStore, Store, Timestamp, UserRecord, UserStore,
};
use lucerna_store_sqlite::SqliteStore;
use std::path::Path;
use tempfile::TempDir;

const NOW: Timestamp = Timestamp::from_unix_millis(0);

fn open(path: &Path) -> SqliteStore {
    let schema = Schema::of_columns(vec![Column::of::<String>("username").unique()]).unwrap();
    SqliteStore::open(path, schema).unwrap()
}

/// The store twice, as two processes have it.
fn two_processes() -> (TempDir, [SqliteStore; 2]) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("test.db");
    let stores = [open(&path), open(&path)];
    (directory, stores)
}

fn user(id: &str, username: &str) -> NewUserRecord {
    let attributes = Row::new().with("username", &username.to_owned());
    NewUserRecord { user: UserRecord { id: id.into(), attributes }, key: Some(key(id, id)) }
}

fn key(name: &str, user: &str) -> KeyRecord {
    let password_hash = Some(PasswordHash::new("hash"));
    KeyRecord { id: KeyId::username(name), user_id: user.into(), password_hash }
}

fn session(token: &str, user: &str) -> SessionRecord {
    let [active, idle, absolute] = [1, 2, 3].map(Timestamp::from_unix_millis);
    let id = SessionId::of_token(&format!("{token:-<32}")).unwrap();
    let expiry = Expiry { active, idle, absolute };
    SessionRecord {
        id,
        user_id: user.into(),
        expiry,
        periods: None,
        details: SessionDetails::default(),
        attributes: Row::new(),
    }
}

#[tokio::test]
async fn what_one_process_writes_another_reads_at_once() {
    let (_directory, [one, other]) = two_processes();
    let (alice, a) = (user("u1", "Alice"), session("a", "u1"));
    assert!(other.find_user(&"u1".into()).await.unwrap().is_none());
    one.insert_user(alice.clone()).await.unwrap();
    one.insert_session(a.clone()).await.unwrap();
    let found = other.find_session_and_user(&a.id, NOW).await.unwrap();
    assert_eq!(found, Some((a.clone(), alice.user)));
    assert!(other.delete_session(&a.id).await.unwrap());
    assert!(one.find_session_and_user(&a.id, NOW).await.unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_processes_that_delete_the_last_two_keys_one_is_refused() {
    let (_directory, [one, other]) = two_processes();
    for round in 0..8 {
        let [id, first, second] = ["", "a", "b"].map(|it| format!("u{round}{it}"));
        let mut new = user(&id, &id);
        new.key = Some(key(&first, &id));
        one.insert_user(new).await.unwrap();
        one.insert_key(key(&second, &id)).await.unwrap();
        let delete = |store: &SqliteStore, name: &str| {
            let (store, name) = (store.clone(), KeyId::username(name));
            tokio::spawn(async move { store.delete_key(&name, LastKey::Keep).await.unwrap() })
        };
        let [a, b] = [delete(&one, &first), delete(&other, &second)];
        let answers = [a.await.unwrap(), b.await.unwrap()];
        assert!(
            answers.contains(&KeyDeletion::Deleted) && answers.contains(&KeyDeletion::Last),
            "{answers:?}"
        );
    }
}

#[tokio::test]
async fn a_write_that_fails_takes_none_of_its_neighbours_with_it() {
    let (_directory, [store, _]) = two_processes();
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
