//! Fixtures for the cases about records: tables of both lifetimes and their records.

use super::fixtures::{self, START, at, with_changes};
use super::store_under_test::StoreUnderTest;
use lucerna_core::{
    Column, ColumnType, Lifetime, Page, Record, RecordTable, RecordsBy, Row, Scalar, Schema, Store, Value,
};

/// Returns a lasting table, whose rows may expire.
pub(super) fn entries() -> RecordTable {
    RecordTable::new("entry", Lifetime::Lasting, columns())
}

/// Returns a passing table with the same columns.
pub(super) fn codes() -> RecordTable {
    RecordTable::new("code", Lifetime::Passing, columns())
}

/// Returns both tables, since most promises hold for either lifetime.
pub(super) fn both() -> [RecordTable; 2] {
    [entries(), codes()]
}

/// Returns a lasting table with columns to search by.
pub(super) fn members() -> RecordTable {
    let columns = vec![
        Column::of::<String>("email").unique(),
        Column::of::<Option<String>>("nick").unique(),
        Column::of::<Option<String>>("team").indexed(),
        Column::of::<i64>("age"),
    ];
    RecordTable::new("member", Lifetime::Lasting, columns)
}

pub(super) fn schema() -> Schema {
    fixtures::schema().with([entries(), codes(), members()]).unwrap()
}

fn columns() -> Vec<Column> {
    vec![
        Column::of::<String>("label"),
        Column::of::<i64>("count"),
        Column::of::<Option<String>>("note"),
        Column::of::<Option<f64>>("weight"),
        Column::of::<Option<Json>>("extra"),
    ]
}

/// Returns a record for either table, without a user and alive until 100 ms. Every database writes its JSON in the
/// same way.
pub(super) fn record(id: &str) -> Record {
    let row = Row::new().with("label", &"Label".to_owned()).with("count", &7_i64);
    let row = row.with("note", &Some("Note".to_owned())).with("weight", &Some(0.5_f64));
    Record::new(id, row.with("extra", &Some(Json("[7]".to_owned())))).until(at(100))
}

/// Returns the same record with this number.
pub(super) fn counted(id: &str, count: i64) -> Record {
    with(record(id), &Row::new().with("count", &count))
}

/// Returns a member with this address, without a name, a team or an expiry.
pub(super) fn member(id: &str, email: &str) -> Record {
    let row = Row::new().with("email", &email.to_owned()).with("nick", &None::<String>);
    Record::new(id, row.with("team", &None::<String>).with("age", &7_i64))
}

/// Returns the record with some of its values replaced.
pub(super) fn with(record: Record, changes: &Row) -> Record {
    Record { value: with_changes(&record.value, changes), ..record }
}

/// Returns the number in a record.
pub(super) fn count(record: &Record) -> i64 {
    match record.value.value("count") {
        Some(Value::Integer(count)) => *count,
        other => panic!("a number was expected, and not {other:?}"),
    }
}

pub(super) struct Json(pub(super) String);

impl Scalar for Json {
    const TYPE: ColumnType = ColumnType::Json;

    fn to_value(&self) -> Value {
        Value::Json(self.0.clone())
    }

    fn from_value(_: Value) -> Option<Self> {
        None
    }
}

impl<S: Store> StoreUnderTest<S> {
    /// Inserts a record at [`START`].
    pub(super) async fn insert(&self, table: &RecordTable, record: Record) {
        self.insert_record(table, record, START).await.unwrap();
    }

    /// Returns the record of this id at [`START`].
    pub(super) async fn record(&self, table: &RecordTable, id: &str) -> Option<Record> {
        let mut found = self.find_records(table, RecordsBy::Id(id), &Page::first(2), START).await.unwrap();
        assert!(found.len() < 2, "an id names one record");
        found.pop()
    }

    /// Changes a record at [`START`] if it has the expected values. Returns true if it had.
    pub(super) async fn change(&self, table: &RecordTable, id: &str, still: &Row, set: &Row) -> bool {
        self.update_record(table, id, still, set, START).await.unwrap()
    }

    /// Takes a record at [`START`] if it has the expected values.
    pub(super) async fn take(&self, table: &RecordTable, id: &str, still: &Row) -> Option<Record> {
        self.take_record(table, id, still, START).await.unwrap()
    }

    /// Returns the ids of the records that are found at [`START`].
    pub(super) async fn ids(&self, table: &RecordTable, by: RecordsBy<'_>, page: &Page) -> Vec<String> {
        let found = self.find_records(table, by, page, START).await.unwrap();
        found.into_iter().map(|it| it.id).collect()
    }
}
