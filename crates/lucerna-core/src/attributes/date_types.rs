//! Columns with date and time types of other crates, to the millisecond.

use super::{ColumnType, Scalar, Value};
use crate::Timestamp;

macro_rules! time_column {
    ($feature:literal, $type:ty, $to:expr, $from:expr) => {
        /// Stored to the millisecond. Finer digits are cut off.
        #[cfg(feature = $feature)]
        impl Scalar for $type {
            const TYPE: ColumnType = ColumnType::Timestamp;

            fn to_value(&self) -> Value {
                Value::Timestamp(Timestamp::from_unix_millis($to(self)))
            }

            fn from_value(value: Value) -> Option<Self> {
                match value {
                    Value::Timestamp(it) => $from(it.unix_millis()),
                    _ => None,
                }
            }
        }

        /// Reads the time to the millisecond. Finer digits are cut off.
        #[cfg(feature = $feature)]
        impl From<$type> for Timestamp {
            fn from(time: $type) -> Self {
                Self::from_unix_millis($to(&time))
            }
        }

        /// Fails with the time if it is out of the type's range, of some ten thousand years.
        #[cfg(feature = $feature)]
        impl TryFrom<Timestamp> for $type {
            type Error = Timestamp;

            fn try_from(time: Timestamp) -> Result<Self, Timestamp> {
                $from(time.unix_millis()).ok_or(time)
            }
        }
    };
}

time_column!(
    "chrono",
    chrono::DateTime<chrono::Utc>,
    |it: &chrono::DateTime<chrono::Utc>| it.timestamp_millis(),
    |millis| { chrono::DateTime::from_timestamp_millis(millis) }
);

time_column!("jiff", jiff::Timestamp, |it: &jiff::Timestamp| it.as_millisecond(), |millis| {
    jiff::Timestamp::from_millisecond(millis).ok()
});

// The range is limited to 64-bit milliseconds.
time_column!(
    "time",
    time::OffsetDateTime,
    |it: &time::OffsetDateTime| i64::try_from(it.unix_timestamp_nanos().div_euclid(1_000_000))
        .unwrap_or(i64::MAX),
    |millis| time::OffsetDateTime::from_unix_timestamp_nanos(i128::from(millis) * 1_000_000).ok()
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_round_trip_to_the_millisecond() {
        fn round_trip<T: Scalar + TryFrom<Timestamp>>()
        where
            Timestamp: From<T>,
        {
            for millis in [0, -1, 1_767_225_600_123, -62_135_596_800_000] {
                let value = Value::Timestamp(Timestamp::from_unix_millis(millis));
                let time = T::from_value(value.clone()).unwrap();
                assert_eq!((T::TYPE, time.to_value()), (ColumnType::Timestamp, value));
                assert!(T::from_value(Value::Integer(millis)).is_none());
                let time = T::try_from(Timestamp::from_unix_millis(millis)).ok().unwrap();
                assert_eq!(Timestamp::from(time).unix_millis(), millis);
            }
        }
        round_trip::<Timestamp>();
        #[cfg(feature = "chrono")]
        round_trip::<chrono::DateTime<chrono::Utc>>();
        #[cfg(feature = "jiff")]
        round_trip::<jiff::Timestamp>();
        #[cfg(feature = "time")]
        round_trip::<time::OffsetDateTime>();
    }
}
