//! Faults about values: they are stored changed, or under another name.

use crate::fault::Fault;
use crate::faulty_store::FaultyStore;
use lucerna_core::{Column, Row, Timestamp, Value};

impl FaultyStore {
    /// Returns the row as the fault writes it into a table of these columns.
    pub(crate) fn stored(&self, columns: &[Column], row: &Row) -> Row {
        let mut stored = Row::new();
        for (at, (name, value)) in row.iter().enumerate() {
            let by_position = columns.get(at).filter(|_| self.has(Fault::ColumnsGoByPosition));
            let name = by_position.map_or(name, |it| it.name());
            stored.push(name.to_owned(), twisted(self.fault, value));
        }
        stored
    }
}

fn twisted(fault: Fault, value: &Value) -> Value {
    match (fault, value) {
        (Fault::EmptyTextIsNothing, Value::Text(it)) if it.is_empty() => Value::Null,
        (Fault::TextEndsAtNul, Value::Text(it)) => Value::Text(it.split('\0').next().unwrap().to_owned()),
        (Fault::TextIsCut, Value::Text(it)) => Value::Text(it.chars().take(127).collect()),
        (Fault::QuotesAreDoubled, Value::Text(it)) => Value::Text(it.replace('\'', "''")),
        (Fault::IntegersAreFloats, Value::Integer(it)) => Value::Integer(*it as f64 as i64),
        (Fault::FloatsAreIntegers, Value::Float(it)) if it.fract() == 0.0 => Value::Integer(*it as i64),
        (Fault::InfinityIsTheLargest, Value::Float(it)) => Value::Float(it.clamp(f64::MIN, f64::MAX)),
        (Fault::BooleansAreIntegers, Value::Boolean(it)) => Value::Integer(i64::from(*it)),
        (Fault::BytesEndAtZero, Value::Bytes(it)) => {
            Value::Bytes(it.iter().copied().take_while(|it| *it != 0).collect())
        }
        (Fault::UuidsAreLittleEndian, Value::Uuid(it)) => {
            let mut turned = *it;
            turned[..4].reverse();
            Value::Uuid(turned)
        }
        (Fault::JsonNumbersAreFloats, Value::Json(it)) => match it.parse::<f64>() {
            Ok(number) => Value::Json(number.to_string()),
            Err(_) => value.clone(),
        },
        (Fault::TimeIsCutToTheLargest, Value::Timestamp(it)) => {
            Value::Timestamp((*it).min(Timestamp::from_unix_millis(253_402_300_799_999)))
        }
        (Fault::TimeStartsIn1970, Value::Timestamp(it)) => {
            Value::Timestamp(Timestamp::from_unix_millis(it.unix_millis().max(0)))
        }
        _ => value.clone(),
    }
}

/// Returns the first row with the columns that only the second has.
pub(crate) fn joined(first: &Row, second: &Row) -> Row {
    let mut joined = first.clone();
    for (name, value) in second.iter().filter(|(name, _)| first.value(name).is_none()) {
        joined.push(name.to_owned(), value.clone());
    }
    joined
}

/// Returns a row of one column.
pub(crate) fn single(name: &str, value: Value) -> Row {
    let mut row = Row::new();
    row.push(name.to_owned(), value);
    row
}
