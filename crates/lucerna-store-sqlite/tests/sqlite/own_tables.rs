//! The application's own tables, on the store's connections.

use lucerna_core::{NewUserRecord, Row, Schema, StoreError, UserRecord, UserStore};
use lucerna_store_sqlite::SqliteStore;
use tempfile::TempDir;

type WorkError = Box<dyn std::error::Error + Send + Sync>;

async fn with_notes() -> (TempDir, SqliteStore) {
    let directory = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(directory.path().join("app.db"), Schema::of::<()>().unwrap()).unwrap();
    run(&store, "CREATE TABLE note (text TEXT NOT NULL UNIQUE)").await.unwrap();
    (directory, store)
}

async fn run(store: &SqliteStore, sql: &'static str) -> Result<(), WorkError> {
    store.transaction(move |it| Ok(it.execute_batch(sql)?)).await
}

fn notes(store: &SqliteStore) -> i64 {
    let count = store.read(|it| -> Result<i64, WorkError> {
        Ok(it.query_row("SELECT count(*) FROM note", [], |row| row.get(0))?)
    });
    count.unwrap()
}

#[tokio::test]
async fn read_sees_committed_rows_and_refuses_writes() {
    let (_directory, store) = with_notes().await;
    run(&store, "INSERT INTO note VALUES ('one')").await.unwrap();
    assert_eq!(notes(&store), 1);
    let refused =
        store.read(|it| -> Result<usize, WorkError> { Ok(it.execute("INSERT INTO note VALUES ('x')", [])?) });
    assert!(refused.is_err());
}

#[tokio::test]
async fn failed_or_panicking_work_is_rolled_back_alone() {
    let (_directory, store) = with_notes().await;
    let failed = store.transaction(|it| -> Result<(), WorkError> {
        it.execute_batch("INSERT INTO note VALUES ('lost')")?;
        Err("the application gave up".into())
    });
    let panicked = store.transaction(|it| -> Result<(), WorkError> {
        it.execute_batch("INSERT INTO note VALUES ('lost too')")?;
        panic!("the application is broken")
    });
    let user = UserRecord { id: "u1".into(), attributes: Row::new() };
    let neighbour = store.insert_user(NewUserRecord { user, key: None });
    let (failed, panicked, neighbour) = tokio::join!(failed, panicked, neighbour);
    assert_eq!(failed.unwrap_err().to_string(), "the application gave up");
    assert!(matches!(panicked.unwrap_err().downcast_ref(), Some(StoreError::Broken(_))));
    neighbour.unwrap();
    assert_eq!(notes(&store), 0);
    assert!(store.find_user(&"u1".into()).await.unwrap().is_some());
    run(&store, "INSERT INTO note VALUES ('one')").await.unwrap();
    assert_eq!(notes(&store), 1, "the writer thread is alive");
}

#[tokio::test]
async fn a_read_transaction_left_open_does_not_hide_later_writes() {
    let (_directory, store) = with_notes().await;
    let left_open = store.read(|it| -> Result<(), WorkError> {
        it.execute_batch("BEGIN; SELECT count(*) FROM note")?;
        Err("and then it failed".into())
    });
    assert!(left_open.is_err());
    run(&store, "INSERT INTO note VALUES ('one')").await.unwrap();
    assert_eq!(notes(&store), 1);
}
