//! Cases about reopening: records persist, and a later version of a feature finds its table.

use super::concurrency::{POLLS, drop_after_polls};
use super::environment::Environment;
use super::fixtures::{self, START, at, only, text};
use super::record_fixtures::{Json, both, codes, counted, entries, member, members, record, with};
use super::store_under_test::conflict;
use super::values::{Uuid, read};
use lucerna_core::{
    Column, Conflict, Lifetime, Page, Record, RecordTable, RecordWrite, RecordsBy, Row, Schema, Store,
    Timestamp, Value,
};

pub(super) async fn records_survive_reopening<S: Store>(env: &Environment<S>) {
    let store = env.with_users_and_record_tables().await;
    for table in both() {
        for id in ["r1", "r2", "r3"] {
            store.insert(&table, record(id).of_user("alice")).await;
        }
        store.insert(&table, record("r4")).await;
        assert!(store.change(&table, "r1", &Row::new(), &only("count", &8_i64)).await);
        assert!(store.take(&table, "r2", &Row::new()).await.is_some());
        store.add_to_record(&table, record("r4"), "count", 1, START).await.unwrap();
        assert_eq!(store.delete_records(&table, RecordsBy::Id("r3")).await.unwrap(), 1);
    }
    store.insert(&members(), member("m1", "a@x")).await;
    drop(store);
    let store = env.open(super::record_fixtures::schema()).await;
    for table in both() {
        assert_eq!(store.record(&table, "r1").await, Some(counted("r1", 8).of_user("alice")));
        assert_eq!(store.record(&table, "r4").await, Some(counted("r4", 8)));
        assert_eq!((store.record(&table, "r2").await, store.record(&table, "r3").await), (None, None));
        assert!(
            store
                .find_records(&table, RecordsBy::Id("r1"), &Page::first(1), at(101))
                .await
                .unwrap()
                .is_empty()
        );
    }
    let taken = store.insert_record(&members(), member("m2", "a@x"), START).await;
    assert_eq!(conflict(taken), Conflict::Column("email".to_owned()));
    assert!(store.delete_user(&"alice".into()).await.unwrap());
    assert_eq!(store.record(&entries(), "r1").await, None);
    assert_eq!(store.record(&codes(), "r1").await, None);
}

pub(super) async fn a_table_declared_later_is_created<S: Store>(env: &Environment<S>) {
    drop(env.with_users().await);
    let first = fixtures::schema().with([entries()]).unwrap();
    let store = env.open(first).await;
    store.insert(&entries(), record("r1").of_user("alice")).await;
    drop(store);
    let store = env.open(super::record_fixtures::schema()).await;
    assert_eq!(store.record(&entries(), "r1").await, Some(record("r1").of_user("alice")));
    store.insert(&codes(), record("r1").of_user("alice")).await;
    store.insert(&members(), member("m1", "a@x").of_user("bob")).await;
    assert!(store.delete_user(&"alice".into()).await.unwrap());
    assert_eq!((store.record(&entries(), "r1").await, store.record(&codes(), "r1").await), (None, None));
    assert!(store.record(&members(), "m1").await.is_some());
}

pub(super) async fn a_table_no_longer_declared_is_kept<S: Store>(env: &Environment<S>) {
    let store = env.with_users_and_record_tables().await;
    for table in both() {
        store.insert(&table, record("r1").of_user("alice")).await;
    }
    drop(store);
    drop(env.empty().await);
    let store = env.open(super::record_fixtures::schema()).await;
    for table in both() {
        assert_eq!(store.record(&table, "r1").await, Some(record("r1").of_user("alice")));
    }
}

/// Returns the table with the columns that a later version of its feature added.
fn later(table: &RecordTable) -> RecordTable {
    let mut columns = table.columns().to_vec();
    columns.insert(0, Column::of::<i64>("attempts").with_default(&3_i64));
    columns.push(Column::of::<String>("state").with_default(&"it's new".to_owned()));
    let hint = Column::of::<Option<String>>("hint");
    columns.push(if table.lifetime() == Lifetime::Lasting { hint.indexed() } else { hint });
    RecordTable::new(table.name().to_owned(), table.lifetime(), columns)
}

/// Returns the record with values in those columns.
fn grown(record: Record, attempts: i64, state: &str, hint: Option<&str>) -> Record {
    let mut value = only("attempts", &attempts);
    for (name, it) in record.value.iter() {
        value.push(name.to_owned(), it.clone());
    }
    let value = value.with("state", &state.to_owned()).with("hint", &hint.map(str::to_owned));
    Record { value, ..record }
}

