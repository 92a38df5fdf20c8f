//! Declared tables: the columns that a later version adds.

use lucerna_store_sqlite::{SqliteOpenError, SqliteStore};

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
