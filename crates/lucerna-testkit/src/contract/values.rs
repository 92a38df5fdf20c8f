//! Cases about values: values of every type come back as they were written.

use super::environment::Environment;
use super::fixtures::at;
use super::record_fixtures::Json;
use super::store_under_test::StoreUnderTest;
use lucerna_core::{
    Attributes, Column, ColumnError, ColumnType, Expiry, NewUserRecord, Row, Scalar, Schema, SessionDetails,
    SessionId, SessionRecord, Store, StoreError, Timestamp, UserRecord, Value,
};

/// A column of every type, nullable and not.
pub(super) struct EveryType;

impl Attributes for EveryType {
    fn columns() -> Vec<Column> {
        vec![
            Column::of::<String>("text"),
            Column::of::<i64>("integer"),
            Column::of::<f64>("float"),
            Column::of::<bool>("boolean"),
            Column::of::<Vec<u8>>("bytes"),
            Column::of::<Timestamp>("time"),
            Column::of::<Uuid>("uuid"),
            Column::of::<Json>("json"),
            Column::of::<Option<String>>("some_text"),
            Column::of::<Option<i64>>("some_integer"),
            Column::of::<Option<f64>>("some_float"),
            Column::of::<Option<bool>>("some_boolean"),
            Column::of::<Option<Vec<u8>>>("some_bytes"),
            Column::of::<Option<Timestamp>>("some_time"),
            Column::of::<Option<Uuid>>("some_uuid"),
            Column::of::<Option<Json>>("some_json"),
        ]
    }

    fn to_row(&self) -> Row {
        let row = Row::new().with("text", &String::new()).with("integer", &0_i64).with("float", &0.0_f64);
        let row = row.with("boolean", &false).with("bytes", &Vec::<u8>::new()).with("time", &at(0));
        let row = row.with("uuid", &Uuid([0; 16])).with("json", &Json("{}".to_owned()));
        let row = row.with("some_text", &None::<String>).with("some_integer", &None::<i64>);
        let row = row.with("some_float", &None::<f64>).with("some_boolean", &None::<bool>);
        let row = row.with("some_bytes", &None::<Vec<u8>>).with("some_time", &None::<Timestamp>);
        row.with("some_uuid", &None::<Uuid>).with("some_json", &None::<Json>)
    }

    fn from_row(_: &mut Row) -> Result<Self, ColumnError> {
        Ok(Self)
    }
}

pub(super) struct Uuid(pub(super) [u8; 16]);

impl Scalar for Uuid {
    const TYPE: ColumnType = ColumnType::Uuid;

    fn to_value(&self) -> Value {
        Value::Uuid(self.0)
    }

    fn from_value(_: Value) -> Option<Self> {
        None
    }
}

/// Returns the row with normalised JSON, since the database chooses spaces and the order of members.
pub(super) fn read(row: &Row) -> Row {
    let mut read = Row::new();
    for (name, value) in row.iter() {
        let value = match value {
            Value::Json(it) => {
                let mut json: serde_json::Value = serde_json::from_str(it).unwrap();
                json.sort_all_objects();
                Value::Json(json.to_string())
            }
            value => value.clone(),
        };
        read.push(name.to_owned(), value);
    }
    read
}

async fn open<S: Store>(env: &Environment<S>) -> StoreUnderTest<S> {
    env.open(Schema::of::<EveryType>().unwrap().with_sessions::<EveryType>().unwrap()).await
}

/// Writes a value into both of its columns, by insertion and update, in a user and a session, and reads it back.
/// Returns false if the store refuses the value.
async fn comes_back<S: Store>(store: &StoreUnderTest<S>, column: &str, value: Value) -> bool {
    let columns = [column.to_owned(), format!("some_{column}")];
    let changes = columns.iter().fold(Row::new(), |mut row, name| {
        row.push(name.clone(), value.clone());
        row
    });
    let expected = super::fixtures::with_changes(&EveryType.to_row(), &changes);
    let mut written = insert(store, "inserted", expected.clone()).await.is_ok();
    insert(store, "updated", EveryType.to_row()).await.unwrap();
    written &= store.update_user(&"updated".into(), changes.clone()).await.is_ok();
    written &= store.update_session(&session("updated"), changes).await.is_ok();
    for name in ["inserted", "updated"] {
        if written {
            assert_eq!(store.user(name).await.as_ref().map(read), Some(read(&expected)), "a user, {name}");
            let (found, _) = store.find_session_and_user(&session(name), at(0)).await.unwrap().unwrap();
            assert_eq!(read(&found.attributes), read(&expected), "a session, {name}");
        }
        store.delete_user(&name.into()).await.unwrap();
    }
    written
}

async fn insert<S: Store>(store: &StoreUnderTest<S>, name: &str, attributes: Row) -> Result<(), StoreError> {
    let user = UserRecord { id: name.into(), attributes: attributes.clone() };
    store.insert_user(NewUserRecord { user, key: None }).await?;
    let expiry = Expiry { active: at(1), idle: at(2), absolute: at(3) };
    let session = SessionRecord {
        id: session(name),
        user_id: name.into(),
        expiry,
        periods: None,
        details: SessionDetails::default(),
        attributes,
    };
    store.insert_session(session).await
}

