//! Rust types whose values a column can store.

use super::{ColumnType, Value};
use crate::Timestamp;

/// A type whose values a column can store.
///
/// To store a type of your own, implement two short methods:
///
/// ```
/// use lucerna_core::{ColumnType, Scalar, Value};
///
/// enum Role { Member, Admin }
///
/// impl Scalar for Role {
///     const TYPE: ColumnType = ColumnType::Text;
///
///     fn to_value(&self) -> Value {
///         Value::Text(match self { Self::Member => "member", Self::Admin => "admin" }.into())
///     }
///     fn from_value(value: Value) -> Option<Self> {
///         match value {
///             Value::Text(it) if it == "member" => Some(Self::Member),
///             Value::Text(it) if it == "admin" => Some(Self::Admin),
///             _ => None,
///         }
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not fit into a column",
    label = "this type is not a `Scalar`",
    note = "columns hold String, integers of up to 64 bits, f64, bool, Vec<u8>, Timestamp and Option of each",
    note = "with features also uuid::Uuid, serde_json::Value, chrono::DateTime<Utc>, time::OffsetDateTime, jiff::Timestamp",
    note = "put `#[derive(Scalar)]` on an enum without fields, or implement `Scalar`: a column type and two methods"
)]
pub trait Scalar: Sized {
    /// The column's type.
    const TYPE: ColumnType;

    /// True if the column may be empty.
    const NULLABLE: bool = false;

    /// Returns the value to store.
    fn to_value(&self) -> Value;

    /// Converts a stored value to this type. Returns `None` if the value has another type.
    fn from_value(value: Value) -> Option<Self>;
}

impl<T: Scalar> Scalar for Option<T> {
    const TYPE: ColumnType = T::TYPE;
    const NULLABLE: bool = true;

    fn to_value(&self) -> Value {
        self.as_ref().map_or(Value::Null, T::to_value)
    }

    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            value => T::from_value(value).map(Some),
        }
    }
}

macro_rules! scalar {
    ($($type:ty => $variant:ident;)*) => {$(
        impl Scalar for $type {
            const TYPE: ColumnType = ColumnType::$variant;

            fn to_value(&self) -> Value {
                Value::$variant(self.clone().into())
            }

            fn from_value(value: Value) -> Option<Self> {
                match value {
                    Value::$variant(it) => it.try_into().ok(),
                    _ => None,
                }
            }
        }
    )*};
}

scalar! {
    String => Text;
    i64 => Integer;
    i32 => Integer;
    i16 => Integer;
    i8 => Integer;
    u32 => Integer;
    u16 => Integer;
    u8 => Integer;
    f64 => Float;
    bool => Boolean;
    Vec<u8> => Bytes;
    Timestamp => Timestamp;
}

/// All values round-trip. The database shows values above `i64::MAX` as negative numbers, since columns hold signed
/// 64-bit integers.
impl Scalar for u64 {
    const TYPE: ColumnType = ColumnType::Integer;

    fn to_value(&self) -> Value {
        Value::Integer(self.cast_signed())
    }

    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Integer(it) => Some(it.cast_unsigned()),
            _ => None,
        }
    }
}

#[cfg(feature = "uuid")]
impl Scalar for uuid::Uuid {
    const TYPE: ColumnType = ColumnType::Uuid;

    fn to_value(&self) -> Value {
        Value::Uuid(self.into_bytes())
    }

    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Uuid(it) => Some(Self::from_bytes(it)),
            _ => None,
        }
    }
}

#[cfg(feature = "json")]
impl Scalar for serde_json::Value {
    const TYPE: ColumnType = ColumnType::Json;

    fn to_value(&self) -> Value {
        Value::Json(self.to_string())
    }

    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Json(it) => serde_json::from_str(&it).ok(),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_round_trips_and_rejects_values_of_other_types() {
        fn round_trip<T: Scalar + PartialEq + std::fmt::Debug>(it: T) {
            assert_eq!(T::from_value(it.to_value()), Some(it));
        }
        round_trip("é".to_owned());
        round_trip(i64::MIN);
        round_trip(-1_i32);
        round_trip(u32::MAX);
        round_trip(0.5);
        round_trip(true);
        round_trip(vec![0_u8, 255]);
        round_trip(Timestamp::from_unix_millis(1));
        round_trip(Some(1_i64));
        round_trip(None::<String>);
        #[cfg(feature = "uuid")]
        round_trip(uuid::Uuid::from_u128(1));
        #[cfg(feature = "json")]
        round_trip(serde_json::json!({ "a": [1, null, "\"\\u0000"] }));
        assert_eq!(u32::from_value(Value::Integer(-1)), None);
        assert_eq!(i64::from_value(Value::Null), None);
        assert_eq!(String::from_value(Value::Integer(1)), None);
    }
}
