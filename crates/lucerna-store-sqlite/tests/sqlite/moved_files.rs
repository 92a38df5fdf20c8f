//! A database whose files are moved, removed or replaced under the running program.

#![cfg(unix)]

use lucerna_core::{
    KeyId, KeyRecord, NewUserRecord, PasswordHash, Row, Schema, StoreError, UserRecord, UserStore,
};
use lucerna_store_sqlite::{SqliteOptions, SqliteStore, rusqlite};
use rusqlite::Connection;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;

fn open(path: &Path) -> SqliteStore {
    let mut options = SqliteOptions::default();
    options.busy_timeout = Duration::from_millis(500);
    SqliteStore::open_with(path, Schema::of::<()>().unwrap(), options).unwrap()
}

/// The time after which a read has noticed a removed log.
const UNNOTICED: Duration = Duration::from_millis(150);

struct Running {
    directory: TempDir,
    path: PathBuf,
    store: SqliteStore,
}

impl Running {
    /// A store with a user, whom this thread has read.
    async fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        fs::create_dir(directory.path().join("data")).unwrap();
        let path = directory.path().join("data").join("app.db");
        let store = open(&path);
        store.insert_user(user("u1")).await.unwrap();
        assert!(store.find_key(&KeyId::username("u1")).await.unwrap().is_some());
        Self { directory, path, store }
    }

    fn beside(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn log(&self) -> PathBuf {
        self.path.with_extension("db-wal")
    }

    /// Checks that no call acknowledges a write or answers that the user is unknown, on old and new threads.
    async fn assert_unavailable(&self) {
        assert_is_outage(self.store.insert_user(user("u2")).await);
        tokio::time::sleep(UNNOTICED).await;
        for _ in 0..3 {
            assert_is_outage(self.store.find_key(&KeyId::username("u1")).await);
            assert_is_outage(self.find_on_a_new_thread());
            assert_is_outage(self.store.insert_user(user("u3")).await);
        }
        assert!(self.store.back_up(self.beside("copy.db")).await.is_err());
    }

    async fn assert_available(&self) {
        assert!(self.store.find_key(&KeyId::username("u1")).await.unwrap().is_some());
        assert!(self.find_on_a_new_thread().unwrap().is_some());
        self.store.insert_user(user("later")).await.unwrap();
    }

    fn find_on_a_new_thread(&self) -> Result<Option<KeyRecord>, StoreError> {
        let store = self.store.clone();
        let find = move || {
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            runtime.block_on(store.find_key(&KeyId::username("u1")))
        };
        std::thread::spawn(find).join().unwrap()
    }
}

fn user(id: &str) -> NewUserRecord {
    let key = KeyRecord {
        id: KeyId::username(id),
        user_id: id.into(),
        password_hash: Some(PasswordHash::new("hash")),
    };
    NewUserRecord { user: UserRecord { id: id.into(), attributes: Row::new() }, key: Some(key) }
}

fn assert_is_outage<T: std::fmt::Debug>(answer: Result<T, StoreError>) {
    let Err(StoreError::Unavailable(source)) = answer else { panic!("{answer:?}") };
    let text = source.to_string();
    assert!(text.contains("app.db") && text.contains("restart the program"), "{text}");
}

/// Returns the users of a file alone.
fn users(path: &Path) -> i64 {
    let connection = Connection::open(path).unwrap();
    connection.query_row("SELECT count(*) FROM user", [], |row| row.get(0)).unwrap()
}

#[tokio::test]
async fn a_removed_file_is_an_outage() {
    let running = Running::new().await;
    fs::remove_file(&running.path).unwrap();
    running.assert_unavailable().await;
    assert!(!running.path.exists(), "no new file appears in its place");
    assert_is_outage(running.store.close().await);
}

#[tokio::test]
async fn a_replaced_file_is_an_outage_and_stays_unchanged() {
    for by_copy in [false, true] {
        let running = Running::new().await;
        let other = running.beside("other.db");
        drop(open(&other));
        let before = fs::read(&other).unwrap();
        if by_copy {
            fs::remove_file(&running.path).unwrap();
            fs::copy(&other, &running.path).unwrap();
        } else {
            fs::rename(&other, &running.path).unwrap();
        }
        running.assert_unavailable().await;
        drop(running.store);
        assert_eq!(fs::read(&running.path).unwrap(), before);
        // The log of the removed file does not undo the replacement.
        assert_eq!(users(&running.path), 0);
    }
}

#[tokio::test]
async fn a_moved_file_has_all_writes_and_serves_again_when_it_is_back() {
    let running = Running::new().await;
    let moved = running.beside("moved.db");
    fs::rename(&running.path, &moved).unwrap();
    running.assert_unavailable().await;
    let alone = running.beside("alone.db");
    fs::copy(&moved, &alone).unwrap();
    assert_eq!(users(&alone), 1, "earlier writes were in the log");
    fs::rename(&moved, &running.path).unwrap();
    running.assert_available().await;
    running.store.close().await.unwrap();
    assert_eq!(users(&running.path), 2);
}

