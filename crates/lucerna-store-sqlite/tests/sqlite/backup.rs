//! Backups of a running database, and their return.

use lucerna_core::{
    Expiry, NewUserRecord, Row, Schema, SessionDetails, SessionId, SessionRecord, SessionStore, Timestamp,
    UserRecord, UserStore,
};
use lucerna_store_sqlite::{
    SqliteBackUpError, SqliteRestoreError, SqliteStore, back_up_file, restore_file, rusqlite,
};
use rusqlite::Connection;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use tempfile::TempDir;

fn schema() -> Schema {
    Schema::of::<()>().unwrap()
}

fn open(path: &Path) -> SqliteStore {
    SqliteStore::open(path, schema()).unwrap()
}

fn directory() -> (TempDir, PathBuf, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let [path, copy] = ["app.db", "copy.db"].map(|it| directory.path().join(it));
    (directory, path, copy)
}

fn user(id: &str) -> NewUserRecord {
    NewUserRecord { user: UserRecord { id: id.into(), attributes: Row::new() }, key: None }
}

fn session(user: &str) -> SessionRecord {
    let end = Timestamp::from_unix_millis(4_000_000_000_000);
    SessionRecord {
        id: SessionId::of_token("tokentokentokentoken").unwrap(),
        user_id: user.into(),
        expiry: Expiry { active: end, idle: end, absolute: end },
        periods: None,
        details: SessionDetails::default(),
        attributes: Row::new(),
    }
}

fn count(path: &Path, table: &str) -> i64 {
    let connection = Connection::open(path).unwrap();
    connection.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
}

fn files(directory: &TempDir) -> Vec<String> {
    let names = fs::read_dir(directory.path()).unwrap();
    let mut names: Vec<_> = names.map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
    names.sort_unstable();
    names
}

#[cfg(unix)]
fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[tokio::test]
async fn a_backup_is_one_private_file_with_the_writes_in_the_log() {
    let (directory, path, copy) = directory();
    let store = open(&path);
    store.insert_user(user("u1")).await.unwrap();
    store.back_up(&copy).await.unwrap();
    back_up_file(&path, directory.path().join("other.db")).unwrap();
    assert_eq!(files(&directory), ["app.db", "app.db-shm", "app.db-wal", "copy.db", "other.db"]);
    #[cfg(unix)]
    assert_eq!(mode(&copy), 0o600);
    // The store goes on.
    store.insert_user(user("u2")).await.unwrap();
    assert_eq!((count(&path, "user"), count(&copy, "user")), (2, 1));
}

#[tokio::test]
async fn no_file_is_replaced() {
    let (directory, path, copy) = directory();
    let store = open(&path);
    for taken in ["copy.db", "copy.db-wal", "copy.db-journal"] {
        let taken = directory.path().join(taken);
        fs::write(&taken, "a letter").unwrap();
        let refused = store.back_up(&copy).await;
        assert!(matches!(&refused, Err(SqliteBackUpError::Exists(it)) if *it == taken), "{refused:?}");
        assert_eq!(fs::read(&taken).unwrap(), b"a letter");
        fs::remove_file(&taken).unwrap();
    }
    assert!(matches!(store.back_up(&path).await, Err(SqliteBackUpError::Exists(_))));
    assert_eq!(files(&directory), ["app.db", "app.db-shm", "app.db-wal"]);
}

#[tokio::test]
async fn the_name_of_a_log_is_refused() {
    let (directory, path, _) = directory();
    let store = open(&path);
    for name in ["app.db-journal", "other.db-wal", "other.db-SHM"] {
        let copy = directory.path().join(name);
        let error = store.back_up(&copy).await.unwrap_err().to_string();
        assert!(error.contains("choose another name"), "{error}");
        assert!(back_up_file(&path, &copy).is_err() && !copy.exists());
    }
}

