//! Declared tables: the columns that a later version adds.

use crate::test_schema;
use lucerna_store_postgres::{PoolOpenError, PostgresStore};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

#[path = "../../../lucerna-store-sql/tests/shared/later_versions.rs"]
mod later_versions;

#[tokio::test]
async fn a_later_version_of_a_feature_adds_columns_to_its_table() {
    let directory = tempfile::tempdir().unwrap();
    let url = test_schema::url(directory.path()).await;
    let open = async |schema| {
        PostgresStore::open(&url, schema).await.map_err(|it| match it {
            PoolOpenError::Tables(differences) => differences,
            other => panic!("{other}"),
        })
    };
    later_versions::a_later_version_adds_columns(open).await;
}

#[tokio::test]
async fn the_error_about_a_missing_attribute_has_statements_that_work() {
    let directory = tempfile::tempdir().unwrap();
    let url = test_schema::url(directory.path()).await;
    let open = async |schema| {
        PostgresStore::open(&url, schema).await.map_err(|it| match it {
            PoolOpenError::Tables(differences) => differences,
            other => panic!("{other}"),
        })
    };
    let execute = async |sql: &str| {
        let mut connection = PgConnection::connect(&url).await.unwrap();
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
    };
    later_versions::the_statements_of_the_error_work(open, execute).await;
}
