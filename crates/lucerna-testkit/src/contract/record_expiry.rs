//! Cases about the expiry of records, which depends on the time that the call passes.

use super::environment::Environment;
use super::fixtures::{START, at, only, text};
use super::record_fixtures::{both, counted, entries, member, members, record, with};
use super::store_under_test::{StoreUnderTest, conflict};
use lucerna_core::{Conflict, Page, Record, RecordTable, RecordsBy, Row, Store, Timestamp, Value};

async fn found_at<S: Store>(
    store: &StoreUnderTest<S>,
    table: &RecordTable,
    by: RecordsBy<'_>,
    now: Timestamp,
) -> usize {
    store.find_records(table, by, &Page::first(10), now).await.unwrap().len()
}

pub(super) async fn a_record_is_found_to_its_last_millisecond<S: Store>(env: &Environment<S>) {
    let store = env.with_users_and_record_tables().await;
    let times = [(-1, 1), (0, 1), (99, 1), (100, 1), (101, 0), (i64::MAX, 0)];
    for table in both() {
        store.insert(&table, record("r1").of_user("alice")).await;
        for (now, expected) in times {
            assert_eq!(found_at(&store, &table, RecordsBy::Id("r1"), at(now)).await, expected, "at {now}");
        }
    }
    let ann = with(member("m1", "a@x").of_user("alice").until(at(100)), &text("team", "red"));
    store.insert(&members(), ann).await;
    let (alice, red, mail) = ("alice".into(), Value::Text("red".to_owned()), Value::Text("a@x".to_owned()));
    let ways = [
        RecordsBy::User(&alice),
        RecordsBy::Column("team", &red),
        RecordsBy::Column("email", &mail),
        RecordsBy::All,
    ];
    for by in ways {
        for (now, expected) in times {
            assert_eq!(found_at(&store, &members(), by, at(now)).await, expected, "{by:?} at {now}");
        }
    }
}

pub(super) async fn an_expired_record_is_neither_changed_nor_taken<S: Store>(env: &Environment<S>) {
    let store = env.with_users_and_record_tables().await;
    for table in both() {
        store.insert(&table, record("r1")).await;
        let set = only("count", &8_i64);
        assert!(!store.update_record(&table, "r1", &Row::new(), &set, at(101)).await.unwrap());
        assert!(!store.update_record(&table, "r1", &Row::new(), &Row::new(), at(101)).await.unwrap());
        assert_eq!(store.take_record(&table, "r1", &Row::new(), at(101)).await.unwrap(), None);
        // It is found in its last millisecond.
        assert!(store.update_record(&table, "r1", &Row::new(), &set, at(100)).await.unwrap());
        let taken = store.take_record(&table, "r1", &Row::new(), at(100)).await.unwrap();
        assert_eq!(taken, Some(counted("r1", 8)));
    }
}

pub(super) async fn an_expired_number_is_counted_from_the_beginning<S: Store>(env: &Environment<S>) {
    let store = env.with_users_and_record_tables().await;
    for table in both() {
        store.insert(&table, record("r1").of_user("alice")).await;
        let fresh = with(counted("r1", 1).of_user("bob").until(at(500)), &text("note", "new"));
        let added = store.add_to_record(&table, fresh.clone(), "count", 1, at(101)).await.unwrap();
        assert_eq!(added, fresh);
        let added = store.add_to_record(&table, record("r1"), "count", 1, at(500)).await.unwrap();
        let second = with(fresh, &only("count", &2_i64));
        assert_eq!(added, second);
        assert_eq!(store.record(&table, "r1").await, Some(second));
        store.delete_records(&table, RecordsBy::User(&"alice".into())).await.unwrap();
        assert!(store.record(&table, "r1").await.is_some(), "it is Bob's now");
    }
}

pub(super) async fn an_expired_record_leaves_its_id_free<S: Store>(env: &Environment<S>) {
    let store = env.with_users_and_record_tables().await;
    for table in both() {
        store.insert(&table, record("r1").of_user("alice")).await;
        let second = counted("r1", 8).of_user("bob").until(at(500));
        let early = store.insert_record(&table, second.clone(), at(100)).await;
        assert_eq!(conflict(early), Conflict::RecordId);
        store.insert_record(&table, second.clone(), at(101)).await.unwrap();
        assert_eq!(store.record(&table, "r1").await, Some(second.clone()));
        assert!(store.delete_user(&"alice".into()).await.unwrap());
        assert_eq!(store.record(&table, "r1").await, Some(second));
        store.insert_user(super::fixtures::with_key("alice")).await.unwrap();
    }
}

pub(super) async fn an_expired_record_leaves_its_unique_values_free<S: Store>(env: &Environment<S>) {
    let store = env.with_users_and_record_tables().await;
    let table = members();
    let set = text("email", "a@x");
    store.insert(&table, member("m1", "a@x").until(at(100))).await;
    store.insert(&table, member("m2", "b@x")).await;
    let taken = Conflict::Column("email".to_owned());
    let early = store.insert_record(&table, member("m3", "a@x"), at(100)).await;
    assert_eq!(conflict(early), taken);
    assert_eq!(conflict(store.update_record(&table, "m2", &Row::new(), &set, at(100)).await), taken);
    store.insert_record(&table, member("m3", "a@x").until(at(200)), at(101)).await.unwrap();
    assert!(store.update_record(&table, "m2", &Row::new(), &set, at(201)).await.unwrap());
    assert_eq!(store.record(&table, "m2").await, Some(member("m2", "a@x")));
}

pub(super) async fn a_record_without_expiry_is_always_found<S: Store>(env: &Environment<S>) {
    let store = env.with_users_and_record_tables().await;
    let lasting = Record { expires: None, ..record("r1") };
    store.insert(&entries(), lasting.clone()).await;
    for now in [Timestamp::from_unix_millis(i64::MIN), START, at(i64::MAX)] {
        assert_eq!(found_at(&store, &entries(), RecordsBy::Id("r1"), now).await, 1);
        assert_eq!(found_at(&store, &entries(), RecordsBy::All, now).await, 1);
    }
    let again = store.insert_record(&entries(), record("r1"), at(i64::MAX)).await;
    assert_eq!(conflict(again), Conflict::RecordId);
}

pub(super) async fn expiry_may_be_any_time<S: Store>(env: &Environment<S>) {
    let store = env.with_users_and_record_tables().await;
    for table in both() {
        for (id, until) in [("r1", i64::MIN), ("r2", -1), ("r3", 0), ("r4", START.unix_millis() - 1)] {
            store.insert(&table, record(id).until(Timestamp::from_unix_millis(until))).await;
            assert_eq!(store.record(&table, id).await, None, "until {until}");
            store.insert(&table, record(id)).await;
            assert_eq!(store.record(&table, id).await, Some(record(id)));
        }
        let last = record("r5").until(at(i64::MAX));
        store.insert(&table, last.clone()).await;
        let found = store.find_records(&table, RecordsBy::Id("r5"), &Page::first(1), at(i64::MAX)).await;
        assert_eq!(found.unwrap(), [last]);
    }
}
