//! In a `Split`: users in one store, sessions and passing records in one that knows no users.

use crate::bare::BareStore;
use lucerna_core::{Schema, Split};
use lucerna_store_memory::MemoryStore;

fn open(schema: Schema) -> Split<MemoryStore, BareStore> {
    let sessions = BareStore::new(&schema);
    Split::new(MemoryStore::new(schema), sessions)
}

lucerna_testkit::store_contract!(async |schema, _| open(schema));