#[tokio::test]
async fn a_failed_backup_names_its_path_and_leaves_no_file() {
    let (directory, path, copy) = directory();
    let missing = back_up_file(&path, &copy).unwrap_err().to_string();
    assert!(missing.contains("app.db"), "{missing}");
    assert_eq!(files(&directory), [""; 0]);
    let store = open(&path);
    let nowhere = store.back_up(directory.path().join("missing/copy.db")).await.unwrap_err().to_string();
    assert!(nowhere.contains("create the directory"), "{nowhere}");
    drop(store);
    let length = usize::try_from(fs::metadata(&path).unwrap().len()).unwrap();
    let mut bytes = fs::read(&path).unwrap();
    bytes[8192..length].fill(0xa5);
    fs::write(&path, bytes).unwrap();
    assert!(back_up_file(&path, &copy).unwrap_err().to_string().contains("app.db"));
    assert_eq!(files(&directory), ["app.db"]);
}

/// Each writer adds pairs of users in one transaction, so that an odd number would be half a transaction.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_backup_during_writes_is_one_state_and_does_not_stop_them() {
    let (directory, path, _) = directory();
    let store = open(&path);
    static NUMBER: AtomicI64 = AtomicI64::new(0);
    let writer = |store: SqliteStore| async move {
        loop {
            let pair = |it: &Connection| {
                for _ in 0..2 {
                    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
                    it.execute("INSERT INTO user (id) VALUES (?)", [number]).map_err(Box::new)?;
                }
                Ok::<_, Box<dyn std::error::Error + Send + Sync>>(())
            };
            store.transaction(pair).await.unwrap();
        }
    };
    let writers: Vec<_> = (0..4).map(|_| tokio::spawn(writer(store.clone()))).collect();
    let mut last = 0;
    for it in 0..5 {
        let copy = directory.path().join(format!("copy-{it}.db"));
        store.back_up(&copy).await.unwrap();
        let users = count(&copy, "user");
        assert!(users % 2 == 0 && users >= last, "{users} after {last}");
        last = users;
    }
    assert!(writers.iter().all(|it| !it.is_finished()));
    writers.iter().for_each(tokio::task::JoinHandle::abort);
    assert!(last > 0);
}

#[tokio::test]
async fn restoring_keeps_the_former_files_and_ends_all_sessions() {
    let (directory, path, copy) = directory();
    let store = open(&path);
    store.insert_user(user("u1")).await.unwrap();
    store.insert_session(session("u1")).await.unwrap();
    store.back_up(&copy).await.unwrap();
    store.insert_user(user("u2")).await.unwrap();
    store.close().await.unwrap();
    let before = fs::read(&copy).unwrap();

    let kept = restore_file(&copy, &path, &schema()).unwrap().unwrap();
    assert_eq!(files(&directory), ["app.db", "app.db.before-restore-1", "copy.db"]);
    assert_eq!((count(&path, "user"), count(&kept, "user")), (1, 2));
    assert_eq!((count(&path, "user_session"), count(&kept, "user_session")), (0, 1));
    assert_eq!(fs::read(&copy).unwrap(), before);
    #[cfg(unix)]
    assert_eq!(mode(&path), 0o600);
    open(&path).insert_user(user("u3")).await.unwrap();

    // The former database can be restored in turn.
    restore_file(&kept, &path, &schema()).unwrap();
    assert_eq!(count(&path, "user"), 2);
}

/// A killed program leaves its log, which would undo the restored file.
#[tokio::test]
async fn the_log_of_the_former_database_does_not_undo_the_restored_file() {
    let (directory, path, copy) = directory();
    let store = open(&path);
    store.back_up(&copy).await.unwrap();
    store.insert_user(user("u1")).await.unwrap();
    let killed = directory.path().join("killed.db");
    for suffix in ["", "-wal"] {
        fs::copy(format!("{}{suffix}", path.display()), format!("{}{suffix}", killed.display())).unwrap();
    }
    let kept = restore_file(&copy, &killed, &schema()).unwrap().unwrap();
    assert_eq!((count(&killed, "user"), count(&kept, "user")), (0, 1));

    // The log alone, without its file.
    let alone = directory.path().join("alone.db");
    fs::copy(format!("{}-wal", path.display()), format!("{}-wal", alone.display())).unwrap();
    restore_file(&copy, &alone, &schema()).unwrap();
    assert_eq!(count(&alone, "user"), 0);
}

