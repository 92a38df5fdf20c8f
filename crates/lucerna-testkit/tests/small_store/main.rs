//! The small store of `docs/extend/writing-a-store.md`, tested with the store contract.

mod map;
mod records;
mod sessions;
mod store;
mod users;

use map::MapStore;

lucerna_testkit::store_contract!(async |schema, _| MapStore::new(schema));
