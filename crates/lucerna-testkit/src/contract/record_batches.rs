//! Cases about batches: several writes of records are done in order and in one step, or not at all.

use super::environment::Environment;
use super::fixtures::{START, at};
use super::record_fixtures::{entries, member, members, record};
use super::store_under_test::{StoreUnderTest, conflict};
use lucerna_core::{Conflict, Page, RecordTable, RecordWrite, RecordsBy, Store, StoreError};

fn insert<'a>(table: &'a RecordTable, record: lucerna_core::Record) -> RecordWrite<'a> {
    RecordWrite::Insert(table, record)
}

fn delete<'a>(table: &'a RecordTable, id: &'a str) -> RecordWrite<'a> {
    RecordWrite::Delete(table, id)
}

pub(super) async fn several_writes_are_done_in_one_step<S: Store>(env: &Environment<S>) {
    let store = env.with_users_and_record_tables().await;
    let (entry, member_table) = (entries(), members());
    store.insert(&entry, record("r1")).await;
    let writes = vec![
        insert(&member_table, member("m1", "a@x").of_user("alice")),
        delete(&entry, "r1"),
        insert(&entry, record("r2").of_user("bob")),
    ];
    store.write_records(writes, START).await.unwrap();
    assert_eq!(store.record(&entry, "r1").await, None);
    assert_eq!(store.record(&entry, "r2").await, Some(record("r2").of_user("bob")));
    assert_eq!(store.record(&member_table, "m1").await, Some(member("m1", "a@x").of_user("alice")));
    store.write_records(Vec::new(), START).await.unwrap();
    assert_eq!(everything(&store).await, ["r2", "m1"]);
}

pub(super) async fn writes_of_one_step_are_done_in_their_order<S: Store>(env: &Environment<S>) {
    let store = env.with_users_and_record_tables().await;
    let (entry, member_table) = (entries(), members());
    let in_order = vec![
        insert(&member_table, member("m1", "a@x")),
        delete(&member_table, "m1"),
        insert(&member_table, member("m2", "a@x")),
        insert(&entry, record("r1")),
        delete(&entry, "r1"),
        insert(&entry, record("r1").of_user("alice")),
    ];
    store.write_records(in_order, START).await.unwrap();
    assert_eq!(everything(&store).await, ["r1", "m2"]);
    assert_eq!(store.record(&entry, "r1").await, Some(record("r1").of_user("alice")));
    let too_early = vec![insert(&member_table, member("m3", "a@x")), delete(&member_table, "m2")];
    let refused = store.write_records(too_early, START).await;
    assert_eq!(conflict(refused), Conflict::Column("email".to_owned()));
    assert_eq!(everything(&store).await, ["r1", "m2"]);
}

pub(super) async fn a_step_that_fails_leaves_nothing<S: Store>(env: &Environment<S>) {
    let store = env.with_users_and_record_tables().await;
    let (entry, member_table) = (entries(), members());
    store.insert(&entry, record("r1")).await;
    store.insert(&member_table, member("m1", "a@x")).await;
    let failures = [
        (insert(&entry, record("r1")), "id"),
        (insert(&member_table, member("m2", "a@x")), "column"),
        (insert(&entry, record("r3").of_user("carol")), "user"),
        (delete(&entry, "r3"), "record"),
    ];
    for (failing, what) in failures {
        for at in 0..3 {
            let mut writes = vec![
                insert(&entry, record("r2")),
                insert(&member_table, member("m3", "b@x")),
                delete(&entry, "r2"),
            ];
            writes.insert(at, failing.clone());
            let refused = store.write_records(writes, START).await;
            let is_named = match &refused {
                Err(StoreError::Conflict(Conflict::RecordId)) => what == "id",
                Err(StoreError::Conflict(Conflict::Column(name))) => what == "column" && name == "email",
                Err(StoreError::MissingUser) => what == "user",
                Err(StoreError::MissingRecord) => what == "record",
                _ => false,
            };
            assert!(is_named, "{what}: {refused:?}");
            assert_eq!(everything(&store).await, ["r1", "m1"], "{what}");
        }
    }
}

pub(super) async fn a_step_deletes_only_what_has_not_expired<S: Store>(env: &Environment<S>) {
    let store = env.with_users_and_record_tables().await;
    let entry = entries();
    store.insert(&entry, record("r1")).await;
    let refused =
        store.write_records(vec![insert(&entry, record("r2")), delete(&entry, "r1")], at(101)).await;
    assert!(matches!(refused, Err(StoreError::MissingRecord)), "{refused:?}");
    assert_eq!(store.record(&entry, "r2").await, None);
    // The batch can reuse the id of an expired record, and that of a record that it deletes.
    let later = record("r1").until(at(500));
    store.write_records(vec![insert(&entry, later.clone())], at(101)).await.unwrap();
    assert_eq!(store.record(&entry, "r1").await, Some(later));
}

async fn everything<S: Store>(store: &StoreUnderTest<S>) -> Vec<String> {
    let mut ids = store.ids(&entries(), RecordsBy::All, &Page::first(100)).await;
    ids.extend(store.ids(&members(), RecordsBy::All, &Page::first(100)).await);
    ids
}
