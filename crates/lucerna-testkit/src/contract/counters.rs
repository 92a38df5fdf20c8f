//! Cases about counters: numbers in records are added to exactly.

use super::environment::Environment;
use super::fixtures::{START, at, text};
use super::record_fixtures::{both, count, counted, entries, record, with};
use lucerna_core::{Page, Record, RecordsBy, Store, StoreError};

pub(super) async fn the_first_addition_inserts_the_record<S: Store>(env: &Environment<S>) {
    let store = env.with_users_and_record_tables().await;
    for table in both() {
        for fresh in [record("r1"), counted("r2", 1).of_user("alice")] {
            let added = store.add_to_record(&table, fresh.clone(), "count", 5, START).await.unwrap();
            assert_eq!(added, fresh);
            assert_eq!(store.record(&table, &fresh.id).await, Some(fresh));
        }
    }
}

pub(super) async fn an_addition_keeps_everything_else<S: Store>(env: &Environment<S>) {
    let store = env.with_users_and_record_tables().await;
    for table in both() {
        let first = record("r1").of_user("alice");
        store.insert(&table, first.clone()).await;
        store.insert(&table, record("r2")).await;
        let another = with(counted("r1", 100).of_user("bob").until(at(999)), &text("label", "another"));
        let added = store.add_to_record(&table, another, "count", 5, START).await.unwrap();
        let expected = Record { value: counted("r1", 12).value, ..first };
        assert_eq!(added, expected);
        assert_eq!(store.record(&table, "r1").await, Some(expected));
        assert_eq!(store.record(&table, "r2").await, Some(record("r2")));
    }
    let lasting = Record { expires: None, ..record("r3") };
    store.insert(&entries(), lasting.clone()).await;
    let added = store.add_to_record(&entries(), record("r3"), "count", 0, START).await.unwrap();
    assert_eq!(added, lasting);
}

pub(super) async fn a_new_record_that_has_expired_already_is_the_answer_and_is_not_found<S: Store>(
    env: &Environment<S>,
) {
    let store = env.with_users_and_record_tables().await;
    for table in both() {
        for _ in 0..2 {
            let added = store.add_to_record(&table, record("r1"), "count", 5, at(101)).await.unwrap();
            assert_eq!(added, record("r1"));
            let found = store.find_records(&table, RecordsBy::Id("r1"), &Page::first(1), at(101)).await;
            assert_eq!(found.unwrap(), []);
        }
    }
}

pub(super) async fn numbers_are_added_exactly<S: Store>(env: &Environment<S>) {
    let store = env.with_users_and_record_tables().await;
    for table in both() {
        for (id, before, by, after) in [
            ("r1", 7, -10, -3),
            ("r2", 1 << 53, 1, (1 << 53) + 1),
            ("r3", i64::MAX - 1, 1, i64::MAX),
            ("r4", i64::MIN + 1, -1, i64::MIN),
            ("r5", i64::MIN, i64::MAX, -1),
            ("r6", -5, 5, 0),
        ] {
            store.insert(&table, counted(id, before)).await;
            let added = store.add_to_record(&table, record(id), "count", by, START).await.unwrap();
            assert_eq!(count(&added), after);
            assert_eq!(store.record(&table, id).await, Some(counted(id, after)));
        }
    }
}

pub(super) async fn a_sum_that_is_too_large_is_refused_and_changes_nothing<S: Store>(env: &Environment<S>) {
    let store = env.with_users_and_record_tables().await;
    for table in both() {
        for (id, before, by) in [
            ("r1", i64::MAX, 1),
            ("r2", i64::MIN, -1),
            ("r3", 1 << 62, 1 << 62),
            ("r4", -2, i64::MIN),
            ("r5", i64::MAX, i64::MAX),
        ] {
            store.insert(&table, counted(id, before)).await;
            let refused = store.add_to_record(&table, record(id), "count", by, START).await;
            assert!(matches!(&refused, Err(StoreError::Unfit(it)) if it.column == "count"), "{refused:?}");
            assert_eq!(store.record(&table, id).await, Some(counted(id, before)));
        }
    }
}
