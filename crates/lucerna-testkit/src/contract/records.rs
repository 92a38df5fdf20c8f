//! Cases about records: they are inserted and found in declared tables, and conflicts are named.

use super::environment::Environment;
use super::fixtures::{START, at, only, with_changes};
use super::record_fixtures::{both, entries, member, members, record, with};
use super::store_under_test::conflict;
use lucerna_core::{
    Conflict, Lifetime, Page, Record, RecordTable, RecordWrite, RecordsBy, Row, Store, StoreError, Value,
};

pub(super) async fn a_record_is_found_as_inserted<S: Store>(env: &Environment<S>) {
    let store = env.with_users_and_record_tables().await;
    let empty = only("note", &None::<String>).with("weight", &None::<f64>).with("extra", &None::<String>);
    for table in both() {
        let records = [
            record("r1"),
            record("r2").of_user("alice"),
            with(record("r3").of_user("bob").until(at(7)), &empty),
            Record { expires: Some(at(i64::MAX)), ..record("r4") },
        ];
        for new in &records {
            store.insert(&table, new.clone()).await;
        }
        for new in records {
            assert_eq!(store.record(&table, &new.id).await, Some(new));
        }
    }
    let lasting = Record { expires: None, ..record("r5").of_user("alice") };
    store.insert(&entries(), lasting.clone()).await;
    assert_eq!(store.record(&entries(), "r5").await, Some(lasting));
}

pub(super) async fn an_unknown_id_finds_no_record<S: Store>(env: &Environment<S>) {
    let store = env.with_users_and_record_tables().await;
    for table in both() {
        store.insert(&table, record("r1").of_user("alice")).await;
        for id in ["*", "%", "_1", "r", "R1", "r1 ", "r11", "alice"] {
            assert_eq!(store.record(&table, id).await, None, "{id}");
            assert_eq!(store.take(&table, id, &Row::new()).await, None, "{id}");
            assert_eq!(store.delete_records(&table, RecordsBy::Id(id)).await.unwrap(), 0, "{id}");
        }
        assert_eq!(store.record(&table, "r1").await, Some(record("r1").of_user("alice")));
    }
}

pub(super) async fn a_record_is_inserted_once_and_never_overwritten<S: Store>(env: &Environment<S>) {
    let store = env.with_users_and_record_tables().await;
    for table in both() {
        let first = record("r1").of_user("alice");
        store.insert(&table, first.clone()).await;
        for again in [record("r1"), record("r1").of_user("bob").until(at(i64::MAX)), first.clone()] {
            let refused = store.insert_record(&table, with(again, &only("count", &8_i64)), START).await;
            assert_eq!(conflict(refused), Conflict::RecordId);
            assert_eq!(store.record(&table, "r1").await.as_ref(), Some(&first));
        }
    }
}

pub(super) async fn a_conflict_names_the_unique_column_and_leaves_nothing<S: Store>(env: &Environment<S>) {
    let store = env.with_users_and_record_tables().await;
    let table = members();
    let ann = |id: &str, email: &str| with(member(id, email), &only("nick", &Some("ann".to_owned())));
    store.insert(&table, ann("m1", "a@example.com")).await;
    for (new, column) in [
        (member("m2", "a@example.com"), "email"),
        (ann("m2", "b@example.com"), "nick"),
        (member("m2", "a@example.com").of_user("alice"), "email"),
    ] {
        let refused = store.insert_record(&table, new, START).await;
        assert_eq!(conflict(refused), Conflict::Column(column.to_owned()));
        assert_eq!(store.record(&table, "m2").await, None);
    }
    assert_eq!(store.record(&table, "m1").await, Some(ann("m1", "a@example.com")));
    store.insert(&table, member("m2", "b@example.com")).await;
}

pub(super) async fn null_values_of_records_do_not_conflict<S: Store>(env: &Environment<S>) {
    let store = env.with_users_and_record_tables().await;
    for id in ["m1", "m2", "m3"] {
        store.insert(&members(), member(id, id)).await;
    }
    let empty = only("nick", &None::<String>);
    assert!(store.change(&members(), "m1", &Row::new(), &empty).await);
}

