//! The store keeps the contract, on a real server.

use crate::place;
use lucerna_core::Schema;
use lucerna_store_postgres::PostgresStore;
use std::path::Path;

async fn open(schema: Schema, directory: &Path) -> PostgresStore {
    PostgresStore::open(&place::url(directory).await, schema).await.unwrap()
}

lucerna_testkit::store_contract!(open);
lucerna_testkit::reopen_contract!(open);
