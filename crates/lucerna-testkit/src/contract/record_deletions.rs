//! Cases about deletions of records: by id, by user, by column, all, expired ones, and with their user.

use super::environment::Environment;
use super::fixtures::{START, at, text, with_key};
use super::record_fixtures::{both, codes, entries, member, members, record, with};
use lucerna_core::{Page, Record, RecordsBy, Store, Value};

pub(super) async fn records_are_deleted_by_id_and_by_user<S: Store>(env: &Environment<S>) {
    let store = env.with_users_and_record_tables().await;
    for table in both() {
        for (id, user) in [("r1", "alice"), ("r2", "alice"), ("r3", "alice"), ("r4", "bob")] {
            store.insert(&table, record(id).of_user(user)).await;
        }
        store.insert(&table, record("r5")).await;
        let delete = async |by| store.delete_records(&table, by).await.unwrap();
        assert_eq!((delete(RecordsBy::Id("r1")).await, delete(RecordsBy::Id("r1")).await), (1, 0));
        assert_eq!(store.record(&table, "r1").await, None);
        assert_eq!(store.record(&table, "r2").await, Some(record("r2").of_user("alice")));
        let (alice, carol) = ("alice".into(), "carol".into());
        assert_eq!(delete(RecordsBy::User(&carol)).await, 0);
        assert_eq!(delete(RecordsBy::User(&alice)).await, 2);
        assert_eq!(delete(RecordsBy::User(&alice)).await, 0);
        for (id, there) in [("r1", false), ("r2", false), ("r3", false), ("r4", true), ("r5", true)] {
            assert_eq!(store.record(&table, id).await.is_some(), there, "{id}");
        }
    }
}

pub(super) async fn records_are_deleted_by_a_column_and_all<S: Store>(env: &Environment<S>) {
    let store = env.with_users_and_record_tables().await;
    for (id, team) in [("m1", "red"), ("m2", "Red"), ("m3", "red")] {
        store.insert(&members(), with(member(id, id), &text("team", team))).await;
    }
    store.insert(&members(), member("m4", "m4")).await;
    store.insert(&entries(), record("r1")).await;
    let (red, mail) = (Value::Text("red".to_owned()), Value::Text("m2".to_owned()));
    let delete = async |by| store.delete_records(&members(), by).await.unwrap();
    assert_eq!(delete(RecordsBy::Column("team", &red)).await, 2);
    assert_eq!(store.ids(&members(), RecordsBy::All, &Page::first(9)).await, ["m2", "m4"]);
    assert_eq!(delete(RecordsBy::Column("email", &mail)).await, 1);
    assert_eq!(delete(RecordsBy::Column("email", &mail)).await, 0);
    store.insert(&members(), member("m5", "m2")).await;
    assert_eq!((delete(RecordsBy::All).await, delete(RecordsBy::All).await), (2, 0));
    assert_eq!(store.record(&entries(), "r1").await, Some(record("r1")));
}

pub(super) async fn records_are_deleted_with_their_user<S: Store>(env: &Environment<S>) {
    let store = env.with_users_and_record_tables().await;
    for table in both() {
        store.insert(&table, record("r1").of_user("alice")).await;
        store.insert(&table, record("r2").of_user("bob")).await;
        store.insert(&table, record("r3")).await;
    }
    store.insert(&members(), member("m1", "a@x").of_user("alice")).await;
    assert!(store.delete_user(&"alice".into()).await.unwrap());
    for somebody_is_there in [false, true] {
        if somebody_is_there {
            store.insert_user(with_key("alice")).await.unwrap();
        }
        for table in both() {
            assert_eq!(store.record(&table, "r1").await, None);
            assert_eq!(store.delete_records(&table, RecordsBy::User(&"alice".into())).await.unwrap(), 0);
            assert_eq!(store.record(&table, "r2").await, Some(record("r2").of_user("bob")));
            assert_eq!(store.record(&table, "r3").await, Some(record("r3")));
        }
    }
    // Their values are free again.
    store.insert(&members(), member("m2", "a@x")).await;
}

pub(super) async fn expired_records_are_deleted_and_counted<S: Store>(env: &Environment<S>) {
    let store = env.with_users_and_record_tables().await;
    for (id, until) in [("r1", 99), ("r2", 100), ("r3", 101), ("r4", i64::MAX)] {
        store.insert(&entries(), record(id).until(at(until))).await;
    }
    store.insert(&entries(), Record { expires: None, ..record("r5") }).await;
    store.insert(&members(), member("m1", "a@x").until(at(50))).await;
    for (now, deleted) in [(49, 0), (101, 3), (101, 0), (102, 1)] {
        assert_eq!(store.delete_expired_records(at(now)).await.unwrap(), deleted, "at {now}");
    }
    // Searched at a time when all were alive, so that only deleted records are missing.
    assert_eq!(store.ids(&entries(), RecordsBy::All, &Page::first(9)).await, ["r4", "r5"]);
    assert_eq!(store.record(&members(), "m1").await, None);
}

pub(super) async fn expired_codes_are_counted_unless_the_store_forgets_them_itself<S: Store>(
    env: &Environment<S>,
) {
    let store = env.with_users_and_record_tables().await;
    for (id, until) in [("r1", 99), ("r2", 100), ("r3", 101)] {
        store.insert(&codes(), record(id).until(at(until))).await;
    }
    let deleted = store.delete_expired_records(at(101)).await.unwrap();
    let found = async |id| u64::from(store.record(&codes(), id).await.is_some());
    let left = found("r1").await + found("r2").await;
    assert_eq!(deleted + left, 2, "deleted, and left");
    assert_eq!(found("r3").await, 1, "alive at the time");
    let again = store.find_records(&codes(), RecordsBy::Id("r1"), &Page::first(1), at(101)).await.unwrap();
    assert!(again.is_empty());
    assert!(store.insert_record(&codes(), record("r1"), START).await.is_ok() || left > 0);
}