pub(super) async fn a_record_of_an_unknown_user_is_refused<S: Store>(env: &Environment<S>) {
    let store = env.with_users_and_record_tables().await;
    for table in both() {
        let refused = store.insert_record(&table, record("r1").of_user("carol"), START).await;
        assert!(matches!(refused, Err(StoreError::MissingUser)), "{refused:?}");
        let refused =
            store.add_to_record(&table, record("r1").of_user("carol"), "count", 1, START).await.map(drop);
        assert!(matches!(refused, Err(StoreError::MissingUser)), "{refused:?}");
        assert_eq!(store.record(&table, "r1").await, None);
    }
}

pub(super) async fn columns_of_a_record_come_in_any_order_and_may_be_left_out<S: Store>(
    env: &Environment<S>,
) {
    let store = env.with_users_and_record_tables().await;
    for table in both() {
        let value = only("note", &"Note".to_owned()).with("count", &9_i64).with("label", &"x".to_owned());
        store.insert(&table, Record { value, ..record("r1") }).await;
        let empty = only("weight", &None::<f64>).with("extra", &None::<String>);
        let changes = empty.with("count", &9_i64).with("label", &"x".to_owned());
        assert_eq!(store.record(&table, "r1").await, Some(with(record("r1"), &changes)));
    }
}

pub(super) async fn a_column_of_a_record_that_must_not_be_empty_never_is<S: Store>(env: &Environment<S>) {
    let store = env.with_users_and_record_tables().await;
    for table in both() {
        let without = Record { value: only("count", &9_i64), ..record("r1") };
        assert!(store.insert_record(&table, without, START).await.is_err());
        assert_eq!(store.record(&table, "r1").await, None);
        store.insert(&table, record("r1")).await;
        let empty = only("label", &None::<String>).with("count", &9_i64);
        assert!(store.update_record(&table, "r1", &Row::new(), &empty, START).await.is_err());
        assert_eq!(store.record(&table, "r1").await, Some(record("r1")));
    }
}

pub(super) async fn lucia_flaw_36_a_column_beyond_the_table_is_not_written<S: Store>(env: &Environment<S>) {
    let store = env.with_users_and_record_tables().await;
    for table in both() {
        let mut new = record("r1").of_user("alice");
        let names =
            ["id", "user_id", "expires", "admin", "count = 99, label", "label\" = 'x' --", "", "COUNT"];
        for name in names {
            new.value.push(name, Value::Text("bob".to_owned()));
        }
        let changes = new.value.clone();
        store.insert(&table, new).await;
        assert!(store.change(&table, "r1", &Row::new(), &changes).await);
        assert_eq!(store.record(&table, "r1").await, Some(record("r1").of_user("alice")));
        assert_eq!(store.record(&table, "bob").await, None);
    }
}

pub(super) async fn the_same_id_in_two_tables_is_two_records<S: Store>(env: &Environment<S>) {
    let store = env.with_users_and_record_tables().await;
    let [one, other] = both();
    store.insert(&one, record("r1")).await;
    let second = with(record("r1"), &only("count", &8_i64));
    store.insert(&other, second.clone()).await;
    assert_eq!(store.delete_records(&one, RecordsBy::Id("r1")).await.unwrap(), 1);
    assert_eq!(store.record(&one, "r1").await, None);
    assert_eq!(store.record(&other, "r1").await, Some(second));
}

pub(super) async fn a_table_that_was_not_declared_is_refused<S: Store>(env: &Environment<S>) {
    let store = env.with_users_and_record_tables().await;
    for lifetime in [Lifetime::Lasting, Lifetime::Passing] {
        let unknown = RecordTable::new("unknown", lifetime, entries().columns().to_vec());
        let (row, set, page) = (Row::new(), with_changes(&record("r").value, &Row::new()), Page::first(1));
        let writes = vec![RecordWrite::Insert(&unknown, record("r1"))];
        let refused = [
            store.insert_record(&unknown, record("r1"), START).await,
            store.find_records(&unknown, RecordsBy::Id("r1"), &page, START).await.map(drop),
            store.update_record(&unknown, "r1", &row, &set, START).await.map(drop),
            store.take_record(&unknown, "r1", &row, START).await.map(drop),
            store.add_to_record(&unknown, record("r1"), "count", 1, START).await.map(drop),
            store.write_records(writes, START).await,
            store.delete_records(&unknown, RecordsBy::Id("r1")).await.map(drop),
        ];
        for (call, answer) in refused.iter().enumerate() {
            assert!(matches!(answer, Err(StoreError::Broken(_))), "{lifetime:?}, call {call}: {answer:?}");
        }
    }
}
