//! Tests of the store contract: a store with a fault fails in the cases about it, and a store without a fault passes.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

#[macro_use]
mod record_faults;

mod credentials;
mod fault;
mod faulty_store;
mod key_names;
mod keys;
mod record_changes;
mod record_insertions;
mod record_searches;
mod records;
mod reopening;
mod sessions;
mod user_lists;
mod users;
mod values;
mod web;

use fault::{FAULTS, Fault};
use faulty_store::FaultyStore;
use lucerna_core::Schema;
use lucerna_testkit::contract::{StoreCase, cases, reopen_cases};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// Returns the function that opens a store with this fault, and that finds it again in the same directory.
fn opener(fault: Fault) -> impl AsyncFn(Schema, &Path) -> FaultyStore + Send + 'static {
    let opened: Arc<Mutex<HashMap<PathBuf, FaultyStore>>> = Arc::default();
    async move |schema: Schema, directory: &Path| {
        let before = opened.lock().unwrap().get(directory).cloned();
        let store = match before.filter(|_| fault != Fault::RestartForgets) {
            Some(before) => before.reopened(schema).await,
            None => FaultyStore::new(schema, fault),
        };
        opened.lock().unwrap().insert(directory.to_owned(), store.clone());
        store
    }
}

fn all() -> Vec<StoreCase<FaultyStore>> {
    cases().into_iter().chain(reopen_cases()).collect()
}

#[test]
fn a_store_without_fault_passes() {
    for case in all() {
        assert_eq!(case.check(opener(Fault::None)), Ok(()));
    }
}

#[test]
fn every_fault_is_found_by_the_cases_that_are_about_it() {
    let all = all();
    let case =
        |name: &str| all.iter().find(|it| it.name() == name).unwrap_or_else(|| panic!("no case {name}"));
    let pairs = FAULTS.iter().flat_map(|(fault, names)| names.iter().map(move |name| (*fault, *name)));
    let unfound: Vec<_> = pairs.filter(|(fault, name)| case(name).check(opener(*fault)).is_ok()).collect();
    assert!(unfound.is_empty(), "{unfound:?}");
}

#[test]
fn every_case_finds_a_fault() {
    let finds_some = |case: &StoreCase<_>| FAULTS.iter().any(|(_, names)| names.contains(&case.name()));
    let idle: Vec<_> = all().into_iter().filter(|it| !finds_some(it)).collect();
    assert!(idle.is_empty(), "{idle:?}");
}
