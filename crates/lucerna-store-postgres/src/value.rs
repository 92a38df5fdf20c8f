//! The values of PostgreSQL's own types, in its binary format.
//!
//! The features of sqlx for these types would add other libraries to every build. Lucerna needs only a few lines for
//! each type.

use lucerna_core::{ColumnType, Timestamp, Value};
use lucerna_store_sql::Parameter;
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::postgres::types::Oid;
use sqlx::postgres::{PgArgumentBuffer, PgArguments, PgRow, PgTypeInfo, PgValueRef};
use sqlx::{Arguments, Decode, Encode, Postgres, Row, Type, ValueRef};

/// 2000-01-01T00:00:00Z, from which PostgreSQL counts microseconds.
const EPOCH: i64 = 946_684_800_000;

const JSONB: u32 = 3802;
const TIMESTAMPTZ: u32 = 1184;
const UUID: u32 = 2950;

pub(crate) fn bind(values: &mut PgArguments, parameter: Parameter<'_>) -> Result<(), BoxDynError> {
    match parameter {
        Parameter::Text(it) => values.add(it),
        Parameter::Integer(it) => values.add(it),
        Parameter::Boolean(it) => values.add(it),
        Parameter::Value(Value::Null, column_type) => match column_type {
            ColumnType::Integer => values.add(None::<i64>),
            ColumnType::Float => values.add(None::<f64>),
            ColumnType::Boolean => values.add(None::<bool>),
            ColumnType::Bytes => values.add(None::<&[u8]>),
            ColumnType::Timestamp => values.add(None::<Binary<TIMESTAMPTZ>>),
            ColumnType::Uuid => values.add(None::<Binary<UUID>>),
            ColumnType::Json => values.add(None::<Binary<JSONB>>),
            _ => values.add(None::<&str>),
        },
        Parameter::Value(value, _) => match value {
            Value::Text(it) => values.add(&**it),
            Value::Integer(it) => values.add(*it),
            Value::Float(it) => values.add(*it),
            Value::Boolean(it) => values.add(*it),
            Value::Bytes(it) => values.add(&**it),
            Value::Timestamp(it) => values.add(Binary::<TIMESTAMPTZ>(micros(*it)?.to_be_bytes().to_vec())),
            Value::Uuid(it) => values.add(Binary::<UUID>(it.to_vec())),
            // The format begins with a version number.
            Value::Json(it) => values.add(Binary::<JSONB>([&[1], it.as_bytes()].concat())),
            _ => Err("the value has an unknown type".into()),
        },
    }
}

pub(crate) fn read(row: &PgRow, at: usize, column_type: ColumnType) -> Result<Value, BoxDynError> {
    if row.try_get_raw(at)?.is_null() {
        return Ok(Value::Null);
    }
    Ok(match column_type {
        ColumnType::Integer => Value::Integer(row.try_get(at)?),
        ColumnType::Float => Value::Float(row.try_get(at)?),
        ColumnType::Boolean => Value::Boolean(row.try_get(at)?),
        ColumnType::Bytes => Value::Bytes(row.try_get(at)?),
        ColumnType::Timestamp => {
            let Binary(bytes) = row.try_get::<Binary<TIMESTAMPTZ>, _>(at)?;
            let micros = i64::from_be_bytes(bytes.as_slice().try_into()?);
            Value::Timestamp(Timestamp::from_unix_millis(micros.div_euclid(1000) + EPOCH))
        }
        ColumnType::Uuid => {
            let Binary(bytes) = row.try_get::<Binary<UUID>, _>(at)?;
            Value::Uuid(bytes.as_slice().try_into()?)
        }
        ColumnType::Json => {
            let Binary(bytes) = row.try_get::<Binary<JSONB>, _>(at)?;
            let text = bytes.strip_prefix(&[1]).ok_or("the jsonb value has an unknown version")?;
            Value::Json(String::from_utf8(text.to_vec())?)
        }
        _ => Value::Text(row.try_get(at)?),
    })
}

fn micros(at: Timestamp) -> Result<i64, BoxDynError> {
    let micros = at.unix_millis().checked_sub(EPOCH).and_then(|it| it.checked_mul(1000));
    micros.ok_or_else(|| "the time is out of range".into())
}

/// The bytes of a value whose type has this OID.
struct Binary<const TYPE: u32>(Vec<u8>);

impl<const TYPE: u32> Type<Postgres> for Binary<TYPE> {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_oid(Oid(TYPE))
    }

    fn compatible(found: &PgTypeInfo) -> bool {
        found.oid() == Some(Oid(TYPE))
    }
}

impl<const TYPE: u32> Encode<'_, Postgres> for Binary<TYPE> {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        buffer.extend_from_slice(&self.0);
        Ok(IsNull::No)
    }
}

impl<const TYPE: u32> Decode<'_, Postgres> for Binary<TYPE> {
    fn decode(value: PgValueRef<'_>) -> Result<Self, BoxDynError> {
        Ok(Self(value.as_bytes()?.to_vec()))
    }
}