pub(super) async fn a_later_version_adds_columns_with_defaults_and_empty_ones<S: Store>(
    env: &Environment<S>,
) {
    let store = env.with_users_and_record_tables().await;
    for table in both() {
        store.insert(&table, record("r1")).await;
        store.insert(&table, record("r2").of_user("alice")).await;
    }
    drop(store);
    let tables = both().map(|it| later(&it));
    let schema = || fixtures::schema().with(tables.clone()).unwrap();
    for _ in 0..2 {
        let store = env.open(schema()).await;
        for table in &tables {
            let old = grown(record("r1"), 3, "it's new", None);
            assert_eq!(store.record(table, "r1").await, Some(old));
        }
    }
    let store = env.open(schema()).await;
    for table in &tables {
        let added = store.add_to_record(table, grown(record("r1"), 0, "x", None), "attempts", 1, START).await;
        assert_eq!(added.unwrap(), grown(record("r1"), 4, "it's new", None));
        assert!(store.change(table, "r1", &text("state", "it's new"), &text("hint", "h")).await);
        let still = only("hint", &None::<String>).with("attempts", &3_i64);
        assert!(store.take(table, "r2", &still).await.is_some());
        let new = grown(record("r3"), 0, "x", Some("h"));
        store.insert(table, new.clone()).await;
        assert_eq!(store.record(table, "r3").await, Some(new));
    }
    let hint = Value::Text("h".to_owned());
    let found = store.ids(&tables[0], RecordsBy::Column("hint", &hint), &Page::first(9)).await;
    assert_eq!(found, ["r1", "r3"]);
}

pub(super) async fn columns_are_added_with_defaults_of_every_type<S: Store>(env: &Environment<S>) {
    let text = "it's \"new\"; -- \\ %s ? $1 \n é🦀".to_owned();
    let (bytes, time) = (vec![0_u8, 0x27, 0x5c, 0x22, 255], Timestamp::from_unix_millis(-62_135_596_800_000));
    let (uuid, json) = (Uuid([0x27; 16]), Json(r#"["it's","\\",1]"#.to_owned()));
    let tables = |lifetime, name: &'static str| {
        let first = vec![Column::of::<i64>("first")];
        let added = vec![
            Column::of::<String>("text").with_default(&text),
            Column::of::<i64>("integer").with_default(&i64::MIN),
            Column::of::<f64>("float").with_default(&-0.1_f64),
            Column::of::<bool>("boolean").with_default(&true),
            Column::of::<Vec<u8>>("bytes").with_default(&bytes),
            Column::of::<Timestamp>("time").with_default(&time),
            Column::of::<Uuid>("uuid").with_default(&uuid),
            Column::of::<Json>("json").with_default(&json),
        ];
        [first.clone(), [first, added].concat()].map(|it| RecordTable::new(name, lifetime, it))
    };
    let [kept, passing] = [tables(Lifetime::Lasting, "kept"), tables(Lifetime::Passing, "passing")];
    let schema = |version: usize| fixtures::schema().with([kept[version].clone(), passing[version].clone()]);
    let store = env.open(schema(0).unwrap()).await;
    let old = Record::new("r1", only("first", &1_i64)).until(at(100));
    for table in [&kept[0], &passing[0]] {
        store.insert(table, old.clone()).await;
    }
    drop(store);
    let row = old.value.with("text", &text).with("integer", &i64::MIN).with("float", &-0.1_f64);
    let row = row.with("boolean", &true).with("bytes", &bytes).with("time", &time);
    let row = row.with("uuid", &uuid).with("json", &json);
    for _ in 0..2 {
        let store = env.open(schema(1).unwrap()).await;
        for table in [&kept[1], &passing[1]] {
            let found = store.record(table, "r1").await.unwrap();
            assert_eq!(read(&found.value), read(&row), "{}", table.name());
        }
    }
}

pub(super) async fn any_other_change_of_a_table_is_refused<S: Store>(env: &Environment<S>) {
    let store = env.with_users_and_record_tables().await;
    store.insert(&entries(), record("r1")).await;
    drop(store);
    let with_columns = |change: &dyn Fn(&mut Vec<Column>)| {
        let mut columns = entries().columns().to_vec();
        change(&mut columns);
        let table = RecordTable::new("entry", Lifetime::Lasting, columns);
        fixtures::schema().with([table, codes(), members()]).unwrap()
    };
    let changes: [(&str, Schema); 3] = [
        ("another type", with_columns(&|it| it[1] = Column::of::<String>("count"))),
        ("not empty any more", with_columns(&|it| it[2] = Column::of::<String>("note"))),
        ("a column without a default", with_columns(&|it| it.push(Column::of::<String>("state")))),
    ];
    for (change, schema) in changes {
        assert!(env.refuses(schema).await, "{change}");
    }
    let store = env.open(super::record_fixtures::schema()).await;
    assert_eq!(store.record(&entries(), "r1").await, Some(record("r1")));
    let changed = with(record("r1"), &text("label", "x"));
    assert!(store.change(&entries(), "r1", &record("r1").value, &text("label", "x")).await);
    assert_eq!(store.record(&entries(), "r1").await, Some(changed));
}

pub(super) async fn a_dropped_batch_is_done_entirely_or_not_at_all<S: Store>(env: &Environment<S>) {
    let store = env.with_users_and_record_tables().await;
    let (entry, member_table) = (entries(), members());
    let ids: Vec<_> = POLLS.flat_map(|polls| (0..8).map(move |at| format!("r{polls}{at}"))).collect();
    for (at, id) in ids.iter().enumerate() {
        let writes =
            vec![RecordWrite::Insert(&entry, record(id)), RecordWrite::Insert(&member_table, member(id, id))];
        drop_after_polls(POLLS.start + at / 8, store.write_records(writes, START)).await;
    }
    drop(store);
    let store = env.open(super::record_fixtures::schema()).await;
    let page = Page::first(100);
    let entries = store.ids(&entry, RecordsBy::All, &page).await;
    assert_eq!(store.ids(&member_table, RecordsBy::All, &page).await, entries);
}