#[tokio::test]
async fn a_moved_directory_is_an_outage_until_it_is_back() {
    let running = Running::new().await;
    let (data, moved) = (running.beside("data"), running.beside("moved"));
    fs::rename(&data, &moved).unwrap();
    running.assert_unavailable().await;
    fs::rename(&moved, &data).unwrap();
    running.assert_available().await;
}

#[tokio::test]
async fn a_removed_log_is_an_outage_and_the_file_has_all_writes() {
    for name in ["app.db-wal", "app.db-shm"] {
        let running = Running::new().await;
        fs::remove_file(running.path.with_file_name(name)).unwrap();
        running.assert_unavailable().await;
        let alone = running.beside("alone.db");
        fs::copy(&running.path, &alone).unwrap();
        assert_eq!(users(&alone), 1, "{name}");
    }
}

#[tokio::test]
async fn a_read_alone_saves_the_writes_of_a_removed_log() {
    let running = Running::new().await;
    fs::remove_file(running.log()).unwrap();
    tokio::time::sleep(UNNOTICED).await;
    assert_is_outage(running.store.find_key(&KeyId::username("u1")).await);
    let alone = running.beside("alone.db");
    for _ in 0..100 {
        tokio::time::sleep(Duration::from_millis(10)).await;
        fs::copy(&running.path, &alone).unwrap();
        let connection = Connection::open(&alone).unwrap();
        if connection.query_row("SELECT 1 FROM user", [], |_| Ok(())).is_ok() {
            return;
        }
    }
    panic!("the writes stay in a log that nobody can open");
}

#[tokio::test]
async fn a_replaced_log_is_an_outage() {
    let running = Running::new().await;
    let copy = running.beside("copy");
    fs::copy(running.log(), &copy).unwrap();
    fs::rename(copy, running.log()).unwrap();
    running.assert_unavailable().await;
}

#[tokio::test]
async fn a_link_that_leads_to_another_file_is_an_outage() {
    let directory = tempfile::tempdir().unwrap();
    let [one, two, path] = ["one.db", "two.db", "app.db"].map(|it| directory.path().join(it));
    drop(open(&two));
    fs::write(&one, "").unwrap();
    symlink(&one, &path).unwrap();
    let store = open(&path);
    store.insert_user(user("u1")).await.unwrap();
    let running = Running { directory, path: path.clone(), store };
    fs::remove_file(&path).unwrap();
    symlink(&two, &path).unwrap();
    running.assert_unavailable().await;
    fs::remove_file(&path).unwrap();
    symlink(&one, &path).unwrap();
    running.assert_available().await;
}

#[tokio::test]
async fn a_read_notices_a_removed_file_after_a_millisecond() {
    let running = Running::new().await;
    fs::remove_file(&running.path).unwrap();
    tokio::time::sleep(Duration::from_millis(2)).await;
    assert_is_outage(running.store.find_key(&KeyId::username("u1")).await);
}

/// A write that waits for another process is not acknowledged if the file disappears meanwhile.
#[tokio::test]
async fn a_file_that_is_removed_during_a_write_is_an_outage() {
    let running = Running::new().await;
    let path = running.path.clone();
    let remove = move |_: &Connection| {
        fs::remove_file(path).unwrap();
        Ok::<_, StoreError>(())
    };
    assert_is_outage(running.store.transaction(remove).await);
}

/// Truncates a log with writes that are not in the file.
#[tokio::test]
async fn a_truncated_log_is_an_outage_and_the_file_stays_whole() {
    for len in [0, 32, 5000] {
        let running = Running::new().await;
        for at in 0..100 {
            running.store.insert_user(user(&format!("earlier {at}"))).await.unwrap();
        }
        empty_log(&running.path);
        for at in 0..40 {
            running.store.insert_user(user(&format!("lost {at}"))).await.unwrap();
        }
        truncate(&running.log(), len);
        running.assert_unavailable().await;
        assert_is_outage(running.store.close().await);
        assert_eq!(fs::metadata(running.log()).unwrap().len(), len);
        let database = Connection::open(&running.path).unwrap();
        let check: String = database.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
        assert_eq!(check, "ok");
        drop(database);
        assert!(users(&running.path) >= 101);
        open(&running.path).insert_user(user("u2")).await.unwrap();
    }
}

#[tokio::test]
async fn a_read_notices_a_truncated_log() {
    let running = Running::new().await;
    truncate(&running.log(), 0);
    tokio::time::sleep(UNNOTICED).await;
    assert_is_outage(running.store.find_key(&KeyId::username("u1")).await);
}

#[tokio::test]
async fn a_log_that_another_process_empties_is_no_outage() {
    let running = Running::new().await;
    for at in 0..5 {
        empty_log(&running.path);
        assert_eq!(fs::metadata(running.log()).unwrap().len(), 0);
        if at % 2 == 0 {
            tokio::time::sleep(UNNOTICED).await;
            assert!(running.store.find_key(&KeyId::username("u1")).await.unwrap().is_some());
        }
        running.store.insert_user(user(&format!("later {at}"))).await.unwrap();
    }
}

fn empty_log(path: &Path) {
    Connection::open(path).unwrap().query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
}

fn truncate(path: &Path, len: u64) {
    fs::OpenOptions::new().write(true).open(path).unwrap().set_len(len).unwrap();
}
