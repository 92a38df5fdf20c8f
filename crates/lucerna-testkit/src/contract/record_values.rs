//! Cases about values in records: values of every type come back, are compared and are found.

use super::environment::Environment;
use super::fixtures::{self, at, with_changes};
use super::record_fixtures::Json;
use super::values::{EveryType, Uuid, read};
use lucerna_core::{
    Attributes, Column, Lifetime, Page, Record, RecordTable, RecordsBy, Row, Scalar, Schema, Store,
    Timestamp, Value,
};

fn table(lifetime: Lifetime) -> RecordTable {
    RecordTable::of::<EveryType>(
        if lifetime == Lifetime::Lasting { "every_type" } else { "every_code" },
        lifetime,
    )
}

fn schema() -> Schema {
    let unique = RecordTable::new("only_one", Lifetime::Lasting, comparable().map(Column::unique).to_vec());
    let tables = [table(Lifetime::Lasting), table(Lifetime::Passing), searchable(), unique];
    fixtures::schema().with(tables).unwrap()
}

/// Returns a table with an indexed column for every type that databases compare in the same way.
fn searchable() -> RecordTable {
    RecordTable::new("searchable", Lifetime::Lasting, comparable().map(Column::indexed).to_vec())
}

/// Returns a nullable column for every type that databases compare in the same way.
pub(super) fn comparable() -> [Column; 6] {
    [
        Column::of::<Option<String>>("text"),
        Column::of::<Option<i64>>("integer"),
        Column::of::<Option<bool>>("boolean"),
        Column::of::<Option<Vec<u8>>>("bytes"),
        Column::of::<Option<Timestamp>>("time"),
        Column::of::<Option<Uuid>>("uuid"),
    ]
}

/// Returns the extreme values of every type that databases compare in the same way, with the column that holds each.
pub(super) fn extremes() -> Vec<(&'static str, Value)> {
    let time = |millis| Timestamp::from_unix_millis(millis).to_value();
    vec![
        ("text", String::new().to_value()),
        ("text", "é\n\u{10ffff} ".to_owned().to_value()),
        ("text", "x".repeat(255).to_value()),
        ("integer", i64::MIN.to_value()),
        ("integer", ((1_i64 << 53) + 1).to_value()),
        ("integer", i64::MAX.to_value()),
        ("boolean", true.to_value()),
        ("boolean", false.to_value()),
        ("bytes", Vec::<u8>::new().to_value()),
        ("bytes", (0..=254_u8).collect::<Vec<_>>().to_value()),
        ("bytes", vec![0_u8; 255].to_value()),
        ("time", time(-62_135_596_800_000)),
        ("time", time(-1)),
        ("time", time(253_402_300_799_999)),
        ("uuid", Uuid([255; 16]).to_value()),
        ("uuid", Uuid(std::array::from_fn(|at| 17 * u8::try_from(at).unwrap())).to_value()),
    ]
}

/// Returns the extreme values of the other types.
fn more_extremes() -> Vec<(&'static str, Value)> {
    let floats = [f64::MIN, -0.0, 5e-324, 0.1, 1e15, f64::MAX];
    let json =
        ["null", "9007199254740993", r#""\u00e9 \" \\ ' ; --""#, r#"{"b":[1,-2.5,null],"a":{"é":""}}"#];
    let floats = floats.map(|it| ("float", it.to_value()));
    let json = json.map(|it| ("json", Json(it.to_owned()).to_value()));
    let long = [("text", "é".repeat(1 << 16).to_value()), ("bytes", vec![0xa5_u8; 1 << 16].to_value())];
    floats.into_iter().chain(json).chain(long).collect()
}

/// Returns changes of both columns of a type, nullable and not.
fn changes((column, value): &(&'static str, Value)) -> Row {
    let mut row = Row::new();
    row.push(*column, value.clone());
    row.push(format!("some_{column}"), value.clone());
    row
}

pub(super) async fn values_of_every_type_come_back_from_records<S: Store>(env: &Environment<S>) {
    let store = env.open(schema()).await;
    for table in [table(Lifetime::Lasting), table(Lifetime::Passing)] {
        let new = |value| Record::new("r1", value).until(at(100));
        for extreme in extremes().iter().chain(&more_extremes()) {
            let row = with_changes(&EveryType.to_row(), &changes(extreme));
            let found = async || store.record(&table, "r1").await.map(|it| read(&it.value));
            store.insert(&table, new(row.clone())).await;
            assert_eq!(found().await, Some(read(&row)), "inserted");
            let taken = store.take(&table, "r1", &Row::new()).await;
            assert_eq!(taken.map(|it| read(&it.value)), Some(read(&row)), "taken");
            store.insert(&table, new(EveryType.to_row())).await;
            assert!(store.change(&table, "r1", &Row::new(), &changes(extreme)).await);
            assert_eq!(found().await, Some(read(&row)), "updated");
            let empty = EveryType.to_row();
            assert!(store.change(&table, "r1", &Row::new(), &empty).await);
            assert_eq!(found().await, Some(read(&empty)), "emptied");
            assert_eq!(store.delete_records(&table, RecordsBy::Id("r1")).await.unwrap(), 1);
        }
    }
}

pub(super) async fn values_of_every_type_are_compared<S: Store>(env: &Environment<S>) {
    let store = env.open(schema()).await;
    for table in [table(Lifetime::Lasting), table(Lifetime::Passing)] {
        for extreme in extremes() {
            let row = with_changes(&EveryType.to_row(), &changes(&extreme));
            store.insert(&table, Record::new("r1", row.clone()).until(at(100))).await;
            let (still, set) = (changes(&extreme), Row::new().with("some_float", &1.5_f64));
            assert!(store.change(&table, "r1", &still, &set).await, "{extreme:?}");
            for (column, _) in still.iter() {
                for other in extremes().iter().filter(|it| it.0 == extreme.0 && it.1 != extreme.1) {
                    let mut wrong = Row::new();
                    wrong.push(column.to_owned(), other.1.clone());
                    assert_eq!(store.take(&table, "r1", &wrong).await, None, "{wrong:?}");
                }
            }
            assert!(store.take(&table, "r1", &still).await.is_some(), "{extreme:?}");
        }
    }
}

pub(super) async fn values_of_every_type_are_found<S: Store>(env: &Environment<S>) {
    let store = env.open(schema()).await;
    let id = |at: usize| format!("r{at:02}");
    for name in ["searchable", "only_one"] {
        let table = store.schema().record_table(name).unwrap();
        for (at, (column, value)) in extremes().into_iter().enumerate() {
            let mut row = Row::new();
            row.push(column, value);
            store.insert(table, Record::new(id(at), row)).await;
        }
        for (at, (column, value)) in extremes().iter().enumerate() {
            let found = store.ids(table, RecordsBy::Column(column, value), &Page::first(9)).await;
            assert_eq!(found, [id(at)], "{name}, {column}");
        }
    }
}
