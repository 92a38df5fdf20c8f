//! The conversion of attributes from the JSON that JavaScript's `JSON.stringify` writes.

use jiff::civil::DateTime;
use lucerna_core::{Column, ColumnType, Timestamp, Value};
use serde_json::{Value as Json, from_value};

/// Returns the value for a column, if the JSON fits its type.
pub(super) fn value(column: &Column, json: Json) -> Option<Value> {
    match (column.column_type(), json) {
        (_, Json::Null) if column.is_nullable() => Some(Value::Null),
        (ColumnType::Text, Json::String(it)) => Some(Value::Text(it)),
        (ColumnType::Integer, it @ Json::Number(_)) => integer(&it).map(Value::Integer),
        (ColumnType::Float, Json::Number(it)) => it.as_f64().map(Value::Float),
        (ColumnType::Boolean, Json::Bool(it)) => Some(Value::Boolean(it)),
        (ColumnType::Bytes, it) => bytes(it).map(Value::Bytes),
        (ColumnType::Timestamp, Json::String(it)) => date(&it).map(Value::Timestamp),
        (ColumnType::Timestamp, it) => {
            integer(&it).map(|it| Value::Timestamp(Timestamp::from_unix_millis(it)))
        }
        (ColumnType::Uuid, Json::String(it)) => {
            uuid::Uuid::try_parse(&it).ok().map(|it| Value::Uuid(it.into_bytes()))
        }
        (ColumnType::Json, it) if !it.is_null() => Some(Value::Json(it.to_string())),
        _ => None,
    }
}

/// Returns an integer, from a number in floating point or from digits.
pub(super) fn integer(json: &Json) -> Option<i64> {
    match json {
        Json::Number(it) => it.as_i64().or_else(|| whole(it.as_f64()?)),
        Json::String(it) => it.parse().ok(),
        _ => None,
    }
}

fn whole(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && number.abs() < 1e15).then_some(number as i64)
}

/// Parses `2024-01-31T12:34:56.789Z`, the JSON form of a `Date`.
fn date(text: &str) -> Option<Timestamp> {
    let at: DateTime = text.strip_suffix('Z')?.parse().ok()?;
    let since = at.duration_since(DateTime::constant(1970, 1, 1, 0, 0, 0, 0));
    since.as_millis().try_into().ok().map(Timestamp::from_unix_millis)
}

/// Returns bytes, from an array, a `Buffer` (`{"type":"Buffer","data":[…]}`) or a `Uint8Array` (`{"0":…,"1":…}`).
fn bytes(json: Json) -> Option<Vec<u8>> {
    let Json::Object(mut fields) = json else { return from_value(json).ok() };
    if fields.get("type").is_some_and(|it| it == "Buffer") {
        return from_value(fields.remove("data")?).ok();
    }
    let numbered: Option<_> = (0..fields.len()).map(|it| fields.remove(&it.to_string())).collect();
    from_value(Json::Array(numbered?)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use lucerna_core::Scalar;
    use serde_json::json;

    fn of<T: Scalar>(json: Json) -> Option<Value> {
        value(&Column::of::<T>("it"), json)
    }

    #[test]
    fn every_type_has_its_form_in_json() {
        assert_eq!(of::<String>(json!("é")), Some(Value::Text("é".to_owned())));
        assert_eq!(of::<i64>(json!(-7)), Some(Value::Integer(-7)));
        assert_eq!(of::<f64>(json!(2)), Some(Value::Float(2.0)));
        assert_eq!(of::<bool>(json!(true)), Some(Value::Boolean(true)));
        for form in
            [json!([0, 255]), json!({ "type": "Buffer", "data": [0, 255] }), json!({ "0": 0, "1": 255 })]
        {
            assert_eq!(of::<Vec<u8>>(form), Some(Value::Bytes(vec![0, 255])));
        }
        assert_eq!(of::<Vec<u8>>(json!({})), Some(Value::Bytes(Vec::new())));
        let uuid = uuid::uuid!("00112233-4455-6677-8899-aabbccddeeff");
        let written = json!("00112233-4455-6677-8899-AABBCCDDEEFF");
        assert_eq!(of::<uuid::Uuid>(written), Some(Value::Uuid(uuid.into_bytes())));
        assert_eq!(of::<Json>(json!([1])), Some(Value::Json("[1]".to_owned())));
        assert_eq!(of::<Option<String>>(Json::Null), Some(Value::Null));
    }

    #[test]
    fn a_time_is_milliseconds_or_a_date() {
        for (date, millis) in [
            ("1970-01-01T00:00:00.000Z", 0),
            ("1969-12-31T23:59:59.999Z", -1),
            ("2000-02-29T00:00:00.000Z", 951_782_400_000),
            ("0001-01-01T00:00:00.000Z", -62_135_596_800_000),
            ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
        ] {
            let at = Some(Value::Timestamp(Timestamp::from_unix_millis(millis)));
            assert_eq!((of::<Timestamp>(json!(date)), of::<Timestamp>(json!(millis))), (at.clone(), at));
        }
    }

    #[test]
    fn json_of_another_type_does_not_fit() {
        assert_eq!((of::<String>(json!(1)), of::<String>(Json::Null)), (None, None));
        assert_eq!((of::<i64>(json!("1")), of::<i64>(json!(0.5))), (None, None));
        assert_eq!((of::<bool>(json!(1)), of::<Json>(Json::Null)), (None, None));
        for bytes in [json!("AA=="), json!([256]), json!({ "1": 0 }), json!({ "type": "Buffer" })] {
            assert_eq!(of::<Vec<u8>>(bytes), None);
        }
        for date in ["2024-13-01T00:00:00.000Z", "2024-01-01T00:00:00.000", "é"] {
            assert_eq!(of::<Timestamp>(json!(date)), None, "{date}");
        }
        for uuid in ["", "0011223-34455-6677-8899-aabbccddeeff0", "+0112233-4455-6677-8899-aabbccddeeff"] {
            assert_eq!(of::<uuid::Uuid>(json!(uuid)), None, "{uuid}");
        }
    }
}
