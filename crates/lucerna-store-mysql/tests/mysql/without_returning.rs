//! The store's contract with MySQL's statements, which cannot use `RETURNING`.
//!

use crate::as_mysql::AsMySql;
use crate::test_database;
use lucerna_core::Schema;
use lucerna_store_sql::SqlStore;
use std::path::Path;

async fn open(schema: Schema, directory: &Path) -> SqlStore<AsMySql> {
    let url = test_database::create(&lucerna_servers::mariadb().unwrap(), directory).await;
    SqlStore::open(&url, schema).await.unwrap()
}

lucerna_testkit::store_contract!(open);
lucerna_testkit::reopen_contract!(open);
