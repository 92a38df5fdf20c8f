//! Declared tables: what a later version adds.

use crate::as_mysql::AsMySql;
use crate::place;
use lucerna_store_mysql::{MySqlDriver, PoolOpenError};
use lucerna_store_sql::{Driver, SqlStore};

#[path = "../../../lucerna-store-sql/tests/shared/later_versions.rs"]
mod later_versions;

async fn assert_columns_are_added<D: Driver>(name: &str) {
    let name = format!("{name}_{}", std::process::id());
    let url = place::create(&lucerna_servers::mariadb().unwrap(), &name).await;
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
async fn the_same_with_the_statements_of_mysql() {
    assert_columns_are_added::<AsMySql>("later_as_mysql").await;
}
