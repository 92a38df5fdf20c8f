//! Declared tables: the columns that a later version adds.

use lucerna_store_sqlite::{SqliteOpenError, SqliteStore};
use rusqlite::Connection;

#[path = "../../../lucerna-store-sql/tests/shared/later_versions.rs"]
mod later_versions;

#[tokio::test]
async fn a_later_version_of_a_feature_adds_columns_to_its_table() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("app.db");
    let open = async |schema| {
        SqliteStore::open(&path, schema).map_err(|it| match it {
            SqliteOpenError::Tables(differences) => differences,
            other => panic!("{other}"),
        })
    };
    later_versions::a_later_version_adds_columns(open).await;
}

#[tokio::test]
async fn the_error_about_a_missing_attribute_has_statements_that_work() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("app.db");
    let open = async |schema| {
        SqliteStore::open(&path, schema).map_err(|it| match it {
            SqliteOpenError::Tables(differences) => differences,
            other => panic!("{other}"),
        })
    };
    let execute = async |sql: &str| Connection::open(&path).unwrap().execute_batch(sql).unwrap();
    later_versions::the_statements_of_the_error_work(open, execute).await;
}
