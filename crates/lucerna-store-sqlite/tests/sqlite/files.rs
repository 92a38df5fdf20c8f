//! Unusable files, and tables that differ from the needed ones.

use lucerna_core::{
    Attributes, Column, NewUserRecord, Row, Schema, Store, StoreError, Timestamp, UserRecord, UserStore,
};
use lucerna_store_sqlite::{SqliteOpenError, SqliteOptions, SqliteStore, back_up_file};
use rusqlite::Connection;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;

fn schema() -> Schema {
    Schema::of_columns(vec![Column::of::<String>("username").unique(), Column::of::<Option<i64>>("age")])
        .unwrap()
}

fn directory() -> (TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("test.db");
    (directory, path)
}

fn user(name: &str) -> NewUserRecord {
    let attributes = Row::new().with("username", &name.to_owned());
    NewUserRecord { user: UserRecord { id: name.into(), attributes }, key: None }
}

fn impatient() -> SqliteOptions {
    let mut options = SqliteOptions::default();
    options.busy_timeout = Duration::from_millis(20);
    options
}

/// Returns the differences that `open` reports for the tables of this SQL.
fn differences(sql: &str) -> Vec<String> {
    let (_directory, path) = directory();
    Connection::open(&path).unwrap().execute_batch(sql).unwrap();
    let before = dump(&path);
    let error = SqliteStore::open(&path, schema()).unwrap_err();
    assert_eq!(dump(&path), before, "opening changed a file that it refused");
    match error {
        SqliteOpenError::Tables(differences) => differences,
        other => panic!("{other:?}"),
    }
}

fn dump(path: &Path) -> Vec<Option<String>> {
    let connection = Connection::open(path).unwrap();
    let mut statement = connection.prepare("SELECT sql FROM sqlite_schema ORDER BY name").unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

#[test]
fn a_new_file_is_readable_by_its_owner_only_and_reopens() {
    use std::os::unix::fs::PermissionsExt;
    let (_directory, path) = directory();
    for _ in 0..2 {
        drop(SqliteStore::open(&path, schema()).unwrap());
    }
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let connection = Connection::open(&path).unwrap();
    let mode: String = connection.query_row("PRAGMA journal_mode", [], |row| row.get(0)).unwrap();
    assert_eq!(mode, "wal");
}

#[test]
fn concurrent_opens_of_a_new_file_create_the_tables_once() {
    let (_directory, path) = directory();
    let open = || SqliteStore::open(&path, schema()).map(drop);
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(open)).collect();
        threads.into_iter().for_each(|it| it.join().unwrap().unwrap());
    });
}

#[test]
fn every_difference_is_named_in_one_error() {
    let found = differences(
        "CREATE TABLE user (id TEXT, username VARCHAR(31) NOT NULL, age TEXT, country TEXT NOT NULL, note TEXT);
         CREATE TABLE user_session (id TEXT PRIMARY KEY NOT NULL, user_id TEXT NOT NULL, active_expires BIGINT NOT NULL, idle_expires BIGINT NOT NULL);",
    );
    let expected = [
        "`user`.`id` is not the primary key",
        "`user`.`username` is not unique",
        "`user`.`age` is TEXT and has to be INTEGER",
        "`user`.`country` is NOT NULL without a default, but is not an attribute",
        "`user_session`.`user_id` does not reference the table of users",
        "`user_session`.`absolute_expires` is missing: add",
        "`user_session`.`active_period` is missing: ALTER TABLE",
        "`user_session`.`idle_period` is missing: ALTER TABLE",
    ];
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.starts_with(expected), "{found}");
    }
}

#[test]
fn the_error_shows_the_statement_that_adds_a_missing_column() {
    let found = differences("CREATE TABLE user (id TEXT PRIMARY KEY, username TEXT NOT NULL UNIQUE);");
    assert_eq!(found, [r#"`user`.`age` is missing: ALTER TABLE "user" ADD COLUMN "age" INTEGER"#]);
}

#[test]
fn nullability_of_attribute_and_column_must_match() {
    let found =
        differences("CREATE TABLE user (id TEXT PRIMARY KEY, username TEXT UNIQUE, age INT NOT NULL);");
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].contains("is nullable") && found[1].contains("is NOT NULL"), "{found:?}");
}

#[test]
fn tables_with_additional_columns_are_accepted() {
    let (_directory, path) = directory();
    let sql = "CREATE TABLE user (id VARCHAR(15) NOT NULL PRIMARY KEY, username VARCHAR(31) NOT NULL, age BIGINT, note TEXT, since TEXT NOT NULL DEFAULT '');
               CREATE UNIQUE INDEX names ON user (username);";
    Connection::open(&path).unwrap().execute_batch(sql).unwrap();
    SqliteStore::open(&path, schema()).unwrap();
}

