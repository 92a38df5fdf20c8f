//! Columns of every type, with sample values and empty ones.

use crate::expected::KeptColumn;
use lucerna::{Row, Scalar, Timestamp, Value};
use serde_json::json;

/// Returns a unique name, and a required and a nullable column of every type.
pub(crate) fn user_columns() -> Vec<KeptColumn> {
    let username = KeptColumn { unique: true, ..column("username", "text", false) };
    std::iter::once(username).chain(session_columns()).collect()
}

pub(crate) fn session_columns() -> Vec<KeptColumn> {
    let types = ["text", "integer", "float", "boolean", "bytes", "timestamp", "uuid", "json"];
    let of = |it: &str| [column(&format!("some_{it}"), it, false), column(&format!("any_{it}"), it, true)];
    types.into_iter().flat_map(of).collect()
}

fn column(name: &str, kind: &str, nullable: bool) -> KeptColumn {
    KeptColumn { name: name.to_owned(), kind: kind.to_owned(), nullable, unique: false }
}

/// Returns a row for these columns. Each number gives other values.
pub(crate) fn row(columns: &[KeptColumn], number: usize) -> Row {
    let mut row = Row::new();
    for (at, column) in columns.iter().enumerate() {
        let is_empty = column.nullable && (number + at / 2).is_multiple_of(3);
        let value = if is_empty { Value::Null } else { sample(&column.kind, number + at) };
        row.push(column.name.clone(), value);
    }
    row
}

fn sample(kind: &str, number: usize) -> Value {
    match kind {
        "integer" => pick(number, [0, 1, -1, i64::MAX, i64::MIN]),
        "float" => pick(number, [0.0, 0.1, -2.5, 1e300, 5e-324]),
        "boolean" => pick(number, [false, true]),
        "bytes" => {
            pick(number, [&b""[..], b"\0\xff", b"it's \\ \"quoted\"", "é".as_bytes()].map(<[u8]>::to_vec))
        }
        "timestamp" => pick(number, TIMES.map(Timestamp::from_unix_millis)),
        "uuid" => pick(
            number,
            [0, 1, u128::MAX, 0x0197_3c5b_7f2e_7a3d_8f6e_5d4c_3b2a_1908].map(uuid::Uuid::from_u128),
        ),
        "json" => pick(
            number,
            [json!({}), json!([1, null, "é"]), json!({ "it's": { "a \\": "b\n\"" } }), json!("text")],
        ),
        _ => pick(
            number,
            ["", "Grüße", "two\nlines\t", r#"it's \ "quoted"; --"#, "日本語 🦀"].map(str::to_owned),
        ),
    }
}

/// The first and the last time that a column can store, and others.
const TIMES: [i64; 4] = [-62_135_596_800_000, 0, 1_795_737_600_001, 253_402_300_799_999];

fn pick<T: Scalar, const N: usize>(number: usize, samples: [T; N]) -> Value {
    samples.into_iter().nth(number % N).map_or(Value::Null, |it| it.to_value())
}