#[tokio::test]
async fn a_database_in_use_is_not_replaced() {
    let (directory, path, copy) = directory();
    let store = open(&path);
    store.insert_user(user("u1")).await.unwrap();
    store.back_up(&copy).await.unwrap();
    store.insert_user(user("u2")).await.unwrap();
    let before = files(&directory);
    let refused = restore_file(&copy, &path, &schema());
    assert!(matches!(refused, Err(SqliteRestoreError::InUse(_))), "{refused:?}");
    assert_eq!(files(&directory), before);
    store.insert_user(user("u3")).await.unwrap();
    assert_eq!(count(&path, "user"), 3);
}

#[tokio::test]
async fn an_unfit_backup_changes_nothing() {
    let (directory, path, copy) = directory();
    let store = open(&path);
    store.insert_user(user("u1")).await.unwrap();
    store.back_up(&copy).await.unwrap();
    drop(store);
    let good = fs::read(&copy).unwrap();
    let mut damaged = good.clone();
    damaged[8192..].fill(0xa5);
    let photos = directory.path().join("photos.db");
    Connection::open(&photos).unwrap().execute_batch("CREATE TABLE photo (id INTEGER)").unwrap();
    let photos = fs::read(photos).unwrap();
    let unfit = [b"a letter".repeat(1000), damaged, good[..4096].to_vec(), photos, Vec::new()];
    for bytes in unfit {
        fs::write(&copy, bytes).unwrap();
        let before = files(&directory);
        let refused = restore_file(&copy, &path, &schema());
        assert!(matches!(refused, Err(SqliteRestoreError::Unfit(_))), "{refused:?}");
        assert!(refused.unwrap_err().to_string().contains("copy.db"));
        assert_eq!((files(&directory), count(&path, "user")), (before, 1));
    }
    fs::write(&copy, &good).unwrap();
    fs::write(directory.path().join("copy.db-wal"), "a log").unwrap();
    assert!(matches!(restore_file(&copy, &path, &schema()), Err(SqliteRestoreError::Unfit(_))));
    for other in [&path, directory.path(), Path::new("/dev/zero")] {
        let refused = restore_file(other, &path, &schema());
        assert!(matches!(refused, Err(SqliteRestoreError::Unfit(_))), "{refused:?}");
    }
    let missing = restore_file(directory.path().join("none.db"), &path, &schema());
    assert!(matches!(missing, Err(SqliteRestoreError::Failed(_))), "{missing:?}");
    assert_eq!(count(&path, "user"), 1);
}

#[tokio::test]
async fn a_damaged_database_is_replaced_and_kept() {
    let (directory, path, copy) = directory();
    let store = open(&path);
    store.insert_user(user("u1")).await.unwrap();
    store.back_up(&copy).await.unwrap();
    drop(store);
    let letter = b"no database any more".repeat(1000);
    fs::write(&path, &letter).unwrap();
    fs::write(directory.path().join("app.db-wal"), "a log").unwrap();
    let kept = restore_file(&copy, &path, &schema()).unwrap().unwrap();
    assert_eq!(fs::read(&kept).unwrap(), letter);
    assert_eq!(files(&directory), ["app.db", "app.db.before-restore-1", "copy.db"]);
    assert_eq!(count(&path, "user"), 1);
}

/// SQLite would delete the log of a database that was truncated to nothing.
#[tokio::test]
async fn restoring_keeps_the_log_of_an_empty_database() {
    let (directory, path, copy) = directory();
    let store = open(&path);
    store.insert_user(user("u1")).await.unwrap();
    store.back_up(&copy).await.unwrap();
    let log = fs::read(path.with_extension("db-wal")).unwrap();
    drop(store);
    fs::write(&path, "").unwrap();
    fs::write(path.with_extension("db-wal"), &log).unwrap();
    let former = restore_file(&copy, &path, &schema()).unwrap().unwrap();
    let kept = directory.path().join(format!("{}-wal", former.file_name().unwrap().to_str().unwrap()));
    assert_eq!(fs::read(kept).unwrap(), log);
    assert_eq!(count(&path, "user"), 1);
}