#[test]
fn a_file_that_is_not_a_database_is_refused_unchanged() {
    let (_directory, path) = directory();
    fs::write(&path, "not a database, but a letter".repeat(100)).unwrap();
    let before = fs::read(&path).unwrap();
    assert!(matches!(SqliteStore::open(&path, schema()), Err(SqliteOpenError::File(_))));
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn the_error_names_a_missing_directory() {
    let (directory, _) = directory();
    let path = directory.path().join("missing").join("test.db");
    let error = SqliteStore::open(&path, schema()).unwrap_err();
    assert!(error.to_string().contains("missing/test.db"), "{error}");
}

#[tokio::test]
async fn reads_succeed_and_writes_are_unavailable_while_another_process_writes() {
    let (_directory, path) = directory();
    let store = SqliteStore::open_with(&path, schema(), impatient()).unwrap();
    store.insert_user(user("alice")).await.unwrap();
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert!(matches!(store.insert_user(user("bob")).await, Err(StoreError::Unavailable(_))));
    let id = lucerna_core::SessionId::of_token("tokentokentokentoken").unwrap();
    assert!(store.find_session_and_user(&id, Timestamp::from_unix_millis(0)).await.unwrap().is_none());
    other.execute_batch("ROLLBACK").unwrap();
    store.insert_user(user("bob")).await.unwrap();
}

#[tokio::test]
async fn a_damaged_file_is_an_error_not_an_absent_row() {
    let (_directory, path) = directory();
    let store = SqliteStore::open(&path, schema()).unwrap();
    for at in 0..200 {
        store.insert_user(user(&format!("user {at}"))).await.unwrap();
    }
    drop(store);
    let connection = Connection::open(&path).unwrap();
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    drop(connection);
    let mut bytes = fs::read(&path).unwrap();
    let page = 4096;
    bytes[page..].fill(0xa5);
    fs::write(&path, bytes).unwrap();
    let store = SqliteStore::open(&path, schema());
    let broken = match store {
        Err(SqliteOpenError::File(_)) => true,
        Err(_) => false,
        Ok(store) => {
            let id = lucerna_core::KeyId::username("user 1");
            matches!(store.find_key(&id).await, Err(StoreError::Unavailable(_)))
                && matches!(store.insert_user(user("new")).await, Err(StoreError::Unavailable(_)))
        }
    };
    assert!(broken);
}

#[tokio::test]
async fn a_value_of_the_wrong_type_is_an_error_not_a_null() {
    #[derive(Debug)]
    struct Flag;
    impl Attributes for Flag {
        fn columns() -> Vec<Column> {
            vec![Column::of::<bool>("flag")]
        }
        fn to_row(&self) -> Row {
            Row::new().with("flag", &true)
        }
        fn from_row(_: &mut Row) -> Result<Self, lucerna_core::ColumnError> {
            Ok(Self)
        }
    }
    let (_directory, path) = directory();
    let store = SqliteStore::open(&path, Schema::of::<Flag>().unwrap()).unwrap();
    let token = lucerna_core::SessionId::of_token("tokentokentokentoken").unwrap();
    let sql = "INSERT INTO user (id, flag) VALUES ('u', 7);
               INSERT INTO user_session (id, user_id, active_expires, idle_expires, absolute_expires) VALUES ('?', 'u', 1, 2, 3)";
    Connection::open(&path).unwrap().execute_batch(&sql.replace('?', token.as_str())).unwrap();
    assert!(matches!(
        store.find_session_and_user(&token, Timestamp::from_unix_millis(0)).await,
        Err(StoreError::Broken(_))
    ));
}

/// SQLite would delete the log, and with it the last writes.
#[tokio::test]
async fn a_log_whose_database_is_missing_or_empty_is_kept() {
    for is_empty in [false, true] {
        let (directory, path) = directory();
        let store = SqliteStore::open(&path, schema()).unwrap();
        store.insert_user(user("alice")).await.unwrap();
        let moved = directory.path().join("moved.db");
        let (log, moved_log) = (path.with_extension("db-wal"), moved.with_extension("db-wal"));
        // The files as after the process was killed.
        fs::copy(&path, &moved).unwrap();
        fs::copy(&log, &moved_log).unwrap();
        drop(store);
        fs::rename(&moved_log, &log).unwrap();
        fs::remove_file(&path).unwrap();
        if is_empty {
            fs::write(&path, "").unwrap();
        }
        let error = SqliteStore::open(&path, schema()).unwrap_err().to_string();
        let what = if is_empty { "is empty, but its log" } else { "is missing, but its log" };
        assert!(error.contains(what) && error.contains("put the database back"), "{error}");
        assert!(back_up_file(&path, directory.path().join("copy.db")).is_err());
        assert!(is_empty || !path.exists(), "no new file appears");
        fs::rename(&moved, &path).unwrap();
        drop(SqliteStore::open(&path, schema()).unwrap());
        let users: i64 = Connection::open(&path)
            .unwrap()
            .query_row("SELECT count(*) FROM user", [], |row| row.get(0))
            .unwrap();
        assert_eq!(users, 1);
    }
}

#[tokio::test]
async fn a_file_that_is_overwritten_while_it_is_open_is_an_outage() {
    let garbage = "not a database, but a letter".repeat(4000);
    for (what, text) in [("truncated", ""), ("shortened", "SQLite format 3\0"), ("overwritten", &garbage)] {
        let (_directory, path) = directory();
        drop(SqliteStore::open(&path, schema()).unwrap());
        let store = SqliteStore::open(&path, schema()).unwrap();
        fs::write(&path, text).unwrap();
        let found = store.find_key(&lucerna_core::KeyId::username("alice")).await;
        assert!(matches!(found, Err(StoreError::Unavailable(_))), "{what}: {found:?}");
        let inserted = store.insert_user(user("alice")).await;
        assert!(matches!(inserted, Err(StoreError::Unavailable(_))), "{what}: {inserted:?}");
    }
}
