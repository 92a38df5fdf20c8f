//! A spy is a store like the one within it, and notes every call.

use lucerna_core::Schema;
use lucerna_store_memory::MemoryStore;
use lucerna_testkit::SpyStore;
use lucerna_testkit::contract::cases;
use std::path::Path;
use std::sync::{Arc, Mutex};

/// Every method of a store, but for the one that tells its schema.
const METHODS: [&str; 20] = [
    "find_session_and_user",
    "start_session",
    "insert_user",
    "find_user",
    "update_user",
    "delete_user",
    "insert_key",
    "find_key",
    "find_user_keys",
    "set_password_hash",
    "replace_password_hash",
    "delete_key",
    "insert_session",
    "find_session",
    "find_user_sessions",
    "renew_session",
    "update_session",
    "delete_session",
    "delete_user_sessions",
    "delete_dead_sessions",
];

#[test]
fn a_spy_keeps_the_contract_and_is_called_by_every_name() {
    let spies: Arc<Mutex<Vec<SpyStore<MemoryStore>>>> = Arc::default();
    for case in cases() {
        let spies = Arc::clone(&spies);
        let open = async move |schema: Schema, _: &Path| {
            let spy = SpyStore::new(MemoryStore::new(schema));
            spies.lock().unwrap().push(spy.clone());
            spy
        };
        assert_eq!(case.check(open), Ok(()));
    }
    let spies = spies.lock().unwrap();
    let calls = METHODS.map(|method| spies.iter().map(|it| it.calls(method)).sum::<usize>());
    assert!(calls.iter().all(|it| *it > 0), "{calls:?}");
    assert_eq!(calls.iter().sum::<usize>(), spies.iter().map(SpyStore::all_calls).sum::<usize>());
}

#[test]
#[should_panic(expected = "no method `find_sesion`")]
fn a_name_that_is_no_methods_is_a_mistake() {
    let _ = SpyStore::new(MemoryStore::new(Schema::of::<()>().unwrap())).calls("find_sesion");
}
