//! Declared tables: the columns that a later version adds.

use crate::as_mysql::AsMySql;
use crate::test_database;
use lucerna_store_mysql::{MySqlDriver, MySqlStore, PoolOpenError};
use lucerna_store_sql::{Driver, SqlStore};
use sqlx::{AssertSqlSafe, Connection, MySqlConnection};

#[path = "../../../lucerna-store-sql/tests/shared/later_versions.rs"]
mod later_versions;

async fn assert_columns_are_added<D: Driver>(name: &str) {
    let name = format!("{name}_{}", std::process::id());
    let url = test_database::create(&lucerna_servers::mariadb().unwrap(), &name).await;
    let open = async |schema| {
        SqlStore::<D>::open(&url, schema).await.map_err(|it| match it {
            PoolOpenError::Tables(differences) => differences,
            other => vec![other.to_string()],
        })
    };
    later_versions::a_later_version_adds_columns(open).await;
}

#[tokio::test]
async fn a_later_version_of_a_feature_adds_columns_to_its_table() {
    assert_columns_are_added::<MySqlDriver>("later").await;
}

#[tokio::test]
async fn columns_are_added_with_the_statements_of_mysql() {
    assert_columns_are_added::<AsMySql>("later_as_mysql").await;
}

#[tokio::test]
async fn the_error_about_a_missing_attribute_has_statements_that_work() {
    let name = format!("later_attributes_{}", std::process::id());
    let url = test_database::create(&lucerna_servers::mariadb().unwrap(), &name).await;
    let open = async |schema| {
        MySqlStore::open(&url, schema).await.map_err(|it| match it {
            PoolOpenError::Tables(differences) => differences,
            other => vec![other.to_string()],
        })
    };
    let execute = async |sql: &str| {
        let mut connection = MySqlConnection::connect(&url).await.unwrap();
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
    };
    later_versions::the_statements_of_the_error_work(open, execute).await;
}
