//! The end of a store: one file remains.

use lucerna_core::{KeyId, NewUserRecord, Row, Schema, StoreError, UserRecord, UserStore};
use lucerna_store_sqlite::SqliteStore;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;
use tempfile::TempDir;

fn open(path: &Path) -> SqliteStore {
    SqliteStore::open(path, Schema::of::<()>().unwrap()).unwrap()
}

fn directory() -> (TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("app.db");
    (directory, path)
}

fn user(id: &str) -> NewUserRecord {
    NewUserRecord { user: UserRecord { id: id.into(), attributes: Row::new() }, key: None }
}

fn files(directory: &TempDir) -> Vec<String> {
    let names = fs::read_dir(directory.path()).unwrap();
    let mut names: Vec<_> = names.map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
    names.sort_unstable();
    names
}

/// Opens a copy of the file alone, without what is beside it.
async fn has_user_alone(path: &Path, id: &str) -> bool {
    let (_directory, copy) = directory();
    fs::copy(path, &copy).unwrap();
    open(&copy).find_user(&id.into()).await.unwrap().is_some()
}

/// Reads on several threads, so that each has a connection.
fn read_on_threads(store: &SqliteStore) {
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| store.read(|_| Ok::<_, StoreError>(())).unwrap());
        }
    });
}

#[tokio::test]
async fn close_leaves_one_complete_file() {
    let (directory, path) = directory();
    let store = open(&path);
    store.insert_user(user("u1")).await.unwrap();
    read_on_threads(&store);
    let clone = store.clone();
    store.close().await.unwrap();
    assert_eq!(files(&directory), ["app.db"]);
    assert!(has_user_alone(&path, "u1").await);

    // Afterwards every call is an outage, on every clone.
    assert!(matches!(clone.insert_user(user("u2")).await, Err(StoreError::Unavailable(_))));
    assert!(matches!(clone.find_user(&"u1".into()).await, Err(StoreError::Unavailable(_))));
    clone.close().await.unwrap();
    assert_eq!(files(&directory), ["app.db"]);
}

#[tokio::test]
async fn dropping_the_last_clone_leaves_one_complete_file() {
    let (directory, path) = directory();
    let store = open(&path);
    let clone = store.clone();
    store.insert_user(user("u1")).await.unwrap();
    read_on_threads(&store);
    drop(store);
    assert!(clone.find_user(&"u1".into()).await.unwrap().is_some());
    drop(clone);
    assert_eq!(files(&directory), ["app.db"]);
    assert!(has_user_alone(&path, "u1").await);
}

#[tokio::test]
async fn writes_before_close_are_completed() {
    let (_directory, path) = directory();
    let store = open(&path);
    let writes: Vec<_> = (0..200)
        .map(|it| {
            let store = store.clone();
            tokio::spawn(async move { (it, store.insert_user(user(&format!("u{it}"))).await.is_ok()) })
        })
        .collect();
    tokio::task::yield_now().await;
    store.close().await.unwrap();
    let store = open(&path);
    let mut acknowledged = 0;
    for write in writes {
        let (it, is_acknowledged) = write.await.unwrap();
        let found = store.find_user(&format!("u{it}").as_str().into()).await.unwrap();
        assert_eq!(found.is_some(), is_acknowledged, "{it}");
        acknowledged += i32::from(is_acknowledged);
    }
    assert!(acknowledged > 0);
}

#[tokio::test]
async fn a_store_can_be_dropped_by_its_own_write() {
    let (_directory, path) = directory();
    let store = open(&path);
    let own = store.clone();
    let begun = tokio::spawn(async move {
        let within = own.clone();
        let work = move |_: &rusqlite::Connection| {
            thread::sleep(Duration::from_millis(50));
            drop(within);
            Ok::<_, StoreError>(())
        };
        own.transaction(work).await
    });
    tokio::time::sleep(Duration::from_millis(10)).await;
    begun.abort();
    assert!(begun.await.is_err());
    drop(store);
    // The thread ends by itself.
    open(&path).insert_user(user("u1")).await.unwrap();
}

#[tokio::test]
async fn close_does_not_disturb_another_process() {
    let (directory, path) = directory();
    let [one, other] = [open(&path), open(&path)];
    one.insert_user(user("u1")).await.unwrap();
    one.close().await.unwrap();
    other.insert_user(user("u2")).await.unwrap();
    assert!(other.find_user(&"u1".into()).await.unwrap().is_some());
    assert!(other.find_key(&KeyId::username("u1")).await.unwrap().is_none());
    other.close().await.unwrap();
    assert_eq!(files(&directory), ["app.db"]);
}
