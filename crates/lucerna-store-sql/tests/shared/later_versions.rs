//! The columns that a later version of a feature adds to its table. The test programs of all SQL stores run this.

use lucerna_core::{
    Column, ColumnType, Lifetime, NewUserRecord, Page, Record, RecordTable, RecordsBy, Row, Scalar, Schema,
    Store, StoreError, Timestamp, UserRecord, Value,
};

const NOW: Timestamp = Timestamp::from_unix_millis(0);

/// A text that needs escaping in every kind of literal.
const HARD: &str = r#"it's; a "quoted" \ \\ 'text' with `signs` @1 $1 ?1 -- and é 🦀"#;

struct Bytes16;

impl Scalar for Bytes16 {
    const TYPE: ColumnType = ColumnType::Uuid;
    fn to_value(&self) -> Value {
        Value::Uuid([0xa7; 16])
    }
    fn from_value(_: Value) -> Option<Self> {
        Some(Self)
    }
}

struct JsonObject;

impl Scalar for JsonObject {
    const TYPE: ColumnType = ColumnType::Json;
    fn to_value(&self) -> Value {
        Value::Json(r#"{"it's": "\\"}"#.to_owned())
    }
    fn from_value(_: Value) -> Option<Self> {
        Some(Self)
    }
}

fn note(later: Vec<Column>) -> RecordTable {
    let columns = [vec![Column::of::<String>("title")], later].concat();
    RecordTable::new("note", Lifetime::Lasting, columns)
}

fn schema(later: Vec<Column>) -> Schema {
    Schema::of::<()>().unwrap().with([note(later)]).unwrap()
}

fn later() -> Vec<Column> {
    vec![
        Column::of::<Option<String>>("body"),
        Column::of::<Option<String>>("slug").unique(),
        Column::of::<String>("hard").with_default(&HARD.to_owned()),
        Column::of::<String>("club").with_default(&"none".to_owned()).indexed(),
        Column::of::<i64>("least").with_default(&i64::MIN),
        Column::of::<f64>("share").with_default(&-0.25),
        Column::of::<bool>("open").with_default(&true),
        Column::of::<Vec<u8>>("bytes").with_default(&vec![0_u8, 39, 92, 255]),
        Column::of::<Timestamp>("since").with_default(&Timestamp::from_unix_millis(-62_000_000_000_123)),
        Column::of::<Bytes16>("uuid").with_default(&Bytes16),
        Column::of::<JsonObject>("settings").with_default(&JsonObject),
    ]
}

/// Opens stores with columns added. On a refusal, `open` returns the differences.
pub(crate) async fn a_later_version_adds_columns<S: Store>(
    open: impl AsyncFn(Schema) -> Result<S, Vec<String>>,
) {
    let first = open(schema(Vec::new())).await.unwrap();
    let old = Record::new("old", Row::new().with("title", &"Old".to_owned()));
    first.insert_record(&note(Vec::new()), old, NOW).await.unwrap();
    drop(first);

    let store = open(schema(later())).await.unwrap();
    let table = note(later());
    let page = Page::first(10);
    let found = store.find_records(&table, RecordsBy::Id("old"), &page, NOW).await.unwrap().remove(0);
    for column in later() {
        let expected = column.default_value().unwrap_or(&Value::Null);
        let value = found.value.value(column.name()).unwrap();
        match (value, expected) {
            // Databases format JSON differently.
            (Value::Json(value), Value::Json(expected)) => {
                assert_eq!(value.replace(' ', ""), expected.replace(' ', ""));
            }
            (value, expected) => assert_eq!(value, expected, "{}", column.name()),
        }
    }

    let named = |id: &str| {
        let mut row = found.value.clone();
        drop(row.take::<Option<String>>("slug"));
        Record::new(id, Row::new().with("slug", &"s".to_owned())).with_others(row)
    };
    store.insert_record(&table, named("new"), NOW).await.unwrap();
    let taken = store.insert_record(&table, named("newer"), NOW).await.unwrap_err();
    assert!(matches!(taken, StoreError::Conflict(_)), "the column that was added is unique: {taken}");
    let club = Value::Text("none".to_owned());
    let by = RecordsBy::Column("club", &club);
    assert_eq!(store.find_records(&table, by, &page, NOW).await.unwrap().len(), 2);
    drop(store);

    // A row of an earlier version gets the defaults that the later one needs.
    let earlier = open(schema(Vec::new())).await.unwrap();
    let again = Record::new("again", Row::new().with("title", &"Again".to_owned()));
    earlier.insert_record(&note(Vec::new()), again, NOW).await.unwrap();
    drop(earlier);

    let needed = [later(), vec![Column::of::<i64>("needed")]].concat();
    let refused = open(schema(needed)).await.err().unwrap();
    assert_eq!(refused.len(), 1, "{refused:?}");
    assert!(refused.iter().all(|it| it.starts_with("`note`.`needed` is missing: add")), "{refused:?}");
    let other = RecordTable::new("note", Lifetime::Lasting, vec![Column::of::<i64>("title")]);
    let refused = open(Schema::of::<()>().unwrap().with([other]).unwrap()).await.err().unwrap();
    assert!(refused.iter().any(|it| it.starts_with("`note`.`title` is ")), "{refused:?}");
}

/// The error about a missing attribute has the statements that add its column to a table with rows.
pub(crate) async fn the_statements_of_the_error_work<S: Store>(
    open: impl AsyncFn(Schema) -> Result<S, Vec<String>>,
    execute: impl AsyncFn(&str),
) {
    let columns = later().into_iter().filter(|it| !it.is_indexed()).collect::<Vec<_>>();
    let first = open(Schema::of::<()>().unwrap()).await.unwrap();
    let user = UserRecord { id: "alice".into(), attributes: Row::new() };
    first.insert_user(NewUserRecord { user, key: None }).await.unwrap();
    drop(first);

    let schema = || Schema::of_columns(columns.clone()).unwrap();
    let missing = open(schema()).await.err().unwrap();
    assert_eq!(missing.len(), columns.len(), "{missing:?}");
    for difference in missing {
        execute(difference.split_once(" is missing: ").unwrap().1).await;
    }
    let store = open(schema()).await.unwrap();
    let alice = store.find_user(&"alice".into()).await.unwrap().unwrap();
    for column in columns.iter().filter(|it| it.column_type() != ColumnType::Json) {
        let expected = column.default_value().unwrap_or(&Value::Null);
        assert_eq!(alice.attributes.value(column.name()), Some(expected), "{}", column.name());
    }
    drop(store);

    let needed = [columns, vec![Column::of::<i64>("needed")]].concat();
    let refused = open(Schema::of_columns(needed).unwrap()).await.err().unwrap();
    assert_eq!(refused.len(), 1, "{refused:?}");
    let advice = "an Option or give it #[column(default = …)]";
    assert!(refused.iter().all(|it| it.ends_with(advice)), "{refused:?}");
}

trait WithOthers {
    fn with_others(self, others: Row) -> Self;
}

impl WithOthers for Record {
    /// Adds the columns that the record does not have yet.
    ///
    fn with_others(mut self, others: Row) -> Self {
        for (name, value) in others.iter() {
            if self.value.value(name).is_none() {
                self.value.push(name.to_owned(), value.clone());
            }
        }
        self
    }
}
