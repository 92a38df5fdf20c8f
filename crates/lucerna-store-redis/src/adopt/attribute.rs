//! An attribute's value, from what `JSON.stringify` made of one in JavaScript.

use lucerna_core::{Column, ColumnType, Timestamp, Value};
use serde_json::{Map, Value as Json};

/// The value for this column, if it is one.
pub(super) fn value(column: &Column, json: Json) -> Option<Value> {
    match (column.column_type(), json) {
        (_, Json::Null) if column.is_nullable() => Some(Value::Null),
        (ColumnType::Text, Json::String(it)) => Some(Value::Text(it)),
        (ColumnType::Integer, it @ Json::Number(_)) => integer(&it).map(Value::Integer),
        (ColumnType::Float, Json::Number(it)) => it.as_f64().map(Value::Float),
        (ColumnType::Boolean, Json::Bool(it)) => Some(Value::Boolean(it)),
        (ColumnType::Bytes, it) => bytes(it).map(Value::Bytes),
        (ColumnType::Timestamp, it) => time(&it).map(Value::Timestamp),
        (ColumnType::Uuid, Json::String(it)) => uuid(&it).map(Value::Uuid),
        (ColumnType::Json, it) if !it.is_null() => Some(Value::Json(it.to_string())),
        _ => None,
    }
}

/// A whole number, which JavaScript counts in floating point, or its digits.
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

/// Milliseconds, or a `Date`.
fn time(json: &Json) -> Option<Timestamp> {
    let millis = match json {
        Json::String(it) => date(it),
        it => integer(it),
    };
    millis.map(Timestamp::from_unix_millis)
}

/// `2024-01-31T12:34:56.789Z`, which is what a `Date` becomes.
fn date(text: &str) -> Option<i64> {
    const FORM: &[u8] = b"0000-00-00T00:00:00.000Z";
    let fits = |(it, form): (u8, &u8)| if *form == b'0' { it.is_ascii_digit() } else { it == *form };
    if text.len() != FORM.len() || !text.bytes().zip(FORM).all(fits) {
        return None;
    }
    let part = |from: usize, to: usize| text.get(from..to)?.parse::<i64>().ok();
    let [year, month, day] = [part(0, 4)?, part(5, 7)?, part(8, 10)?];
    let [hour, minute, second, milli] = [part(11, 13)?, part(14, 16)?, part(17, 19)?, part(20, 23)?];
    let possible =
        (1..=12).contains(&month) && (1..=31).contains(&day) && hour < 24 && minute < 60 && second < 60;
    possible.then(|| (((days(year, month, day) * 24 + hour) * 60 + minute) * 60 + second) * 1000 + milli)
}

/// The days since 1970-01-01, in years that begin in March, so that a leap day is the last of its year.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month > 2 { year } else { year - 1 };
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + of_year - 719_468
}

/// An array of bytes, a `Buffer` (`{"type":"Buffer","data":[…]}`) or a `Uint8Array` (`{"0":…,"1":…}`).
fn bytes(json: Json) -> Option<Vec<u8>> {
    match json {
        Json::Array(it) => it.iter().map(byte).collect(),
        Json::Object(it) if it.get("type").is_some_and(|it| it == "Buffer") => {
            it.get("data")?.as_array()?.iter().map(byte).collect()
        }
        Json::Object(it) => numbered(&it),
        _ => None,
    }
}

fn numbered(fields: &Map<String, Json>) -> Option<Vec<u8>> {
    (0..fields.len()).map(|it| byte(fields.get(&it.to_string())?)).collect()
}

fn byte(json: &Json) -> Option<u8> {
    json.as_u64()?.try_into().ok()
}

/// 32 hexadecimal digits with hyphens in their places.
fn uuid(text: &str) -> Option<[u8; 16]> {
    let hyphens =
        text.len() == 36 && [8, 13, 18, 23].iter().all(|it| text.as_bytes().get(*it) == Some(&b'-'));
    let digits: String = text.chars().filter(|it| *it != '-').collect();
    if !hyphens || digits.len() != 32 || !digits.bytes().all(|it| it.is_ascii_hexdigit()) {
        return None;
    }
    u128::from_str_radix(&digits, 16).ok().map(u128::to_be_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use lucerna_core::Scalar;
    use serde_json::json;

    struct Of<const TYPE: u8>;

    macro_rules! column_types {
        ($($number:literal => $variant:ident;)*) => {$(
            impl Scalar for Of<$number> {
                const TYPE: ColumnType = ColumnType::$variant;
                fn to_value(&self) -> Value {
                    Value::Null
                }
                fn from_value(_: Value) -> Option<Self> {
                    Some(Self)
                }
            }
        )*};
    }

    column_types! { 0 => Uuid; 1 => Json; }

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
        let uuid = json!("00112233-4455-6677-8899-AABBCCDDEEFF");
        let bytes = 0x0011_2233_4455_6677_8899_AABB_CCDD_EEFF_u128.to_be_bytes();
        assert_eq!(of::<Of<0>>(uuid), Some(Value::Uuid(bytes)));
        assert_eq!(of::<Of<1>>(json!({ "a": [1] })), Some(Value::Json(r#"{"a":[1]}"#.to_owned())));
        assert_eq!(of::<Option<i64>>(Json::Null), Some(Value::Null));
    }

    #[test]
    fn a_date_is_its_milliseconds() {
        for (date, millis) in [
            ("1970-01-01T00:00:00.000Z", 0),
            ("1969-12-31T23:59:59.999Z", -1),
            ("2000-02-29T00:00:00.000Z", 951_782_400_000),
            ("2024-01-31T12:34:56.789Z", 1_706_704_496_789),
            ("0001-01-01T00:00:00.000Z", -62_135_596_800_000),
            ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
        ] {
            let at = Value::Timestamp(Timestamp::from_unix_millis(millis));
            assert_eq!(
                (of::<Timestamp>(json!(date)), of::<Timestamp>(json!(millis))),
                (Some(at.clone()), Some(at))
            );
        }
    }

    #[test]
    fn what_has_another_form_does_not_fit() {
        assert_eq!(of::<String>(json!(1)), None);
        assert_eq!(of::<String>(Json::Null), None);
        assert_eq!(of::<i64>(json!("1")), None);
        assert_eq!(of::<i64>(json!(0.5)), None);
        assert_eq!(of::<bool>(json!(1)), None);
        for bytes in [json!("AA=="), json!([256]), json!({ "1": 0 }), json!({ "type": "Buffer" })] {
            assert_eq!(of::<Vec<u8>>(bytes), None);
        }
        for date in ["2024-13-01T00:00:00.000Z", "2024-01-01T00:00:00.000", "2024-01-01 00:00:00.000Z", "é"]
        {
            assert_eq!(of::<Timestamp>(json!(date)), None, "{date}");
        }
        for uuid in [
            "",
            "00112233445566778899aabbccddeeff",
            "0011223-34455-6677-8899-aabbccddeeff0",
            "+0112233-4455-6677-8899-aabbccddeeff",
        ] {
            assert_eq!(of::<Of<0>>(json!(uuid)), None, "{uuid}");
        }
        assert_eq!(of::<Of<1>>(Json::Null), None);
    }
}
