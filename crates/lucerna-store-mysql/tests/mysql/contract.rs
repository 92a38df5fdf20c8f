//! The store's contract, on a real server.

use crate::test_database;
use lucerna_core::Schema;
use lucerna_store_mysql::MySqlStore;
use std::path::Path;

async fn open(schema: Schema, directory: &Path) -> MySqlStore {
    let url = test_database::create(&lucerna_servers::mariadb().unwrap(), directory).await;
    MySqlStore::open(&url, schema).await.unwrap()
}

lucerna_testkit::store_contract!(open);
lucerna_testkit::reopen_contract!(open);
