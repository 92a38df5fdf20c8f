//! The store's contract, on real files.

use lucerna_core::Schema;
use lucerna_store_sqlite::SqliteStore;
use std::path::Path;

async fn open(schema: Schema, directory: &Path) -> SqliteStore {
    SqliteStore::open(directory.join("app.db"), schema).unwrap()
}

lucerna_testkit::store_contract!(open);
lucerna_testkit::reopen_contract!(open);
