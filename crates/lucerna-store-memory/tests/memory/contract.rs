//! The contract on the memory store alone.

use lucerna_store_memory::MemoryStore;

lucerna_testkit::store_contract!(async |schema, _| MemoryStore::new(schema));
