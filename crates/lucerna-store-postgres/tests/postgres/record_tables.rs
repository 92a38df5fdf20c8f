//! Declared tables: what a later version adds.

use crate::place;
use lucerna_store_postgres::{PoolOpenError, PostgresStore};

#[path = "../../../lucerna-store-sql/tests/shared/later_versions.rs"]
mod later_versions;

#[tokio::test]
async fn a_later_version_of_a_feature_adds_columns_to_its_table() {
    let directory = tempfile::tempdir().unwrap();
    let url = place::url(directory.path()).await;
    let open = async |schema| {
        PostgresStore::open(&url, schema).await.map_err(|it| match it {
            PoolOpenError::Tables(differences) => differences,
            other => panic!("{other}"),
        })
    };
    later_versions::a_later_version_adds_columns(open).await;
}