fn session(name: &str) -> SessionId {
    super::fixtures::session_id(name)
}

async fn all_come_back<S: Store, T: Scalar>(
    env: &Environment<S>,
    column: &str,
    values: impl IntoIterator<Item = T>,
) {
    let store = open(env).await;
    for value in values {
        assert!(comes_back(&store, column, value.to_value()).await, "refused: {:?}", value.to_value());
    }
}

pub(super) async fn text_comes_back<S: Store>(env: &Environment<S>) {
    let texts = ["", " ", "text", "\n\t\r", "é", "e\u{301}", "0", "1.5", "null", "\u{10ffff}"];
    all_come_back(env, "text", texts.map(str::to_owned)).await;
}

pub(super) async fn long_text_comes_back<S: Store>(env: &Environment<S>) {
    all_come_back(env, "text", [255, 256, 65_536, 1 << 20].map(|it| "é".repeat(it))).await;
}

pub(super) async fn integers_come_back<S: Store>(env: &Environment<S>) {
    let integers = [i64::MIN, i64::MIN + 1, -1, 0, 1, 1 << 53, (1 << 53) + 1, i64::MAX - 1, i64::MAX];
    all_come_back(env, "integer", integers).await;
}

pub(super) async fn floats_come_back<S: Store>(env: &Environment<S>) {
    let floats = [f64::MIN, -1.0, -0.0, 0.0, 5e-324, f64::MIN_POSITIVE, 0.1, 1.0, 1e15, f64::MAX];
    all_come_back(env, "float", floats).await;
}

pub(super) async fn infinities_come_back_or_are_refused<S: Store>(env: &Environment<S>) {
    let store = open(env).await;
    for value in [f64::INFINITY, f64::NEG_INFINITY] {
        comes_back(&store, "float", Value::Float(value)).await;
    }
}

pub(super) async fn booleans_come_back<S: Store>(env: &Environment<S>) {
    all_come_back(env, "boolean", [true, false]).await;
}

pub(super) async fn bytes_come_back<S: Store>(env: &Environment<S>) {
    let bytes =
        [vec![], vec![0], vec![0, 255, 0], (0..=255).collect(), vec![0xa5; 1 << 20], b"text".to_vec()];
    all_come_back(env, "bytes", bytes).await;
}

pub(super) async fn times_come_back_also_from_before_1970<S: Store>(env: &Environment<S>) {
    let times = [-62_135_596_800_000, -1, 0, 1, 1_732_000_000_123, 253_402_300_799_999];
    all_come_back(env, "time", times.map(Timestamp::from_unix_millis)).await;
}

pub(super) async fn times_beyond_the_calendar_come_back_or_are_refused<S: Store>(env: &Environment<S>) {
    let store = open(env).await;
    for time in [i64::MIN, -62_135_596_800_001, 253_402_300_800_000, i64::MAX] {
        comes_back(&store, "time", Value::Timestamp(Timestamp::from_unix_millis(time))).await;
    }
}

pub(super) async fn uuids_come_back<S: Store>(env: &Environment<S>) {
    let counting = std::array::from_fn(|at| 17 * u8::try_from(at).unwrap());
    all_come_back(env, "uuid", [[0; 16], [255; 16], counting].map(Uuid)).await;
}

pub(super) async fn json_comes_back<S: Store>(env: &Environment<S>) {
    let texts = [
        "null",
        "0",
        r#""""#,
        r#""\u00e9 \" \\ ' ; --""#,
        "[]",
        r#"{"b":[1,-2.5,0.001,null,true],"a":{"é":""}}"#,
        "9007199254740993",
    ];
    all_come_back(env, "json", texts.map(|it| Json(it.to_owned()))).await;
}

pub(super) async fn null_comes_back_and_can_replace_a_value<S: Store>(env: &Environment<S>) {
    let store = open(env).await;
    insert(&store, "u", EveryType.to_row()).await.unwrap();
    assert_eq!(store.user("u").await.as_ref().map(read), Some(read(&EveryType.to_row())));
    let full = Row::new().with("some_text", &"x".to_owned()).with("some_float", &1.5_f64);
    let full = full.with("some_uuid", &Uuid([7; 16])).with("some_json", &Json("[7]".to_owned()));
    let full = full.with("some_boolean", &true).with("some_bytes", &vec![1_u8]).with("some_time", &at(9));
    for changes in [full.with("some_integer", &5_i64), EveryType.to_row()] {
        assert!(store.update_user(&"u".into(), changes.clone()).await.unwrap());
        let expected = super::fixtures::with_changes(&EveryType.to_row(), &changes);
        assert_eq!(store.user("u").await.as_ref().map(read), Some(read(&expected)));
    }
}

pub(super) async fn text_with_a_nul_comes_back_or_is_refused_and_is_never_cut<S: Store>(
    env: &Environment<S>,
) {
    let store = open(env).await;
    for text in ["\0", "a\0b", "\0a", "a\0"] {
        comes_back(&store, "text", Value::Text(text.to_owned())).await;
    }
}
