//! `Split` keeps the contract: users in one store, sessions and passing records in one that knows no users.

mod bare;

use bare::BareStore;
use lucerna_core::{Schema, Split};
use lucerna_store_memory::MemoryStore;

fn open(schema: Schema) -> Split<MemoryStore, BareStore> {
    Split::new(MemoryStore::new(schema.clone()), BareStore::new(schema))
}

lucerna_testkit::store_contract!(async |schema, _| open(schema));
