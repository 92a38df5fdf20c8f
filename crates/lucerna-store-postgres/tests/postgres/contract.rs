//! The store's contract, on a real server.

use crate::test_schema;
use lucerna_core::Schema;
use lucerna_store_postgres::PostgresStore;
use std::path::Path;

async fn open(schema: Schema, directory: &Path) -> PostgresStore {
    PostgresStore::open(&test_schema::url(directory).await, schema).await.unwrap()
}

lucerna_testkit::store_contract!(open);
lucerna_testkit::reopen_contract!(open);
