//! Attributes as JSON.

use data_encoding::BASE64;
use lucerna_core::{Attributes, Value};
use serde_json::{Map, json};

/// Returns the columns of attributes by their names. Bytes are in Base64, times in RFC 3339.
pub(crate) fn attributes_json(attributes: &impl Attributes) -> serde_json::Value {
    let row = attributes.to_row();
    let members = row.iter().map(|(name, value)| (name.to_owned(), value_json(value)));
    serde_json::Value::Object(members.collect::<Map<_, _>>())
}

fn value_json(value: &Value) -> serde_json::Value {
    match value {
        Value::Text(it) => json!(it),
        Value::Integer(it) => json!(it),
        Value::Float(it) => json!(it),
        Value::Boolean(it) => json!(it),
        Value::Bytes(it) => json!(BASE64.encode(it)),
        Value::Timestamp(it) => json!(it.to_string()),
        Value::Uuid(it) => json!(uuid(it)),
        Value::Json(it) => serde_json::from_str(it).unwrap_or_else(|_| json!(it)),
        _ => serde_json::Value::Null,
    }
}

/// Writes a UUID in its usual form (RFC 9562 §4).
fn uuid(bytes: &[u8; 16]) -> String {
    let mut text = String::with_capacity(36);
    for (index, byte) in bytes.iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        text.push_str(&format!("{byte:02x}"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use lucerna_core::{Row, Timestamp};

    #[test]
    fn each_value_has_its_form_in_json() {
        let mut row = Row::new();
        for (name, value) in [
            ("null", Value::Null),
            ("text", Value::Text("é\"".to_owned())),
            ("integer", Value::Integer(-7)),
            ("float", Value::Float(0.5)),
            ("boolean", Value::Boolean(true)),
            ("bytes", Value::Bytes(vec![1, 2, 255])),
            ("timestamp", Value::Timestamp(Timestamp::from_unix_millis(0))),
            ("uuid", Value::Uuid(std::array::from_fn(|it| u8::try_from(it).unwrap() * 17))),
            ("json", Value::Json("{\"a\":[1]}".to_owned())),
        ] {
            row.push(name, value);
        }
        let expected = json!({
            "null": null, "text": "é\"", "integer": -7, "float": 0.5, "boolean": true, "bytes": "AQL/",
            "timestamp": "1970-01-01T00:00:00.000Z", "uuid": "00112233-4455-6677-8899-aabbccddeeff", "json": {"a": [1]},
        });
        assert_eq!(attributes_json(&row), expected);
    }
}
